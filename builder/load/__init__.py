"""Stage 1: folders of YAML and Markdown in, a `Course` out, every mistake in the report.

A course that cannot be read at all gives None; one with mistakes gives as much as could be read, so that
the next stage can say what else is wrong in the same run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from builder import tracking
from builder.diagnostics import Report, Span, near
from builder.load import completion
from builder.load.assessment import Assessments
from builder.load.bank import Bank, Banks, Unread, check_prose
from builder.load.lesson import NAME, Reader, read_lesson
from builder.load.plan import unused_plans
from builder.load.scenario import unused_scenarios
from builder.load.sessions import check_agenda, read_sessions
from builder.media import Shelf
from builder.model import Asset, Course, Page, Placement, Reference, Settings, Text
from builder.policy import AS_WRITTEN, Policy
from builder.source import fields, yaml
from builder.source.languages import is_language, meant
from builder.source.markdown import Fragment, Prose
from builder.source.settings import OWN, TABLES, Toml, of_project
from builder.source.words import folded

FORMAT: Final = 1
"""Source format that this version reads."""
IRI_BASE: Final = "https://example.org/cartable"
"""Where a project says none."""
WORDS_A_MINUTE: Final = 200
SECONDS_A_QUESTION: Final = 45


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with `courses/`, `quizzes/`, `media/` and, usually, `cartable.toml`."""

    root: Path
    iri_base: str = IRI_BASE
    publisher: str = ""
    policy: Policy = AS_WRITTEN
    """How grave the project holds each rule."""

    @property
    def courses(self) -> list[str]:
        """Names of the course folders, sorted."""
        return sorted(each.parent.name for each in (self.root / "courses").glob("*/course.yaml"))


def find_root(path: Path) -> Path | None:
    """The project that *path* stands in: the nearest folder upwards that has `courses/`."""
    for each in (path, *path.parents):
        if (each / "courses").is_dir():
            return each
    return None


def read_project(root: Path, report: Report) -> Project:
    """The project at *root*; without `cartable.toml` the defaults hold."""
    path = root / OWN
    toml = Toml.read(path, report) if path.is_file() or path.is_symlink() else None
    policy = Policy(of_project(root, toml, report))
    if toml is None:
        return Project(root, policy=policy)
    data = toml.data
    known = ("format", "iri_base", "publisher")
    for key in data:
        if key not in known and folded(key) not in TABLES:
            report.add("CRS-011", toml.key(key), key=key, owner="`cartable.toml`", near=near(key, (*known, "rules")))
    version = data.get("format", FORMAT)
    if version != FORMAT or isinstance(version, bool):
        report.add("CRS-001", toml.value("format"), format=version, known=FORMAT)
    base = str(data.get("iri_base", IRI_BASE)).rstrip("/")
    if not re.fullmatch(r"https?://[^\s/?#\[\]<>\"{}|\\^`]+(/[^\s?#<>\"{}|\\^`]*)?", base):
        report.add("CRS-002", toml.value("iri_base"), value=base)
    publisher = data.get("publisher", "")
    if not isinstance(publisher, str):
        report.add("CRS-013", toml.value("publisher"), key="publisher")
        publisher = ""
    return Project(root, base, publisher, policy)


