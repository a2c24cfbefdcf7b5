"""Rules for the course structure of cmi5 packages: K of the conformance list."""

from __future__ import annotations

from typing import Final

from builder.rules.numbers import Number, numbered
from builder.rules.table import ERROR, INFO, WARNING, Rule

_NUMBERS: Final = {
    "K01": Number(
        "cmi5 13.2.0.0-1; CourseStructure.xsd",
        "la plateforme reconnaît une structure de cours à cet élément et à cet espace de noms, et refuse les autres",
        "the LMS knows a course structure by this element and this namespace, and must reject others",
    ),
    "K02": Number(
        "cmi5 3.0.0.0-1",
        "un identifiant doit désigner la même chose partout ; la plateforme doit refuser une adresse incomplète",
        "an id must mean the same thing everywhere; the LMS must reject an incomplete IRI",
    ),
    "K03": Number(
        "cmi5 13.1.2.0-1, 13.1.3.0-1, 13.1.4.0-1",
        "les traces sont rangées par identifiant ; la plateforme doit refuser un double",
        "statements are filed by id; the LMS must reject a duplicate",
    ),
    "K04": Number(
        "cmi5 13.1.1 to 13.1.4; CourseStructure.xsd, textType",
        "ce sont les textes que la plateforme montre ; sans langue, elle ne sait lequel choisir",
        "these are the texts that the LMS shows; without a language it cannot choose among them",
    ),
    "K05": Number(
        "cmi5 13.1.3, 13.1.4; CATAPULT player",
        "la plateforme rattache l'activité aux objectifs déclarés ; le lecteur de référence refuse un objectif inconnu",
        "the LMS ties the AU to the declared objectives; the reference player rejects an unknown one",
    ),
    "K06": Number(
        "cmi5 13.2.0.0-1; CourseStructure.xsd",
        "le schéma fixe l'ordre et le nombre, et la plateforme doit refuser ce qui s'en écarte",
        "the schema fixes order and number, and the LMS must reject what departs from it",
    ),
    "K07": Number(
        "cmi5 13.1.4.0-2, 14.1.0.0-3, 14.1.0.0-4, 14.2.0.0-1",
        "c'est l'adresse que la plateforme ouvre : relative pour un fichier du zip, complète pour tout le reste",
        "this is the address that the LMS opens: relative for a file of the zip, absolute for anything else",
    ),
    "K08": Number(
        "cmi5 8.1.0.0-6",
        "la plateforme ajoute ces noms au lancement ; un double brouille la session, et elle doit refuser le paquet",
        "the LMS adds these names at launch; a double confuses the session, and it must reject the package",
    ),
    "K09": Number(
        "cmi5 13.1.4, moveOn; AICC best practices",
        "moveOn dit ce qui satisfait l'activité ; par défaut elle l'est sans même avoir été ouverte",
        "moveOn says what satisfies the AU; by default it is satisfied without being opened",
    ),
    "K10": Number(
        "cmi5 13.1.4, masteryScore; 9.6.3.2",
        "la plateforme donne ce seuil à l'activité, qui juge par lui ; le schéma ne vérifie pas les décimales",
        "the LMS gives this score to the AU, which judges by it; the schema does not check the decimals",
    ),
    "K11": Number(
        "cmi5 9.3.4, 10.2.4",
        "moveOn et seuil vont ensemble : l'un attend une réussite, l'autre dit où elle commence",
        "moveOn and mastery score belong together: one waits for a pass, the other says where it begins",
    ),
    "K12": Number(
        "cmi5 8.1.0.0-1",
        "launchMethod dit si l'activité supporte d'être ouverte dans un cadre",
        "launchMethod says whether the AU bears being opened in a frame",
    ),
    "K13": Number(
        "cmi5 13.1.5.0-1, 13.1.5.0-2",
        "la plateforme doit refuser une extension sans schéma, ou qui rend la structure invalide",
        "the LMS must reject an extension without a schema, or one that makes the structure invalid",
    ),
}

