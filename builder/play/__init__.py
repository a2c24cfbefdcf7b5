"""Plays finished packages in a real browser, under the LMS that each asks for, and says what came of it.

In: the path of a zip of any origin, never trusted. Out: a `Play` for each standard and each SCO or AU in it, and a
report with every fault: R12, R04, T and K for what the host was told, PLY for what the browser showed. A package of
Cartable's is answered in full, since its pages hold the solutions; any other is opened, clicked through as far as its
obvious buttons lead, closed, and opened again.
"""

from __future__ import annotations

from builder.play.browser import Missing
from builder.play.outcome import Options, Play
from builder.play.run import play

__all__ = ["Missing", "Options", "Play", "play"]
