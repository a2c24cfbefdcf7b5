"""Rules of questions that pair, order and sort."""

from __future__ import annotations

from typing import Final

from builder.rules.table import ERROR, WARNING, Rule

RULES: Final[dict[str, Rule]] = {
    "QUZ-040": Rule(
        ERROR,
        "« {id} » a trop d'éléments : {limit} au plus, réponses, intrus et catégories compris",
        "`{id}` has too many items: {limit} at most, with answers, distractors and categories",
        "faites-en deux questions ; au-delà d'une dizaine d'éléments, on ne les garde plus tous en tête",
        "make two questions of it; beyond ten items or so, nobody keeps them all in mind",
        why_fr="Les plateformes nomment chaque élément par un seul caractère, a à z ou 0 à 9 (SCORM 1.2).",
        why_en="Platforms name each item by one character, a to z or 0 to 9 (SCORM 1.2).",
        clause="R12-19",
    ),
    "QUZ-041": Rule(
        ERROR,
        "l'association « {id} » a moins de deux paires",
        "matching `{id}` has fewer than two pairs",
        "ajoutez sous « paires: » un bloc « - element: … » suivi de « avec: … » par paire",
        "below `pairs:`, add one `- element: …` with its `with: …` a pair",
    ),
    "QUZ-042": Rule(
        ERROR,
        "« {text} » est écrit deux fois dans cette question",
        "`{text}` is written twice in this question",
        "supprimez l'un des deux, ou dites ce qui les distingue",
        "remove one of them, or say what tells them apart",
    ),
    "QUZ-043": Rule(
        ERROR,
        "dans l'association « {id} », toutes les paires ont la même réponse et il n'y a pas d'intrus",
        "in matching `{id}`, all pairs have the same answer and there is no distractor",
        "ajoutez une paire dont la réponse est autre, ou une ligne sous « intrus: »",
        "add a pair with another answer, or a line below `distractors:`",
    ),
    "QUZ-044": Rule(
        ERROR,
        "l'intrus « {text} » est la réponse d'une paire",
        "distractor `{text}` is the answer of a pair",
        "un intrus n'est juste pour aucun élément : supprimez-le ou changez-le",
        "a distractor is right for no element: remove it or change it",
    ),
    "QUZ-045": Rule(
        ERROR,
        "le tri « {id} » a moins de deux catégories",
        "sorting `{id}` has fewer than two categories",
        "ajoutez sous « categories: » un bloc « - categorie: … » suivi de « elements: » par catégorie",
        "below `categories:`, add one `- category: …` with its `elements:` a category",
    ),
    "QUZ-046": Rule(
        ERROR,
        "le tri « {id} » a plus de {limit} catégories",
        "sorting `{id}` has more than {limit} categories",
        "regroupez des catégories, ou faites-en une association : ses réponses tiennent dans une liste",
        "merge categories, or make a matching of it: its answers fit into a list",
    ),
    "QUZ-047": Rule(
        WARNING,
        "une réponse de l'association « {id} » a {count} caractères ; un téléphone coupe au-delà de {limit}",
        "an answer of matching `{id}` has {count} characters: on a phone, the list cuts it ({limit} at most)",
        "mettez le texte long dans « element: » et le court dans « avec: »",
        "put the long text into `element:` and the short one into `with:`",
    ),
    "QUZ-048": Rule(
        ERROR,
        "« {id} » n'a pas deux étapes dont l'une vient avant l'autre",
        "`{id}` has no two steps of which one comes before the other",
        "sous « etapes: », une ligne par étape, dans le bon ordre ; seules celles d'une même liste vont ensemble",
        "below `steps:`, one line a step, in the right order; only those of one list go together",
    ),
    "QUZ-049": Rule(
        ERROR,
        "la catégorie « {text} » n'a aucun élément",
        "category `{text}` has no element",
        "écrivez sous « elements: » une ligne « - … » par élément, ou supprimez la catégorie",
        "below `elements:`, write one line `- …` an element, or remove the category",
    ),
}
