"""Files of `media/`: found by name, measured, never read into memory whole.

In: a folder and a name. Out: an `Asset` with its size, duration, captions and poster.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Container, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import BeforeValidator

from builder.diagnostics import Report, Span, near
from builder.model import Asset, Captions
from builder.source import fields, yaml
from builder.source.fields import Form, word
from builder.source.languages import is_language
from builder.source.markdown import Prose

if TYPE_CHECKING:
    from lxml import etree

EXTENSIONS: Final[dict[str, tuple[str, ...]]] = {
    "video": (".mp4", ".m4v", ".webm"),
    "audio": (".mp3", ".m4a", ".opus", ".ogg"),
    "image": (".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif"),
}
POSTERS: Final = (".jpg", ".jpeg", ".png", ".webp", ".svg")
NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
GAP: Final = 30
"""Seconds without a cue after which nobody knows whether something is said."""
END: Final = 10
"""Seconds, or a tenth of the medium, that may be left after the last cue."""
FEWEST_WORDS: Final = 20
"""A minute, below which a transcript is nearly empty: people say 120 to 180."""
FASTEST: Final = 25
"""Characters a second that can still be read."""
LONGEST_MOVE: Final = 5000
"""Milliseconds that a picture may move without a way to stop it."""


class Sheet(Form):
    """`media/<asset>.yaml`: what only a person can say of a file."""

    video: str | None = None
    """Name of the film, which is also the file's."""
    audio: str | None = None
    """Name of the recording."""
    image: str | None = None
    """Name of the picture."""
    title: Prose | None = None
    """Title shown above it."""
    summary: Prose | None = None
    """What it is about, in a sentence."""
    alternative: Prose | None = None
    """What an image says, for those who do not see it."""
    decorative: Annotated[bool, BeforeValidator(word)] = False
    """Whether an image says nothing that the text does not."""
    description: Prose | None = None
    """Long description of a complex image."""
    on_screen: Prose | None = None
    """What a film shows besides what it says."""
    credit: Prose | None = None
    """Who made it, and that a voice is synthetic."""
    licence: str = ""
    """SPDX identifier."""
    sources: tuple[str, ...] = ()
    """Keys of the bibliography."""


