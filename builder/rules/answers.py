"""Rules for what is answered with words, numbers, places and opinions: QUZ-050 to QUZ-064."""

from builder.rules.table import ERROR, WARNING, Rule

RULES: dict[str, Rule] = {
    "QUZ-050": Rule(
        ERROR,
        "ce champ à compléter n'est jamais refermé",
        "this blank is never closed",
        "écrivez « [[forme|autre forme]] »",
        "write `[[form|other form]]`",
    ),
    "QUZ-051": Rule(
        ERROR,
        "« {id} » a {count} champs à compléter ; il en faut de 1 à {limit}",
        "`{id}` has {count} blanks; it takes 1 to {limit}",
        "dans le texte, entourez les mots à trouver : « [[tripartites|à trois]] »",
        "in the text, put the words to be found in brackets: `[[three-party|of three]]`",
    ),
    "QUZ-052": Rule(
        ERROR,
        "une forme de ce champ est vide",
        "a form of this blank is empty",
        "écrivez ce qui est accepté entre « [[ » et « ]] », une barre « | » entre deux formes",
        "write what is accepted between `[[` and `]]`, with a bar `|` between two forms",
    ),
    "QUZ-053": Rule(
        ERROR,
        "« {form} » n'a ni lettre ni chiffre : rien de ce que l'on tape n'y correspond",
        "`{form}` has neither letter nor digit: nothing that is typed matches it",
        "les signes de ponctuation ne sont pas comparés ; écrivez le signe en toutes lettres",
        "punctuation is not compared; write the sign as a word",
    ),
    "QUZ-054": Rule(
        ERROR,
        "« {part} » n'est pas admis dans une expression de réponse",
        "`{part}` is not allowed in a pattern of an answer",
        "sont admis : lettres, « . », « \\d », classes « [abc] », groupes « (a|b) », « ? », et après un seul signe "
        "« * », « + », « {{2,4}} » ; l'expression vaut pour toute la réponse",
        "allowed are: letters, `.`, `\\d`, classes `[abc]`, groups `(a|b)`, `?`, and after a single sign `*`, `+`, "
        "`{{2,4}}`; the pattern is for the whole answer",
        why_fr="Python et les navigateurs ne lisent pas de la même façon les ancres, les renvois et les regards en "
        "avant ou en arrière ; un groupe répété peut figer la page, et trop de « * », de « ? » ou de « | » dans une "
        "même expression aussi. Ce qui reste suffit à une réponse de quelques mots.",
        why_en="Python and browsers read anchors, references and lookarounds differently; a group that repeats can "
        "hang the page, and so can too many `*`, `?` or `|` in one pattern. What is left will do for an answer of a "
        "few words.",
    ),
    "QUZ-055": Rule(
        ERROR,
        "aucune réponse ne peut correspondre à « {pattern} »",
        "no answer can match `{pattern}`",
        "une réponse comparée n'a ni ponctuation, ni deux espaces de suite, ni espace au début ou à la fin",
        "an answer is compared without punctuation, without two spaces in a row and without spaces at its ends",
    ),
    "QUZ-056": Rule(
        WARNING,
        "un champ de « {id} » n'a que des expressions : rien à montrer à qui se trompe",
        "a blank of `{id}` has only patterns: nothing to show to whoever is wrong",
        "ajoutez devant une forme écrite : « [[deux ans|/\\d ans/]] »",
        "put a form in words first: `[[two years|/\\d years/]]`",
    ),
    "QUZ-057": Rule(
        ERROR,
        "« {value} » n'est pas un nombre d'au plus {limit} chiffres",
        "`{value}` is not a number of at most {limit} digits",
        "écrivez « 240000 », « 3,5 » ou « 3.5 » ; l'unité va sous « unite: », et seule la tolérance peut être en « % »",
        "write `240000` or `3.5`; the unit goes below `unit:`, and only the tolerance may be in `%`",
    ),
    "QUZ-058": Rule(
        ERROR,
        "« {id} » attend une réponse, ou les deux bornes « de: » et « a: »",
        "`{id}` takes an answer, or the two bounds `lowest:` and `highest:`",
        "« reponse: 240000 », avec « tolerance: 5 % » si besoin ; ou « de: 200000 » et « a: 250000 »",
        "`answer: 240000`, with `tolerance: 5 %` if need be; or `lowest: 200000` and `highest: 250000`",
    ),
    "QUZ-059": Rule(
        ERROR,
        "de {lowest} à {highest}, il n'y a aucun nombre",
        "there is no number from {lowest} to {highest}",
        "échangez les deux bornes",
        "swap the two bounds",
    ),
    "QUZ-060": Rule(
        ERROR,
        "une zone a un nom et une place : quatre nombres de 0 à 100, dans l'image",
        "a zone has a name and a place: four numbers from 0 to 100, inside the picture",
        "« - zone: nom », puis « place: 10 20 30 15 » : gauche, haut, largeur et hauteur, en % de l'image",
        "`- zone: name`, then `place: 10 20 30 15`: left, top, width and height in % of the picture",
    ),
    "QUZ-061": Rule(
        ERROR,
        "cette zone en cache une autre, « {other} »",
        "this zone hides another one, `{other}`",
        "écartez-les, ou réduisez l'une des deux : il faut pouvoir toucher chacune",
        "move them apart or make one smaller: both are to be touched",
    ),
    "QUZ-062": Rule(
        ERROR,
        "« {id} » a {count} zones, dont {right} à trouver ; il faut deux zones au moins, dont une à trouver",
        "`{id}` has {count} zones, {right} of them to be found; it takes two or more, of which one is to be found",
        "ajoutez « juste: oui » à la zone à trouver",
        "add `right: yes` to the zone to be found",
    ),
    "QUZ-063": Rule(
        ERROR,
        "l'image « {name} » est dite décorative : qui ne la voit pas ne peut pas répondre",
        "picture `{name}` is said to be decorative: whoever does not see it cannot answer",
        "dans media/{name}.yaml, dites ce qu'elle montre : « texte-alternatif: > »",
        "in media/{name}.yaml, say what it shows: `alternative: >`",
        clause="RGAA 1.1",
    ),
    "QUZ-064": Rule(
        ERROR,
        "« {id} » attend une échelle toute faite, ou de deux à neuf échelons différents",
        "`{id}` takes a ready-made scale, or two to nine different labels",
        "« echelle: accord », « utilite » ou « frequence » ; ou « echelons: » et une ligne par échelon",
        "`scale: agreement`, `usefulness` or `frequency`; or `labels:` and a line for each",
    ),
}
