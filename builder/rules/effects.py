"""What known importers do with a package that breaks a rule: whom a fault hurts, and how much there.

Each effect was measured on the system itself, read in its source or told by its makers; none is in this table by
hearsay, and each says where it is known from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from builder.rules.table import ERROR, INFO, WARNING, Language, Severity


class Effect(NamedTuple):
    """What one platform does with a package that breaks one rule."""

    severity: Severity
    """At least this, for whoever checks for that platform."""
    fr: str
    """A clause whose subject is the platform: “refuse le paquet”."""
    en: str
    source: str = ""
    """Where this one effect is known from; "" where the platform's `known_by` says it."""
    is_refusal: bool = False
    """Whether the import fails each time: nobody will ever open the course there."""

    def words(self, language: Language) -> str:
        """The clause in *language*."""
        return self.fr if language == "fr" else self.en


_Rows = Iterable[tuple[tuple[str, ...], Effect]]
"""The codes, or numbers, that have an effect in common."""

_NO_ZIP: Final = ("Z01.empty", "Z01.not-a-zip", "Z01.other-archive", "Z01.web-page")
_DAMAGED: Final = (
    "Z01.truncated",
    "Z01.damaged-directory",
    "Z01.damaged",
    "Z01.checksum",
    "Z01.two-names",
    "Z01.encrypted",
    "Z01.no-entries",
)
_NO_MANIFEST: Final = ("Z02.missing", "Z02.case")
_MALFORMED: Final = ("Z10.malformed", "Z10.ampersand", "Z10.unclosed")
_UNREADABLE: Final = (*_MALFORMED, "Z10.bytes")
_PREFIX: Final = ("C12-02.prefix", "C04-01.prefix")
_PREFIXED: Final = ("C12-02.prefixed-elements", "C04-01.prefixed-elements")
_NO_2004: Final = ("C04-02.metadata-missing", "C04-02.schemaversion-missing", "C04-02.schemaversion")
_DANGLING: Final = ("C12-08.reference", "C04-04.reference")
_NO_START: Final = ("C12-16.missing", "C04-08.missing")
_BEYOND_255: Final = tuple(
    f"{number}.{fault}"
    for number, fault in (
        ("C12-04", "identifier-long"),
        ("C12-07", "identifier-long"),
        ("C12-07", "title-long"),
        ("C12-08", "identifier-long"),
        ("C12-08", "title-long"),
        ("C04-01", "identifier-long"),
        ("C04-03", "identifier-long"),
        ("C04-03", "title-long"),
        ("C04-05", "identifier-long"),
        ("C04-05", "title-long"),
    )
)
_OTHER_API: Final = ("R12-01.other-api", "R04-01.other-api")
_LOST_AT_UNLOAD: Final = Effect(
    ERROR,
    "perd ce que la page n'envoie qu'au départ : Chrome n'y exécute plus l'événement unload",
    "loses what the page sends only on leaving: Chrome no longer runs the unload event there",
    "exelearning/exelearning#1831, #2334",
)

