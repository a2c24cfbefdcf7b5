"""Reads reports back."""

from __future__ import annotations

import json
from typing import Any


def rows(text: str) -> list[dict[str, Any]]:
    """The diagnostics of a JSON report, of all its parts."""
    return [each for part in json.loads(text)["parts"] for each in part["diagnostics"]]