class Shelf:
    """The folder `media/` of a project; each asset is read once."""

    def __init__(self, root: Path, references: Container[str], report: Report, language: str) -> None:
        self._root, self._references, self._report, self._language = root, references, report, language
        self._folder = root / "media"
        self._known: dict[str, Asset | None] = {}
        self._files = _files(self._folder)
        self._taken: dict[str, str] = {}

    @property
    def names(self) -> list[str]:
        """The assets that have a sheet."""
        return sorted(each.stem for each in self._folder.glob("*.yaml") if ".script" not in each.name)

    def find(self, kind: str | None, name: str, span: Span) -> Asset | None:
        """The asset *name*, which must be of *kind* where one is given; None after a diagnostic at *span*."""
        if not NAME.fullmatch(name):
            self._report.add("MED-002", span, name=name)
            return None
        if name not in self._known:
            self._known[name] = self._read(name, span)
        asset = self._known[name]
        if asset is not None and kind is not None and asset.kind != kind:
            self._report.add("MED-003", span, name=name, kind=asset.kind, wanted=kind)
            return None
        return asset

    def _inside(self, path: Path, span: Span) -> bool:
        """Whether *path*, its links followed, stays in the project."""
        try:
            inside = path.resolve().is_relative_to(self._root.resolve())
        except (OSError, RuntimeError):  # a link that leads to itself
            inside = False
        if not inside:
            self._report.add("MED-004", span, name=path.name)
        return inside

    def _read(self, name: str, span: Span) -> Asset | None:
        path = self._folder / f"{name}.yaml"
        shown = f"media/{name}.yaml"
        if not path.exists() and not path.is_symlink():
            self._report.add("MED-001", span, name=name, near=near(name, self.names))
            return None
        if not self._inside(path, span):
            return None
        node = yaml.read(path, shown, self._report)
        if node is None:
            return None
        fields.gather(node, "source", "sources")
        listed = node.items.get("sources")
        for each in listed.items if isinstance(listed, yaml.Sequence) else ():
            if isinstance(each, yaml.Scalar) and each not in self._references:
                known = self._references if isinstance(self._references, Mapping) else ()
                self._report.add("CRS-040", each.span, key=each, near=near(each, known))
        sheet = fields.read(Sheet, node, f"`{shown}`", self._report, self._language)
        if sheet is None:
            return None
        for prose in (sheet.title, sheet.alternative):
            for fault in prose.fragment.faults if prose else ():
                self._report.add(fault.code, fault.span, **dict(fault.values))
        kinds = [kind for kind in EXTENSIONS if getattr(sheet, kind) is not None]
        if len(kinds) != 1:
            self._report.add("MED-005", node.keys[kinds[1]] if kinds else Span(shown), name=name)
            return None
        kind = kinds[0]
        if getattr(sheet, kind) != name:
            self._report.add("MED-006", node.items[kind].span, name=getattr(sheet, kind), file=name)
        file = self._file(name, EXTENSIONS[kind])
        place = node.items[kind].span
        if file is None:
            self._report.add("MED-007", place, name=name, endings=", ".join(EXTENSIONS[kind]))
            return None
        if not self._inside(file, place):
            return None
        return self._asset(name, kind, file, sheet, node, place)

    def _file(self, name: str, endings: tuple[str, ...]) -> Path | None:
        # Cameras write `.JPG`: the case of an ending says nothing.
        found = {each.name[: len(name)] + each.suffix.lower(): each for each in self._files if each.stem == name}
        return next((found[f"{name}{end}"] for end in endings if f"{name}{end}" in found), None)

    def _asset(self, name: str, kind: str, file: Path, sheet: Sheet, node: yaml.Mapping, place: Span) -> Asset | None:
        wanted: Literal["video", "audio", "image"] = (
            "video" if kind == "video" else "audio" if kind == "audio" else "image"
        )
        measured = _measure(file, wanted)
        if measured is None:
            self._report.add("MED-008", Span(f"media/{file.name}"), name=file.name)
            return None
        width, height, seconds = measured
        poster = self._file(name, POSTERS) if kind == "video" else None
        if poster is not None and not self._inside(poster, place):
            return None
        for each in (file, poster) if poster else (file,):
            other = self._taken.setdefault(each.name.lower(), each.name)
            if other != each.name:
                self._report.add("MED-014", place, name=each.name, other=other)
        beside = sheet.on_screen or sheet.description
        extra = len(beside.plain.split()) if beside else 0
        captions, written = self._captions(name, seconds, extra) if kind != "image" else ((), [])
        if kind == "image":
            if file.suffix.lower() == ".svg" and _is_active(file):
                self._report.add("MED-009", Span(f"media/{file.name}"), name=file.name)
            if sheet.alternative is None and not sheet.decorative:
                self._report.add("ACC-001", place, name=name)
            for key in ("alternative", "description") if sheet.decorative else ():
                if getattr(sheet, key) is not None:
                    self._report.add("ACC-015", node.keys[key], name=name, key=node.written.get(key, key))
            if _is_moving(file):
                self._report.add("MED-023", Span(f"media/{file.name}"), name=file.name)
        elif not written:
            self._report.add("ACC-002" if kind == "video" else "ACC-003", place, name=name, language=self._language)
        elif self._language.partition("-")[0] not in {each.partition("-")[0] for each in written}:
            self._report.add("ACC-014", place, name=name, language=self._language, found=", ".join(written))
        if kind == "video" and sheet.on_screen is None:
            self._report.add("ACC-004", place, name=name)
        return Asset(
            id=name,
            kind=wanted,
            path=file,
            name=f"media/{file.name.lower()}",
            size=file.stat().st_size,
            title=sheet.title.plain if sheet.title else "",
            summary=sheet.summary,
            alternative="" if sheet.decorative or sheet.alternative is None else sheet.alternative.plain,
            description=sheet.on_screen if kind == "video" else sheet.description,
            credit=sheet.credit,
            licence=sheet.licence,
            sources=sheet.sources,
            width=width,
            height=height,
            seconds=seconds,
            poster=poster,
            poster_name=f"media/{poster.name.lower()}" if poster else "",
            captions=captions,
            span=sheet.alternative.span if sheet.alternative else node.span,
        )

    def _captions(self, name: str, seconds: float, extra: int) -> tuple[tuple[Captions, ...], list[str]]:
        """Every `<name>.<language>.vtt`, read, and their languages; what is wrong in one is reported in it.

        Args:
            extra: How many words stand beside them in the transcript.
        """
        import webvtt  # imported here: a course without films does not pay for it

        found, written = [], []
        for path in self._files:
            spoken = path.name.removeprefix(f"{name}.").removesuffix(".vtt")
            if path.name != f"{name}.{spoken}.vtt" or "." in spoken:
                continue
            written.append(spoken)
            shown = f"media/{path.name}"
            if not is_language(spoken):
                self._report.add("MED-015", Span(shown), language=spoken)
                continue
            if not self._inside(path, Span(shown)):
                continue
            text = yaml.read_text(path, shown, self._report)
            if text is None:
                continue
            try:
                captions = webvtt.from_string(text).captions
            except (webvtt.errors.MalformedFileError, webvtt.errors.MalformedCaptionError):
                self._report.add("MED-010", Span(shown))
                continue
            cues = tuple(
                (
                    each.start_time.in_milliseconds() / 1000,  # `start_in_seconds` drops the milliseconds
                    each.end_time.in_milliseconds() / 1000,
                    " ".join(each.text.split()),
                )
                for each in captions
            )
            lines = [number for number, line in enumerate(text.split("\n"), 1) if "-->" in line]
            self._check_cues(shown, cues, [each.text for each in captions], lines, seconds)
            if cues:
                self._check_length(shown, cues, lines, seconds, extra)
            found.append(Captions(spoken, path, cues))
        return tuple(found), written

    def _check_cues(
        self, shown: str, cues: tuple[tuple[float, float, str], ...], texts: list[str], lines: list[int], seconds: float
    ) -> None:
        if not cues:
            self._report.add("MED-010", Span(shown))
        before = ended = 0.0
        for index, (start, end, words) in enumerate(cues):
            place = Span(shown, lines[index] if index < len(lines) else 1)
            if end <= start or start < before:
                self._report.add("MED-011", place)
            else:
                if start < ended:
                    self._report.add("MED-016", place)
                speed = len(words) / (end - start)
                if speed > FASTEST:
                    self._report.add("MED-019", place, speed=round(speed))
            if seconds and end > seconds + 1:
                self._report.add("MED-012", place, seconds=f"{seconds:.1f}")
            if texts[index].count("\n") > 1:
                self._report.add("MED-013", place)
            before, ended = start, max(end, ended)

    def _check_length(
        self, shown: str, cues: tuple[tuple[float, float, str], ...], lines: list[int], seconds: float, extra: int
    ) -> None:
        """Report captions that leave most of their medium, or long parts of it, without a word."""
        words = sum(len(each.split()) for _, _, each in cues)
        if seconds >= GAP and (words + extra) * 60 < FEWEST_WORDS * seconds:
            self._report.add("MED-020", Span(shown), words=words, seconds=round(seconds))
            return
        ended = 0.0
        for index, (start, end, _) in enumerate(cues):
            if start - ended > GAP:
                place = Span(shown, lines[index] if index < len(lines) else 1)
                self._report.add("MED-018", place, gap=round(start - ended))
            ended = max(end, ended)
        if seconds - ended > max(END, seconds / 10):
            place = Span(shown, lines[-1] if lines else 1)
            self._report.add("MED-017", place, end=f"{ended:.1f}", seconds=f"{seconds:.1f}")


