"""Rules for the meetings of a course: SES, what `sessions.yaml` says and where a lesson names it."""

from builder.rules.table import ERROR, INFO, WARNING, Rule

RULES: dict[str, Rule] = {
    "SES-001": Rule(
        ERROR,
        "aucune rencontre dans ce fichier",
        "no session in this file",
        "listez-les sous « rencontres: », chacune commence par « - rencontre: son-nom » ; ou supprimez le fichier",
        "list them below `sessions:`, each begins with `- session: its-name`; or delete the file",
    ),
    "SES-002": Rule(
        ERROR,
        "« {name} » ne peut pas nommer une rencontre",
        "`{name}` cannot name a session",
        "des lettres minuscules sans accent, des chiffres et des tirets : seminaire-1",
        "use lower-case letters without accents, digits and hyphens: seminar-1",
    ),
    "SES-003": Rule(
        ERROR,
        "la rencontre « {name} » est déjà donnée à la ligne {line}",
        "session `{name}` is given already on line {line}",
        "chaque rencontre a son propre nom, qui ne change plus : les agendas la reconnaissent à lui",
        "each session has a name of its own, which never changes: calendars know it by that name",
    ),
    "SES-010": Rule(
        ERROR,
        "la rencontre « {name} » n'a ni jour ni mois",
        "session `{name}` has neither a day nor a month",
        "écrivez « jour: 2027-01-21 » ou, tant que le jour n'est pas fixé, « mois: 2027-01 »",
        "write `day: 2027-01-21` or, as long as the day is not settled, `month: 2027-01`",
    ),
    "SES-011": Rule(
        ERROR,
        "la rencontre « {name} » a un jour et un mois",
        "session `{name}` has both a day and a month",
        "le jour est fixé : effacez le mois",
        "the day is settled: delete the month",
    ),
    "SES-012": Rule(
        ERROR,
        "ce jour n'existe pas : « {value} »",
        "there is no such day: `{value}`",
        "une date s'écrit année-mois-jour : 2027-01-21",
        "a date is written year-month-day: 2027-01-21",
    ),
    "SES-013": Rule(
        ERROR,
        "ce mois n'existe pas : « {value} »",
        "there is no such month: `{value}`",
        "un mois s'écrit année-mois : 2027-10",
        "a month is written year-month: 2027-10",
    ),
    "SES-014": Rule(
        ERROR,
        "horaire illisible : « {value} »",
        "hours that cannot be read: `{value}`",
        "un horaire a un début et une fin : 14:00-17:00",
        "hours have a start and an end: 14:00-17:00",
    ),
    "SES-015": Rule(
        ERROR,
        "la rencontre finit à {end}, avant de commencer à {start}",
        "the session ends at {end}, before it starts at {start}",
        "les heures vont de 00:00 à 23:59, le début d'abord ; une rencontre qui passe minuit s'annonce en deux",
        "hours go from 00:00 to 23:59, the start first; a session that passes midnight is announced as two",
    ),
    "SES-016": Rule(
        ERROR,
        "ce jour-là, il n'est jamais {value} dans le fuseau {zone} : les montres avancent d'une heure",
        "on that day it is never {value} in the time zone {zone}: clocks go forward by an hour",
        "décalez la rencontre d'une heure",
        "move the session by an hour",
    ),
    "SES-017": Rule(
        ERROR,
        "fuseau horaire inconnu : « {value} »",
        "unknown time zone: `{value}`",
        "vouliez-vous dire « {near} » ?",
        "did you mean `{near}`?",
        why_fr="Un fuseau porte le nom que lui donne la base de l'IANA, avec son continent ou son océan : Europe/"
        "Paris, Indian/Reunion, America/Martinique. Un décalage comme « UTC+2 » ne dirait rien de l'heure d'été.",
        why_en="A time zone has the name that the IANA database gives it, with its continent or ocean: Europe/Paris, "
        "Indian/Reunion, America/Martinique. An offset such as `UTC+2` would say nothing of daylight saving time.",
    ),
    "SES-018": Rule(
        WARNING,
        "le fuseau {value} est déjà celui d'une heure affichée",
        "the time zone {value} is that of an hour shown already",
        "effacez-le de cette liste",
        "delete it from this list",
    ),
    "SES-020": Rule(
        ERROR,
        "cette adresse ne commence pas par http:// ni par https:// : « {value} »",
        "this address begins neither with http:// nor with https://: `{value}`",
        "collez l'adresse entière de la page ou de la réunion ; une salle va dans « lieu »",
        "paste the whole address of the page or of the meeting; a room goes into `venue`",
    ),
    "SES-021": Rule(
        WARNING,
        "rien ne dit comment rejoindre la rencontre « {name} »",
        "nothing says how to join session `{name}`",
        "ajoutez « lien », « lieu » ou « inscription » ; ou « modalite: à confirmer » tant que rien n'est fixé",
        "add `link`, `venue` or `registration`; or `modality: unconfirmed` as long as nothing is settled",
    ),
    "SES-030": Rule(
        WARNING,
        "le déroulé dure {minutes} min, la rencontre {length} min",
        "the agenda takes {minutes} min, the session {length} min",
        "raccourcissez des étapes, ou allongez l'horaire",
        "shorten some steps, or extend the hours",
    ),
    "SES-031": Rule(
        ERROR,
        "activité inconnue dans le déroulé : « {name} »",
        "unknown activity in the agenda: `{name}`",
        "vouliez-vous dire « {near} » ?",
        "did you mean `{near}`?",
        why_fr="Une étape du déroulé nomme une page du cours (idees-recues, quiz-idees-recues) ou une activité de "
        "cette page (idees-recues/argent-facile) : la fiche de l'animateur en reprend l'énoncé et les réponses.",
        why_en="A step of the agenda names a page of the course (myths, quiz-myths) or an activity of that page "
        "(myths/easy-money): the facilitator's guide repeats what it asks and its answers.",
    ),
    "SES-040": Rule(
        ERROR,
        "rencontre inconnue : « {name} »",
        "unknown session: `{name}`",
        "vouliez-vous dire « {near} » ?",
        "did you mean `{near}`?",
        why_fr="« :: rencontre nom » annonce dans une leçon une rencontre du fichier sessions.yaml, à côté de "
        "course.yaml.",
        why_en="`:: session name` announces in a lesson a session of the file sessions.yaml, beside course.yaml.",
    ),
    "SES-050": Rule(
        INFO,
        "aucune rencontre de ce cours n'a encore de jour : il n'y a pas de fichier pour les agendas",
        "no session of this course has a day yet: there is no file for calendars",
        "dans sessions.yaml, remplacez « mois » par « jour » quand il est fixé",
        "in sessions.yaml, replace `month` by `day` once it is settled",
    ),
}
