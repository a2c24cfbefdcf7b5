"""Courses made up for measuring: as long and as rich as real ones, and equal on every machine."""

from __future__ import annotations

import random
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LESSONS, WORDS, QUESTIONS, PICTURES = 6, 400, 10, 6
"""Of a module: lessons, words in each, questions of its bank; pictures of the whole course."""

# Common French words: what a compressor and a parser meet in prose.
WORDS_OF_FRENCH = """
le la les un une des de du à au aux en dans sur pour par avec sans sous entre vers chez et ou mais donc car que qui dont
où il elle on nous vous ils elles ce cette ces son sa ses leur leurs est sont a ont peut peuvent doit doivent fait font
ne pas plus moins très bien aussi encore déjà toujours jamais souvent parfois ainsi alors après avant pendant depuis
commune communes maire mairie quartier quartiers jeune jeunes famille familles parent parents école collège lycée élève
élèves habitant habitants association associations bailleur bailleurs transport transports police justice prévention
projet projets action actions acteur acteurs partenaire partenaires réseau réseaux trafic trafics territoire territoires
risque risques effet effets besoin besoins ressource ressources réponse réponses question questions exemple exemples
travail emploi formation stage santé sport culture loisir loisirs sécurité médiation éducation parole écoute confiance
engagement respect liberté choix avenir parcours étape étapes objectif objectifs calendrier budget comité pilotage suivi
évaluation mesure résultat résultats connaître comprendre agir prévenir repérer orienter accompagner proposer construire
partager rencontrer mobiliser soutenir informer former évaluer décider public publique local locale social sociale
éducatif éducative commun commune premier première nouveau nouvelle simple utile concret concrète durable précoce
"""
VOCABULARY = WORDS_OF_FRENCH.split()

COURSE = """\
uuid: 3f0c8d7e-5a41-4c39-9d0e-7b3a6b1c2d4e
titre: Un cours inventé, pour mesurer
langue: fr
version: 1
promesse: >
  Rien n'est à apprendre ici : ce cours sert à mesurer.
public:
  banc: Machines
contenu:
{modules}
terminer:
  lecons-vues: toutes
  quiz-faits: tous
  note-minimale: aucune
avis: appareil
textes-libres: appareil
financement: aucun
avertissement: >
  Texte tiré au sort.
licence: CC-BY-SA-4.0
"""
SOURCES = """\
rapport:
  titre: Rapport inventé
  organisme: Cartable
  annee: 2024
  adresse: aucune
"""
PICTURE = """\
image: {name}
texte-alternatif: >
  Des barres de longueurs tirées au sort, dessin {name}.
credit: >
  Cartable.
licence: CC-BY-SA-4.0
"""


def generate(folder: Path, modules: int) -> None:
    """Make a project at *folder* whose course `banc` has *modules* modules of six lessons and ten questions."""
    drawn = random.Random(modules)
    course = folder / "courses" / "banc"
    (course / "lessons").mkdir(parents=True)
    (folder / "quizzes").mkdir()
    (folder / "media").mkdir()
    _write(
        folder / "cartable.toml",
        'format = 1\niri_base = "https://cartable.example.org/cours"\npublisher = "Cartable"\n',
    )
    plan = []
    for module in range(1, modules + 1):
        names = [f"lecon-{module}-{number}" for number in range(1, LESSONS + 1)]
        plan += [f"  - module: Module {module}", "    lecons:", *(f"      - {name}" for name in names)]
        plan += ["    quiz:", f"      - banque-{module}"]
        for number, name in enumerate(names):
            inserted = _inserted(number) if module == 1 else ""
            _write(
                course / "lessons" / f"{name}.md",
                _lesson(drawn, f"{_phrase(drawn, 4)} {module}.{number + 1}", inserted),
            )
        _write(folder / "quizzes" / f"banque-{module}.yaml", "\n".join(_bank(drawn, module)))
    _write(course / "course.yaml", COURSE.format(modules="\n".join(plan)))
    _write(course / "sources.yaml", SOURCES)
    for number in range(PICTURES):
        _write(folder / "media" / f"figure-{number}.svg", _picture(drawn))
        _write(folder / "media" / f"figure-{number}.yaml", PICTURE.format(name=f"figure-{number}"))
    for each in (ROOT / "media").glob("argent-facile.*"):
        shutil.copy(each, folder / "media")
    sheet = folder / "media" / "argent-facile.yaml"
    sheet.write_text(sheet.read_text("utf-8").partition("sources:")[0], "utf-8")


def reword(folder: Path, number: int) -> None:
    """Change one word of one lesson; *number* tells one change from the next."""
    path = folder / "courses" / "banc" / "lessons" / "lecon-1-2.md"
    lines = path.read_text("utf-8").split("\n")
    place = next(place for place, line in enumerate(lines) if line.startswith("# ")) + 2
    lines[place] = f"Mot{number} " + lines[place].partition(" ")[2]
    _write(path, "\n".join(lines))


