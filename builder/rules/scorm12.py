"""Rules for SCORM 1.2 packages: C12, and what text alone shows of R12, of the conformance list."""

from __future__ import annotations

from typing import Final

from builder.rules import manifests
from builder.rules.numbers import Number, numbered
from builder.rules.table import ERROR, INFO, WARNING, Rule

TOPICS: Final = {
    "prefix": "C12-02",
    "schemas": "C12-03",
    "manifest": "C12-04",
    "metadata": "C12-05",
    "default": "C12-06",
    "organization": "C12-07",
    "item": "C12-08",
    "reference": "C12-08",
    "action": "C12-13",
    "resource": "C12-15",
    "href": "C12-16",
    "files": "C12-17",
    "excess": "C12-17",
    "launch": "C12-18",
    "nested": "C12-19",
    "location": "C12-20",
}
"""The number of each topic of `manifests`."""

_NUMBERS: Final = {
    "C12-01": Number(
        "imscp_rootv1p1p2.xsd; adlcp_rootv1p2.xsd; imsmd_rootv1p2p1.xsd",
        "ces trois espaces de noms disent à la plateforme que c'est du SCORM 1.2",
        "these three namespaces tell the LMS that this is SCORM 1.2",
    ),
    "C12-02": Number(
        "Moodle, Frappe and Open edX importers",
        "un autre préfixe est du XML correct, mais Moodle et Frappe comparent les lettres « adlcp: » ; rien n'est lu",
        "another prefix is valid XML, but Moodle and Frappe compare the letters `adlcp:`: nothing is tracked",
    ),
    "C12-03": Number(
        "XML Schema Part 1, 4.3.2; the official SCORM 1.2 XSDs",
        "les plateformes qui valident le manifeste cherchent les schémas à la racine du paquet, sans réseau",
        "LMSs that validate the manifest look for the schemas at the root of the package, without a network",
    ),
    "C12-04": Number(
        "imscp_rootv1p1p2.xsd, manifestType",
        "sans cette structure, le manifeste n'est pas lu",
        "without this structure the manifest is not read",
    ),
    "C12-05": Number(
        "SCORM 1.2 CAM, package metadata",
        "c'est ici que la plateforme lit la version ; Open edX compare le texte brut et croit sinon lire du SCORM 2004",
        "the LMS reads the version here; Open edX compares the raw text and else takes it for SCORM 2004",
    ),
    "C12-06": Number(
        "imscp_rootv1p1p2.xsd, organizationsType",
        "la plateforme affiche l'organisation par défaut ; sans elle, elle devine ou n'affiche rien",
        "the LMS shows the default organization; without it, it guesses or shows nothing",
    ),
    "C12-07": Number(
        "imscp_rootv1p1p2.xsd, organizationType",
        "l'organisation est le sommaire que la plateforme montre ; vide, Moodle n'y trouve aucun SCO",
        "the organization is the table of contents that the LMS shows; empty, Moodle finds no SCO in it",
    ),
    "C12-08": Number(
        "imscp_rootv1p1p2.xsd, itemType",
        "chaque élément est une ligne du sommaire, liée à la page qu'elle ouvre et au suivi de l'apprenant",
        "each item is a line of the table of contents, tied to the page it opens and to the learner's record",
    ),
    "C12-09": Number(
        "imscp_rootv1p1p2.xsd, itemType; adlcp_rootv1p2.xsd",
        "le schéma fixe l'ordre et le nombre ; un élément mal placé fait refuser le manifeste ou est ignoré",
        "the schema fixes order and number; a misplaced element gets the manifest refused or is ignored",
    ),
    "C12-10": Number(
        "SCORM 1.2 RTE 3.4.4, cmi.core.lesson_status; adlcp:masteryscore",
        "avec un seuil, la plateforme décide elle-même d'après la note, et remplace l'état que le cours a écrit",
        "with a mastery score the LMS itself decides by the score, and overrides the status that the course wrote",
    ),
    "C12-11": Number(
        "adlcp_rootv1p2.xsd, prerequisitesType",
        "peu de plateformes évaluent les prérequis, et une erreur peut fermer le cours à tous",
        "few LMSs evaluate prerequisites, and a mistake may close the course to everyone",
    ),
    "C12-12": Number(
        "SCORM 1.2 RTE 3.4.4, cmi.student_data.max_time_allowed; CMITimespan",
        "le schéma accepte n'importe quel texte ici, la plateforme non",
        "the schema accepts any text here, the LMS does not",
    ),
    "C12-13": Number(
        "adlcp_rootv1p2.xsd, timelimitactionType",
        "la plateforme compare le texte exact",
        "the LMS compares the exact text",
    ),
    "C12-14": Number(
        "adlcp_rootv1p2.xsd, datafromlmsType",
        "au-delà, le schéma refuse le manifeste et une base de données coupe le texte",
        "beyond it, the schema refuses the manifest and a database cuts the text",
    ),
    "C12-15": Number(
        "imscp_rootv1p1p2.xsd, resourceType; adlcp:scormtype",
        "sans le bon type, Moodle tient la page pour un simple document : terminée dès l'ouverture, sans note",
        "without the right type Moodle takes the page for a mere document: complete once opened, without a score",
    ),
    "C12-16": Number(
        "imscp_rootv1p1p2.xsd, resourceType and fileType",
        "une plateforme ne vérifie pas les adresses à l'import : l'apprenant tombe sur une page d'erreur",
        "an LMS does not check addresses on import: the learner meets an error page",
    ),
    "C12-17": Number(
        "SCORM 1.2 CAM, resources",
        "une plateforme peut ne copier que les fichiers déclarés",
        "an LMS may copy the declared files only",
    ),
    "C12-18": Number(
        "openedx-scorm-xblock importer",
        "Open edX lance la première ressource qui a une adresse, quelle qu'elle soit",
        "Open edX launches the first resource that has an address, whichever it is",
    ),
    "C12-19": Number(
        "imscp_rootv1p1p2.xsd, manifestType",
        "les plateformes lisent mal ou pas du tout les manifestes imbriqués",
        "LMSs read nested manifests badly or not at all",
    ),
    "C12-20": Number(
        "imsmd_rootv1p2p1.xsd; adlcp:location",
        "des métadonnées mal formées font échouer la validation du manifeste entier",
        "malformed metadata fails the validation of the whole manifest",
    ),
    "C12-22": Number(
        "exelearning#2334; openedx-scorm-xblock#53",
        "Opigno et Open edX suivent mal plusieurs SCO ; un seul marche partout",
        "Opigno and Open edX track several SCOs badly; a single one works everywhere",
    ),
    "R12-02": Number(
        "SCORM 1.2 RTE 3.3.2.1, 3.3.6.1",
        "un SCO doit appeler LMSInitialize et LMSFinish ; sinon rien n'est suivi",
        "a SCO must call LMSInitialize and LMSFinish; else nothing is tracked",
    ),
    "R12-22": Number(
        "Chrome: deprecating the unload event",
        "Chrome retire l'événement unload, et le bloque déjà dans un cadre : ce qui s'y enregistre est perdu",
        "Chrome is removing the unload event and already blocks it in a frame: what is saved there is lost",
    ),
    "R12-24": Number(
        "SCORM 1.2 RTE 3.2.1",
        "seul un SCO a une session ; une ressource asset qui en ouvre une trouble le suivi",
        "only a SCO has a session; an asset that opens one disturbs the tracking",
    ),
}

