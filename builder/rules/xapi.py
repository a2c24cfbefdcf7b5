"""Rules for packages with tincan.xml: T of the conformance list."""

from __future__ import annotations

from typing import Final

from builder.rules.numbers import Number, numbered
from builder.rules.table import ERROR, WARNING, Rule

_NUMBERS: Final = {
    "T01": Number(
        "Tin Can launch, tincan.xml",
        "la plateforme lit tincan.xml pour nommer et identifier le cours",
        "the LMS reads tincan.xml to name and identify the course",
    ),
    "T02": Number(
        "Tin Can launch, tincan.xml; xAPI 1.0.3 Data 2.4.4.1",
        "une plateforme lance une seule activité et range les traces sous son identifiant",
        "an LMS launches one activity and files its statements under the activity's id",
    ),
    "T03": Number(
        "Tin Can launch, tincan.xml",
        "la plateforme compose l'adresse de lancement et choisit le texte d'après la langue",
        "the LMS composes the launch address and chooses the text by language",
    ),
    "T04": Number(
        "Tin Can launch, tincan.xml",
        "les activités forment une liste plate ; ce qui est imbriqué n'est pas lu",
        "activities are a flat list; what is nested is not read",
    ),
    "T16": Number(
        "xAPI 1.0.3 Communication 4",
        "qui télécharge le paquet lit le mot de passe et peut écrire au nom de tous",
        "whoever downloads the package reads the password and can write in everyone's name",
    ),
}

_RULES: Final = {
    "T01.root": Rule(
        ERROR,
        "l'élément racine est `{element}` au lieu de `tincan`",
        "the root element is `{element}` instead of `tincan`",
        "exportez le paquet de nouveau en xAPI",
        "export the package again as xAPI",
    ),
    "T01.namespace": Rule(
        ERROR,
        "espace de noms `{namespace}` au lieu de celui de tincan.xml",
        "namespace `{namespace}` instead of tincan.xml's",
        'écrivez xmlns="http://projecttincan.com/tincan.xsd"',
        'write xmlns="http://projecttincan.com/tincan.xsd"',
    ),
    "T01.no-activity": Rule(
        ERROR,
        "aucune activité",
        "no activity",
        "ajoutez `<activities><activity>…` avec l'activité à lancer",
        "add `<activities><activity>…` with the activity to launch",
    ),
    "T01.id-missing": Rule(
        ERROR,
        "l'activité n'a pas d'identifiant",
        "the activity has no id",
        "ajoutez l'attribut `id`",
        "add the attribute `id`",
    ),
    "T01.type-missing": Rule(
        ERROR,
        "l'activité n'a pas de type",
        "the activity has no type",
        'pour un cours : type="http://adlnet.gov/expapi/activities/course"',
        'for a course: type="http://adlnet.gov/expapi/activities/course"',
    ),
    "T01.name-missing": Rule(
        ERROR,
        "l'activité n'a pas de nom",
        "the activity has no name",
        'ajoutez `<name lang="fr">` avec son titre',
        'add `<name lang="en">` with its title',
    ),
    "T02.no-launch": Rule(
        ERROR,
        "aucune activité n'a de `launch`",
        "no activity has a `launch`",
        'ajoutez `<launch lang="fr">index.html</launch>` à celle du cours',
        'add `<launch lang="en">index.html</launch>` to the course\'s',
    ),
    "T02.many-launches": Rule(
        ERROR,
        "une seconde activité a un `launch`",
        "a second activity has a `launch`",
        "ne le gardez que pour l'activité du cours",
        "keep it for the course's activity only",
    ),
    # Storyline and Adapt write an empty one, and LMSs take it.
    "T02.description-missing": Rule(
        WARNING,
        "l'activité à lancer n'a pas de description",
        "the activity to launch has no description",
        'ajoutez `<description lang="fr">`',
        'add `<description lang="en">`',
    ),
    "T02.id-not-iri": Rule(
        ERROR,
        "l'identifiant `{id}` n'est pas une adresse complète",
        "the id `{id}` is no absolute IRI",
        "écrivez une adresse d'un domaine qui est à vous, par exemple https://exemple.fr/cours/1",
        "write an address of a domain of yours, for example https://example.org/course/1",
    ),
    "T02.id-duplicate": Rule(
        ERROR,
        "l'identifiant `{id}` sert déjà plus haut",
        "the id `{id}` is already in use above",
        "donnez-en un autre",
        "give another one",
    ),
    "T02.type-not-iri": Rule(
        ERROR,
        "le type `{type}` n'est pas une adresse complète",
        "the type `{type}` is no absolute IRI",
        'pour un cours : type="http://adlnet.gov/expapi/activities/course"',
        'for a course: type="http://adlnet.gov/expapi/activities/course"',
    ),
    "T03.empty": Rule(
        ERROR,
        "`launch` est vide",
        "`launch` is empty",
        "nommez la page à lancer",
        "name the page to launch",
    ),
    "T03.missing": Rule(
        ERROR,
        "`{launch}` n'est pas dans le zip",
        "`{launch}` is not in the zip",
        "ajoutez le fichier ou corrigez l'adresse",
        "add the file or mend the address",
    ),
    "T03.outside": Rule(
        ERROR,
        "l'adresse `{launch}` sort du paquet",
        "the address `{launch}` leaves the package",
        "écrivez un nom relatif à tincan.xml",
        "write a name relative to tincan.xml",
    ),
    "T03.backslash": Rule(
        ERROR,
        "barre oblique inverse dans l'adresse `{launch}`",
        "backslash in the address `{launch}`",
        "séparez les dossiers par `/`",
        "separate folders by `/`",
    ),
    "T03.url": Rule(
        ERROR,
        "`{launch}` n'est pas une adresse que l'on peut lancer",
        "`{launch}` is no address that can be launched",
        "écrivez un nom relatif, ou une adresse https complète",
        "write a relative name, or a complete https address",
    ),
    # The guideline recommends the attribute and reads a text without it in every language.
    "T03.lang-missing": Rule(
        WARNING,
        "`{element}` n'a pas de langue",
        "`{element}` has no language",
        "ajoutez l'attribut `lang`",
        "add the attribute `lang`",
    ),
    "T03.lang": Rule(
        ERROR,
        "langue « {language} » mal écrite",
        "malformed language `{language}`",
        "écrivez `fr`, `en` ou `fr-BE`, par exemple",
        "write `fr`, `en` or `en-GB`, for example",
    ),
    # The guideline lets a text stand once a language; the LMS takes either.
    "T03.lang-repeated": Rule(
        WARNING,
        "un second `{element}` en « {language} »",
        "a second `{element}` in `{language}`",
        "n'en gardez qu'un par langue",
        "keep one a language",
    ),
    "T04.nested": Rule(
        ERROR,
        "une activité dans une activité",
        "an activity in an activity",
        "mettez toutes les activités dans `activities`, côte à côte",
        "put all activities into `activities`, side by side",
    ),
    "T16.credentials": Rule(
        ERROR,
        "un nom et un mot de passe sont dans le paquet ({count} fois)",
        "a name and a password are in the package ({count} times)",
        "retirez-les et changez le mot de passe ; la plateforme les donne au lancement",
        "remove them and change the password; the LMS gives them at launch",
    ),
}

RULES: Final[dict[str, Rule]] = numbered(_NUMBERS, _RULES)
