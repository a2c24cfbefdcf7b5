"""What a campaign came to: how much was played, spoiled and lost; written at the end of a run."""

from __future__ import annotations

import os
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Final


@dataclass
class Figures:
    """Counts by campaign and by what is counted."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, campaign: str, **amounts: int) -> None:
        """Count *amounts* of a campaign."""
        self.counts.setdefault(campaign, Counter()).update(amounts)

    def of(self, campaign: str, what: str) -> int:
        """What was counted so far."""
        return self.counts.get(campaign, Counter())[what]

    def lines(self) -> list[str]:
        """One line a campaign."""
        return [
            f"{campaign}: " + ", ".join(f"{number} {what.replace('_', ' ')}" for what, number in sorted(found.items()))
            for campaign, found in sorted(self.counts.items())
        ]


FIGURES: Final = Figures()
BUDGET: Final = float(os.environ.get("SOAK_MINUTES", "30")) * 60
"""Seconds that all soaks of a run may take together."""


def allotted(share: float) -> float:
    """When a soak that may have *share* of the budget must end, on the monotonic clock."""
    return time.monotonic() + BUDGET * share
