"""Rules of assessments, and of what ends a course."""

from __future__ import annotations

from typing import Final

from builder.rules.table import ERROR, WARNING, Rule

RULES: Final[dict[str, Rule]] = {
    "QUZ-070": Rule(
        ERROR,
        "cette évaluation ne tire aucune question",
        "this assessment draws no question",
        "sous « tirage: », nommez une banque de quizzes/ : « - banque: … » et « nombre: … »",
        "below `draw:`, name a bank of quizzes/: `- bank: …` and `number: …`",
    ),
    "QUZ-071": Rule(
        ERROR,
        "{number} questions à tirer de la banque « {name} », qui en a {count}",
        "{number} questions to be drawn from bank `{name}`, which has {count}",
        "baissez « nombre: », retirez-le pour prendre toute la banque, ou ajoutez des questions",
        "lower `number:`, leave it out to take the whole bank, or add questions",
    ),
    "QUZ-072": Rule(
        ERROR,
        "tirer moins d'une question de « {name} », c'est n'en poser aucune",
        "drawing less than one question of `{name}` asks none",
        "écrivez le nombre de questions à tirer, ou retirez cette banque du tirage",
        "say how many questions to draw, or take the bank out of the draw",
    ),
    "QUZ-073": Rule(
        ERROR,
        "la banque « {name} » est déjà tirée à la ligne {line}",
        "bank `{name}` is drawn already on line {line}",
        "gardez un seul tirage par banque, et additionnez les nombres",
        "keep one draw a bank, and add up the numbers",
    ),
    "QUZ-074": Rule(
        ERROR,
        "une note minimale, mais aucune des questions tirées n'est notée",
        "a pass mark, but none of the drawn questions counts",
        "retirez « note-minimale: », ou tirez d'une banque de questions notées ; un avis n'est jamais noté",
        "leave out `pass-mark:`, or draw from a bank of scored questions; a belief is never scored",
    ),
    "QUZ-075": Rule(
        ERROR,
        "avec zéro essai, personne ne passe cette évaluation",
        "with no try, nobody can take this assessment",
        "retirez « essais: » pour ne pas les compter, ou écrivez un nombre de 1 à 7",
        "leave out `tries:` for no limit, or write a number from 1 to 7",
    ),
    "QUZ-076": Rule(
        ERROR,
        "« {name} » est aussi le nom d'une banque de quizzes/",
        "`{name}` is the name of a bank in quizzes/, too",
        "renommez l'évaluation : sous « quiz: », un nom ne désigne qu'une chose",
        "rename the assessment: below `quiz:`, a name means one thing",
        why_fr="Les réponses sont gardées sous « quiz-<nom> » : une banque et une évaluation du même nom se les "
        "disputeraient dès que l'une remplace l'autre.",
        why_en="Answers are kept under `quiz-<name>`: a bank and an assessment of one name would take each other's as "
        "soon as one replaces the other.",
    ),
    "QUZ-077": Rule(
        WARNING,
        "l'évaluation « {name} » n'est dans aucun module : personne ne la verra",
        "assessment `{name}` is in no module: nobody will see it",
        "nommez-la sous « quiz: » d'un module de course.yaml",
        "name it below `quiz:` of a module in course.yaml",
    ),
    "QUZ-078": Rule(
        WARNING,
        "« reprise: » ne sert à rien : il n'y a qu'un essai",
        "`retry:` has no effect: there is only one try",
        "retirez cette ligne, ou permettez plus d'un essai",
        "leave this line out, or allow more than one try",
    ),
    "QUZ-079": Rule(
        WARNING,
        "les questions de « {name} » n'ont pas toutes le même poids : deux tirages ne se valent pas",
        "the questions of `{name}` have different weights: two draws are not worth the same",
        "donnez-leur le même poids, ou séparez-les en deux banques",
        "give them the same weight, or split them into two banks",
        why_fr="Chacun reçoit d'autres questions. Si l'une compte double, ou qu'une autre n'est pas notée, la note "
        "dépend du hasard du tirage.",
        why_en="Each learner gets other questions. Where one counts double, or another is not scored, the score "
        "depends on the luck of the draw.",
    ),
    "CRS-053": Rule(
        ERROR,
        "cette leçon n'est pas dans le cours : « {name} »",
        "no such lesson in the course: `{name}`",
        "vouliez-vous dire « {near} » ?",
        "did you mean `{near}`?",
    ),
    "CRS-054": Rule(
        ERROR,
        "ce quiz n'est pas dans le cours : « {name} »",
        "no such quiz in the course: `{name}`",
        "vouliez-vous dire « {near} » ?",
        "did you mean `{near}`?",
    ),
    "CRS-055": Rule(
        ERROR,
        "aucune leçon ne montre la vidéo ou le son « {name} »",
        "no lesson shows the film or recording `{name}`",
        "vouliez-vous dire « {near} » ?",
        "did you mean `{near}`?",
    ),
    "CRS-056": Rule(
        ERROR,
        "ce public n'est pas annoncé sous « public: » : « {name} »",
        "this audience is not announced below `audiences:`: `{name}`",
        "vouliez-vous dire « {near} » ?",
        "did you mean `{near}`?",
    ),
    "CRS-057": Rule(
        ERROR,
        "cette règle est vide : elle ne demande rien",
        "this rule is empty: it asks for nothing",
        "ajoutez une condition : « lecons-vues: », « quiz-faits: », « medias-vus: » ou « note: »",
        "add a condition: `lessons-seen:`, `quizzes-done:`, `media-seen:` or `score:`",
    ),
    "CRS-058": Rule(
        ERROR,
        "cette règle ne sera jamais remplie : aucune question notée ne donne cette note",
        "this rule can never be met: no scored question gives that score",
        "retirez la note, ou ajoutez des questions notées",
        "take the score out, or add scored questions",
    ),
    "CRS-059": Rule(
        ERROR,
        "cette règle est remplie dès l'ouverture : le cours serait terminé avant d'avoir commencé",
        "this rule is met as soon as the course opens: it would be over before it began",
        "retirez la condition vide, ou demandez une leçon, un quiz ou une note",
        "take the empty condition out, or ask for a lesson, a quiz or a score",
    ),
    "CRS-074": Rule(
        ERROR,
        "quelle note faut-il à « {name} » ? Ni cette règle ni l'évaluation ne le dit",
        "which score does `{name}` ask for? Neither this rule nor the assessment says",
        "écrivez « minimum: » ici, ou « note-minimale: » dans l'évaluation",
        "write `minimum:` here, or `pass-mark:` in the assessment",
    ),
    "CRS-075": Rule(
        WARNING,
        "par leçon, aucun accueil ne demande « Vous êtes… » : tout le monde aura la règle commune",
        "packaged by lesson, no home page asks `You are…`: everybody will have the common rule",
        "écrivez « paquet: par-cours », ou retirez « par-public: »",
        "write `packaging: per-course`, or leave out `by-audience:`",
    ),
}
