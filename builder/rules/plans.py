"""Rules of the guided work: action plans, lists to tick, and the notes that `cartable notes` brings together."""

from __future__ import annotations

from typing import Final

from builder.rules.table import ERROR, WARNING, Rule

RULES: Final[dict[str, Rule]] = {
    "PLN-001": Rule(
        ERROR,
        "aucun plan « {name} » dans le dossier plans/ du cours",
        "no plan `{name}` in the folder plans/ of the course",
        "vouliez-vous dire « {near} » ?",
        "did you mean `{near}`?",
    ),
    "PLN-002": Rule(
        WARNING,
        "aucune leçon n'insère le plan « {name} »",
        "no lesson inserts the plan `{name}`",
        "ajoutez « :: plan {name} » à une leçon",
        "add `:: plan {name}` to a lesson",
    ),
    "PLN-003": Rule(
        WARNING,
        "le plan « {name} » est inséré à plusieurs endroits : {pages}",
        "the plan `{name}` is inserted at several places: {pages}",
        "chaque endroit garde son propre texte ; renvoyez plutôt à la première leçon par un lien",
        "each place keeps a text of its own; rather link to the first lesson",
    ),
    "PLN-004": Rule(
        ERROR,
        "« {name} » ne peut pas nommer un champ",
        "`{name}` cannot name a field",
        "écrivez « champ: » avec une lettre, puis des lettres sans accent, des chiffres ou des tirets, "
        "{limit} signes au plus",
        "write `field:` with a letter, then unaccented letters, digits or hyphens, at most {limit} characters",
        why_fr="Ce que l'apprenant écrit est gardé sous le nom du champ. Ce nom ne doit plus changer, même quand la "
        "question est reformulée ; sans « champ: », il est tiré de la question.",
        why_en="What the learner writes is kept under the field's name. That name must not change, even when the "
        "question is reworded; without `field:`, it is made from the question.",
    ),
    "PLN-005": Rule(
        ERROR,
        "le nom « {name} » sert déjà ligne {line}",
        "the name `{name}` is taken on line {line}",
        "donnez à ce champ son propre nom, avec « champ: »",
        "give this field a name of its own, with `field:`",
    ),
    "PLN-006": Rule(
        ERROR,
        "cette section ne demande rien",
        "this section asks nothing",
        "ajoutez « champs: » ou « lignes: »",
        "add `fields:` or `rows:`",
    ),
    "PLN-007": Rule(
        ERROR,
        "les options vont avec « genre: choix », et il en faut deux au moins",
        "options go with `kind: choice`, and there must be two at least",
        "écrivez « genre: choix » et « options: [à faire, en cours, fait] »",
        "write `kind: choice` and `options: [to do, under way, done]`",
    ),
    "PLN-008": Rule(
        WARNING,
        "le plan « {id} » n'a que {length} octets pour tous ses champs ; il en faudrait {least}",
        "the plan `{id}` has only {length} bytes for all its fields; it should have {least}",
        "augmentez « longueur », ou retirez des champs",
        "raise `length`, or remove fields",
    ),
    "PLN-009": Rule(
        ERROR,
        "ce tableau a {count} colonnes : la limite est {limit}",
        "this table has {count} columns: the limit is {limit}",
        "gardez celles qu'on remplira, ou faites-en des champs",
        "keep those that will be filled in, or make fields of them",
    ),
    "PLN-020": Rule(
        ERROR,
        "la liste « {id} » n'a rien à cocher",
        "the list `{id}` has nothing to tick",
        "écrivez une ligne « - [ ] … » par point à cocher",
        "write a line `- [ ] …` for each thing to tick",
    ),
    "PLN-021": Rule(
        ERROR,
        "ce point est déjà coché",
        "this entry is ticked already",
        "une liste à cocher commence vide : écrivez « - [ ] » ; pour une question à bonne réponse, « ::: question »",
        "a list to tick begins empty: write `- [ ]`; for a question with a right answer, `::: question`",
    ),
    "PLN-022": Rule(
        ERROR,
        "la liste « {id} » a {count} points à cocher : la limite est {limit}",
        "the list `{id}` has {count} things to tick: the limit is {limit}",
        "partagez-la en deux listes",
        "split it into two lists",
    ),
    "PLN-023": Rule(
        ERROR,
        "ce point est déjà dans la liste : « {text} »",
        "this entry is in the list already: “{text}”",
        "retirez-le, ou précisez ce qui le distingue",
        "remove it, or say what tells the two apart",
    ),
    "PLN-024": Rule(
        ERROR,
        "ce texte suit la liste à cocher",
        "this text stands after the list to tick",
        "mettez-le avant la liste, ou après la fin « ::: » du bloc",
        "put it before the list, or below the `:::` that ends the block",
    ),
    "PLN-025": Rule(
        ERROR,
        "point sans case : « {text} »",
        "entry without a box: `{text}`",
        "commencez par « - [ ] »",
        "begin with `- [ ]`",
    ),
    "PLN-030": Rule(
        ERROR,
        "ce fichier n'est pas fait de notes téléchargées d'un cours",
        "this file holds no notes downloaded from a course",
        "donnez un fichier .md, .docx ou .odt obtenu dans le cours, par « Télécharger »",
        "give a .md, .docx or .odt file that “Download” made in the course",
    ),
    "PLN-031": Rule(
        ERROR,
        "ces notes viennent d'un autre cours : {course}",
        "these notes come from another course: {course}",
        "rassemblez les notes d'un seul cours à la fois",
        "merge the notes of one course at a time",
    ),
    "PLN-032": Rule(
        WARNING,
        "mêmes notes que {other} : comptées une seule fois",
        "the same notes as {other}: counted once",
        "retirez l'un des deux fichiers, ou demandez au participant celui qui manque",
        "leave out one of the two files, or ask the participant for the one that is missing",
    ),
    "PLN-034": Rule(
        ERROR,
        "ce fichier rassemble déjà les notes d'une séance",
        "this file holds the notes of a whole session already",
        "donnez les fichiers des participants",
        "give the participants' files",
    ),
    "PLN-033": Rule(
        WARNING,
        "ces notes sont vides",
        "these notes are empty",
        "le fichier s'enregistre depuis la page « Mes notes », une fois quelque chose écrit dans le cours",
        "the file is saved from the page “My notes”, once something was written in the course",
    ),
    "PLN-040": Rule(
        ERROR,
        "le logo « {name} » de l'attestation n'a pas de texte de remplacement",
        "the logo `{name}` of the certificate has no alternative text",
        "écrivez le nom de l'organisme dans « alt: » de media/{name}.yaml",
        "write the organisation's name as `alt:` of media/{name}.yaml",
    ),
}