_SCORMLIB: Final = "mod/scorm/datamodels/scormlib.php"
_MOODLE: Final[_Rows] = (
    (
        _NO_ZIP,
        Effect(
            ERROR,
            "refuse le fichier : « Vous devez fournir un fichier zip valide »",
            "refuses the file: “You must supply a valid zip file”",
            "mod/scorm/lib.php, scorm_validate_package",
            is_refusal=True,
        ),
    ),
    (
        _NO_MANIFEST,
        Effect(
            ERROR, "refuse le paquet : manifeste introuvable", "refuses the package: no manifest found", is_refusal=True
        ),
    ),
    (
        ("Z02.not-at-root",),
        Effect(
            ERROR,
            "refuse le paquet : imsmanifest.xml n'est pas à la racine du zip",
            "refuses the package: imsmanifest.xml is not at the root of the zip",
            is_refusal=True,
        ),
    ),
    (
        ("Z10.malformed", "Z10.unclosed"),  # it mends a lone `&` before it parses
        Effect(
            ERROR,
            "n'affiche à l'import qu'une page d'erreur nue",
            "shows nothing but a bare error page at import",
            is_refusal=True,
        ),
    ),
    (
        ("Z10.encoding",),
        Effect(ERROR, "abîme un manifeste écrit en UTF-16", "corrupts a manifest written in UTF-16"),
    ),
    (
        ("Z10.character-reference",),
        Effect(
            WARNING,
            "montre ce code tel quel, à la place du caractère",
            "shows this code as it stands, in place of the character",
        ),
    ),
    (
        ("Z10.cdata-ampersand",),
        Effect(WARNING, "montre « &amp; » à la place de « & »", "shows “&amp;” in place of “&”"),
    ),
    (
        _PREFIXED,
        Effect(
            ERROR,
            "s'arrête sur une exception, et laisse une activité inutilisable",
            "stops with an exception, and leaves an activity that nobody can open",
            is_refusal=True,
        ),
    ),
    (
        (*_PREFIX, "C12-15.scormtype-missing", "C04-08.scormtype-missing"),
        Effect(
            ERROR,
            "prend la page pour un simple document : elle est terminée dès qu'on l'ouvre, et rien n'est suivi",
            "takes the page for a mere document: it is completed as soon as it opens, and nothing is tracked",
            _SCORMLIB,
        ),
    ),
    (
        ("C12-15.scormtype", "C04-08.scormtype"),
        Effect(
            WARNING,
            "s'arrête sur une erreur de base de données si ce mot a plus de cinq lettres",
            "stops with a database error if this word has more than five letters",
            "mod/scorm/db/install.xml",
        ),
    ),
    (
        ("C12-15.no-sco", "C04-08.no-sco"),
        Effect(
            WARNING,
            "tient chaque page pour terminée dès qu'on l'ouvre",
            "holds each page for completed as soon as it opens",
            _SCORMLIB,
        ),
    ),
    (
        ("C12-05.schemaversion",),
        Effect(
            ERROR,
            "prend la version `1.3` pour SCORM 2004, et toute autre pour SCORM 1.2",
            "takes version `1.3` for SCORM 2004, and any other for SCORM 1.2",
            _SCORMLIB,
        ),
    ),
    (
        (*_NO_2004, "C04-02.white-space"),
        Effect(
            ERROR,
            "prend le cours pour du SCORM 1.2 : la page n'y trouve pas l'API de SCORM 2004, rien n'est enregistré",
            "takes the course for SCORM 1.2: the page finds no SCORM 2004 API there, and nothing is recorded",
            _SCORMLIB,
        ),
    ),
    (
        ("C12-06.default", "C04-03.default"),
        Effect(
            ERROR,
            "importe le cours sans retenir par où il commence",
            "imports the course without noting where it begins",
            _SCORMLIB,
        ),
    ),
    (
        ("C12-06.none", "C04-03.none"),
        Effect(
            WARNING,
            "fait une entrée de chaque ressource, avec son identifiant pour titre",
            "makes an entry of each resource, with its identifier for a title",
            _SCORMLIB,
        ),
    ),
    (
        ("C12-07.no-item", "C04-03.no-item"),
        Effect(ERROR, "ne trouve aucun SCO", "finds no SCO", "exelearning/exelearning#2244"),
    ),
    (
        _DANGLING,
        Effect(
            ERROR,
            "signale à l'import une ressource introuvable, puis montre une entrée qui n'ouvre rien",
            "reports a missing resource at import, then shows an entry that opens nothing",
            _SCORMLIB,
        ),
    ),
    (
        _BEYOND_255,
        Effect(
            ERROR,
            "s'arrête à l'import sur une erreur de base de données",
            "stops at import with a database error",
            is_refusal=True,
        ),
    ),
    (
        ("C12-07.title-markup", "C12-08.title-markup", "C04-03.title-markup", "C04-05.title-markup"),
        Effect(
            WARNING,
            "ne sert plus l'activité à son application mobile",
            "no longer serves the activity to its mobile app",
        ),
    ),
    (
        ("C12-10.zero",),
        Effect(WARNING, "perd ce seuil de réussite à l'import", "loses this mastery score at import"),
    ),
    (
        _NO_START,
        Effect(
            ERROR,
            "importe le paquet sans rien dire ; la page manque à qui ouvre le cours",
            "imports the package without a word; whoever opens the course misses the page",
        ),
    ),
    (
        ("C12-17.base-on-resources", "C04-08.base-on-resources"),
        Effect(
            ERROR,
            "ignore xml:base à cet endroit : les pages restent introuvables",
            "ignores xml:base in this place: the pages are not found",
        ),
    ),
    (
        ("C04-07.value",),
        Effect(
            WARNING,
            "ignore cette valeur, et attend un avancement de 100 %",
            "ignores this value, and waits for a progress of 100 %",
            _SCORMLIB,
        ),
    ),
    (
        ("C12-22.many",),
        Effect(
            INFO,
            "rouvre le premier SCO inachevé, et tient un échec pour achevé",
            "opens the first unfinished SCO again, and takes a failed one for finished",
        ),
    ),
    (
        ("Z13.module-suffix",),
        Effect(
            ERROR,
            "sert les .mjs comme du texte : le navigateur n'exécute pas le module",
            "serves .mjs as plain text: the browser does not run the module",
        ),
    ),
    (
        ("Z13.wasm-streaming",),
        Effect(
            ERROR,
            "sert les .wasm sans leur type : le navigateur refuse de les compiler ainsi",
            "serves .wasm without its type: the browser refuses to compile it this way",
        ),
    ),
    (
        _OTHER_API,
        Effect(
            ERROR,
            "n'offre que l'API de la version du manifeste : la page n'en trouve aucune",
            "offers the API of the manifest's version alone: the page finds none",
            "mod/scorm/api.php, mod/scorm/datamodels/scorm_12.js, scorm_13.js",
        ),
    ),
    (("R12-22.unload",), _LOST_AT_UNLOAD),
    (
        ("R12-02.no-argument", "R04-01.no-argument"),
        Effect(
            ERROR,
            "refuse l'appel (erreur 201) : la séance ne s'ouvre pas, ou rien n'est enregistré",
            "refuses the call (error 201): the session does not open, or nothing is saved",
            "mod/scorm/datamodels/scorm_12.js, scorm_13.js",
        ),
    ),
    (
        ("R12-06.no-status",),
        Effect(
            WARNING,
            "inscrit à la fin l'état `completed`, avec une note de 0",
            "notes the status `completed` at the end, with a score of 0",
        ),
    ),
    (
        ("R12-22.no-commit",),
        Effect(
            WARNING,
            "perd ce qui n'est envoyé qu'au départ, au-delà de 64 Kio, soit quelques centaines de réponses",
            "loses what is sent on leaving alone, beyond 64 KiB, which is some hundreds of answers",
        ),
    ),
    (
        ("R12-02.no-finish-in-script",),
        Effect(WARNING, "n'écrit le temps passé qu'à LMSFinish", "writes the time spent at LMSFinish alone"),
    ),
    (
        ("R12-15.identifier-in-script",),
        Effect(
            WARNING,
            "refuse l'identifiant (erreur 405) : il lui faut de l'ASCII sans espace, 255 caractères au plus",
            "refuses the identifier (error 405): it asks for ASCII without spaces, 255 characters at most",
        ),
    ),
    (
        ("R12-06.vocabulary-in-script", "R12-10.score-in-script"),
        Effect(WARNING, "refuse la valeur (erreur 405)", "refuses the value (error 405)"),
    ),
    (
        ("R12-11.time-in-script",),
        Effect(
            WARNING,
            "refuse la durée ; une seule décimale, « .5 », y ajoute 5 centièmes de seconde",
            "refuses the time; a single decimal, “.5”, adds 5 hundredths of a second there",
        ),
    ),
)

