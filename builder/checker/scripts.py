"""What the scripts of a package do: which elements of a data model they name, and what they load.

In: a script, or the text of a `script` element. Out: the calls that name a data model's element, the rules Z11, Z12 and
Z13 as far as a script shows them, and R12-22. Scripts are read, never run: what a rule says of one is a warning.

Only a script that a search finds something in is parsed, by tree-sitter: it takes any text for a program with faults,
at ten megabytes a second. A text made to exhaust it is given up.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final

from builder.checker import syntax
from builder.checker.references import MOST_CALLS, Call, Facts, Place, Source, follow, locate
from builder.diagnostics import Span

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

MOST_ANCHORS: Final = 1000
"""Of one script and kind: a bundle of a hundred modules has some dozens."""
MOST_SECONDS: Final = 2.0
"""Of processor, whatever else the machine does, for one script."""
MOST_SECONDS_TOGETHER: Final = 5.0
"""For all scripts of a package: forty megabytes of what bundlers write."""
MOST_PARTS: Final = 32
"""Of the name of an element; its place in the tree is found from the root each time."""

_INITIALIZE: Final = re.compile(r"LMSInitialize|[\"'`]LMS[\"'`]\s*\+|`LMS\$\{|[\"'`]LMS[\"'`]\s*\.concat\(")
# What may not stand before a word is said behind it: a pattern that begins with plain letters is searched ten times
# faster.
_SCANNED: Final[tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]] = (
    ("Z11.eval", (re.compile(r"eval(?<![\w$.]eval)\s*\("), re.compile(r"Function(?<![\w$.]Function)\s*\("))),
    ("Z11.base64", (re.compile(r"btoa(?<![\w$]btoa)\s*\("), re.compile(r"atob(?<![\w$]atob)\s*\("))),
)
_UNLOADING: Final = (
    re.compile(r"""addEventListener\s*\(\s*["'`]unload["'`]"""),
    re.compile(r"onunload(?<!\wonunload)\s*="),
    re.compile(r"""\.(?:on|one|bind)\s{0,9}\(\s{0,9}["'`]unload["'`]"""),
    re.compile(r"""window\s{0,9}\)\s{0,9}\.unload\s{0,9}\("""),
)
# Whoever listens to one of these too does not hang on unload; jQuery's word joins several events.
_OTHERWISE: Final = re.compile(
    r"""["'` ](?:pagehide|beforeunload|visibilitychange)["'` ]|onpagehide|onbeforeunload|onvisibilitychange"""
)
# jQuery forgets its own listeners on unload, and saves nothing.
_LIBRARY: Final = "jquery:"
_SESSION: Final = re.compile(r"SCORM|scorm|LMS|API_1484_11|Terminate|sendStatement|cmi5")
_ELEMENT: Final = re.compile(r"""["'`](?:cmi|adl)\.""")
_ADDRESS: Final = re.compile(r"""["'`](?:(?:https?|wss?):)?//[A-Za-z0-9]""", re.IGNORECASE)
_IMPORT: Final = re.compile(r"""["'`]\.{1,2}/""")
_SETTING: Final = re.compile(r"""set["'],\s{0,9}(["'])""")
_METHOD: Final = re.compile(r"""["'`](?:POST|PUT|GET)["'`]""")
_OPENING: Final = re.compile(r"\.open\s{0,9}\(\s{0,9}\Z")
_OF_LMS: Final = re.compile(r"LMSInitialize|GetDiagnostic")
_PARTING: Final = re.compile(r"unload|pagehide|visibilitychange")
_BARE: Final = re.compile(r"(?:LMSInitialize|LMSFinish|LMSCommit|Initialize|Terminate|Commit)\s{0,9}\(\s{0,9}\)")
_DOMAIN: Final = re.compile(r"document\.domain\s{0,9}=(?!=)")
_WORKER: Final = re.compile(r"serviceWorker\.register\s{0,9}\(")
_STREAMING: Final = re.compile(r"WebAssembly\.(?:instantiate|compile)Streaming\s{0,9}\(")
_WITHOUT_STREAM: Final = re.compile(r"WebAssembly\.(?:instantiate|compile|Module)\s{0,9}\(")
_LEAVING: Final = re.compile(r"top\.location(?<![\w$]top\.location)\b")
_LOADING: Final = re.compile(
    r"(?:\.src\s{0,9}=|\b(?:import|from)\b\s{0,9}\(?"
    r"|\b(?:fetch|importScripts|Worker|getScript|getJSON|WebSocket|sendBeacon|EventSource)\s{0,9}\("
    r"""|\.open\s{0,9}\(\s{0,9}["'`][A-Za-z]{3,7}["'`]\s{0,9},)\s{0,9}\Z"""
)
_IMPORTING: Final = re.compile(r"\b(?:import|from)\s{0,9}\(?\s{0,9}\Z")
_BEFORE: Final = 60
# A source that waits for its bundler leaves the suffix out.
_MODULES: Final = (".js", ".mjs", ".json", ".css", ".wasm")
_LOADERS: Final = frozenset({"fetch", "importScripts", "getScript", "getJSON", "sendBeacon"})
_MAKERS: Final = frozenset({"Worker", "SharedWorker", "WebSocket", "EventSource"})


def read(source: Source, facts: Facts, text: str, offset: int | None, here: Place) -> None:
    """Gather what the script *text* tells.

    Args:
        offset: Where it begins in *source*; None when that is not known.
        here: Its place as far as it is known then.
    """

    def at(position: int) -> Span:
        return here() if offset is None else source.at(offset + position)

    found = _INITIALIZE.search(text)
    if found and source.name not in facts.initializes:
        facts.initializes[source.name] = at(found.start())
    position = text.find("API_1484_11")
    if position >= 0 and source.name not in facts.speaks_2004:
        facts.speaks_2004[source.name] = at(position)
    for code, patterns in _SCANNED:
        starts = [found.start() for pattern in patterns if (found := pattern.search(text))]
        if starts:
            facts.note(code, partial(at, min(starts)))
    starts = [found.start() for pattern in _UNLOADING if (found := pattern.search(text))]
    if starts and (_LIBRARY not in text or _SESSION.search(text)) and not leaves_otherwise(source.text):
        facts.note("R12-22.unload", partial(at, min(starts)))
    found = _STREAMING.search(text)
    if found and not _WITHOUT_STREAM.search(text):
        facts.note("Z13.wasm-streaming", partial(at, found.start()))
    anchors = list(_anchors(text))
    if not anchors:
        return
    began = time.process_time()
    end = began + min(MOST_SECONDS, MOST_SECONDS_TOGETHER - facts.seconds_parsing)
    tree = syntax.parse(text, end)
    if tree is None or not _look(tree, anchors, _Reader(source, facts, text, at), end):
        source.container.give_up(source.name)
    facts.seconds_parsing += time.process_time() - began


@lru_cache(maxsize=1)  # each handler and script of a page asks for the same text
def leaves_otherwise(text: str) -> bool:
    """Whether *text* listens to an event of leaving that browsers go on sending."""
    return _OTHERWISE.search(text) is not None


def _look(tree: Tree, anchors: list[tuple[str, int]], reader: _Reader, end: float) -> bool:
    """Look at the tree around each of *anchors*; False when there was no time for all."""
    for kind, position in anchors:
        if time.process_time() > end:
            return False
        node = tree.root_node.descendant_for_byte_range(position, position + 1)
        if node is not None and node.type in ("string_fragment", "template_chars", '"', "'", "`"):
            node = node.parent
        if node is None:
            continue
        if kind == "leaving":
            reader.leave(node, position)
        elif kind == "bare":
            reader.bare(node, position)
        elif kind in _STATED:
            reader.state(node, position, _STATED[kind])
        elif node.type in ("string", "template_string"):
            if kind == "element":
                reader.call(node, position)
            elif kind == "status":
                reader.status(node, position)
            elif kind == "request":
                reader.request(node, position)
            else:
                reader.load(node, position, is_import=kind == "import")
    return True


def _anchors(text: str) -> Iterator[tuple[str, int]]:
    """Places worth a look into the tree; a script without any is not parsed."""
    for kind, pattern, context in (
        ("element", _ELEMENT, None),
        ("address", _ADDRESS, _LOADING),
        ("import", _IMPORT, _IMPORTING),
        ("status", _SETTING, None),
        ("leaving", _LEAVING, None),
        ("request", _METHOD, _OPENING),
        ("bare", _BARE, None),
        ("domain", _DOMAIN, None),
        ("worker", _WORKER, None),
    ):
        count = 0
        for found in pattern.finditer(text):
            start = found.start(found.lastindex or 0)
            if context is None or context.search(text, max(0, start - _BEFORE), start):
                yield kind, start
                count += 1
                if count == MOST_ANCHORS:
                    break


class _Reader:
    """Looks at one script's tree, at the places that a search found."""

    def __init__(self, source: Source, facts: Facts, text: str, at: Callable[[int], Span]) -> None:
        self._source, self._facts, self._text, self._at = source, facts, text, at

    def call(self, node: Node, position: int) -> None:
        """A call whose first argument is the name of an element, perhaps put together from parts."""
        name = node
        for _ in range(MOST_PARTS):
            whole = name.parent
            if whole is None or whole.type != "binary_expression" or whole.children[0] != name:
                break
            name = whole
        arguments = name.parent
        if arguments is None or arguments.type != "arguments" or arguments.parent is None:
            return
        given = arguments.named_children
        function = arguments.parent.child_by_field_name("function")
        if function is None or not given or given[0] != name:
            return
        called = self._called(function)
        element = self._element(name)
        if called is None or element is None:
            return
        is_writing = "set" in called.lower() or called == "storeDataValue"
        value = self._literal(given[1]) if is_writing and len(given) > 1 else None
        edition = "scorm12" if "LMS" in called else "scorm2004" if "2004" in called else None
        self._note(is_writing, element, value, edition, position)

    def status(self, node: Node, position: int) -> None:
        """pipwerks' `scorm.status("set", …)`, which writes the one status or the other."""
        call = node.parent.parent if node.parent is not None and node.parent.type == "arguments" else None
        function = call.child_by_field_name("function") if call is not None else None
        value = self._literal(node)
        if value is None or function is None or not _STATUS.search(self._of(function)[-60:]):
            return
        self._note(True, "cmi.core.lesson_status", value, "scorm12", position)
        self._note(True, "cmi.completion_status", value, "scorm2004", position)

    def _note(self, is_writing: bool, element: str, value: str | None, edition: str | None, position: int) -> None:
        if len(self._facts.calls) < MOST_CALLS:
            name = self._source.name
            self._facts.calls.append(Call(name, is_writing, element, value, edition, self._at(position)))

    def _called(self, function: Node) -> str | None:
        """The last name of a function that hands its arguments to an LMS; None for any other."""
        if function.type == "identifier":
            name = self._of(function)
            return name if name in ("setValue", "getValue") or _NAMED.fullmatch(name) else None
        owner, last = function.child_by_field_name("object"), function.child_by_field_name("property")
        # An LMS that is part of the package sets its own values through `this`.
        if function.type != "member_expression" or owner is None or last is None or owner.type == "this":
            return None
        name = self._of(last)
        if name in ("set", "get", "setValue", "getValue"):
            return name if _OWNER.search(self._of(owner)[-60:]) else None
        return name if _NAMED.fullmatch(name) else None

    def _element(self, node: Node) -> str | None:
        """The name that *node* makes, each computed index as `*`; None when more of it is computed."""
        parts = list(self._parts(node))
        name = ""
        for index, part in enumerate(parts):
            if part is not None:
                name += part
            elif name.endswith(_LISTS) and index + 1 < len(parts) and (parts[index + 1] or "").startswith("."):
                name += "*"
            else:
                return None
        return name if len(name) <= 255 else None

    def _parts(self, node: Node) -> Iterator[str | None]:
        """Literal parts of a text, None for each that is computed."""
        stack = [node]
        while stack:
            each = stack.pop()
            if each.type == "binary_expression" and len(each.children) == 3 and self._of(each.children[1]) == "+":
                stack += [each.children[2], each.children[0]]
            elif each.type == "template_string":
                at = each.start_byte + 1
                for child in each.named_children:
                    if child.type == "template_substitution":
                        if child.start_byte > at:
                            yield self._text[at : child.start_byte]
                        yield None
                        at = child.end_byte
                if each.end_byte - 1 > at:
                    yield self._text[at : each.end_byte - 1]
            else:
                yield self._literal(each)

    def _literal(self, node: Node) -> str | None:
        """The text of a string or number written out, None for anything computed."""
        raw = self._of(node)
        if node.type == "string" and "\\" not in raw:
            return raw[1:-1]
        if node.type == "template_string" and "${" not in raw and "\\" not in raw:
            return raw[1:-1]
        is_negative = node.type == "unary_expression" and raw[:1] == "-"
        if node.type == "number" or (is_negative and node.named_children[0].type == "number"):
            return raw.replace(" ", "")
        return None

    def load(self, node: Node, position: int, *, is_import: bool) -> None:
        """A literal address that is fetched as it stands."""
        address = self._literal(node)
        if address is None or len(address) > 2000 or not self._is_loaded(node):
            return
        target = locate(self._source.container, self._source.folder, address)
        if target.kind == "external":
            self._facts.note_host(target.name, lambda: self._at(position + 1), is_certain=False)
        elif is_import and address.partition("?")[0].endswith(_MODULES):
            follow(
                self._source,
                self._facts,
                self._source.folder,
                address,
                lambda: self._at(position + 1),
                is_loaded=True,
                is_script=True,
                missing="Z13.missing-in-script",
            )

    def _is_loaded(self, node: Node) -> bool:
        parent = node.parent
        if parent is None:
            return False
        if parent.type in ("import_statement", "export_statement"):
            return True
        if parent.type == "assignment_expression":
            left = parent.child_by_field_name("left")
            return parent.child_by_field_name("right") == node and left is not None and self._of(left).endswith(".src")
        if parent.type != "arguments" or parent.parent is None:
            return False
        given, outer = parent.named_children, parent.parent
        if outer.type == "new_expression":
            maker = outer.child_by_field_name("constructor")
            return given[0] == node and maker is not None and self._last(maker) in _MAKERS
        function = outer.child_by_field_name("function")
        if function is None:
            return False
        if function.type == "import":
            return True
        name = self._last(function)
        return (name in _LOADERS and given[0] == node) or (name == "open" and len(given) > 2 and given[1] == node)

    def leave(self, node: Node, position: int) -> None:
        """An assignment that puts the course in the place of the LMS."""
        while node.parent is not None and node.parent.type == "member_expression":
            node = node.parent
        parent = node.parent
        if parent is None or parent.type != "assignment_expression" or parent.child_by_field_name("left") != node:
            return
        right = parent.child_by_field_name("right")
        if right is not None and _TOP.fullmatch(self._of(node)) and _OWN.fullmatch(self._of(right)):
            self._facts.note("R12-01.frame", lambda: self._at(position))

    def request(self, node: Node, position: int) -> None:
        """A request that the page would wait for, in a script that listens to its own end."""
        arguments = node.parent
        if arguments is None or arguments.type != "arguments" or arguments.parent is None:
            return
        given, function = arguments.named_children, arguments.parent.child_by_field_name("function")
        if function is None or len(given) < 3 or given[0] != node or self._last(function) != "open":
            return
        # With SCORM it is the LMS that sends: a script that knows its functions may be one.
        is_own = not _OF_LMS.search(self._text) and _PARTING.search(self._text)
        if is_own and self._of(given[2]) in ("false", "!1"):
            self._facts.note("R12-22.sync-request", lambda: self._at(position))

    def bare(self, node: Node, position: int) -> None:
        """A call of the LMS's own function without the empty text that it asks for."""
        member = node.parent
        if member is None or member.type != "member_expression" or member.child_by_field_name("property") != node:
            return
        owner, call = member.child_by_field_name("object"), member.parent
        if owner is None or call is None or call.type != "call_expression":
            return
        name = self._of(node)
        edition = "scorm12" if name.startswith("LMS") else "scorm2004"
        if _HOLDER[edition].search(self._of(owner)[-60:]) and len(self._facts.bare_calls) < MOST_CALLS:
            self._facts.bare_calls.append((edition, name, self._at(position)))

    def state(self, node: Node, position: int, code: str) -> None:
        """What is wrong wherever it stands as code; a text or a comment may name it."""
        if node.type in ("identifier", "property_identifier"):
            self._facts.note(code, lambda: self._at(position))

    def _last(self, function: Node) -> str:
        """The last name of `a.b.c`."""
        last = function.child_by_field_name("property") if function.type == "member_expression" else function
        return self._of(last) if last is not None else ""

    def _of(self, node: Node) -> str:
        return self._text[node.start_byte : node.end_byte]


_LISTS: Final = (
    ".interactions.",
    ".objectives.",
    ".correct_responses.",
    ".comments_from_learner.",
    ".comments_from_lms.",
    ".data.",
)
# The run-time's own functions, those of ADL's and Rustici's wrappers, and of scormdriver.
_NAMED: Final = re.compile(
    r"(?:LMS|doLMS|do|ScormProcess|SCORM_CallLMS|SCORM2004_Call)?(?:[SG]etValue)|retrieveDataValue|storeDataValue"
)
_STATUS: Final = re.compile(r"(?:scorm|SCORM)\.status\Z")
_OWNER: Final = re.compile(r"scorm|lms|api", re.IGNORECASE)
_HOLDER: Final = {
    "scorm12": re.compile(r"(?:^|[.\s])(?:API|api|[gG]et_?API(?:Handle)?\(\))\Z"),
    "scorm2004": re.compile(r"(?:^|[.\s])(?:API_1484_11|[gG]et_?API(?:Handle)?\(\))\Z"),
}
_STATED: Final = {"domain": "R12-01.domain", "worker": "Z13.service-worker"}
_TOP: Final = re.compile(r"(?:window\.|self\.|document\.)?top\.location(?:\.href)?")
_OWN: Final = re.compile(r"(?:(?:window|self|document|this)\.)?location(?:\.href)?|self\.document\.location(?:\.href)?")
