"""Markdown tokens to HTML in the context of one page.

Citations become numbered marks, acronyms are explained at their first use, French typography is set,
tables can fold into cards. No inline style leaves this module: the page's CSP would refuse it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

from builder.model import Course, Page, Reference
from builder.source.markdown import Fragment, Prose
from builder.source.words import folded

NARROW: Final = "\u202f"
FIXED: Final = "\u00a0"
SPACE: Final = f"[ {FIXED}{NARROW}]"
TYPOGRAPHY: Final = (
    (re.compile(r"(?<=\w)'(?=\w)|(?<=\w)'(?=[«\"])"), "’"),
    # The text ends where emphasis or a link begins: « d'**agir** ».
    (re.compile(r"(?<=\b[cdjlmnst])'$|(?<=qu)'$", re.IGNORECASE), "’"),
    (re.compile(r"\.\.\."), "…"),
    (re.compile(rf"«{SPACE}*"), f"«{FIXED}"),
    (re.compile(rf"{SPACE}*»"), f"{FIXED}»"),
    (re.compile(rf"{SPACE}+([;?!])"), rf"{NARROW}\1"),
    (re.compile(rf"{SPACE}+:(?=\s|$|{FIXED})"), f"{FIXED}:"),
    (re.compile(rf"(?<=\d){SPACE}(?=\d{{3}}(?!\d))"), NARROW),
    (re.compile(rf"(?<=\d){SPACE}(?=[%€]|ans?\b|millions?\b|milliards?\b|h\b|min\b)"), FIXED),
    (re.compile(rf"\b([nN]°|art\.|p\.){SPACE}(?=\d)"), rf"\1{FIXED}"),
)
GLOSSARY: Final = "_glossaire"
SOURCES: Final = "_sources"
"""Ids of the annexes that running text leads to."""
TABLE_CAPTION: Final = re.compile(
    rf"(?:tableau|table){SPACE}*:\s*|(?=(?:tableau|table){SPACE}+\d+{SPACE}*[:.–—-]{SPACE})", re.IGNORECASE
)
"""What introduces a caption; a number is part of it, for the text may refer to it: « Tableau 1 – Horaires »."""
NEW_WINDOW: Final = {"fr": "nouvelle fenêtre", "en": "new window"}


def typography(text: str, language: str) -> str:
    """*text* with the apostrophes and fixed spaces that French print wants; other languages unchanged."""
    if not language.startswith("fr"):
        return text
    for pattern, replacement in TYPOGRAPHY:
        text = pattern.sub(replacement, text)
    return text


class Notes:
    """One page being written: which sources it has cited and which acronyms it has explained so far."""

    def __init__(
        self,
        course: Course,
        page: Page | None,
        word: Callable[[str], str] = lambda key: key,
        linked: Collection[str] | None = None,
    ) -> None:
        """Begin the page.

        Args:
            word: Interface strings by key, for the few that stand inside running text.
            linked: Ids of the pages that links may lead to, those of the same document; None for all of the course.
        """
        self._course, self._page, self._word = course, page, word
        self._linked = linked
        self._cited: dict[str, int] = {}
        self._explained: set[str] = set()
        self._acronyms = _pattern(tuple(each for each in course.glossary if not is_word(each)))
        self._terms = _pattern(tuple(each for each in course.glossary if is_word(each)), inflected=True)

    @property
    def prefix(self) -> str:
        """What the ids of the page's notes and sources begin with."""
        return self._page.id if self._page else "home"

    @property
    def sources(self) -> list[tuple[int, Reference]]:
        """What has been cited so far, with its number."""
        return [(number, self._course.references[key]) for key, number in self._cited.items()]

    def cite(self, key: str) -> int:
        """The number of the source *key* on this page, from 1; 0 when there is no such source."""
        if key not in self._course.references:
            return 0
        if self._page is None:
            return ranked(self._course).index(key) + 1
        return self._cited.setdefault(key, len(self._cited) + 1)

    def text(self, text: str) -> str:
        """A plain string, such as a title, with French typography."""
        return typography(text, self._course.language)

    def html(
        self,
        prose: Prose | Fragment,
        inline: bool = False,
        heading_shift: int = 0,
        remember: bool = True,
        blank: Callable[[int], str] | None = None,
        terms: bool = False,
    ) -> Markup:
        """*prose* as HTML.

        Args:
            inline: Leave out the paragraph's tags when there is only one.
            heading_shift: How many levels deeper its headings stand.
            remember: Whether acronyms explained here count as explained; not where a reader may not look.
            blank: What stands for a blank to be filled in, by its rank from 1; a line to write on where absent.
            terms: Whether words of the glossary lead there; not in a question, whose answer they could give.
        """
        fragment = prose.fragment if isinstance(prose, Prose) else prose
        explained = set(self._explained)
        tokens = self._prepared(fragment.tokens, heading_shift)
        if inline and [each.type for each in tokens] == ["paragraph_open", "inline", "paragraph_close"]:
            tokens = tokens[1:2]
        env = {"notes": self, "blank": blank, "blanks": count(1), "terms": terms}
        html = _RENDERER.render(tokens, _OPTIONS, env).strip()
        if not remember:
            self._explained = explained
        return Markup(html)

    def mark(self, key: str, locator: str = "") -> str:
        """The small number that leads to the source *key*; "" when there is no such source."""
        number = self.cite(key)
        if not number:
            return ""
        label = f"{self._word('player.source')} {number}"
        label += f", {typography(locator, self._course.language)}" if locator else ""
        shown = f"{number}, {typography(locator, self._course.language)}" if locator else str(number)
        # Beside the lessons no list of sources stands below the text: the bibliography is that list.
        target = f"{self.prefix}_source-{number}" if self._page else f"{SOURCES}-{number}"
        return f'<a class="ref" href="#{escape(target)}" aria-label="{escape(label)}">{escape(shown)}</a>'

    def leads(self, target: str) -> str | None:
        """The address that a link to *target* gets on this page; None where what it names is in another document."""
        if target.startswith(("http://", "https://", "mailto:", "tel:")):
            return target
        page = target.removeprefix("#").removesuffix(".md").rsplit("/", 1)[-1]
        return f"#{page}" if self._linked is None or page in self._linked else None

    def explain(self, text: str) -> str:
        """*text* with the meaning written after each acronym used for the first time."""
        if self._acronyms is None:
            return text

        def meaning(found: re.Match[str]) -> str:
            acronym = found[0]
            if acronym in self._explained:
                return acronym
            self._explained.add(acronym)
            words = typography(self._course.glossary[acronym].plain, self._course.language)
            after = text[found.end() :].lstrip()
            before = text[: found.start()]
            if after.startswith("(") or before.endswith("("):  # the author has explained it
                return acronym
            return f"{acronym} ({words})"

        return self._acronyms.sub(meaning, text)

    def link_terms(self, text: str) -> Markup:
        """*text*, escaped, with a link to the glossary at the first use of each word that it explains."""
        if self._terms is None or self._page is None or self.leads(GLOSSARY) is None:
            return escape(text)

        def link(found: re.Match[str]) -> str:
            word = _singular(found[0], self._course.glossary)
            if word in self._explained:
                return str(escape(found[0]))
            self._explained.add(word)
            return f'<a class="term" href="#{term_id(word)}">{escape(found[0])}</a>'

        parts, end = [], 0
        for found in self._terms.finditer(text):
            parts += [escape(text[end : found.start()]), link(found)]
            end = found.end()
        return Markup("".join([*parts, escape(text[end:])]))

    def _prepared(self, tokens: Sequence[Token], shift: int) -> list[Token]:
        """Tokens with their attributes set for the page; those given are not changed."""
        out: list[Token] = []
        heads: list[str] = []
        column, in_head = 0, False
        skip = 0
        for index, original in enumerate(tokens):
            if skip:
                skip -= 1
                continue
            token = original.copy()
            token.attrs = dict(original.attrs)
            if token.type in ("heading_open", "heading_close"):
                token.tag = f"h{min(6, int(token.tag[1]) + shift)}"
            elif token.type == "inline":
                token.meta = {**token.meta, "bare": bool(out and out[-1].type == "heading_open")}
            elif token.type == "table_open":
                heads, column = [], 0
                token.attrs = {"class": "table-cards"}
                out.append(token)
                caption = self._caption(tokens, index)
                if caption is not None:
                    out += [
                        _tag("caption_open", "caption", 1),
                        caption,
                        _tag("caption_close", "caption", -1),
                    ]
                continue
            elif token.type == "table_close":
                out.append(token)
                if self._caption(tokens, _open_of(tokens, index)) is not None:
                    skip = 3
                continue
            elif token.type in ("thead_open", "tbody_open"):
                in_head = token.type == "thead_open"
                token.attrs["role"] = "rowgroup"
            elif token.type == "tr_open":
                column = 0
                token.attrs["role"] = "row"
            elif token.type in ("th_open", "td_open"):
                style = str(token.attrs.pop("style", ""))
                align = style.rpartition(":")[2].strip()
                if align in ("right", "center"):
                    token.attrs["class"] = f"is-{align}"
                if in_head:
                    heads.append(Fragment((tokens[index + 1],)).plain)
                    token.attrs.update(role="columnheader", scope="col")
                elif column == 0:
                    token.tag = "th"
                    token.attrs.update(role="rowheader", scope="row")
                else:
                    label = heads[column] if column < len(heads) else ""
                    token.attrs.update({"role": "cell", "data-label": self.text(label)})
                column += 1
            elif token.type == "td_close" and column == 1:
                token.tag = "th"
            out.append(token)
        return out

    @staticmethod
    def _caption(tokens: Sequence[Token], opening: int) -> Token | None:
        """The words of a `Tableau : …` paragraph right after the table, as an inline token."""
        depth, index = 0, opening
        while index < len(tokens):
            depth += {"table_open": 1, "table_close": -1}.get(tokens[index].type, 0)
            index += 1
            if depth == 0:
                break
        if index + 2 >= len(tokens) or tokens[index].type != "paragraph_open":
            return None
        inline = tokens[index + 1]
        children = inline.children or []
        if not children or children[0].type != "text" or not TABLE_CAPTION.match(children[0].content):
            return None
        caption = inline.copy()
        first = children[0].copy()
        first.content = TABLE_CAPTION.sub("", first.content, count=1)
        first.content = first.content[:1].upper() + first.content[1:]
        caption.children = [first, *children[1:]]
        return caption