_OPENEDX: Final[_Rows] = (
    (
        (*_NO_ZIP, *_DAMAGED),
        Effect(ERROR, "échoue à l'import", "fails to import it", is_refusal=True),
    ),
    (
        _NO_MANIFEST,
        Effect(
            ERROR,
            "refuse le paquet : « Could not find 'imsmanifest.xml' file »",
            "refuses the package: “Could not find 'imsmanifest.xml' file”",
            is_refusal=True,
        ),
    ),
    (
        ("Z03.second-manifest",),
        Effect(
            ERROR,
            "prend le premier manifeste du zip, fût-il dans un dossier, et échoue alors à l'import",
            "takes the first manifest of the zip, be it in a folder, and then fails to import it",
        ),
    ),
    (
        ("Z04.absolute",),
        Effect(ERROR, "refuse le paquet entier", "refuses the whole package", is_refusal=True),
    ),
    (
        ("Z04.traversal",),
        # It reads no second name: what climbs in that one alone is imported.
        Effect(ERROR, "refuse le paquet entier", "refuses the whole package"),
    ),
    (
        ("Z04.too-long",),
        Effect(
            ERROR,
            "échoue à l'import d'un nom de plus de 255 octets",
            "fails to import a name of more than 255 bytes",
            is_refusal=True,
        ),
    ),
    (
        _OTHER_API,
        Effect(
            ERROR,
            "n'offre que l'API de la version du manifeste : la page n'en trouve aucune",
            "offers the API of the manifest's version alone: the page finds none",
            "openedxscorm/static/js/src/scorm.js",
        ),
    ),
    (
        _UNREADABLE,
        Effect(
            ERROR,
            "échoue à l'import : le manifeste n'est pas lisible",
            "fails to import it: the manifest is unreadable",
            is_refusal=True,
        ),
    ),
    (
        ("Z10.encoding",),
        Effect(
            ERROR,
            "échoue à l'import d'un manifeste en UTF-16 qui se dit en UTF-8, ou dans un encodage inconnu",
            "fails to import a manifest in UTF-16 that says UTF-8, or in an unknown encoding",
        ),
    ),
    (
        ("Z14.large", "Z14.very-large"),
        Effect(
            WARNING,
            "annonce un échec au-delà de 50 Mo, alors que l'envoi se poursuit",
            "announces a failure beyond 50 MB, while the upload goes on",
            "overhangio/openedx-scorm-xblock#121",
        ),
    ),
    (
        _PREFIXED,
        Effect(
            ERROR,
            "ne lit rien du manifeste : il ouvre le premier index.html venu, en SCORM 1.2",
            "reads nothing of the manifest: it opens the first index.html it meets, as SCORM 1.2",
        ),
    ),
    (
        ("C12-05.schemaversion", "C12-05.white-space"),
        Effect(
            ERROR,
            "prend le cours pour du SCORM 2004 dès que la version n'est pas `1.2` sans espaces : la page n'y trouve"
            " pas l'API de SCORM 1.2, rien n'est enregistré",
            "takes the course for SCORM 2004 unless the version is `1.2` without spaces: the page finds no SCORM 1.2"
            " API there, and nothing is recorded",
        ),
    ),
    (
        _NO_2004,
        Effect(
            ERROR,
            "prend le cours pour du SCORM 1.2 : la page n'y trouve pas l'API de SCORM 2004, rien n'est enregistré",
            "takes the course for SCORM 1.2: the page finds no SCORM 2004 API there, and nothing is recorded",
        ),
    ),
    (
        ("C12-07.title-missing", "C04-03.title-missing"),
        Effect(
            ERROR,
            "échoue à l'import : il lui faut ce titre",
            "fails to import it: it needs this title",
            is_refusal=True,
        ),
    ),
    (
        ("C12-07.title-empty", "C04-03.title-empty"),
        Effect(
            ERROR,
            "échoue à l'import si le titre ne contient rien, pas même une espace",
            "fails to import it if the title holds nothing, not even a space",
        ),
    ),
    (
        ("C12-08.title-missing", "C12-08.title-empty", "C04-05.title-missing", "C04-05.title-empty", *_DANGLING),
        Effect(
            ERROR,
            "échoue à l'import si l'élément porte `isvisible=\"true\"`",
            'fails to import it if the item carries `isvisible="true"`',
        ),
    ),
    (
        (
            *_NO_START,
            *(
                f"{number}.{fault}"
                for number in ("C12-16", "C04-08")
                for fault in ("empty", "leading-slash", "outside", "external-sco")
            ),
        ),
        Effect(
            ERROR,
            "importe le paquet, puis ne trouve pas la page à ouvrir",
            "imports the package, then does not find the page to open",
        ),
    ),
    (
        ("C12-18.order", "C04-08.order"),
        Effect(
            ERROR,
            "ouvre la première ressource qui a une adresse, ici une autre que la page à lancer",
            "opens the first resource with an address, here another one than the page to launch",
        ),
    ),
    (
        ("C12-22.many",),
        Effect(
            WARNING,
            "n'ouvre que la première page, tant que l'auteur n'active pas le menu",
            "opens only the first page, unless the author switches the menu on",
            "overhangio/openedx-scorm-xblock#53",
        ),
    ),
)

