"""What a Learning Record Store keeps: statements and documents, in SQLite.

In: statements that were judged, documents as bytes. Out: the same, by the filters of xAPI 1.0.3 (Communication 2.1.3).
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from builder.hosts.statements import CONTEXT_ACTIVITIES, VOIDED, agent_key

Statement = dict[str, Any]

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS statements (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, stored TEXT NOT NULL, verb TEXT NOT NULL,
    registration TEXT NOT NULL, target TEXT NOT NULL, voided INTEGER NOT NULL,
    received TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS statements_stored ON statements (stored);
CREATE INDEX IF NOT EXISTS statements_verb ON statements (verb);
CREATE INDEX IF NOT EXISTS statements_registration ON statements (registration);
CREATE INDEX IF NOT EXISTS statements_target ON statements (target) WHERE target != '';
CREATE TABLE IF NOT EXISTS mentions (
    kind TEXT NOT NULL, value TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (kind, value, seq)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS names (agent TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (agent, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS activities (id TEXT PRIMARY KEY, definition TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS verbs (id TEXT PRIMARY KEY, display TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents (
    resource TEXT NOT NULL, activity TEXT NOT NULL, agent TEXT NOT NULL, registration TEXT NOT NULL, id TEXT NOT NULL,
    updated TEXT NOT NULL, type TEXT NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (resource, activity, agent, registration, id)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where documents lie: a resource, and what its parameters name; "" for what it does not have."""

    resource: str
    activity: str = ""
    agent: str = ""
    """The key of the Agent, as `agent_key` makes it."""
    registration: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a State, Agent Profile or Activity Profile resource."""

    body: bytes
    type: str
    updated: datetime

    @property
    def etag(self) -> str:
        """The entity tag that xAPI 1.0.3 prescribes (Communication 3.1), with its quotes."""
        return f'"{hashlib.sha1(self.body, usedforsecurity=False).hexdigest()}"'


@dataclass(frozen=True, slots=True)
class Filter:
    """Which statements a GET asks for; "" and False are no condition."""

    agent: str = ""
    """The key of an Agent or an identified Group."""
    verb: str = ""
    activity: str = ""
    registration: str = ""
    related_activities: bool = False
    related_agents: bool = False
    since: datetime | None = None
    until: datetime | None = None
    ascending: bool = False
    limit: int = 0
    """0 for all."""
    cursor: int = 0
    """Only what comes after this place, in the order asked for; 0 for all."""


def stamp(time: datetime) -> str:
    """*time* as the LRS writes it: UTC, always of the same length, so that text sorts as time does."""
    return time.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


class Store:
    """Statements and documents in a SQLite file, or in memory; any thread may use it.

    Args:
        path: The file, made when there is none; `:memory:` keeps nothing.
    """

    def __init__(self, path: Path | str = ":memory:") -> None:
        self.lock = threading.RLock()
        """Held while something is read and then written; reading alone does not need it."""
        self._database = sqlite3.connect(str(path), check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.execute("PRAGMA busy_timeout = 5000")
        self._database.executescript(_TABLES)
        last = self._database.execute("SELECT max(stored) FROM statements").fetchone()[0]
        self._last = datetime.fromisoformat(last) if last else datetime.min.replace(tzinfo=UTC)

    def close(self) -> None:
        """Close the file."""
        with self.lock:
            self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what the block writes; no one else writes meanwhile."""
        with self.lock:
            if self._database.in_transaction:
                yield
                return
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")

    def _rows(self, sql: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        with self.lock:
            return self._database.execute(sql, tuple(values)).fetchall()

    # statements

    def find(self, identifier: str) -> tuple[Statement, Statement, bool] | None:
        """The statement with this id: as it came, as it is kept, whether it is voided; None when there is none."""
        rows = self._rows("SELECT received, body, voided FROM statements WHERE id = ?", [identifier.lower()])
        if not rows:
            return None
        received, body, voided = rows[0]
        return json.loads(received), json.loads(body), bool(voided)

    def add(self, received: Statement, complete: Statement) -> None:
        """Keep a statement: *complete* is *received* with what the LRS sets, but for `stored`, which is set here."""
        with self.transaction():
            # Two statements never share a time: `since` leaves none out, whatever the machine's clock does.
            self._last = max(datetime.now(UTC), self._last + timedelta(microseconds=1))
            complete = {**complete, "stored": stamp(self._last)}
            complete.setdefault("timestamp", complete["stored"])
            identifier, verb, target = complete["id"].lower(), complete["verb"]["id"], _reference(complete)
            voided = verb != VOIDED and bool(
                self._rows("SELECT 1 FROM statements WHERE target = ? AND verb = ?", [identifier, VOIDED])
            )
            cursor = self._database.execute(
                "INSERT INTO statements (id, stored, verb, registration, target, voided, received, body) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    identifier,
                    complete["stored"],
                    verb,
                    complete.get("context", {}).get("registration", "").lower(),
                    target,
                    voided,
                    json.dumps(received),
                    json.dumps(complete),
                ),
            )
            if verb == VOIDED:
                self._database.execute("UPDATE statements SET voided = 1 WHERE id = ? AND verb != ?", (target, VOIDED))
            mentions = {(*each, cursor.lastrowid) for each in _mentions(complete)}
            self._database.executemany("INSERT INTO mentions (kind, value, seq) VALUES (?, ?, ?)", sorted(mentions))
            self._learn(complete)

    def _learn(self, statement: Statement) -> None:
        """Keep what the statement says of agents, activities and verbs, for their own resources."""
        for part in _parts(statement):
            for each in _agents(part, related=True):
                if each.get("name") and agent_key(each):
                    self._database.execute("INSERT OR IGNORE INTO names VALUES (?, ?)", (agent_key(each), each["name"]))
            for activity in _activities(part, related=True):
                if activity.get("definition"):
                    merged = {**self.activity(activity["id"]), **activity["definition"]}
                    self._database.execute(
                        "INSERT OR REPLACE INTO activities VALUES (?, ?)", (activity["id"], json.dumps(merged))
                    )
            if part["verb"].get("display"):
                merged = {**self.display(part["verb"]["id"]), **part["verb"]["display"]}
                self._database.execute(
                    "INSERT OR REPLACE INTO verbs VALUES (?, ?)", (part["verb"]["id"], json.dumps(merged))
                )

    def select(self, wanted: Filter) -> tuple[list[Statement], int]:
        """The statements that *wanted* names, newest first by default, and the cursor of the rest, or 0."""
        direct: list[str] = []
        values: list[Any] = []
        for column in ("verb", "registration"):
            if getattr(wanted, column):
                direct.append(f"{column} = ?")
                values.append(getattr(wanted, column))
        for kind, related in (("agent", wanted.related_agents), ("activity", wanted.related_activities)):
            if getattr(wanted, kind):
                direct.append("seq IN (SELECT seq FROM mentions WHERE kind = ? AND value = ?)")
                values += [f"related {kind}" if related else kind, getattr(wanted, kind)]
        places: list[str] = ["voided = 0"]
        start = ""
        if direct:
            # What targets a match by reference is a match, and so on; a voided one still counts as a target.
            start = (
                f"WITH RECURSIVE found (seq, id) AS (SELECT seq, id FROM statements WHERE {' AND '.join(direct)} "
                "UNION SELECT s.seq, s.id FROM statements AS s JOIN found ON s.target = found.id AND s.target != '') "
            )
            places.append("seq IN (SELECT seq FROM found)")
        for condition, value in (
            ("stored > ?", stamp(wanted.since) if wanted.since else None),
            ("stored <= ?", stamp(wanted.until) if wanted.until else None),
            ("seq > ?" if wanted.ascending else "seq < ?", wanted.cursor or None),
        ):
            if value is not None:
                places.append(condition)
                values.append(value)
        order = "ASC" if wanted.ascending else "DESC"
        sql = f"{start}SELECT seq, body FROM statements WHERE {' AND '.join(places)} ORDER BY seq {order} LIMIT ?"
        rows = self._rows(sql, [*values, wanted.limit + 1 if wanted.limit else -1])
        left = bool(wanted.limit) and len(rows) > wanted.limit
        rows = rows[: wanted.limit] if left else rows
        return [json.loads(body) for _, body in rows], rows[-1][0] if left else 0

    def statements(self, **conditions: Any) -> list[Statement]:
        """The statements that fit *conditions* (see `Filter`), oldest first; voided ones are left out."""
        return self.select(Filter(**{"ascending": True, **conditions}))[0]

    def names(self, agent: str) -> list[str]:
        """The names that statements gave to the agent with the key *agent*."""
        return [name for (name,) in self._rows("SELECT name FROM names WHERE agent = ? ORDER BY name", [agent])]

    def activity(self, identifier: str) -> dict[str, Any]:
        """The definition of an activity, as far as statements told it."""
        rows = self._rows("SELECT definition FROM activities WHERE id = ?", [identifier])
        return json.loads(rows[0][0]) if rows else {}

    def display(self, verb: str) -> dict[str, str]:
        """The words for a verb, by language, as far as statements told them."""
        rows = self._rows("SELECT display FROM verbs WHERE id = ?", [verb])
        return json.loads(rows[0][0]) if rows else {}

    # documents

    def document(self, shelf: Shelf, identifier: str) -> Document | None:
        """One document; None when there is none."""
        rows = self._rows(
            "SELECT body, type, updated FROM documents WHERE resource = ? AND activity = ? AND agent = ? "
            "AND registration = ? AND id = ?",
            [shelf.resource, shelf.activity, shelf.agent, shelf.registration, identifier],
        )
        return Document(bytes(rows[0][0]), rows[0][1], datetime.fromisoformat(rows[0][2])) if rows else None

    def put(self, shelf: Shelf, identifier: str, body: bytes, media_type: str) -> None:
        """Keep a document in place of the one that was there."""
        with self.transaction():
            self._database.execute(
                "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    shelf.resource,
                    shelf.activity,
                    shelf.agent,
                    shelf.registration,
                    identifier,
                    stamp(datetime.now(UTC)),
                    media_type,
                    body,
                ),
            )

    def documents(self, shelf: Shelf, since: datetime | None = None) -> list[tuple[str, datetime]]:
        """The ids on a shelf, and when each was written; without a registration those of all registrations."""
        where, values = _shelf(shelf)
        rows = self._rows(
            f"SELECT id, max(updated) FROM documents WHERE {where} AND updated > ? GROUP BY id ORDER BY id",
            [*values, stamp(since) if since else ""],
        )
        return [(identifier, datetime.fromisoformat(updated)) for identifier, updated in rows]

    def delete(self, shelf: Shelf, identifier: str | None = None) -> None:
        """Delete one document, or all on a shelf."""
        where, values = _shelf(shelf)
        if identifier is not None:
            where += " AND registration = ? AND id = ?"
            values += [shelf.registration, identifier]
        with self.transaction():
            self._database.execute(f"DELETE FROM documents WHERE {where}", values)