def load(project: Project, course: str, report: Report) -> tuple[Course, tracking.Lock] | None:
    """The course in `courses/<course>` and its lock with everything new appended.

    Returns:
        None when `course.yaml` cannot be understood; diagnostics then say why.
    """
    root = project.root
    folder = root / "courses" / course
    shown = f"courses/{course}"
    if not NAME.fullmatch(course):
        report.add("CRS-031", Span(shown), name=course)
    path = folder / "course.yaml"
    if not path.is_file() and not path.is_symlink():
        report.add("CRS-003", Span(shown), course=course, near=near(course, project.courses))
        return None
    node = yaml.read(path, f"{shown}/course.yaml", report)
    written = node.items.get("language") if node is not None else None
    language = "en" if isinstance(written, yaml.Scalar) and written.lower().startswith("en") else "fr"
    owner = f"`{shown}/course.yaml`"
    iri = f"{project.iri_base}/{course}"
    derived = {} if node is None or "uuid" in node.items else {"uuid": derived_uuid(iri)}
    settings = fields.read(Settings, node, owner, report, language, **derived) if node is not None else None
    if settings is not None and derived:
        report.add("CRS-010", Span(f"{shown}/course.yaml"), address=iri, uuid=settings.uuid)
    language = settings.language if settings is not None else language
    if settings is not None and isinstance(written, yaml.Scalar) and not is_language(written):
        report.add("ACC-021", written.span, tag=written, near=meant(written))
    references = _references(folder, shown, report, language)
    shelf = Shelf(root, references, report, language)
    sessions = read_sessions(folder, shown, references, report, language)
    banks = Banks(root, references, report, language)
    reader = Reader(root, references, shelf, banks, report, language, {each.id: each for each in sessions})
    if node is None or settings is None:
        # What else is wrong is worth knowing in the same run.
        for each in sorted((folder / "lessons").glob("*.md")):
            read_lesson(each, f"{shown}/lessons/{each.name}", "", reader)
        assessments = Assessments(folder, shown, reader)
        for name in _named_banks(node):
            if name in assessments.names:
                assessments.page(str(name), "")
            else:
                reader.banks.find(name, name.span)
        _glossary(folder, shown, references, report)
        tracking.read_lock(folder / "tracking.lock", f"{shown}/tracking.lock", report)
        return None
    for prose in (settings.title, settings.promise, settings.funding, settings.disclaimer):
        if prose is not None:
            check_prose(prose, references, report)
    pages = _pages(settings, node, folder, shown, reader)
    completion.check(settings, node, pages, report)
    check_agenda(
        sessions, {key for page in pages for key in (page.id, *(each.key for each in page.placements))}, report
    )
    unused_plans(root, shown, pages, report)
    logos = _logos(settings, node, shelf, references, report)
    unused_scenarios(root, shown, pages, report)
    lock_name = f"{shown}/tracking.lock"
    lock, layout = tracking.extend(
        tracking.read_lock(folder / "tracking.lock", lock_name, report), pages, completion.tracked(settings, pages)
    )
    for placement in (one for page in pages for one in page.placements):
        numbers = layout.choices[placement.key]
        activity = placement.activity
        if max(numbers, default=0) > activity.most_numbers >= len(numbers):
            report.add("QUZ-017", activity.place, id=activity.id, limit=activity.most_numbers)
    if len(lock.slots) > tracking.MOST_SLOTS:
        report.add("CRS-063", Span(lock_name), count=len(lock.slots), limit=tracking.MOST_SLOTS)
    found = Course(
        id=course,
        settings=settings,
        iri=iri,
        publisher=project.publisher,
        pages=tuple(pages),
        references=references,
        glossary=_glossary(folder, shown, references, report),
        layout=layout,
        root=root,
        language=language,
        logos=logos,
        sessions=sessions,
    )
    return found, lock


def _logos(
    settings: Settings, node: yaml.Mapping, shelf: Shelf, references: dict[str, Reference], report: Report
) -> tuple[Asset, ...]:
    """The images of the certificate, each with a text that stands for it."""
    certificate, written = settings.certificate, node.items.get("certificate")
    if certificate is None or not isinstance(written, yaml.Mapping):
        return ()
    if certificate.text is not None:
        check_prose(certificate.text, references, report)
    listed = written.items.get("logos")
    places = [each.span for each in listed.items] if isinstance(listed, yaml.Sequence) else []
    found: list[Asset] = []
    for name, place in zip(certificate.logos, places, strict=False):
        asset = shelf.find("image", name, place)
        if asset is None:
            continue
        if not asset.alternative:
            report.add("PLN-040", place, name=name)
        found.append(asset)
    return tuple(found)


def derived_uuid(iri: str) -> UUID:
    """The identity of a course at *iri* whose author gave it none."""
    return uuid5(NAMESPACE_URL, iri)


def _references(folder: Path, shown: str, report: Report, language: str) -> dict[str, Reference]:
    path = folder / "sources.yaml"
    if not path.exists() and not path.is_symlink():
        return {}
    name = f"{shown}/sources.yaml"
    node = yaml.read(path, name, report, names=1)
    if node is None:
        return Unread()
    found: dict[str, Reference] = {}
    for key, value in node.items.items():
        found[key] = Reference.model_construct(title=Prose(key))  # known, even when it is wrong
        if not isinstance(value, yaml.Mapping):
            report.add("CRS-021", value.span, key=key)
            continue
        reference = fields.read(Reference, value, f"source `{key}`", report, language)
        if reference is not None:
            found[key] = reference
            check_prose(reference.title, found, report)
            if reference.address and not reference.link and reference.address not in ("aucune", "none"):
                report.add("CRS-024", value.items["address"].span, value=reference.address)
    return found