_RUSTICI: Final[_Rows] = (
    (
        _DANGLING,
        Effect(
            WARNING,
            "importe le paquet avec un avertissement (« parser warning ») : la ressource n'existe pas",
            "imports the package with a parser warning: the resource does not exist",
            "pipwerks/scorm-api-wrapper#16",
        ),
    ),
    (
        ("C12-20.location", "C04-02.location"),
        Effect(
            INFO,
            "importe le paquet avec un avertissement (« parser warning ») : la description ne s'ouvre pas",
            "imports the package with a parser warning: the metadata cannot be opened",
            "pipwerks/scorm-api-wrapper#16",
        ),
    ),
    (("R12-22.unload",), _LOST_AT_UNLOAD),
)

_SCORM_CLOUD: Final[_Rows] = (
    *_RUSTICI,
    (
        ("K01.root", "K01.namespace"),
        Effect(
            ERROR,
            "refuse le paquet : « Manifest did not validate against schema »",
            "refuses the package: “Manifest did not validate against schema”",
            "adaptlearning/adapt-contrib-xapi#19",
            is_refusal=True,
        ),
    ),
)

_FRAPPE: Final[_Rows] = (
    (_NO_MANIFEST, Effect(ERROR, "échoue à l'import", "fails to import it", is_refusal=True)),
    (
        (*_UNREADABLE, "Z10.encoding"),
        Effect(
            ERROR,
            "échoue à l'import : le manifeste n'est pas lisible",
            "fails to import it: the manifest is unreadable",
            is_refusal=True,
        ),
    ),
    (
        (*_NO_ZIP, *_DAMAGED, "Z07.file-and-folder"),
        Effect(ERROR, "échoue à l'import", "fails to import it", is_refusal=True),
    ),
    (
        (
            *_PREFIX,
            *_PREFIXED,
            "C12-15.scormtype-missing",
            "C04-08.scormtype-missing",
            "C12-15.scormtype",
            "C04-08.scormtype",
            "C12-15.no-sco",
            "C04-08.no-sco",
        ),
        Effect(
            ERROR,
            "échoue à l'import s'il ne trouve aucune ressource marquée `adlcp:scormtype=\"sco\"`",
            'fails to import it if it finds no resource marked `adlcp:scormtype="sco"`',
        ),
    ),
    (
        ("C12-22.many",),
        Effect(WARNING, "n'ouvre que le premier SCO", "opens only the first SCO"),
    ),
    (
        ("C12-17.base-on-resources", "C04-08.base-on-resources"),
        Effect(
            ERROR,
            "ignore xml:base : la page de départ reste introuvable",
            "ignores xml:base: the start page is not found",
        ),
    ),
)

