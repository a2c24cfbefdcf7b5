"""UPD: what a new version of a package does to attempts that are under way, for `cartable diff`.

An error is what makes an update breaking: somebody loses answers, a grade or their place in the course.
"""

from typing import Final, NamedTuple

from builder.rules.table import ERROR, INFO, WARNING, Language, Rule

RULES: dict[str, Rule] = {
    "UPD-001": Rule(
        ERROR,
        "c'est un autre cours : uuid {new}, et non {old}",
        "this is another course: uuid {new}, not {old}",
        "comparez deux versions du même cours ; si « uuid » a été changé par erreur, remettez l'ancien",
        "compare two versions of one course; if `uuid` was changed by mistake, put the old one back",
        why_fr="À son uuid, le paquet reconnaît ses propres réponses. Avec un autre, toutes celles qui existent sont "
        "ignorées et chacun recommence.",
        why_en="By its uuid the package knows answers of its own. With another one all that exist are ignored and "
        "everybody begins again.",
    ),
    "UPD-002": Rule(
        ERROR,
        "la norme change : {old} devient {new}",
        "the standard changes: {old} becomes {new}",
        "comparez les paquets d'un même format ; une plateforme ne reprend pas une tentative d'une autre norme",
        "compare packages of one format; no platform resumes an attempt under another standard",
    ),
    "UPD-003": Rule(
        ERROR,
        "le paquet était d'un seul tenant, il est maintenant découpé par leçon",
        "the package was one whole and is now packaged lesson by lesson",
        "gardez « paquet: par-cours » dans course.yaml tant que des personnes suivent le cours",
        "keep `packaging: per-course` in course.yaml while people take the course",
        why_fr="Un paquet par cours a un seul suivi, un paquet par leçon en a un par leçon : la plateforme ne sait pas "
        "passer de l'un à l'autre, et chacun recommence.",
        why_en="A package per course tracks once, a package per lesson once a lesson: no platform can go from one to "
        "the other, and everybody begins again.",
    ),
    "UPD-004": Rule(
        ERROR,
        "« {title} » disparaît de la liste de la plateforme ({id})",
        "`{title}` is gone from the platform's list ({id})",
        "gardez la leçon, ou ouvrez une nouvelle activité pour la nouvelle version",
        "keep the lesson, or open a new activity for the new version",
        why_fr="Quand un identifiant d'élément n'est plus dans le manifeste, Moodle efface le suivi de tous les "
        "inscrits pour cet élément et met la note à 0. D'autres plateformes gardent le suivi sans plus le montrer.",
        why_en="When an item identifier is gone from the manifest, Moodle deletes everybody's tracks of that item and "
        "sets the grade to 0. Other platforms keep the tracks and show them no more.",
        clause="C12-21",
    ),
    "UPD-005": Rule(
        ERROR,
        "« {title} » change d'identifiant : {id} devient {new}",
        "`{title}` changes its identifier: {id} becomes {new}",
        "remettez l'ancien identifiant dans le manifeste",
        "put the old identifier back into the manifest",
        why_fr="La plateforme y voit un élément supprimé et un autre ajouté : Moodle efface le suivi et met la note à "
        "0, un LRS commence une autre activité.",
        why_en="The platform sees one item removed and another added: Moodle deletes the tracks and sets the grade to "
        "0, an LRS begins another activity.",
        clause="C12-21",
    ),
    "UPD-006": Rule(
        ERROR,
        "« {key} » s'appelle maintenant « {new} » : ses réponses sont perdues",
        "`{key}` is now called `{new}`: its answers are lost",
        "redonnez-lui son nom, « {name} » : l'identifiant d'une question ne change jamais, ses mots peuvent changer",
        "give it its name back, `{name}`: a question's identifier never changes, its words may",
        why_fr="Les réponses sont gardées sous l'identifiant de la question. La ressemblance des mots fait penser que "
        "c'est la même ; si c'en est une autre, ne tenez pas compte de ce constat.",
        why_en="Answers are kept under the identifier of the question. By its words it seems to be the same one; if "
        "it is another, disregard this finding.",
    ),
    "UPD-007": Rule(
        ERROR,
        "la leçon « {key} » s'appelle maintenant « {new} » : ce qui y est suivi est perdu (questions : {count})",
        "lesson `{key}` is now called `{new}`: what it tracks is lost (questions: {count})",
        "le fichier peut changer de nom, pas l'identifiant : écrivez « id: {key} » dans l'en-tête de la leçon",
        "the file may change its name, the identifier may not: write `id: {key}` in the lesson's front matter",
    ),
    "UPD-008": Rule(
        ERROR,
        "« {key} » passe dans une autre leçon, sous « {new} » : ses réponses sont perdues",
        "`{key}` moves to another lesson, as `{new}`: its answers are lost",
        "laissez la question dans sa leçon, ou acceptez qu'elle soit posée de nouveau",
        "leave the question in its lesson, or accept that it is asked again",
    ),
    "UPD-009": Rule(
        ERROR,
        "la nouvelle version est plus ancienne que l'autre : elle ne connaît pas {count} éléments suivis",
        "the new version is older than the other one: it does not know {count} tracked items",
        "vérifiez l'ordre : cartable diff ANCIEN NOUVEAU",
        "check the order: cartable diff OLD NEW",
        why_fr="Revenir à un paquet plus ancien efface, à la prochaine ouverture, les réponses données aux éléments "
        "qu'il ne connaît pas.",
        why_en="Going back to an older package removes, when it is next opened, the answers to items it does not know.",
    ),
    "UPD-010": Rule(
        ERROR,
        "les réponses seraient mal lues à partir de la case {slot} : « {old} » devient « {new} »",
        "answers would be misread from slot {slot} on: `{old}` becomes `{new}`",
        "tracking.lock a été perdu ou changé : reprenez celui avec lequel l'ancien paquet a été construit",
        "tracking.lock was lost or changed: restore the one that the old package was built with",
    ),
    "UPD-011": Rule(
        ERROR,
        "les choix de « {key} » ont changé de numéro : les réponses désigneraient d'autres choix",
        "the choices of `{key}` have other numbers: answers would mean other choices",
        "tracking.lock a été perdu ou changé : reprenez celui avec lequel l'ancien paquet a été construit",
        "tracking.lock was lost or changed: restore the one that the old package was built with",
    ),
    "UPD-012": Rule(
        ERROR,
        "l'adresse de l'activité change : {old} devient {new}",
        "the activity's address changes: {old} becomes {new}",
        "gardez « iri_base » dans cartable.toml et le nom du dossier du cours",
        "keep `iri_base` in cartable.toml and the name of the course's folder",
        why_fr="Un LRS range la progression sous l'adresse de l'activité : sous une autre, chacun recommence.",
        why_en="An LRS keeps progress under the activity's address: under another one everybody begins again.",
    ),
    "UPD-013": Rule(
        ERROR,
        "la progression est écrite au format {old} ; la nouvelle version ne lit que le format {new}",
        "progress is written in format {old}; the new version reads only format {new}",
        "construisez le paquet avec une version plus récente de Cartable",
        "build the package with a newer version of Cartable",
    ),
    "UPD-014": Rule(
        ERROR,
        "le paquet était découpé par leçon, il est maintenant d'un seul tenant",
        "the package was packaged lesson by lesson and is now one whole",
        "gardez « paquet: par-lecon » dans course.yaml tant que des personnes suivent le cours",
        "keep `packaging: per-lesson` in course.yaml while people take the course",
        why_fr="Un paquet par cours a un seul suivi, un paquet par leçon en a un par leçon : la plateforme ne sait pas "
        "passer de l'un à l'autre, et chacun recommence.",
        why_en="A package per course tracks once, a package per lesson once a lesson: no platform can go from one to "
        "the other, and everybody begins again.",
    ),
    "UPD-015": Rule(
        ERROR,
        "le quiz « {key} » s'appelle maintenant « {new} » : ce qui y est suivi est perdu (questions : {count})",
        "quiz `{key}` is now called `{new}`: what it tracks is lost (questions: {count})",
        "redonnez son nom au fichier, quizzes/{name}.yaml : le titre du quiz, lui, peut changer",
        "give the file its name back, quizzes/{name}.yaml: the quiz's title may change",
    ),
    "UPD-020": Rule(
        WARNING,
        "« {key} » sera posée de nouveau à ceux qui y ont répondu",
        "`{key}` will be asked again of those who answered it",
        why_fr="Sa forme a changé (une ou plusieurs bonnes réponses, un autre genre de question) : l'ancienne réponse "
        "ne dit plus rien. Quand une paire, une étape ou un élément s'y ajoute, ce qui était répondu reste dans la "
        "question et seul l'ajout est à compléter. Ce qui est réussi ou terminé le reste.",
        why_en="Its form changed (one or several right answers, another kind of question): the old answer says nothing "
        "any more. Where a pair, a step or an item was added, what was answered still stands in the question and only "
        "the addition is to be filled in. What is passed or completed stays so.",
    ),
    "UPD-021": Rule(
        WARNING,
        "« {key} » : la bonne réponse change",
        "`{key}`: the right answer changes",
        "les réponses déjà données sont jugées d'après la nouvelle ; ce qui est réussi le reste",
        "answers already given are judged by the new one; what is passed stays passed",
    ),
    "UPD-022": Rule(
        WARNING,
        "« {key} » : choix retirés ({count})",
        "`{key}`: choices removed ({count})",
        "ceux qui l'avaient pris verront la question sans réponse cochée",
        "those who took one will see the question with no answer ticked",
    ),
    "UPD-053": Rule(
        WARNING,
        "« {key} » : éléments ou réponses retirés ({count})",
        "`{key}`: items or answers removed ({count})",
        "ce qui était répondu pour les autres demeure ; la note est recalculée à la prochaine ouverture",
        "what was answered for the others stays; the score is worked out anew when next opened",
    ),
    "UPD-023": Rule(
        WARNING,
        "« {key} » compte {new} au lieu de {old}",
        "`{key}` counts {new} instead of {old}",
        "les notes des tentatives en cours sont recalculées à la prochaine ouverture",
        "scores of running attempts are worked out anew when next opened",
    ),
    "UPD-024": Rule(
        WARNING,
        "la note minimale monte de {old} à {new}",
        "the pass mark rises from {old} to {new}",
        "qui a réussi a réussi ; les autres doivent atteindre la nouvelle note",
        "who passed has passed; the others must reach the new mark",
    ),
    "UPD-025": Rule(
        WARNING,
        "il y a maintenant une note minimale : {new}",
        "there is a pass mark now: {new}",
        "qui a terminé a terminé ; les autres doivent l'atteindre",
        "who completed has completed; the others must reach it",
    ),
    "UPD-026": Rule(
        WARNING,
        "la version redescend de {old} à {new}",
        "the version goes down from {old} to {new}",
        "vérifiez l'ordre : cartable diff ANCIEN NOUVEAU",
        "check the order: cartable diff OLD NEW",
    ),
    "UPD-027": Rule(
        WARNING,
        "« {name} » ne vient pas de Cartable : seul son manifeste est comparé",
        "`{name}` is not Cartable's: only its manifest is compared",
        why_fr="On sait ce que la plateforme garde (identifiants, fichier lancé, note de passage), pas si le contenu "
        "relit les réponses d'une version à l'autre : demandez-le à son éditeur, ou essayez avec un compte de test.",
        why_en="What the platform keeps is known (identifiers, launched file, mastery score), not whether the content "
        "reads answers of another version: ask its publisher, or try it with a test account.",
    ),
    "UPD-028": Rule(
        WARNING,
        "« {title} » : la note de passage du manifeste passe de {old} à {new}",
        "`{title}`: the mastery score of the manifest goes from {old} to {new}",
        "la plateforme juge les tentatives en cours d'après la nouvelle",
        "the platform judges running attempts by the new one",
    ),
    "UPD-029": Rule(
        WARNING,
        "« {title} » : la règle moveOn passe de {old} à {new}",
        "`{title}`: the moveOn rule goes from {old} to {new}",
        "la plateforme juge les tentatives en cours d'après la nouvelle",
        "the platform judges running attempts by the new one",
    ),
    "UPD-030": Rule(INFO, "nouvelle question « {key} »", "new question `{key}`"),
    "UPD-031": Rule(
        INFO,
        "nouvelle leçon « {key} » (questions : {count})",
        "new lesson `{key}` (questions: {count})",
        why_fr="Qui a terminé le cours le reste ; les autres ont cette leçon à voir si la règle de fin les demande "
        "toutes.",
        why_en="Who completed the course stays so; the others have this lesson to see where the completion rule asks "
        "for all.",
    ),
    "UPD-032": Rule(
        INFO,
        "la question « {key} » est retirée, avec ses réponses",
        "question `{key}` is removed, with its answers",
    ),
    "UPD-033": Rule(
        INFO,
        "la leçon « {key} » est retirée, avec ce qui y est suivi (questions : {count})",
        "lesson `{key}` is removed, with what it tracks (questions: {count})",
    ),
    "UPD-034": Rule(INFO, "« {key} » : choix reformulés ({count})", "`{key}`: choices reworded ({count})"),
    "UPD-035": Rule(INFO, "« {key} » : choix ajoutés ({count})", "`{key}`: choices added ({count})"),
    "UPD-036": Rule(INFO, "« {key} » est reformulé", "`{key}` is reworded"),
    "UPD-037": Rule(
        INFO,
        "la langue change ({old}, {new}) : chacun reprend où il en était",
        "the language changes ({old}, {new}): everybody resumes where they were",
    ),
    "UPD-038": Rule(INFO, "le titre devient « {new} »", "the title becomes `{new}`"),
    "UPD-039": Rule(
        INFO,
        "nouvel élément dans la liste de la plateforme : « {title} » ({id})",
        "new entry in the platform's list: `{title}` ({id})",
    ),
    "UPD-040": Rule(
        INFO,
        "textes, images ou apparence changent (fichiers : {count}) ; le suivi est le même",
        "words, pictures or looks change (files: {count}); what is tracked stays the same",
    ),
    "UPD-041": Rule(
        INFO,
        "le contenu change, la version reste {version}",
        "the content changes, the version stays {version}",
        "ajoutez 1 à « version » dans course.yaml : la page de titre dira laquelle est en ligne",
        "add 1 to `version` in course.yaml: the title page then says which one is on line",
    ),
    "UPD-042": Rule(
        INFO,
        "« {name} » vient d'une version de Cartable qui ne notait pas les questions : seules les cases sont comparées",
        "`{name}` comes from a Cartable that did not note the questions: only slots are compared",
    ),
    "UPD-043": Rule(
        INFO,
        "« {title} » se lance par un autre fichier ({new})",
        "`{title}` is launched by another file ({new})",
    ),
    "UPD-044": Rule(
        INFO,
        "la note minimale descend de {old} à {new}",
        "the pass mark goes down from {old} to {new}",
        "qui l'atteint désormais réussit à sa prochaine visite",
        "who reaches it now passes at the next visit",
    ),
    "UPD-045": Rule(
        INFO, "il n'y a plus de note minimale (c'était {old})", "there is no pass mark any more (it was {old})"
    ),
    "UPD-046": Rule(
        WARNING,
        "pour terminer, il faut maintenant voir toutes les leçons",
        "to complete the course, all lessons must be seen now",
        "qui a terminé a terminé",
        "who completed has completed",
    ),
    "UPD-047": Rule(
        INFO,
        "pour terminer, il n'est plus demandé de voir les leçons",
        "to complete the course, lessons need not be seen any more",
    ),
    "UPD-048": Rule(
        WARNING,
        "pour terminer, il faut maintenant faire tous les quiz",
        "to complete the course, all quizzes must be done now",
        "qui a terminé a terminé",
        "who completed has completed",
    ),
    "UPD-049": Rule(
        INFO,
        "pour terminer, il n'est plus demandé de faire les quiz",
        "to complete the course, quizzes need not be done any more",
    ),
    "UPD-054": Rule(
        INFO,
        "le cours demande moins pour être terminé : {new} au lieu de {old}",
        "the course asks for less to be completed: {new} instead of {old}",
        "qui remplit désormais la règle termine à sa prochaine visite",
        "who meets the rule now completes at the next visit",
    ),
    "UPD-055": Rule(
        WARNING,
        "pour le public « {name} », le cours se termine autrement : {new} au lieu de {old}",
        "for the audience `{name}`, the course ends in another way: {new} instead of {old}",
        "qui a terminé a terminé ; les autres doivent remplir la nouvelle règle",
        "who completed has completed; the others must meet the new rule",
    ),
    "UPD-056": Rule(
        INFO,
        "l'évaluation « {key} » change : {drawn} questions tirées, essais : {tries}, note minimale : {mark}",
        "assessment `{key}` has other rules: {drawn} questions drawn, tries: {tries}, pass mark: {mark}",
        "qui l'a commencée garde ses questions ; un nouvel essai suit les nouvelles règles",
        "who has begun it keeps the questions; a new try follows the new rules",
    ),
    "UPD-057": Rule(
        WARNING,
        "le cours se termine autrement : {new} au lieu de {old}",
        "the course ends in another way: {new} instead of {old}",
        "qui a terminé a terminé ; les autres doivent remplir la nouvelle règle",
        "who completed has completed; the others must meet the new rule",
    ),
    "UPD-058": Rule(
        WARNING,
        "scénario « {key} » : choix ou fins retirés ({count})",
        "scenario `{key}`: choices or ends removed ({count})",
        "qui était passé par là reprend le scénario juste avant",
        "those who went that way find the scenario again just before it",
    ),
    "UPD-059": Rule(
        INFO,
        "liste « {key} » : points retirés ({count}), avec leurs coches ; les autres coches demeurent",
        "checklist `{key}`: lines removed ({count}), with their ticks; all other ticks stay",
    ),
    "UPD-060": Rule(
        WARNING,
        "le plan « {key} » ne demande plus : {names}",
        "plan `{key}` no longer asks for: {names}",
        "ce qui y était écrit reste lisible à la fin du plan ; un champ seulement reformulé garde son nom (« champ: »)",
        "what was written there stays readable at the end of the plan; a field that is only reworded keeps its name "
        "(`field:`)",
    ),
    "UPD-050": Rule(
        ERROR,
        "rien à comparer : ni cartable.json, ni imsmanifest.xml, tincan.xml ou cmi5.xml",
        "nothing to compare: neither cartable.json, nor imsmanifest.xml, tincan.xml or cmi5.xml",
        "donnez le .zip tel qu'il a été déposé, le dossier où il a été décompressé, ou un dossier de cours",
        "give the .zip as it was uploaded, the folder it was unpacked to, or a course folder",
    ),
    "UPD-051": Rule(
        ERROR,
        "cartable.json est abîmé : le paquet ne dit pas ce qu'il suit",
        "cartable.json is damaged: the package does not say what it tracks",
        "construisez le paquet à nouveau",
        "build the package again",
    ),
    "UPD-052": Rule(
        ERROR,
        "cartable.json est au format {format} : cette version lit jusqu'au format {known}",
        "cartable.json is in format {format}: this version reads up to format {known}",
        "installez une version plus récente de Cartable",
        "install a newer version of Cartable",
    ),
}