@lru_cache(maxsize=16)
def _pattern(keys: tuple[str, ...], inflected: bool = False) -> re.Pattern[str] | None:
    if not keys:
        return None
    longest_first = sorted(keys, key=len, reverse=True)
    # A word may begin a sentence, and stand in the plural.
    words = [f"{re.escape(each)}[sx]?" if inflected else re.escape(each) for each in longest_first]
    flags = re.IGNORECASE if inflected else 0
    return re.compile(r"(?<![\w-])(?:" + "|".join(words) + r")(?![\w-])", flags)


def is_word(key: str) -> bool:
    """Whether the glossary's *key* is a word rather than an acronym or a name."""
    return key[:1].islower()


def _singular(found: str, glossary: Mapping[str, Prose]) -> str:
    name = found.lower()
    keys = {each.lower(): each for each in glossary}
    return keys.get(name) or keys[name[:-1]]


def term_id(key: str) -> str:
    """The id of the glossary's entry *key* on its page."""
    return f"{GLOSSARY}-{folded(key)}"


@lru_cache(maxsize=8)
def ranked(course: Course) -> tuple[str, ...]:
    """The keys of the bibliography in the order in which it is printed: by who published, then by year and title."""

    def rank(key: str) -> tuple[str, int, str]:
        each = course.references[key]
        return folded(each.body or each.title.plain), each.year or 0, folded(each.title.plain)

    return tuple(sorted(course.references, key=rank))