def _files(folder: Path) -> list[Path]:
    """The files of *folder*, sorted; nothing that would never end when read, such as a pipe."""
    return sorted(each for each in folder.iterdir() if each.is_file() or each.is_symlink()) if folder.is_dir() else []


def _measure(file: Path, kind: Literal["video", "audio", "image"]) -> tuple[int, int, float] | None:
    """Width and height in pixels and duration in seconds; None when the file is not what its name says."""
    if kind == "image":
        return _measure_svg(file) if file.suffix.lower() == ".svg" else _measure_picture(file)
    import av  # 0.1 s of CPU: only courses with media pay

    try:
        with av.open(str(file)) as container:
            seconds = float(container.duration or 0) / 1_000_000
            if kind == "video" and container.streams.video:
                film = container.streams.video[0]
                return int(film.width), int(film.height), seconds
            return (0, 0, seconds) if kind == "audio" and container.streams.audio else None
    except (av.FFmpegError, OSError, ValueError):
        return None


def _measure_picture(file: Path) -> tuple[int, int, float] | None:
    from PIL import Image  # only courses with bitmaps pay

    try:
        with Image.open(file, formats=("PNG", "JPEG", "WEBP", "GIF")) as picture:
            return picture.width, picture.height, 0.0
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, struct.error, Image.DecompressionBombError):
        return None