_CHAMILO: Final[_Rows] = (
    (
        ("R12-01.other-api",),
        Effect(
            ERROR,
            "n'offre que l'objet `API` : la page n'y trouve pas celui qu'elle cherche",
            "offers the object `API` alone: the page does not find the one that it looks for",
            "chamilo/chamilo-lms, public/main/lp/scorm_api.php",
        ),
    ),
    (
        ("Z02.missing",),
        Effect(
            ERROR,
            "refuse le paquet : « This is not a valid SCORM ZIP file ! »",
            "refuses the package: “This is not a valid SCORM ZIP file !”",
            is_refusal=True,
        ),
    ),
    (_MALFORMED, Effect(ERROR, "ne lit rien du manifeste", "reads nothing of the manifest")),
    (_PREFIXED, Effect(ERROR, "ne lit rien du manifeste", "reads nothing of the manifest")),
    (
        _PREFIX,
        Effect(
            ERROR,
            "perd le seuil de réussite, les prérequis et les limites de temps",
            "loses the mastery score, the prerequisites and the time limits",
        ),
    ),
    (
        ("C12-07.identifier-missing",),
        Effect(ERROR, "saute toute l'organisation", "skips the whole organization"),
    ),
    (
        ("C12-08.identifier-missing", "C12-15.identifier-missing"),
        Effect(ERROR, "saute l'élément", "skips the element"),
    ),
    (
        ("C12-07.title-missing", "C12-07.title-empty"),
        Effect(WARNING, "prend le nom du zip pour titre", "takes the name of the zip for a title"),
    ),
    (
        ("C12-08.title-missing", "C12-08.title-empty"),
        Effect(WARNING, "affiche « Sans titre »", "shows “Untitled”"),
    ),
    (
        ("C12-08.reference",),
        Effect(
            ERROR,
            "fait de l'entrée un intertitre qui n'ouvre rien",
            "makes the item a heading that opens nothing",
        ),
    ),
    (
        ("C12-17.base-on-resources",),
        Effect(
            ERROR,
            "ignore xml:base : les pages restent introuvables",
            "ignores xml:base: the pages are not found",
        ),
    ),
)


