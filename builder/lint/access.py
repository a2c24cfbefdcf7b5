"""What keeps somebody from reading, hearing or following a course. Criteria: RGAA 4.1.2, which WCAG 2.2 stands behind.

Some of it cannot go wrong here, and has no rule: raw HTML, which could bring handlers, `tabindex`, autoplay or frames,
is refused (SRC-030), as are pictures without a sheet (SRC-034); no player of a third party and no file can be put on a
page; no question has a time limit; labels and legends are the model's own fields; authors choose no colours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import islice
from typing import Final, Literal

from markdown_it.token import Token

from builder.diagnostics import Report, Span
from builder.lint.passages import place_of, texts
from builder.lint.senses import hints
from builder.lint.tongues import foreign, mismarked, written
from builder.model import Asset, Course, Page, Text, walk
from builder.source.languages import is_language, meant
from builder.source.markdown import Fragment
from builder.source.words import folded

VAGUE: Final = {
    *("ici", "cliquez ici", "cliquer ici", "cliquez-ici", "lien", "ce lien", "le lien", "lien ici", "en savoir plus"),
    *("lire la suite", "voir", "voir plus", "voir ici", "plus", "plus d’infos", "plus d'infos"),
    *("plus d’informations", "plus d'informations", "cette page", "ce site", "site", "page", "lire", "télécharger"),
    *("here", "click here", "click", "link", "this link", "the link", "more", "read more", "learn more", "see more"),
    *("find out more", "more info", "more information", "this page", "this site", "see here", "download", "go"),
}
PICTURE_OF: Final = re.compile(
    r"(?i)^(image|photo|photographie|illustration|picture|photo) (de|d'|d’|du|des|of)\b|\.(png|jpe?g|svg|gif|webp)$"
    r"|^(une|voici une|cette|an?|this is an?) (image|photo|photographie|illustration|picture) (de|d'|d’|du|des|of)\b"
    r"|^(img|dsc|dscn|dscf|pxl|screenshot|capture)[ _-]*\d[\d _-]*$"
)
NOTHING_SAID: Final = {
    *("image", "photo", "photographie", "illustration", "dessin", "schema", "graphique", "diagramme", "carte", "icone"),
    *("figure", "logo", "img", "picture", "drawing", "diagram", "chart", "graph", "map", "icon", "screenshot", "alt"),
}
LONGEST_ALTERNATIVE: Final = 150
COMPLEX: Final = re.compile(
    r"(?i)\b(schémas?(?! (?:départ|direct|région|nation|loc|territ|communal|de cohér|d['’]aménag|mental))"
    r"|diagrammes?|histogrammes?|organigrammes?|infographies?|logigrammes?|camembert"
    r"|(?:le|un|ce|du|des) graphiques?|courbes? (?:de|d['’]|du|des)"
    r"|frises? chronologiques?|arbre de décision|carte mentale|diagrams?|histograms?|infographics?|flow ?charts?"
    r"|(?:bar|pie|line|organi[sz]ation(?:al)?|gantt) charts?|charts? (?:of|showing)|graphs? (?:of|showing)"
    r"|timelines?|mind map|decision tree)\b|^(?:graphique|chart|graph)\b|^(?:carte|plan|map) (?:de|du|des|of)\b"
    r"(?! (?:visite|crédit|la main)\b)"
)
COMPLEX_NAME: Final = re.compile(
    r"(?:^|[-_.])(schema|diagramme|graphique|organigramme|histogramme|infographie|diagram|chart|flowchart|infographic)"
    r"(?:s?[-_.]|s?\d*$)"
)
ADDRESS: Final = re.compile(r"(?:https?://|www\.)[^\s<>«»“”\"'|]+")
FILE: Final = re.compile(r"\.(pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|csv|zip|epub)(?:[?#]|$)", re.IGNORECASE)
FILE_WORDS: Final = {
    "doc": "word|texte",
    "xls": "excel|tableur|spreadsheet",
    "ppt": "powerpoint|diaporama|slides",
    "odt": "texte|libreoffice|opendocument",
    "ods": "tableur|spreadsheet|libreoffice|opendocument",
    "odp": "diaporama|slides|libreoffice|opendocument",
    "zip": "archive",
}
AFTER_A_LINK: Final = 40
"""Characters in which a link's format may still be told: `[le guide](…) (PDF, 2 Mo)`."""
_SIGN: Final = "[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001f1e5\U0001f200-\U0001faff]"
_SHADE: Final = "[\ufe0f\U0001f3fb-\U0001f3ff]*"
_EMOJI: Final = rf"(?:[\U0001f1e6-\U0001f1ff]{{2}}|{_SIGN}){_SHADE}(?:\u200d{_SIGN}{_SHADE}){{0,9}}"
SIGN: Final = re.compile(_SIGN)
SIGNS: Final = re.compile(rf"(?:{_EMOJI}[ ]*){{3,}}|(?<!\S)[:;]-[)(DP](?!\w)|¯\\?\\_\(ツ\)")
BULLET: Final = re.compile(rf"^[ \t]*(?:[•▪‣◦●○■➢➤►→·]|{_EMOJI})[ \t\u00a0]*\S", re.MULTILINE)
DASH: Final = re.compile(r"^[ \t]*[–—][ \t\u00a0]+(?P<words>\S.*)$", re.MULTILINE)
"""A line that begins with a dash, as word processors make of a hyphen: a point of a list, or words of a dialogue."""
DRAWN: Final = re.compile(r"[/\\|_\-+=<>()\[\]{}*#~^'`.:,;\"\u2190-\u21ff\u2500-\u25ff]")
MARK: Final = re.compile(r"\]\{\s*lang\s*=\s*+([^{}\n]*)\}")
FEWEST_DRAWN: Final = 20
"""Characters of a drawing; with fewer it may be a line of code."""
DRAWN_SHARE: Final = 0.75
MOST: Final = 20
"""Findings of one rule in one paragraph; more of the same help nobody."""
SAMPLE: Final = 150
"""Texts, spread over the course, that tell its language."""
WORD: Final = re.compile(r"\w+")