def _tag(kind: str, tag: str, nesting: int) -> Token:
    return Token(kind, tag, nesting, block=True)  # type: ignore[arg-type]  # nesting is one of -1, 0, 1


def _open_of(tokens: Sequence[Token], closing: int) -> int:
    """The index of the `table_open` that *closing* ends; tables do not nest."""
    while tokens[closing].type != "table_open":
        closing -= 1
    return closing


class _Renderer(RendererHTML):
    """markdown-it's own renderer, with this project's tokens; methods are named after token types."""

    def render(self, tokens: Sequence[Token], options: Any, env: Any) -> str:
        # As the library's, which calls no rule for `inline` tokens: theirs must know whether they stand in a heading.
        out = []
        for index, token in enumerate(tokens):
            if token.type == "inline":
                bare = {**env, "bare": bool(token.meta.get("bare"))}
                out.append(self.renderInline(token.children or [], options, bare))
            elif token.type in self.rules:
                out.append(self.rules[token.type](tokens, index, options, env))
            else:
                out.append(self.renderToken(tokens, index, options, env))
        return "".join(out)

    def text(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        notes: Notes = env["notes"]
        words = notes.text(tokens[index].content)
        open_links = sum(each.type == "link_open" for each in tokens[:index])
        inside_link = open_links > sum(each.type == "link_close" for each in tokens[:index])
        if not env.get("bare") and not inside_link:
            words = notes.explain(words)
            linked = notes.link_terms(words) if env.get("terms") else escape(words)
        else:
            linked = escape(words)
        if index + 1 < len(tokens) and tokens[index + 1].type == "citation":
            linked = Markup(linked.rstrip(" ") + FIXED)
        return str(linked)

    def softbreak(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        follows = tokens[index + 1].type if index + 1 < len(tokens) else ""
        return FIXED if follows == "citation" else "\n"

    def citation(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        notes: Notes = env["notes"]
        return FIXED.join(filter(None, (notes.mark(key, locator) for key, locator in tokens[index].meta["items"])))

    def blank(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        number = next(env["blanks"])
        return str(env["blank"](number)) if env["blank"] else '<span class="blank">………………</span>'

    def html_inline(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return ""

    def html_block(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return ""

    def image(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return ""

    def link_open(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        notes: Notes = env["notes"]
        target = notes.leads(str(tokens[index].attrs.get("href", "")))
        if target is None:
            return ""
        window = ' target="_blank" rel="noopener noreferrer"' if target.startswith("http") else ""
        return f'<a href="{escape(target)}"{window}>'

    def link_close(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        opening = next(each for each in reversed(tokens[:index]) if each.type == "link_open")
        notes: Notes = env["notes"]
        target = notes.leads(str(opening.attrs.get("href", "")))
        if target is None:
            return ""
        outside = target.startswith("http")
        language = notes._course.language[:2]
        note = NEW_WINDOW.get(language, NEW_WINDOW["en"])
        return f'<span class="hidden-text"> ({note})</span></a>' if outside else "</a>"

    def footnote_ref(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        notes: Notes = env["notes"]
        number = int(tokens[index].meta["id"]) + 1
        again = int(tokens[index].meta.get("subId", 0))
        name = f"{notes.prefix}_noteref-{number}" + (f"-{again}" if again else "")
        label = f"{notes._word('player.note')} {number}"
        return (
            f'<sup><a class="ref" id="{escape(name)}" href="#{escape(notes.prefix)}_note-{number}" '
            f'aria-label="{escape(label)}">{number}</a></sup>'
        )

    def footnote_block_open(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return '<ol class="footnotes">\n'

    def footnote_block_close(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return "</ol>\n"

    def footnote_open(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        notes: Notes = env["notes"]
        return f'<li id="{escape(notes.prefix)}_note-{int(tokens[index].meta["id"]) + 1}">'

    def footnote_close(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return "</li>\n"

    def footnote_anchor(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        notes: Notes = env["notes"]
        number = int(tokens[index].meta["id"]) + 1
        label = notes._word("player.note.back")
        return f' <a href="#{escape(notes.prefix)}_noteref-{number}" aria-label="{escape(label)}">↩</a>'


_RENDERER: Final = _Renderer()
_OPTIONS: Final = MarkdownIt("commonmark", {"xhtmlOut": True, "html": False}).options
"""XHTML is HTML too; an EPUB takes nothing else."""


def sentence(notes: Notes, keys: Sequence[str], references: Mapping[str, Reference]) -> Markup:
    """The sources of an activity in a few words: body, year and the mark, for each of *keys*."""
    parts = []
    for key in keys:
        reference = references.get(key)
        if reference is None:
            continue
        who = ", ".join(filter(None, (reference.body or reference.title.plain, str(reference.year or ""))))
        parts.append(f"{escape(notes.text(who))}. {notes.mark(key)}")
    return Markup(" ".join(parts))
