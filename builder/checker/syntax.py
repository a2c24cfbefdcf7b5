"""The syntax of a script, by tree-sitter: any text is a program to it, faults and all.

In: text of any origin. Out: a tree whose byte positions are positions in the text, or None when the text is beyond
measure. The parser is written in C and asks nobody how deep it goes: a text of nothing but brackets would cost it a
thousand times its size in memory, or the whole process. So it is watched, and has a stack of its own.
"""

from __future__ import annotations

import re
import threading
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tree_sitter import Tree

LARGEST_SCRIPT: Final = 4 * 1024 * 1024
LARGEST_UNWATCHED: Final = 1024 * 1024
"""Where a process cannot ask how much memory it has."""
MOST_MEMORY: Final = 96 * 1024 * 1024
"""Of one tree: forty bytes for each of a minified script, twenty-five for one with its white space."""
STACK: Final = 32 * 1024 * 1024
"""A hundred bytes for each bracket that may be two things; this lasts three times as long as the memory."""

_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_CALLS_BETWEEN: Final = 16
_PAGE: Final = 4096


def parse(text: str, end: float) -> Tree | None:
    """The syntax of *text*, unless it takes too much room or time.

    Args:
        end: When there must be an end, by the clock of this process.
    """
    before = _memory()
    if len(text) > (LARGEST_UNWATCHED if before is None else LARGEST_SCRIPT) or time.process_time() > end:
        return None
    # Here alone: most packages need no parser, and nobody waits for its import.
    import tree_sitter
    import tree_sitter_javascript

    # One byte a character, so that places are the same.
    data = (text if text.isascii() else _NOT_ASCII.sub("_", text)).encode("ascii")
    language = tree_sitter.Language(tree_sitter_javascript.language())
    calls = 0

    def is_enough(_offset: int, _has_error: bool) -> bool:
        # Stopping at the next piece of the text is too late: what an early end costs may double what was taken.
        nonlocal calls
        calls += 1
        if calls % _CALLS_BETWEEN:
            return False
        return time.process_time() > end or (before is not None and (_memory() or 0) - before > MOST_MEMORY)

    trees: list[Tree] = []

    def work() -> None:
        # It is taken apart where it was used, on the same stack.
        parser = tree_sitter.Parser(language)
        try:
            trees.append(parser.parse(lambda at, _: data[at : at + 65536], progress_callback=is_enough))
        except ValueError:
            # What tree-sitter says of a parse that was stopped.
            return

    size = threading.stack_size(STACK)
    try:
        thread = threading.Thread(target=work)
        thread.start()
    except RuntimeError:
        # No room for its stack.
        return None
    finally:
        threading.stack_size(size)
    thread.join()
    return trees[0] if trees else None


def _memory() -> int | None:
    """What this process holds in memory; the most it ever held, where that alone is known; None where nothing is."""
    try:
        with open("/proc/self/statm", "rb") as stream:  # noqa: PTH123 - asked some thousand times
            return int(stream.read().split()[1]) * _PAGE
    except (OSError, ValueError, IndexError):
        pass
    try:
        import resource
    except ImportError:
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