Role = Literal["page", "value", "picture"]
"""Where a text stands: on a page; by itself, as an answer, a feedback or a definition does; beside a picture, whose
colours and places it may well describe."""


def judge(course: Course, report: Report) -> None:
    """Report what keeps somebody out of *course*."""
    _pictures(tuple({each.id: each for each in (*course.assets, *course.logos)}.values()), report)
    for asset in course.assets:
        _captions(asset, report)
    for page in course.pages:
        _headings(page, report)
        _page_links(page, report)
    found = list(_texts(course))
    sample = found[:: max(1, len(found) // SAMPLE)]
    other = written([text.plain for text, _ in sample], course.language.lower().partition("-")[0])
    if other:
        report.add("ACC-024", Span(f"courses/{course.id}/course.yaml"), language=course.language, found=other)
    for text, role in found:
        is_told = role == "value" and _is_sign(text.plain)
        if is_told:
            report.add("ACC-027", _first(text), text=text.plain)
        _structure(text, report)
        for token in text.tokens:
            if token.type == "inline" and token.meta.get("place"):
                words = set(WORD.findall(token.content.lower()))
                _links(token, report)
                _signs(token, report, is_told=is_told)
                if role != "picture":
                    _senses(token, course.language, words, report)
                _tongue(token, "" if other else course.language, words, report)
    for reference in course.references.values():
        for token in reference.title.fragment.tokens:
            if token.type == "inline":
                _tongue(token, course.language, set(WORD.findall(token.content.lower())), report)


def _texts(course: Course) -> Iterator[tuple[Fragment, Role]]:
    """Every text of the course but the addresses that become a link by themselves (builder/render/sessions.py)."""
    shown = {id(each.fragment) for one in course.assets for each in (one.summary, one.description, one.credit) if each}
    forms = [each.registration for each in course.sessions if each.registration]
    links = {id(each.fragment) for each in forms if len(each.text.split()) == 1}
    for text in texts(course):
        if id(text.fragment) not in links:
            is_value = text.is_said or not text.page
            yield text.fragment, "picture" if id(text.fragment) in shown else "value" if is_value else "page"


def _first(fragment: Fragment) -> Span:
    words = next((each for each in fragment.tokens if each.type == "inline"), None)
    return place_of(words, 0, words.content) if words else Span(fragment.path, fragment.line)


# Pictures and media


def _pictures(assets: Sequence[Asset], report: Report) -> None:
    known: dict[str, Asset] = {}
    for asset in assets:
        said = asset.alternative
        if asset.kind != "image" or not said:
            continue
        is_name = " " not in said and _bare(said) == _bare(asset.id)
        if PICTURE_OF.search(said) or len(said) > LONGEST_ALTERNATIVE or is_name or folded(said) in NOTHING_SAID:
            report.add("ACC-007", asset.span, text=said)
        other = known.setdefault(_bare(said), asset)
        if other is not asset:
            report.add("ACC-012", asset.span, text=said, other=other.id)
        if asset.description is None:
            found = COMPLEX.search(said) or COMPLEX.search(asset.title) or COMPLEX_NAME.search(asset.id.lower())
            if found:
                report.add("ACC-013", asset.span, word=found[0].strip("-_."))
        elif _bare(asset.description.plain) == _bare(said):
            report.add("ACC-016", asset.description.span)


def _captions(asset: Asset, report: Report) -> None:
    said: dict[str, str] = {}
    for each in asset.captions:
        shown = f"media/{each.path.name}"
        text = " ".join(words for _, _, words in each.cues)
        other = said.setdefault(text, each.language)
        if other.partition("-")[0] != each.language.partition("-")[0]:
            report.add("MED-022", Span(shown), other=f"media/{asset.id}.{other}.vtt")
        elif found := written([text], each.language.lower().partition("-")[0]):
            report.add("MED-021", Span(shown), language=each.language, found=found)


def _bare(text: str) -> str:
    """The letters and digits of *text*, to be compared."""
    return "".join(re.findall(r"[^\W_]+", folded(text)))


# Structure


def _headings(page: Page, report: Report) -> None:
    before = 1
    for block in walk(page.blocks):
        tokens = block.fragment.tokens if isinstance(block, Text) else ()
        for index, token in enumerate(tokens):
            if token.type == "heading_open":
                level, words = int(token.tag[1]), tokens[index + 1]
                if not words.content:
                    report.add("ACC-011", place_of(words))
                elif level == 1 or level > before + 1:
                    report.add("ACC-005", place_of(words, 0, words.content), level=level, before=before)
                before = max(level, 2)


def _structure(fragment: Fragment, report: Report) -> None:
    tokens = fragment.tokens
    for index, token in enumerate(tokens):
        if token.type == "paragraph_open":
            words = tokens[index + 1]
            if token.level == 0 and _is_bold_line(words):
                report.add("ACC-008", place_of(words, 0, words.content), text=Fragment((words,)).plain)
            bullets = _bullets(words.content) if "\n" in words.content else []
            if len(bullets) > 1:
                report.add("ACC-030", place_of(words, bullets[0].start(), bullets[0][0]))
        elif token.type == "table_open":
            _table(tokens[index:], Span(fragment.path, int(token.meta["line"])), report)
        elif token.type in ("fence", "code_block"):
            _drawing(token, fragment, report)


def _bullets(content: str) -> Sequence[re.Match[str]]:
    """The bullets of *content* that Markdown does not take for a list's."""
    dashes = list(DASH.finditer(content))
    # Who says something, as in a dialogue, ends it with a full stop; of a list, the last point alone may.
    if any(each["words"].rstrip(" \u00a0\u202f").endswith((".", "!", "?", "…", "»", "”")) for each in dashes[:-1]):
        dashes = []
    return [*BULLET.finditer(content), *dashes]


def _senses(token: Token, language: str, words: Set[str], report: Report) -> None:
    for hint in islice(hints(token.content, language, words), MOST):
        code = "ACC-025" if hint.sense == "colour" else "ACC-026"
        shown = token.content[hint.start : hint.start + len(hint.words)]
        report.add(code, place_of(token, hint.start, shown), text=shown)


def _is_bold_line(token: Token) -> bool:
    # Italics around or within change nothing: ***Titre***.
    inner = (each for each in token.children or [] if each.type not in ("em_open", "em_close"))
    children = [each for each in inner if each.type != "text" or each.content.strip()]
    if len(children) < 3 or children[0].type != "strong_open" or children[-1].type != "strong_close":
        return False
    return sum(each.type == "strong_open" for each in children) == 1 and not token.content.rstrip("*").endswith(
        (".", ":")
    )


def _table(tokens: Sequence[Token], place: Span, report: Report) -> None:
    end = next((n for n, each in enumerate(tokens) if each.type == "table_close"), len(tokens))
    heads = [tokens[n + 1] for n in range(end) if tokens[n].type == "th_open"]
    if not any(head.content.strip() for head in heads):
        report.add("ACC-009", place)
    else:
        for number, head in enumerate(heads[1:], 2):
            if not head.content.strip():
                report.add("ACC-020", place_of(head), number=number)
    after = tokens[end + 2].content if end + 2 < len(tokens) and tokens[end + 1].type == "paragraph_open" else ""
    if not re.match(r"(?i)(tableau|table)(?:\s*:|\s+\d+\s*[:.–—-]\s)", after):
        report.add("ACC-010", place)


def _is_sign(text: str) -> bool:
    """Whether *text* is made of emoji and the like, and holds no word."""
    return SIGN.search(text) is not None and not any(map(str.isalnum, text))


def _signs(token: Token, report: Report, *, is_told: bool) -> None:
    content = token.content
    is_marked = SIGN.search(content) is not None
    if not is_marked and ":-" not in content and ";-" not in content and "ツ" not in content:
        return
    if is_marked and _is_sign(said := Fragment((token,)).plain):
        if not is_told:
            report.add("ACC-028", place_of(token, 0, content), text=said)
        return
    bare = re.sub(r"`[^`]*`", lambda found: " " * len(found[0]), content)
    for found in SIGNS.finditer(bare):
        words = found[0].rstrip()
        report.add("ACC-028", place_of(token, found.start(), words), text=words)


def _drawing(token: Token, fragment: Fragment, report: Report) -> None:
    drawn = len(DRAWN.findall(token.content))
    lines = [each for each in token.content.split("\n") if each.strip()]
    if token.info.strip() or len(lines) < 3 or drawn < FEWEST_DRAWN:
        return
    if drawn >= DRAWN_SHARE * len(re.sub(r"\s", "", token.content)):
        report.add("ACC-029", Span(fragment.path, int(token.meta["line"])))


# Links


def _linked(token: Token) -> Iterator[tuple[Token, str, int, int]]:
    """The links of an inline token: each with its words, where these begin, and where the link's address does."""
    children: Sequence[Token] = token.children or []
    for index, child in enumerate(children):
        if child.type == "link_open":
            end = next((n for n in range(index, len(children)) if children[n].type == "link_close"), len(children))
            words = "".join(each.content for each in children[index + 1 : end]).strip()
            at = child.meta["position"]
            start = max(token.content.find(words, at), at)
            yield child, words, start, max(token.content.find(str(child.attrs.get("href", "")), at), start)


def _links(token: Token, report: Report) -> None:
    content = token.content
    for child, words, start, at in _linked(token):
        target = str(child.attrs.get("href", ""))
        if _is_vague(words):
            report.add("ACC-006", place_of(token, start, words), text=words)
        file = FILE.search(target) if target.lower().startswith(("http://", "https://")) else None
        if file:
            kind = file[1].lower()
            names = f"{kind[:3]}x?|{FILE_WORDS.get(kind[:3], kind)}"
            after = re.split(r"[\[.;\n]", content[at + len(target) :][:AFTER_A_LINK], maxsplit=1)[0]
            if not re.search(rf"(?i)\b(?:{names})\b", f"{words} {after}"):
                report.add("ACC-018", place_of(token, start, words), type=kind.upper())
    if "://" not in content and "www." not in content:
        return
    position, depth = 0, 0
    for child in token.children or ():
        position = max(position, child.meta.get("position", 0))
        if child.type == "link_open":
            depth += 1
            position += 1
            link_end = content.find(str(child.attrs.get("href", "")), position)
            after = link_end + len(str(child.attrs.get("href", ""))) if link_end >= 0 else position
        elif child.type == "link_close":
            depth -= 1
            position = max(position, after)
        elif child.type == "code_inline":
            found = content.find(child.content, position)
            position = found + len(child.content) if found >= 0 else position
        elif child.type == "text" and not depth:
            for address in (each[0].rstrip(".,;:!?)]*_") for each in ADDRESS.finditer(child.content)):
                start = content.find(address, position)
                if start >= 0 and "." in address.removeprefix("www."):
                    position = start + len(address)
                    report.add("ACC-019", place_of(token, start, address), text=address)


def _is_vague(words: str) -> bool:
    bare = words.lower().strip(" .…!:→>»«👉").replace("\u00a0", " ")
    return bare in VAGUE or words.startswith(("http://", "https://", "www.")) or not any(map(str.isalnum, words))


def _page_links(page: Page, report: Report) -> None:
    """Links of one page that say the same and lead to different places."""
    known: dict[str, tuple[str, Span]] = {}
    for block in walk(page.blocks):
        for token in block.fragment.tokens if isinstance(block, Text) else ():
            if token.type != "inline" or not token.meta.get("place"):
                continue
            for child, words, start, _ in _linked(token):
                if _is_vague(words):
                    continue
                target = str(child.attrs.get("href", "")).removesuffix("/").removesuffix(".md")
                # One address with and without its scheme's `s`, its `www.` or the slash at its end.
                bare = re.sub(r"^https?://(?:www\.)?", "", target)
                target = bare if ":" in target else target.removeprefix("#").rsplit("/", 1)[-1]
                place = place_of(token, start, words)
                first, where = known.setdefault(_bare(words), (target, place))
                if first != target:
                    report.add("ACC-017", place, text=words, line=where.line)


# Languages


def _tongue(token: Token, language: str, words: Set[str], report: Report) -> None:
    content = token.content
    if "lang" in words:
        for found in MARK.finditer(content):
            if not is_language(found[1]):
                report.add("ACC-021", place_of(token, found.start(1), found[1]), tag=found[1], near=meant(found[1]))
        for start, marked, tag, found_language in mismarked(content):
            report.add("ACC-023", place_of(token, start, marked), text=marked, tag=tag, language=found_language)
    for run in islice(foreign(content, language.lower().partition("-")[0], words), MOST):
        report.add("ACC-022", place_of(token, run.start, run.words), text=run.words, language=run.language or "…")