def _by_code(rows: Mapping[str, _Rows]) -> Mapping[str, Mapping[str, Effect]]:
    """The rows of each profile, turned round."""
    found: dict[str, dict[str, Effect]] = {}
    for profile, each in rows.items():
        for codes, effect in each:
            for code in codes:
                found.setdefault(code, {})[profile] = effect
    return found


EFFECTS: Final = _by_code(
    {
        "moodle": _MOODLE,
        "openedx": _OPENEDX,
        "canvas": _RUSTICI,
        "scormcloud": _SCORM_CLOUD,
        "frappe": _FRAPPE,
        "chamilo": _CHAMILO,
    }
)
"""Code of a rule, or number for all codes of that number → profile → effect."""


# Neither validates: Moodle reads the manifest into arrays (mod/scorm/datamodels/scormlib.php, xml2Array); the xblock
# was given packages of each kind (tests/checker/AGREEMENT.md).
_SCHEMAS: Final = tuple(
    f"{number}.{fault}"
    for number in ("C12-03", "C04-01")
    for fault in ("schema-location-missing", "schema-missing", "odd", "unmapped", "remote", "not-at-root")
)
# They go by the names of elements, wherever these stand in an item, and leave the metadata of a course unread.
_FORMAL: Final = (
    *("C12-09.order", "C04-05.order"),
    *("C12-20.root", "C12-20.language", "C12-20.language-tag", "C12-20.location", "C12-20.location-length"),
    *("C12-20.xsd", "C04-02.location", "C04-02.lom-root"),
)
UNMINDED: Final[Mapping[str, tuple[str, ...]]] = {
    "moodle": (*_SCHEMAS, *_FORMAL),
    "openedx": (*_SCHEMAS, *_FORMAL),
}
"""Profile → what the platform is known to take no notice of, so that the course imports and runs all the same."""


def effects(code: str) -> Mapping[str, Effect]:
    """What is known of *code*, by profile; what is said of the code itself goes before what is said of its number."""
    number = code.partition(".")[0]
    return {**EFFECTS.get(number, {}), **EFFECTS.get(code, {})}