def _is_moving(file: Path) -> bool:
    """Whether a picture goes on moving: an animated GIF, PNG or WebP, or an SVG that repeats for ever."""
    if file.suffix.lower() == ".svg":
        root = _svg(file)
        return any(map(_repeats, root.iter())) if root is not None else False
    if file.suffix.lower() not in (".gif", ".png", ".webp"):
        return False
    from PIL import Image

    try:
        with Image.open(file, formats=("PNG", "WEBP", "GIF")) as picture:
            frames = int(getattr(picture, "n_frames", 1))
            # Without an entry, a GIF is shown once; 0 is for ever, in all three formats.
            times = int(picture.info.get("loop", 0 if file.suffix.lower() != ".gif" else 1))
            each = float(picture.info.get("duration") or 100)
            return frames > 1 and (times == 0 or times * frames * each > LONGEST_MOVE)
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, struct.error, Image.DecompressionBombError):
        return False


def _repeats(element: etree._Element) -> bool:
    tag = str(element.tag).rpartition("}")[2].lower()
    if tag.startswith("animate") or tag == "set":
        return "indefinite" in (element.get("repeatCount"), element.get("repeatDur"))
    style = (element.text or "") if tag == "style" else str(element.get("style", ""))
    return bool(re.search(r"animation[^;}]*\binfinite\b", style))


def _svg(file: Path) -> etree._Element | None:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.parse(str(file), parser).getroot()
    except (etree.XMLSyntaxError, OSError):
        return None


def _measure_svg(file: Path) -> tuple[int, int, float] | None:
    root = _svg(file)
    if root is None or not str(root.tag).endswith("svg"):
        return None
    box = str(root.get("viewBox", "")).replace(",", " ").split()
    try:
        if len(box) == 4:
            return round(float(box[2])), round(float(box[3])), 0.0
        return round(float(root.get("width", 0))), round(float(root.get("height", 0))), 0.0
    except (ValueError, OverflowError):
        return 0, 0, 0.0


def _is_active(file: Path) -> bool:
    """Whether an SVG could run something or reach another host once opened on its own."""
    root = _svg(file)
    for element in root.iter() if root is not None else ():
        tag = str(element.tag).rpartition("}")[2].lower()
        if tag in ("script", "foreignobject", "iframe"):
            return True
        for name, value in element.attrib.items():
            bare = str(name).rpartition("}")[2].lower()
            target = str(value).strip().lower()
            if bare.startswith("on") or (bare == "href" and not target.startswith(("#", "data:image/"))):
                return True
    return False
