"""What an LRS came to hold of the attempt on show, as seen from the requests that pass.

In: the requests of the page, each with its answer. Out: the status, score and state that the panel shows. It works the
same before our own LRS and before one that we only speak to, which may not tell.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs

VERDICTS: Final = ("passed", "failed", "completed")


@dataclass(slots=True)
class Tally:
    """One attempt in the LRS."""

    registration: str
    verbs: dict[str, str] = field(default_factory=dict)
    """Statement id → the last part of its verb, in the order of arrival; a statement that comes twice counts once."""
    answers: int = 0
    score: str = ""
    progress: str = ""
    state: str = ""
    """The State document as it was stored last."""
    location: str = ""

    @property
    def status(self) -> str:
        """The strongest verdict so far; "" before the first statement."""
        found = next((each for each in VERDICTS if each in self.verbs.values()), "")
        return found or ("incomplete" if self.verbs else "")

    def hear(self, method: str, resource: str, query: str, body: bytes) -> None:
        """Take a request that was carried out."""
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        if resource == "activities/state":
            self._document(method, asked, body)
        elif resource == "statements" and method in ("PUT", "POST"):
            said = _json(body)
            for each in said if isinstance(said, list) else [said]:
                if isinstance(each, dict):
                    self._statement({"id": asked.get("statementId", ""), **each})

    def _document(self, method: str, asked: dict[str, str], body: bytes) -> None:
        is_ours = asked.get("registration", self.registration) == self.registration
        if not is_ours or asked.get("stateId") == "LMS.LaunchData":
            return
        if method == "DELETE":
            self.state = self.location = ""
        elif method in ("PUT", "POST"):
            said = _json(body)
            self.state = body.decode("utf-8", "replace")
            if isinstance(said, dict):
                # A course of ours keeps the page where the learner is beside the state proper.
                self.state = str(said.get("state", self.state))
                self.location = str(said.get("location", ""))

    def _statement(self, said: dict[str, Any]) -> None:
        context, result = said.get("context") or {}, said.get("result") or {}
        if context.get("registration", self.registration) != self.registration:
            return
        verb = str((said.get("verb") or {}).get("id", "")).rpartition("/")[2]
        number = str(said.get("id") or f"unnamed {len(self.verbs)}")
        if number not in self.verbs and verb == "answered":
            self.answers += 1
        self.verbs[number] = verb
        score = result.get("score") or {}
        if verb in VERDICTS and score:
            scaled = score.get("scaled")
            self.score = str(score["raw"]) if "raw" in score else "" if scaled is None else f"{scaled:.0%}"
        for name, value in (result.get("extensions") or {}).items():
            if name.rpartition("/")[2] == "progress":
                self.progress = f"{value} %"


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