def _glossary(folder: Path, shown: str, references: Mapping[str, Reference], report: Report) -> dict[str, Prose]:
    for name in ("glossaire.yaml", "glossary.yaml"):
        path = folder / name
        if path.exists() or path.is_symlink():
            node = yaml.read(path, f"{shown}/{name}", report, names=1)
            found: dict[str, Prose] = {}
            for key, value in node.items.items() if node else ():
                if isinstance(value, yaml.Scalar) and value.strip():
                    found[key] = Prose.of(value)
                    check_prose(found[key], references, report)
                else:
                    report.add("CRS-013", value.span, key=key, value="")
            return found
    return {}


def _pages(settings: Settings, node: yaml.Mapping, folder: Path, shown: str, reader: Reader) -> list[Page]:
    report = reader.report
    lessons = {each.stem for each in (folder / "lessons").glob("*.md")}
    listed: dict[str, Span] = {}
    meant: set[str] = set()
    ids: dict[str, Span] = {}
    pages: list[Page] = []
    assessments = Assessments(folder, shown, reader)
    modules = node.items["content"]
    assert isinstance(modules, yaml.Sequence)  # the model has judged it

    def place(module: int, key: str, index: int) -> Span:
        holder = modules.items[module]
        assert isinstance(holder, yaml.Mapping)
        value = holder.items[key]
        return value.items[index].span if isinstance(value, yaml.Sequence) else value.span

    def add(page: Page | None, span: Span) -> None:
        if page is None:
            return
        if page.id in ids:
            report.add("CRS-035", span, id=page.id, line=ids[page.id].line)
            return
        ids[page.id] = span
        pages.append(page)

    for number, module in enumerate(settings.content):
        for index, name in enumerate(module.lessons):
            span = place(number, "lessons", index)
            if name in listed:
                report.add("CRS-036", span, name=name, line=listed[name].line)
                continue
            listed[name] = span
            if name not in lessons:
                meant.add(near(name, lessons))
                report.add("CRS-030", span, name=name, near=near(name, lessons))
                continue
            page = read_lesson(folder / "lessons" / f"{name}.md", f"{shown}/lessons/{name}.md", module.module, reader)
            add(page, span)
        for index, name in enumerate(completion.quizzes(module.quiz)):
            span = place(number, "quiz", index)
            if name in assessments.names:
                add(assessments.page(name, module.module), span)
                continue
            bank = reader.banks.find(name, span)
            if bank is not None:
                add(_quiz_page(bank, module.module, reader), span)
        for index, name in enumerate(module.to_write):
            if name in lessons:
                report.add("CRS-034", place(number, "to-write", index), name=name)
            listed.setdefault(name, place(number, "to-write", index))
    for name in sorted(lessons - set(listed) - meant):
        report.add("CRS-033", Span(f"{shown}/lessons/{name}.md"), name=name)
    assessments.check_unused()
    if not pages and not report.has_errors:
        report.add("CRS-037", modules.span)
    return [_timed(each) for each in pages]


def _named_banks(node: yaml.Mapping | None) -> list[yaml.Scalar]:
    """The banks that a course which cannot be understood names all the same."""
    found: list[yaml.Node] = []
    content = node.items.get("content") if node is not None else None
    for module in content.items if isinstance(content, yaml.Sequence) else ():
        quiz = module.items.get("quiz") if isinstance(module, yaml.Mapping) else None
        found += quiz.items if isinstance(quiz, yaml.Sequence) else [quiz] if quiz is not None else []
    return [each for each in found if isinstance(each, yaml.Scalar)]


def _quiz_page(bank: Bank, module: str, reader: Reader) -> Page:
    page_id = f"quiz-{bank.id}"
    intro = (Text(bank.instructions.fragment),) if bank.instructions else ()
    placements = tuple(Placement(f"{page_id}/{each.id}", each, reader.pictures(each)) for each in bank.activities)
    return Page(
        id=page_id,
        kind="quiz",
        title=bank.title,
        module=module,
        promise=None,
        minutes=0,
        goals=(),
        blocks=(*intro, *placements),
        path=bank.path,
    )


def _timed(page: Page) -> Page:
    """The page with the minutes its author gave, else an estimate from its words and questions."""
    if page.minutes:
        return page
    words = sum(len(prose.plain.split()) for prose in _texts(page))
    seconds = words / WORDS_A_MINUTE * 60 + SECONDS_A_QUESTION * len(page.placements)
    return Page(**{**{name: getattr(page, name) for name in page.__slots__}, "minutes": max(1, round(seconds / 60))})


def _texts(page: Page) -> list[Fragment | Prose]:
    from builder.model import walk

    found: list[Fragment | Prose] = []
    for each in walk(page.blocks):
        if isinstance(each, Text):
            found.append(each.fragment)
        elif isinstance(each, Placement):
            found += each.activity.words
    return found