def _shelf(shelf: Shelf) -> tuple[str, list[str]]:
    where = "resource = ? AND activity = ? AND agent = ?"
    values = [shelf.resource, shelf.activity, shelf.agent]
    return (f"{where} AND registration = ?", [*values, shelf.registration]) if shelf.registration else (where, values)


# What filters look for


def _parts(statement: Statement) -> list[Statement]:
    """The statement and the one within."""
    inner = statement["object"]
    return [statement, inner] if inner.get("objectType") == "SubStatement" else [statement]


def _reference(statement: Statement) -> str:
    """The id of the statement that this one is about; "" when it is about something else."""
    target = statement["object"]
    return target["id"].lower() if target.get("objectType") == "StatementRef" else ""


def _agents(part: Statement, *, related: bool) -> Iterator[dict[str, Any]]:
    context = part.get("context", {})
    found = [part["actor"]]
    if part["object"].get("objectType") in ("Agent", "Group"):
        found.append(part["object"])
    if related:
        found += [
            each[name]
            for each, name in ((part, "authority"), (context, "instructor"), (context, "team"))
            if name in each
        ]
    for each in found:
        yield each
        yield from each.get("member", ())


def _activities(part: Statement, *, related: bool) -> Iterator[dict[str, Any]]:
    if part["object"].get("objectType", "Activity") == "Activity":
        yield part["object"]
    if related:
        for kind in CONTEXT_ACTIVITIES:
            yield from part.get("context", {}).get("contextActivities", {}).get(kind, ())


def _mentions(statement: Statement) -> Iterator[tuple[str, str]]:
    """What the filters `agent` and `activity` find this statement by, in their narrow and their broad sense."""
    yield from (("agent", agent_key(each)) for each in _agents(statement, related=False) if agent_key(each))
    yield from (("activity", each["id"]) for each in _activities(statement, related=False))
    for part in _parts(statement):
        yield from (("related agent", agent_key(each)) for each in _agents(part, related=True) if agent_key(each))
        yield from (("related activity", each["id"]) for each in _activities(part, related=True))