class Advice(NamedTuple):
    """What to do in one kind of platform."""

    platform_fr: str
    platform_en: str
    fr: str
    en: str

    def platform(self, language: Language) -> str:
        """Who it is for."""
        return self.platform_fr if language == "fr" else self.platform_en

    def text(self, language: Language) -> str:
        """What to do."""
        return self.fr if language == "fr" else self.en


_MOODLE_REPLACE: Final = Advice(
    "Moodle",
    "Moodle",
    "dans l'activité existante, Paramètres > Paquetage : remplacez le fichier, enregistrez ; ne supprimez pas "
    "l'activité, et laissez « Imposer une nouvelle tentative » sur « Non »",
    "in the existing activity, Settings > Package: replace the file and save; do not delete the activity, and leave "
    "“Force new attempt” on No",
)
_MOODLE_NEW: Final = Advice(
    "Moodle",
    "Moodle",
    "ne remplacez pas le fichier : ajoutez une nouvelle activité SCORM, laissez l'ancienne à ceux qui l'ont commencée, "
    "puis masquez-la",
    "do not replace the file: add a new SCORM activity, leave the old one to those who began it, then hide it",
)
_MOBILE: Final = Advice(
    "Application mobile Moodle",
    "Moodle mobile app",
    "faites synchroniser les tentatives hors ligne avant le remplacement, puis télécharger à nouveau l'activité",
    "have offline attempts synchronised before the file is replaced, then the activity downloaded again",
)
_SCORM_REPLACE: Final = Advice(
    "Autre plateforme SCORM",
    "Other SCORM platform",
    "remplacez le paquet du même cours en gardant les tentatives ; si elle ne le propose pas, ceux qui ont commencé "
    "finissent l'ancienne version",
    "replace the package of the same course and keep the attempts; where that is not offered, those who began finish "
    "the old version",
)
_SCORM_NEW: Final = Advice(
    "Autre plateforme SCORM",
    "Other SCORM platform",
    "importez-le comme un nouveau cours ; fermez l'ancien quand chacun l'a terminé",
    "import it as a new course; close the old one when everybody has completed it",
)
ADVICE: Final[dict[tuple[str, bool], tuple[Advice, ...]]] = {
    ("scorm12", False): (_MOODLE_REPLACE, _MOBILE, _SCORM_REPLACE),
    ("scorm12", True): (_MOODLE_NEW, _SCORM_NEW),
    ("scorm2004", False): (_MOODLE_REPLACE, _SCORM_REPLACE),
    ("scorm2004", True): (_MOODLE_NEW, _SCORM_NEW),
    ("xapi", False): (
        Advice(
            "Plateforme xAPI",
            "xAPI platform",
            "importez-le comme nouvelle version de la même activité : son adresse ne change pas, le LRS garde la "
            "progression",
            "import it as a new version of the same activity: its address stays, the LRS keeps the progress",
        ),
    ),
    ("xapi", True): (
        Advice(
            "Plateforme xAPI",
            "xAPI platform",
            "importez-le comme une autre activité ; gardez l'ancienne pour ceux qui l'ont commencée",
            "import it as another activity; keep the old one for those who began it",
        ),
    ),
    ("cmi5", False): (
        Advice(
            "Plateforme cmi5",
            "cmi5 platform",
            "importez-le comme nouvelle version du même cours, avec les inscriptions en place : les identifiants des "
            "AU ne changent pas",
            "import it as a new version of the same course and keep the registrations: the AU identifiers stay",
        ),
    ),
    ("cmi5", True): (
        Advice(
            "Plateforme cmi5",
            "cmi5 platform",
            "importez-le comme un autre cours, avec de nouvelles inscriptions ; gardez l'ancien pour ceux qui l'ont "
            "commencé",
            "import it as another course with new registrations; keep the old one for those who began it",
        ),
    ),
    ("web", False): (
        Advice(
            "Site web",
            "Web site",
            "mettez les fichiers à la même adresse : la progression est sur l'appareil de chacun, sous cette adresse",
            "put the files at the same address: progress is on everybody's device, under that address",
        ),
    ),
    ("web", True): (
        Advice(
            "Site web",
            "Web site",
            "mettez-le à une autre adresse et laissez l'ancien en place",
            "put it at another address and leave the old one where it is",
        ),
    ),
}
"""By standard, and whether the update is breaking."""