def _inserted(number: int) -> str:
    film = "\n:: video argent-facile\n" if number == 0 else ""
    return f"\n:: image figure-{number}\n{film}"


def _lesson(drawn: random.Random, title: str, inserted: str) -> str:
    goals = "\n".join(f"  - {_phrase(drawn, 6)}" for _ in range(3))
    parts = [f"---\ntemps: 5 min\npromesse: >\n  {_sentence(drawn, 14)}\nobjectifs:\n{goals}\n---\n\n# {title}\n"]
    for section in range(4):
        parts.append(f"{_paragraph(drawn, WORDS // 8)} (source : rapport)\n")
        parts.append(f"## {_phrase(drawn, 5)}\n\n{_paragraph(drawn, WORDS // 16)}\n")
        if section == 1:
            parts.append(f"::: repere {_phrase(drawn, 4)}\n{_paragraph(drawn, WORDS // 16)}\n:::\n")
        else:
            parts.append("\n".join(f"- {_phrase(drawn, WORDS // 64)}" for _ in range(4)) + "\n")
    return "\n".join(parts) + inserted


def _bank(drawn: random.Random, module: int) -> Iterator[str]:
    yield from (f"titre: Questions du module {module}", "questions:", "")
    for number in range(1, QUESTIONS + 1):
        if number % 5 == 0:
            yield f"  - idee: item-{number}"
            yield from _field("affirmation", _sentence(drawn, 9))
            yield "    verdict: faux"
            for key, words in (("faits", 14), ("pourquoi", 16), ("retenir", 8)):
                yield from _field(key, _sentence(drawn, words))
        else:
            yield f"  - choix: item-{number}"
            yield from _field("question", _sentence(drawn, 9).replace(".", " ?"))
            yield "    reponses:"
            for place, verdict in enumerate(("fausse", "juste", "fausse")):
                yield f"      - {verdict}: >\n          {_phrase(drawn, 6)} {place}"
                yield f"        retour: >\n          {_sentence(drawn, 10)}"
        yield "    source: rapport\n"


def _field(key: str, text: str) -> tuple[str, str]:
    return f"    {key}: >", f"      {text}"


def _picture(drawn: random.Random) -> str:
    bars = "".join(
        f'<rect x="{20 + 30 * place}" y="{200 - height}" width="20" height="{height}"/>'
        for place, height in enumerate(drawn.choices(range(20, 180), k=12))
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 220" width="400" height="220">{bars}</svg>\n'


def _paragraph(drawn: random.Random, words: int) -> str:
    return " ".join(_sentence(drawn, 12) for _ in range(max(1, words // 12)))


def _sentence(drawn: random.Random, words: int) -> str:
    return _phrase(drawn, words) + "."


def _phrase(drawn: random.Random, words: int) -> str:
    return " ".join(drawn.choices(VOCABULARY, k=words)).capitalize()


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


VALID = ROOT / "tests" / "checker" / "valid"
SCHEMAS = ROOT / "builder" / "_built" / "xsd"
KINDS = {"scorm12": ("adlcp_rootv1p2", "ims_xml", "imscp_rootv1p1p2"), "xapi": (), "cmi5": (), "web": ()}
MEDIUM = 10_000_000
"""Bytes of the package that stands for most."""


def catalogue(folder: Path, count: int) -> None:
    """Make *count* small packages in *folder*, of every kind by turns, without a fault."""
    folder.mkdir(parents=True)
    for number in range(count):
        kind = sorted(KINDS)[number % len(KINDS)]
        with zipfile.ZipFile(folder / f"{number:04}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            root = VALID / f"{kind}-valid"
            for path in sorted(root.rglob("*")):
                if path.is_file():
                    archive.write(path, path.relative_to(root).as_posix())
            archive.writestr("media/carte.png", b"\x89PNG\r\n\x1a\n" if kind != "web" else b"\x89PNG")
            for name in KINDS[kind]:
                archive.write(SCHEMAS / kind / f"{name}.xsd", f"{name}.xsd")


def medium(built: Path, path: Path) -> None:
    """Make a package of 10 MB at *path*: the one in *built*, with more pages like its own, then pictures."""
    drawn = random.Random(1)
    shutil.copy(built, path)
    with zipfile.ZipFile(built) as archive:
        page = archive.read("index.html")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(max(1, 10_000_000 // len(page))):
            archive.writestr(f"page-{number}.html", page)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as archive:
        number = 0
        while path.stat().st_size < MEDIUM:
            archive.writestr(f"media/{number}.jpg", drawn.randbytes(500_000))
            archive.fp.flush()  # type: ignore[union-attr]  # an open archive has its file
            number += 1