_RULES: Final = {
    "C12-01.root": Rule(
        ERROR,
        "l'élément racine est `{element}` au lieu de `manifest`",
        "the root element is `{element}` instead of `manifest`",
        "exportez le paquet de nouveau en SCORM 1.2",
        "export the package again as SCORM 1.2",
    ),
    "C12-01.not-scorm": Rule(
        ERROR,
        "ce manifeste n'est pas de SCORM : espace de noms `{namespace}`",
        "this manifest is not SCORM's: namespace `{namespace}`",
        "exportez le paquet en SCORM 1.2, pas en IMS ni en Common Cartridge",
        "export as SCORM 1.2, not as IMS or Common Cartridge",
    ),
    "C12-01.namespace": Rule(
        ERROR,
        "espace de noms `{namespace}` au lieu de celui de SCORM 1.2",
        "namespace `{namespace}` instead of SCORM 1.2's",
        'écrivez xmlns="{expected}"',
        'write xmlns="{expected}"',
    ),
    "C12-01.adl-namespace": Rule(
        ERROR,
        "espace de noms d'ADL `{namespace}` au lieu de celui de SCORM 1.2",
        "ADL namespace `{namespace}` instead of SCORM 1.2's",
        'écrivez xmlns:adlcp="{expected}"',
        'write xmlns:adlcp="{expected}"',
    ),
    "C12-01.metadata-namespace": Rule(
        ERROR,
        "espace de noms de métadonnées `{namespace}` au lieu de celui de SCORM 1.2",
        "metadata namespace `{namespace}` instead of SCORM 1.2's",
        'écrivez xmlns:imsmd="{expected}"',
        'write xmlns:imsmd="{expected}"',
    ),
    "C12-04.version-length": Rule(
        ERROR,
        "la version du manifeste a {length} caractères, 20 au plus sont permis",
        "the manifest's version has {length} characters, 20 at most are allowed",
        "raccourcissez-la",
        "shorten it",
    ),
    "C12-05.metadata-missing": Rule(
        ERROR,
        "l'élément `metadata` du manifeste manque",
        "the manifest's element `metadata` is missing",
        "ajoutez-le avec `<schema>ADL SCORM</schema><schemaversion>1.2</schemaversion>`",
        "add it with `<schema>ADL SCORM</schema><schemaversion>1.2</schemaversion>`",
    ),
    "C12-05.schemaversion-missing": Rule(
        ERROR,
        "`schemaversion` manque dans `metadata`",
        "`schemaversion` is missing in `metadata`",
        "écrivez `<schemaversion>1.2</schemaversion>`",
        "write `<schemaversion>1.2</schemaversion>`",
    ),
    "C12-05.schemaversion": Rule(
        ERROR,
        "`schemaversion` dit « {value} » au lieu de « 1.2 »",
        "`schemaversion` says `{value}` instead of `1.2`",
        "écrivez `<schemaversion>1.2</schemaversion>`",
        "write `<schemaversion>1.2</schemaversion>`",
    ),
    "C12-05.white-space": Rule(
        ERROR,
        "des espaces ou des sauts de ligne entourent le texte de `{element}`",
        "white space surrounds the text of `{element}`",
        "collez le texte aux balises",
        "put the text right between the tags",
    ),
    "C12-07.title-length": Rule(
        ERROR,
        "le titre de l'organisation a {length} caractères, 200 au plus sont permis",
        "the organization's title has {length} characters, 200 at most are allowed",
        "raccourcissez-le",
        "shorten it",
    ),
    "C12-08.title-length": Rule(
        ERROR,
        "le titre de l'élément a {length} caractères, 200 au plus sont permis",
        "the item's title has {length} characters, 200 at most are allowed",
        "raccourcissez-le",
        "shorten it",
    ),
    "C12-07.title-long": Rule(
        ERROR,
        "le titre de l'organisation a {length} caractères : au-delà de 255, des plateformes coupent ou refusent",
        "the organization's title has {length} characters: beyond 255 some LMSs cut it, or refuse the package",
        "raccourcissez-le",
        "shorten it",
    ),
    "C12-08.title-long": Rule(
        ERROR,
        "le titre de l'élément a {length} caractères : au-delà de 255, des plateformes coupent ou refusent",
        "the item's title has {length} characters: beyond 255 some LMSs cut it, or refuse the package",
        "raccourcissez-le",
        "shorten it",
    ),
    # SCORM 2004 forbids it; 1.2 does not.
    "C12-08.reference-not-leaf": Rule(
        WARNING,
        "l'élément ouvre une page et contient aussi d'autres éléments",
        "the item opens a page and also holds other items",
        "laissez la page à un élément de plus, en dessous",
        "leave the page to one more item, below",
    ),
    "C12-08.leaf-without-reference": Rule(
        WARNING,
        "l'élément n'ouvre aucune page",
        "the item opens no page",
        "donnez-lui l'attribut `identifierref`, ou retirez-le",
        "give it the attribute `identifierref`, or remove it",
    ),
    "C12-08.parameters-length": Rule(
        ERROR,
        "parameters a {length} caractères, 1000 au plus sont permis",
        "parameters has {length} characters, 1000 at most are allowed",
        "raccourcissez-les",
        "shorten them",
    ),
    "C12-09.order": Rule(
        ERROR,
        "`{element}` n'est pas à sa place dans l'élément",
        "`{element}` is out of place in the item",
        "l'ordre est title, item, metadata, puis les éléments `adlcp:`",
        "the order is title, item, metadata, then the `adlcp:` elements",
    ),
    "C12-09.repeated": Rule(
        ERROR,
        "un second `adlcp:{element}` pour le même élément",
        "a second `adlcp:{element}` for the same item",
        "n'en gardez qu'un",
        "keep only one",
    ),
    "C12-09.unknown": Rule(
        ERROR,
        "`adlcp:{element}` n'existe pas dans un élément de SCORM 1.2",
        "`adlcp:{element}` does not exist in an item of SCORM 1.2",
        "en SCORM 1.2 les noms sont en minuscules : `masteryscore`, `maxtimeallowed`…",
        "in SCORM 1.2 names are in lower case: `masteryscore`, `maxtimeallowed`…",
    ),
    "C12-09.not-a-sco": Rule(
        ERROR,
        "`adlcp:{element}` sur un élément qui n'ouvre pas de SCO",
        "`adlcp:{element}` on an item that opens no SCO",
        "retirez-le, ou faites de la ressource un `sco`",
        "remove it, or make the resource a `sco`",
    ),
    "C12-10.not-a-number": Rule(
        ERROR,
        "seuil de réussite « {value} » : ce n'est pas un nombre",
        "mastery score `{value}` is not a number",
        "écrivez un nombre entier de 0 à 100",
        "write a whole number from 0 to 100",
    ),
    "C12-10.range": Rule(
        ERROR,
        "seuil de réussite {value} : il doit être entre 0 et 100",
        "mastery score {value} must be between 0 and 100",
        "écrivez un nombre entier de 0 à 100",
        "write a whole number from 0 to 100",
    ),
    "C12-10.not-an-integer": Rule(
        WARNING,
        "seuil de réussite {value} : certaines plateformes n'attendent qu'un nombre entier",
        "mastery score {value}: some LMSs expect a whole number",
        "écrivez un nombre entier de 0 à 100",
        "write a whole number from 0 to 100",
    ),
    "C12-10.zero": Rule(
        WARNING,
        "un seuil de réussite de 0 est perdu à l'import dans Moodle",
        "a mastery score of 0 is lost when Moodle imports",
        "retirez-le, ou écrivez 1",
        "remove it, or write 1",
    ),
    # A script may make the name up as it runs.
    "C12-10.no-score": Rule(
        WARNING,
        "un seuil est donné, et aucun script n'écrit de note : la plateforme n'aura rien à comparer",
        "a mastery score is given, and no script writes a score: the LMS will have nothing to compare",
        "écrivez cmi.core.score.raw avant l'état, ou retirez `adlcp:masteryscore`",
        "write cmi.core.score.raw before the status, or remove `adlcp:masteryscore`",
    ),
    "C12-11.type": Rule(
        ERROR,
        "type de prérequis « {value} » au lieu de « aicc_script »",
        "type of prerequisites `{value}` instead of `aicc_script`",
        'écrivez type="aicc_script"',
        'write type="aicc_script"',
    ),
    "C12-11.length": Rule(
        ERROR,
        "les prérequis ont {length} caractères, 200 au plus sont permis",
        "the prerequisites have {length} characters, 200 at most are allowed",
        "raccourcissez les identifiants",
        "shorten the identifiers",
    ),
    "C12-11.unknown": Rule(
        ERROR,
        "prérequis `{identifier}` : aucun élément ne porte cet identifiant",
        "prerequisite `{identifier}`: no item has this identifier",
        "nommez l'identifiant d'un `item`",
        "name the identifier of an `item`",
    ),
    "C12-11.used": Rule(
        WARNING,
        "peu de plateformes tiennent compte des prérequis",
        "few LMSs respect prerequisites",
        "retirez-les si le cours peut s'en passer",
        "remove them if the course can do without",
    ),
    "C12-12.format": Rule(
        ERROR,
        "temps maximal « {value} » mal écrit",
        "maximum time `{value}` is not written as it must be",
        "écrivez heures:minutes:secondes, par exemple `00:30:00`",
        "write hours:minutes:seconds, for example `00:30:00`",
    ),
    "C12-14.length": Rule(
        ERROR,
        "datafromlms a {length} caractères, 255 au plus sont permis",
        "datafromlms has {length} characters, 255 at most are allowed",
        "raccourcissez le texte",
        "shorten the text",
    ),
    "C12-15.scormtype-spelling": Rule(
        ERROR,
        "`scormType` est l'orthographe de SCORM 2004",
        "`scormType` is the spelling of SCORM 2004",
        "écrivez `adlcp:scormtype`, tout en minuscules",
        "write `adlcp:scormtype`, all in lower case",
    ),
    "C12-17.undeclared": Rule(
        WARNING,
        "{count} fichier(s) du zip dans aucune ressource, dont `{file}`",
        "{count} file(s) of the zip in no resource, `{file}` among them",
        "ajoutez un `<file>` pour chacun, ou retirez-les du zip",
        "add a `<file>` for each, or take them out of the zip",
    ),
    "C12-20.root": Rule(
        ERROR,
        "les métadonnées commencent par `{element}` au lieu de `lom`",
        "metadata begins with `{element}` instead of `lom`",
        "placez-les dans `<imsmd:lom>`",
        "put them into `<imsmd:lom>`",
    ),
    "C12-20.location-length": Rule(
        ERROR,
        "adlcp:location a {length} caractères, 2000 au plus sont permis",
        "adlcp:location has {length} characters, 2000 at most are allowed",
        "raccourcissez le nom du fichier",
        "shorten the name of the file",
    ),
    # No importer known reads them.
    "C12-20.xsd": Rule(
        WARNING,
        "le schéma officiel des métadonnées le refuse : {message}",
        "the official schema of metadata refuses this: {message}",
        "voyez l'élément à cette ligne ; les plateformes importent le paquet sans lui",
        "see the element on this line; LMSs import the package without it",
    ),
    # The metadata XSD leaves the attribute optional.
    "C12-20.language": Rule(
        WARNING,
        "{count} texte(s) de métadonnées sans langue",
        "{count} text(s) of metadata without a language",
        "ajoutez xml:lang à `langstring`",
        "add xml:lang to `langstring`",
    ),
    "C12-20.language-tag": Rule(
        ERROR,
        "langue « {language} » mal écrite dans les métadonnées",
        "malformed language `{language}` in the metadata",
        "écrivez `fr`, `en` ou `fr-BE`, par exemple",
        "write `fr`, `en` or `en-GB`, for example",
    ),
    "C12-22.many": Rule(
        INFO,
        "le paquet compte {count} SCO",
        "the package has {count} SCOs",
        "un seul SCO marche sur toutes les plateformes",
        "a single SCO works with every LMS",
    ),
    "R12-02.elsewhere": Rule(
        WARNING,
        "le cours est affiché depuis `{host}`, et rien dans le paquet n'appelle LMSInitialize : rien ne serait suivi",
        "the course is shown from `{host}`, and nothing in the package calls LMSInitialize: nothing would be tracked",
        "mettez le cours entier dans le paquet : un autre site ne peut joindre la plateforme",
        "put the whole course into the package: another site cannot reach the LMS",
    ),
    "R12-02.no-initialize": Rule(
        WARNING,
        "aucun fichier du paquet ne semble appeler LMSInitialize : rien ne serait suivi",
        "no file of the package seems to call LMSInitialize: nothing would be tracked",
        "vérifiez que le lecteur SCORM est dans le paquet",
        "check that the SCORM player is in the package",
    ),
    "R12-22.unload": Rule(
        WARNING,
        "{count} fichier(s) attendent pour finir l'événement unload, que des navigateurs n'envoient plus",
        "{count} file(s) wait to finish for the unload event, which some browsers no longer send",
        "enregistrez au fil du cours et à `pagehide` ou `visibilitychange`",
        "save along the way and on `pagehide` or `visibilitychange`",
    ),
    "R12-24.asset-session": Rule(
        WARNING,
        "la ressource `asset` `{file}` ouvre une session SCORM",
        "the `asset` resource `{file}` opens a SCORM session",
        "faites-en un `sco`, ou retirez l'appel",
        "make it a `sco`, or remove the call",
    ),
}

RULES: Final[dict[str, Rule]] = numbered(_NUMBERS, {**manifests.rules(TOPICS), **_RULES})