_RULES: Final = {
    "K01.root": Rule(
        ERROR,
        "l'élément racine est `{element}` au lieu de `courseStructure`",
        "the root element is `{element}` instead of `courseStructure`",
        "exportez le paquet de nouveau en cmi5",
        "export the package again as cmi5",
    ),
    "K01.namespace": Rule(
        ERROR,
        "espace de noms `{namespace}` au lieu de celui de cmi5",
        "namespace `{namespace}` instead of cmi5's",
        'écrivez xmlns="{expected}"',
        'write xmlns="{expected}"',
    ),
    "K01.no-course": Rule(
        ERROR,
        "l'élément `course` manque",
        "the element `course` is missing",
        "ajoutez-le en premier, avec son identifiant, son titre et sa description",
        "add it first, with its id, title and description",
    ),
    "K02.missing": Rule(
        ERROR,
        "`{element}` n'a pas d'identifiant",
        "`{element}` has no id",
        "ajoutez l'attribut `id`",
        "add the attribute `id`",
    ),
    "K02.not-iri": Rule(
        ERROR,
        "l'identifiant `{id}` n'est pas une adresse complète",
        "the id `{id}` is no absolute IRI",
        "écrivez une adresse d'un domaine qui est à vous, par exemple https://exemple.fr/cours/1",
        "write an address of a domain of yours, for example https://example.org/course/1",
    ),
    "K02.activity-type": Rule(
        ERROR,
        "le type d'activité `{id}` n'est pas une adresse complète",
        "the activity type `{id}` is no absolute IRI",
        "par exemple http://adlnet.gov/expapi/activities/lesson",
        "for example http://adlnet.gov/expapi/activities/lesson",
    ),
    "K03.duplicate": Rule(
        ERROR,
        "l'identifiant `{id}` sert déjà plus haut à un autre `{element}`",
        "the id `{id}` is already in use above, for another `{element}`",
        "donnez-en un autre",
        "give another one",
    ),
    # "Unique within the course structure" may mean among its kind; the reference player reads it so.
    "K03.other-kind": Rule(
        WARNING,
        "l'identifiant `{id}` sert aussi à un élément `{other}`",
        "the id `{id}` also serves an element `{other}`",
        "donnez un identifiant à chacun",
        "give each an id of its own",
    ),
    "K04.missing": Rule(
        ERROR,
        "`{owner}` n'a pas de `{element}`",
        "`{owner}` has no `{element}`",
        'ajoutez `<{element}><langstring lang="fr">…</langstring></{element}>`',
        'add `<{element}><langstring lang="en">…</langstring></{element}>`',
    ),
    "K04.no-text": Rule(
        ERROR,
        "`{element}` n'a pas de `langstring`",
        "`{element}` has no `langstring`",
        'ajoutez `<langstring lang="fr">…</langstring>`',
        'add `<langstring lang="en">…</langstring>`',
    ),
    "K04.empty": Rule(
        ERROR,
        "`{element}` est vide",
        "`{element}` is empty",
        "écrivez le texte que la plateforme affichera",
        "write the text that the LMS will show",
    ),
    # The element must be there, any text is valid, and Articulate Rise leaves it empty.
    "K04.empty-description": Rule(
        WARNING,
        "{count} description(s) vide(s)",
        "{count} empty description(s)",
        "écrivez en une phrase de quoi il s'agit",
        "write in a sentence what it is about",
    ),
    # The schema leaves it optional; the reference player stumbles without it.
    "K04.lang-missing": Rule(
        WARNING,
        "texte sans langue",
        "text without a language",
        "ajoutez l'attribut `lang`",
        "add the attribute `lang`",
    ),
    "K04.lang": Rule(
        ERROR,
        "langue « {language} » mal écrite",
        "malformed language `{language}`",
        "écrivez `fr`, `en` ou `fr-BE`, par exemple",
        "write `fr`, `en` or `en-GB`, for example",
    ),
    "K04.lang-repeated": Rule(
        WARNING,
        "un second texte en « {language} »",
        "a second text in `{language}`",
        "n'en gardez qu'un par langue",
        "keep one a language",
    ),
    "K05.missing": Rule(
        ERROR,
        "`objective` ne dit pas quel objectif il désigne",
        "`objective` does not say which objective it means",
        "ajoutez l'attribut `idref`",
        "add the attribute `idref`",
    ),
    "K05.unknown": Rule(
        ERROR,
        "l'objectif `{reference}` n'est pas déclaré",
        "the objective `{reference}` is not declared",
        "déclarez-le dans les `objectives` du cours, ou corrigez `idref`",
        "declare it in the course's `objectives`, or mend `idref`",
    ),
    "K06.no-au": Rule(
        ERROR,
        "le cours n'a ni `au` ni `block`",
        "the course has neither `au` nor `block`",
        "ajoutez une `au` avec la page à lancer",
        "add an `au` with the page to launch",
    ),
    "K06.empty-block": Rule(
        ERROR,
        "le bloc est vide",
        "the block is empty",
        "mettez-y une `au`, ou retirez-le",
        "put an `au` into it, or remove it",
    ),
    "K06.empty-objectives": Rule(
        ERROR,
        "`objectives` ne contient aucun `objective`",
        "`objectives` holds no `objective`",
        "retirez-le",
        "remove it",
    ),
    "K06.order": Rule(
        ERROR,
        "`{element}` n'est pas à sa place dans `{owner}`",
        "`{element}` is out of place in `{owner}`",
        "l'ordre est {order}, puis les extensions",
        "the order is {order}, then extensions",
    ),
    "K06.repeated": Rule(
        ERROR,
        "un second `{element}` dans `{owner}`",
        "a second `{element}` in `{owner}`",
        "n'en gardez qu'un",
        "keep only one",
    ),
    "K06.unknown": Rule(
        ERROR,
        "`{element}` n'a pas sa place dans `{owner}`",
        "`{element}` does not belong in `{owner}`",
        "retirez-le ; une extension a son propre espace de noms",
        "remove it; an extension has a namespace of its own",
    ),
    "K06.stray-text": Rule(
        ERROR,
        "du texte n'a pas sa place dans `{owner}`",
        "text does not belong in `{owner}`",
        "retirez-le, ou mettez-le dans l'élément qui lui revient",
        "remove it, or put it into the element that is for it",
    ),
    # A common slip: LMSs that do not validate go by the default, and satisfy what was never opened.
    "K06.not-an-element": Rule(
        ERROR,
        "`{element}` est un attribut de `{owner}`, pas un élément",
        "`{element}` is an attribute of `{owner}`, not an element",
        'écrivez `<{owner} {element}="…">`',
        'write `<{owner} {element}="…">`',
    ),
    "K07.missing-url": Rule(
        ERROR,
        "l'`au` n'a pas de `url`",
        "the `au` has no `url`",
        "ajoutez `<url>` avec la page à lancer",
        "add `<url>` with the page to launch",
    ),
    "K07.empty": Rule(
        ERROR,
        "`url` est vide",
        "`url` is empty",
        "nommez la page à lancer",
        "name the page to launch",
    ),
    "K07.malformed": Rule(
        ERROR,
        "`{url}` n'est pas une adresse bien formée",
        "`{url}` is not a well-formed URL",
        "codez espaces et accents (`%20`), et séparez les dossiers par `/`",
        "encode spaces and accents (`%20`), and separate folders by `/`",
    ),
    "K07.absolute": Rule(
        ERROR,
        "l'adresse `{url}` commence par une barre oblique",
        "the address `{url}` begins with a slash",
        "écrivez-la à partir de la racine du zip, sans `/`, ou complète avec https://",
        "write it from the root of the zip, without `/`, or in full with https://",
    ),
    "K07.relative": Rule(
        ERROR,
        "l'adresse `{url}` est relative, mais la structure vient sans zip",
        "the address `{url}` is relative, but the structure comes without a zip",
        "écrivez-la en entier, avec https://, ou mettez la page et cmi5.xml dans un zip",
        "write it in full, with https://, or put the page and cmi5.xml into a zip",
    ),
    "K07.outside": Rule(
        ERROR,
        "l'adresse `{url}` sort du paquet",
        "the address `{url}` leaves the package",
        "mettez la page dans le zip et écrivez son nom",
        "put the page into the zip and write its name",
    ),
    "K07.missing": Rule(
        ERROR,
        "`{url}` n'est pas dans le zip",
        "`{url}` is not in the zip",
        "ajoutez le fichier, ou écrivez une adresse complète",
        "add the file, or write a complete address",
    ),
    # The specification lets an application have its own protocol.
    "K07.scheme": Rule(
        WARNING,
        "un navigateur n'ouvre pas l'adresse `{url}`",
        "a browser does not open the address `{url}`",
        "écrivez un nom relatif, ou une adresse https complète",
        "write a relative name, or a complete https address",
    ),
    "K08.reserved": Rule(
        ERROR,
        "l'adresse emploie déjà le paramètre `{name}`, que cmi5 ajoute au lancement",
        "the address already uses the parameter `{name}`, which cmi5 adds at launch",
        "donnez un autre nom au vôtre",
        "give yours another name",
    ),
    "K09.missing": Rule(
        WARNING,
        "l'`au` n'a pas de `moveOn` : elle est satisfaite sans être ouverte",
        "the `au` has no `moveOn`: it is satisfied without being opened",
        'écrivez moveOn="Completed", ou ce qui convient',
        'write moveOn="Completed", or what suits',
    ),
    "K09.value": Rule(
        ERROR,
        "moveOn vaut « {value} »",
        "moveOn is `{value}`",
        "`Passed`, `Completed`, `CompletedAndPassed`, `CompletedOrPassed` ou `NotApplicable`",
        "`Passed`, `Completed`, `CompletedAndPassed`, `CompletedOrPassed` or `NotApplicable`",
    ),
    "K10.not-a-number": Rule(
        ERROR,
        "seuil de réussite « {value} » : ce n'est pas un nombre",
        "mastery score `{value}` is not a number",
        "écrivez un nombre de 0 à 1 : 80 % s'écrit `0.8`",
        "write a number from 0 to 1: 80% is written `0.8`",
    ),
    "K10.range": Rule(
        ERROR,
        "seuil de réussite {value} : il doit être entre 0 et 1",
        "mastery score {value} must be between 0 and 1",
        "écrivez un nombre de 0 à 1 : 80 % s'écrit `0.8`",
        "write a number from 0 to 1: 80% is written `0.8`",
    ),
    "K10.decimals": Rule(
        ERROR,
        "seuil de réussite {value} : quatre décimales au plus",
        "mastery score {value}: four decimals at most",
        "arrondissez-le",
        "round it",
    ),
    # Both may be meant so: an AU can judge by itself, and a score can be for information.
    "K11.no-mastery-score": Rule(
        INFO,
        "moveOn attend une réussite, mais aucun seuil n'est donné : la page seule en décide",
        "moveOn waits for a pass, but no mastery score is given: the page alone decides",
        "ajoutez `masteryScore`, ou vérifiez que la page peut être réussie",
        "add `masteryScore`, or check that the page can be passed",
    ),
    "K11.unused-mastery-score": Rule(
        INFO,
        "le seuil de réussite ne satisfait rien : moveOn vaut `{value}`",
        "the mastery score satisfies nothing: moveOn is `{value}`",
        'écrivez moveOn="CompletedAndPassed" si la réussite est exigée',
        'write moveOn="CompletedAndPassed" if a pass is required',
    ),
    "K12.value": Rule(
        ERROR,
        "launchMethod vaut « {value} »",
        "launchMethod is `{value}`",
        "écrivez `AnyWindow` ou `OwnWindow`",
        "write `AnyWindow` or `OwnWindow`",
    ),
    "K12.own-window": Rule(
        INFO,
        "l'`au` exige sa propre fenêtre, que des navigateurs bloquent",
        "the `au` asks for a window of its own, which some browsers block",
        'écrivez launchMethod="AnyWindow" si la page supporte un cadre',
        'write launchMethod="AnyWindow" if the page bears a frame',
    ),
    "K13.attribute": Rule(
        ERROR,
        "l'attribut `{attribute}` n'existe pas sur `{element}`",
        "the attribute `{attribute}` does not exist on `{element}`",
        "retirez-le ; une extension a son propre espace de noms",
        "remove it; an extension has a namespace of its own",
    ),
    "K13.no-schema": Rule(
        ERROR,
        "l'extension `{namespace}` est sans schéma",
        "the extension `{namespace}` has no schema",
        "nommez l'espace de noms et son schéma dans xsi:schemaLocation",
        "name the namespace and its schema in xsi:schemaLocation",
    ),
    "K13.schema-missing": Rule(
        ERROR,
        "le schéma `{schema}` n'est pas dans le zip",
        "the schema `{schema}` is not in the zip",
        "ajoutez le fichier, ou écrivez son adresse complète",
        "add the file, or write its complete address",
    ),
}

RULES: Final[dict[str, Rule]] = numbered(_NUMBERS, _RULES)
