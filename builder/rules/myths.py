"""Rules of the myths and of the re-test that comes back to them."""

from __future__ import annotations

from typing import Final

from builder.rules.table import ERROR, WARNING, Rule

RULES: Final[dict[str, Rule]] = {
    "QUZ-080": Rule(
        WARNING,
        "ce titre affirme l'idée reçue « {id} »",
        "this heading states the myth `{id}`",
        "donnez à la place le fait, ou une question",
        "give the fact instead, or a question",
        why_fr="Un titre se lit seul, se partage et se retient : une idée reçue y reste, sa correction non.",
        why_en="A heading is read, shared and remembered alone: a myth stays in it, its correction does not.",
        clause="Debunking Handbook 2020",
    ),
    "QUZ-081": Rule(
        WARNING,
        "l'autre formulation de l'idée « {id} » redit les mêmes mots",
        "the variant of the myth `{id}` has the same words",
        "dites la même chose autrement : on reconnaît une phrase sans avoir compris l'idée",
        "say the same in other words: people recognise a sentence without having understood it",
    ),
    "QUZ-082": Rule(
        ERROR,
        "le réexamen n'a rien à redemander : aucune idée du cours n'a d'autre formulation",
        "the re-test has nothing to ask: no myth of the course has a variant",
        "ajoutez « autre-formulation: > » aux idées de vos quiz",
        "add `variant: >` to the myths of your quizzes",
    ),
    "QUZ-083": Rule(
        ERROR,
        "le cours a déjà un réexamen dans « {page} »",
        "the course has a re-test already, in `{page}`",
        "gardez-en un seul : les avis y seraient enregistrés à la même place",
        "keep one alone: opinions would be kept at the same place",
    ),
    "QUZ-084": Rule(
        WARNING,
        "{share} % seulement des idées à redemander sont vraies ; il en faut 30 % au moins",
        "only {share} % of the myths that may be asked again are true; there should be 30 % at least",
        "ajoutez une autre formulation à des affirmations vraies",
        "add a variant to true claims",
        why_fr="Quand presque tout est faux, on apprend à tout rejeter, pas à distinguer.",
        why_en="Where nearly everything is false, people learn to reject, not to discern.",
    ),
    "QUZ-085": Rule(
        ERROR,
        "« {value} » n'est pas un nombre d'idées",
        "`{value}` is no number of myths",
        "écrivez « :: reexamen » seul, ou avec un nombre de 2 à 30",
        "write `:: retest` alone, or with a number from 2 to 30",
    ),
    "QUZ-086": Rule(
        WARNING,
        "dans un paquet par leçon, le réexamen ne connaît que les idées de sa propre leçon",
        "packaged per lesson, the re-test knows the myths of its own lesson alone",
        "écrivez « paquet: par-cours », ou placez le réexamen dans la leçon des idées",
        "write `packaging: per-course`, or put the re-test into the lesson of the myths",
    ),
    "QUZ-087": Rule(
        WARNING,
        "l'idée « {id} » n'a pas d'autre formulation : le réexamen ne la redemandera pas",
        "the myth `{id}` has no variant: the re-test will not ask it again",
        "ajoutez « autre-formulation: > »",
        "add `variant: >`",
    ),
}
