"""Rules for SCORM at run time: R12 and R04 of the conformance list, each fault by the name that the hosts give it.

An error is what the standard forbids or an LMS refuses. A warning is what the standard allows and loses attempts with.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from builder.rules.table import ERROR, WARNING, Rule, Severity

Fault = tuple[Severity, str, str]


class Number(NamedTuple):
    """A row of the list, for all the faults against it."""

    clause: str
    hint_fr: str
    hint_en: str
    why_fr: str
    why_en: str


def _rules(numbers: Mapping[str, Number], faults: Mapping[str, Fault]) -> dict[str, Rule]:
    """Each fault as a rule; its message ends with the call it was found in."""
    return {
        code: Rule(severity, f"{fr} : {{call}}", f"{en}: {{call}}")._replace(
            **numbers[code.partition(".")[0]]._asdict()
        )
        for code, (severity, fr, en) in faults.items()
    }


_NUMBERS: Final = {
    "R12-02": Number(
        "SCORM 1.2 RTE 3.3.2.1, 3.3.6.1",
        'appelez une fois LMSInitialize("") au début et une fois LMSFinish("") à la fin',
        'call LMSInitialize("") once at the start and LMSFinish("") once at the end',
        "entre ces deux appels la plateforme tient la séance ouverte ; sans le dernier, elle peut ne rien garder",
        "between these two calls the LMS keeps the session open; without the last one it may keep nothing",
    ),
    "R12-03": Number(
        "SCORM 1.2 RTE 3.3.2.2",
        "faites tous les appels entre LMSInitialize et LMSFinish",
        "make all calls between LMSInitialize and LMSFinish",
        "hors de la séance, la plateforme ignore l'appel ou répond l'erreur 301",
        "outside the session the LMS ignores the call or answers error 301",
    ),
    "R12-04": Number(
        "SCORM 1.2 RTE 3.3.4",
        "donnez des chaînes, autant que la fonction en prend",
        "give strings, as many as the function takes",
        "une plateforme écrite en Java ou en C# refuse un nombre ou un argument de trop",
        "an LMS written in Java or C# refuses a number, or one argument too many",
    ),
    "R12-05": Number(
        "SCORM 1.2 RTE 3.4.4",
        "lisez d'abord `_children`, et n'écrivez que ce qui y est",
        "read `_children` first, and write only what it names",
        "quatorze éléments seulement sont obligatoires ; les autres peuvent manquer",
        "only fourteen elements are mandatory; the others may be missing",
    ),
    "R12-06": Number(
        "SCORM 1.2 RTE 3.4.5",
        "employez exactement les mots de la norme",
        "use exactly the words of the standard",
        "la plateforme compare lettre à lettre et garde l'ancienne valeur",
        "the LMS compares letter by letter and keeps the old value",
    ),
    "R12-07": Number(
        "SCORM 1.2 RTE 3.4.4, cmi.core.lesson_status",
        "écrivez `incomplete` juste après le premier LMSInitialize",
        "write `incomplete` right after the first LMSInitialize",
        "si le cours n'écrit jamais d'état, la plateforme le déclare terminé à la première fermeture",
        "if the course never writes a status, the LMS calls it completed when it is first closed",
    ),
    "R12-08": Number(
        "SCORM 1.2 RTE 3.4.4, cmi.core.exit",
        "écrivez `suspend` dans cmi.core.exit dès l'ouverture",
        "write `suspend` to cmi.core.exit as soon as the course opens",
        "sans `suspend`, la plateforme peut recommencer le cours à zéro à la visite suivante",
        "without `suspend` the LMS may begin the course from nothing at the next visit",
    ),
    "R12-09": Number(
        "SCORM 1.2 RTE 3.4.4, cmi.core.lesson_status, cmi.core.lesson_mode",
        "relisez l'état avant d'écrire, et n'écrivez rien en relecture",
        "read the status before writing, and write nothing in review mode",
        "un apprenant qui avait terminé se retrouverait « en cours » pour avoir seulement rouvert le cours",
        "a learner who had completed would be “in progress” again for merely opening the course",
    ),
    "R12-10": Number(
        "SCORM 1.2 RTE 3.4.4, cmi.core.score",
        "donnez une note de 0 à 100, avec un point, avant l'état, et quand elle est définitive",
        "give a score from 0 to 100, with a point, before the status, and when it is final",
        "avec une note de passage, la plateforme juge sur la note dès qu'elle est là",
        "with a mastery score the LMS judges by the score as soon as it is there",
    ),
    "R12-11": Number(
        "SCORM 1.2 RTE 3.4.5, CMITimespan",
        "écrivez la durée HHHH:MM:SS.SS depuis l'ouverture à chaque enregistrement",
        "write the time since the opening as HHHH:MM:SS.SS at each save",
        "c'est de là que la plateforme tient le temps passé",
        "this is where the LMS knows the time spent from",
    ),
    "R12-12": Number(
        "SCORM 1.2 RTE 3.4.5, CMIString255, CMIString4096",
        "codez le texte en ASCII, et restez sous la limite",
        "encode the text as ASCII, and stay under the limit",
        "un accent ou un caractère de trop, et la plateforme refuse ou coupe la valeur",
        "one accent or one character too many, and the LMS refuses or cuts the value",
    ),
    "R12-13": Number(
        "SCORM 1.2 RTE 3.4.4, cmi.core.lesson_location",
        "mettez un identifiant de page, et l'état dans suspend_data",
        "put the id of a page there, and the state in suspend_data",
        "au-delà de 255 caractères, la plateforme refuse ou coupe : l'apprenant perd sa place",
        "beyond 255 characters the LMS refuses or cuts: the learner loses the place",
    ),
    "R12-14": Number(
        "SCORM 1.2 RTE 3.4.4, cmi.suspend_data",
        "raccourcissez l'état, ou publiez en SCORM 2004, qui en garde 64 000",
        "shorten the state, or publish as SCORM 2004, which holds 64,000",
        "certaines plateformes en prennent plus, d'autres coupent ou refusent : la progression est alors perdue",
        "some LMSs take more, others cut or refuse: progress is then lost",
    ),
    "R12-15": Number(
        "SCORM 1.2 RTE 3.4.5, CMIIdentifier",
        "n'employez que des lettres sans accent, des chiffres, `-` et `_`, une lettre d'abord",
        "use only letters without accents, digits, `-` and `_`, a letter first",
        "sans identifiant valable, l'interaction n'est pas gardée",
        "without a valid identifier the interaction is not kept",
    ),
    "R12-16": Number(
        "SCORM 1.2 RTE 3.4.3",
        "lisez `_count` et écrivez à cet indice",
        "read `_count` and write at that index",
        "la plateforme refuse un indice qui laisse un trou",
        "the LMS refuses an index that leaves a gap",
    ),
    "R12-17": Number(
        "SCORM 1.2 RTE 3.4.4, cmi.interactions",
        "écrivez l'identifiant, puis le type, puis le reste",
        "write the id, then the type, then the rest",
        "la plateforme juge la réponse d'après le type, et range le tout sous l'identifiant",
        "the LMS judges the response by the type, and files it all under the id",
    ),
    "R12-18": Number(
        "SCORM 1.2 RTE 3.4.4, cmi.interactions.n.result",
        "écrivez correct, wrong, unanticipated, neutral ou un nombre",
        "write correct, wrong, unanticipated, neutral or a number",
        "`incorrect` est le mot de SCORM 2004 ; en 1.2 la plateforme le refuse",
        "`incorrect` is SCORM 2004's word; in 1.2 the LMS refuses it",
    ),
    "R12-19": Number(
        "SCORM 1.2 RTE 3.4.5, CMIFeedback",
        "pour un choix, un seul caractère de 0 à 9 ou de a à z, plusieurs séparés par des virgules",
        "for a choice, one character from 0 to 9 or a to z, several of them joined by commas",
        "une réponse « 10 » est refusée (erreur 405) : les statistiques de la question restent vides",
        "a response “10” is refused (error 405): the question's statistics stay empty",
    ),
    "R12-23": Number(
        "SCORM 1.2 RTE 3.4.4, cmi.student_preference",
        "restez dans les bornes : audio −1 à 100, vitesse −100 à 100, texte −1 à 1",
        "stay within the bounds: audio −1 to 100, speed −100 to 100, text −1 to 1",
        "une valeur hors bornes est refusée",
        "a value out of bounds is refused",
    ),
}

_FAULTS: Final[dict[str, Fault]] = {
    "R12-02.argument": (ERROR, "l'argument n'est pas une chaîne vide", "the argument is not an empty string"),
    "R12-02.initialize-twice": (ERROR, "LMSInitialize est appelé deux fois", "LMSInitialize is called twice"),
    "R12-02.no-finish": (ERROR, "le SCO fermé n'a pas appelé LMSFinish", "the SCO was closed without LMSFinish"),
    "R12-03.before-initialize": (ERROR, "appel avant LMSInitialize", "call before LMSInitialize"),
    "R12-03.after-finish": (ERROR, "appel après LMSFinish", "call after LMSFinish"),
    "R12-04.argument-count": (ERROR, "nombre d'arguments inattendu", "wrong number of arguments"),
    "R12-04.not-a-string": (ERROR, "un argument n'est pas une chaîne", "an argument is no string"),
    "R12-05.unsupported": (WARNING, "élément que la plateforme n'offre pas", "element that the LMS does not offer"),
    "R12-05.unknown": (ERROR, "élément inconnu de SCORM 1.2", "element unknown to SCORM 1.2"),
    "R12-05.read-only": (ERROR, "élément en lecture seule", "read-only element"),
    "R12-05.write-only": (ERROR, "élément qui ne se lit pas", "write-only element"),
    "R12-05.keyword": (ERROR, "mot réservé, qui ne s'écrit pas", "keyword, which is never written"),
    "R12-06.vocabulary": (ERROR, "valeur hors du vocabulaire", "value that is not in the vocabulary"),
    "R12-06.not-attempted": (ERROR, "un SCO n'écrit jamais `not attempted`", "a SCO never writes `not attempted`"),
    "R12-07.status-late": (
        WARNING,
        "premier enregistrement sans lesson_status",
        "first save without a lesson_status",
    ),
    "R12-08.exit-late": (
        WARNING,
        "enregistré sans cmi.core.exit avant la fin du cours",
        "saved without cmi.core.exit before the course is done",
    ),
    "R12-08.exit-lost": (
        WARNING,
        "quitté avant la fin du cours sans `suspend`",
        "left before the course is done without `suspend`",
    ),
    "R12-08.logout": (WARNING, "`logout` déconnecte l'apprenant", "`logout` throws the learner out"),
    "R12-09.downgrade": (ERROR, "un état acquis est repris", "a status that was reached is taken back"),
    "R12-09.not-normal": (ERROR, "écriture en mode relecture ou survol", "writing in review or browse mode"),
    "R12-10.decimal": (ERROR, "la note n'est pas un nombre décimal", "the score is no decimal"),
    "R12-10.range": (ERROR, "note hors de 0 à 100", "score outside 0 to 100"),
    "R12-10.order": (WARNING, "état jugé avant la note", "passed or failed before the score"),
    "R12-10.partial": (WARNING, "note écrite avant la fin du cours", "score written before the course is done"),
    "R12-11.timespan": (ERROR, "la durée n'est pas HHHH:MM:SS.SS", "the time span is not HHHH:MM:SS.SS"),
    "R12-11.missing": (WARNING, "quitté sans session_time", "left without session_time"),
    "R12-11.backwards": (WARNING, "session_time a diminué", "session_time shrank"),
    "R12-12.ascii": (ERROR, "la valeur n'est pas en ASCII", "the value is not ASCII"),
    "R12-12.length": (ERROR, "la valeur est trop longue", "the value is too long"),
    "R12-13.length": (ERROR, "lesson_location dépasse 255 caractères", "lesson_location over 255 characters"),
    "R12-14.length": (ERROR, "suspend_data dépasse 4 096 caractères", "suspend_data over 4,096 characters"),
    "R12-15.identifier": (ERROR, "identifiant non valable", "invalid identifier"),
    "R12-16.gap": (ERROR, "l'indice laisse un trou", "the index leaves a gap"),
    "R12-17.id-first": (ERROR, "champ écrit avant l'identifiant", "field written before the id"),
    "R12-17.type": (ERROR, "type d'interaction inconnu", "unknown type of interaction"),
    "R12-17.time": (ERROR, "l'heure n'est pas HH:MM:SS", "the time is not HH:MM:SS"),
    "R12-17.weighting": (ERROR, "le poids n'est pas un nombre", "the weighting is no decimal"),
    "R12-17.write-only": (ERROR, "les interactions ne se lisent pas", "interactions are write-only"),
    "R12-18.result": (ERROR, "résultat inconnu", "unknown result"),
    "R12-19.type-first": (ERROR, "réponse écrite avant le type", "response written before the type"),
    "R12-19.response": (ERROR, "la réponse ne convient pas à son type", "the response does not suit its type"),
    "R12-19.pattern": (ERROR, "le corrigé ne convient pas à son type", "the correct response does not suit its type"),
    "R12-23.preference": (ERROR, "préférence hors des bornes", "preference out of bounds"),
}

_NUMBERS_2004: Final = {
    "R04-01": Number(
        "SCORM 2004 RTE 3.1",
        'appelez Initialize("") au début, Terminate("") à la fin, avec des chaînes',
        'call Initialize("") at the start, Terminate("") at the end, with strings',
        "la plateforme tient la séance ouverte entre ces deux appels",
        "the LMS keeps the session open between these two calls",
    ),
    "R04-02": Number(
        "SCORM 2004 RTE 4.2.4, 4.2.22",
        "relisez les deux états avant d'écrire, et employez les mots de la norme",
        "read both statuses before writing, and use the words of the standard",
        "d'un côté completed ou incomplete, de l'autre passed ou failed ; un seuil du manifeste l'emporte sur eux",
        "one says completed or incomplete, the other passed or failed; a threshold of the manifest outweighs them",
    ),
    "R04-03": Number(
        "SCORM 2004 RTE 4.2.16",
        "écrivez cmi.progress_measure, de 0 à 1",
        "write cmi.progress_measure, from 0 to 1",
        "la barre de progression de la plateforme en dépend",
        "the LMS's progress bar depends on it",
    ),
    "R04-04": Number(
        "SCORM 2004 RTE 4.2.20",
        "écrivez score.scaled d'abord, puis raw, min et max qui disent la même chose",
        "write score.scaled first, then raw, min and max that say the same",
        "c'est score.scaled que la plateforme juge",
        "score.scaled is what the LMS judges",
    ),
    "R04-05": Number(
        "SCORM 2004 RTE 4.1.1, smallest permitted maximum",
        "raccourcissez ce que le cours enregistre",
        "shorten what the course stores",
        "une plateforme peut refuser ou couper ce qui dépasse ce qu'elle doit tenir",
        "an LMS may refuse or cut what goes beyond what it must hold",
    ),
    "R04-06": Number(
        "SCORM 2004 RTE 4.2.8",
        "écrivez `suspend` dans cmi.exit dès l'ouverture",
        "write `suspend` to cmi.exit as soon as the course opens",
        "toute autre valeur finit la tentative : la visite suivante commence sans rien",
        "any other value ends the attempt: the next visit begins with nothing",
    ),
    "R04-07": Number(
        "SCORM 2004 SN 5.6, adl.nav.request",
        "avant Terminate, écrivez `suspendAll` si le cours n'est pas fini, sinon `exitAll`",
        "before Terminate write `suspendAll` if the course is not done, else `exitAll`",
        "sans demande, l'apprenant reste devant une page morte dans le cadre de la plateforme",
        "without a request the learner stays before a dead page in the LMS's frame",
    ),
    "R04-08": Number(
        "SCORM 2004 RTE 4.1.1.7",
        "écrivez les durées comme PT1H2M3.5S et les dates comme 2026-11-22T09:00:00.00Z",
        "write durations as PT1H2M3.5S and times as 2026-11-22T09:00:00.00Z",
        "une plateforme stricte refuse toute autre écriture (erreur 406)",
        "a strict LMS refuses any other spelling (error 406)",
    ),
    "R04-09": Number(
        "SCORM 2004 RTE 4.2.9",
        "écrivez l'identifiant, puis le type, puis le reste",
        "write the id, then the type, then the rest",
        "sans eux la plateforme répond l'erreur 408 et ne garde pas la réponse",
        "without them the LMS answers error 408 and does not keep the response",
    ),
    "R04-10": Number(
        "SCORM 2004 RTE 4.2.9.1, 4.2.9.2",
        "suivez le format du type : choix séparés par `[,]`, paires par `[.]`",
        "follow the format of the type: choices joined by `[,]`, pairs by `[.]`",
        "une réponse mal écrite est refusée (erreur 406) : les statistiques de la question restent vides",
        "a malformed response is refused (error 406): the question's statistics stay empty",
    ),
    "R04-11": Number(
        "SCORM 2004 RTE 4.1.1.6, short_identifier_type",
        "n'employez ni espace, ni accent, ni guillemet",
        "use no spaces, accents or quotes",
        "les identifiants font partie d'adresses",
        "identifiers are parts of addresses",
    ),
    "R04-12": Number(
        "SCORM 2004 RTE 3.1.7",
        "lisez l'erreur que la plateforme répond, et corrigez l'appel",
        "read the error that the LMS answers, and correct the call",
        "l'appel est refusé et la valeur perdue",
        "the call is refused and the value is lost",
    ),
}

_FAULTS_2004: Final[dict[str, Fault]] = {
    "R04-01.argument": (ERROR, "l'argument n'est pas une chaîne vide", "the argument is not an empty string"),
    "R04-01.argument-count": (ERROR, "nombre d'arguments inattendu", "wrong number of arguments"),
    "R04-01.not-a-string": (ERROR, "un argument n'est pas une chaîne", "an argument is no string"),
    "R04-01.no-terminate": (ERROR, "le SCO fermé n'a pas appelé Terminate", "the SCO was closed without Terminate"),
    "R04-02.vocabulary": (ERROR, "valeur hors du vocabulaire", "value that is not in the vocabulary"),
    "R04-02.status-late": (
        WARNING,
        "premier enregistrement sans completion_status",
        "first save without a completion_status",
    ),
    "R04-02.downgrade": (ERROR, "un état acquis est repris", "a status that was reached is taken back"),
    "R04-02.contradicts": (WARNING, "état contraire au seuil du manifeste", "status against the manifest's threshold"),
    "R04-02.not-normal": (ERROR, "écriture en mode relecture ou survol", "writing in review or browse mode"),
    "R04-03.missing": (WARNING, "quitté sans progress_measure", "left without progress_measure"),
    "R04-04.order": (WARNING, "état jugé avant score.scaled", "passed or failed before score.scaled"),
    "R04-04.inconsistent": (WARNING, "les quatre valeurs de la note se contredisent", "the score contradicts itself"),
    "R04-04.partial": (WARNING, "note écrite avant la fin du cours", "score written before the course is done"),
    "R04-05.length": (ERROR, "la valeur est trop longue", "the value is too long"),
    "R04-05.count": (WARNING, "plus d'éléments qu'une plateforme n'en doit tenir", "more than an LMS must hold"),
    "R04-06.exit-late": (
        WARNING,
        "enregistré sans cmi.exit avant la fin du cours",
        "saved without cmi.exit before the course is done",
    ),
    "R04-06.exit-lost": (
        WARNING,
        "quitté avant la fin du cours sans `suspend`",
        "left before the course is done without `suspend`",
    ),
    "R04-06.logout": (WARNING, "`logout` déconnecte l'apprenant", "`logout` throws the learner out"),
    "R04-07.missing": (WARNING, "quitté sans adl.nav.request", "left without adl.nav.request"),
    "R04-07.lost": (WARNING, "cette demande finit une tentative inachevée", "this request ends an unfinished attempt"),
    "R04-08.duration": (ERROR, "la durée n'est pas en ISO 8601", "the duration is not ISO 8601"),
    "R04-08.timestamp": (ERROR, "la date n'est pas en ISO 8601", "the time is not ISO 8601"),
    "R04-08.missing": (WARNING, "quitté sans session_time", "left without session_time"),
    "R04-08.backwards": (WARNING, "session_time a diminué", "session_time shrank"),
    "R04-09.id-first": (ERROR, "champ écrit avant l'identifiant", "field written before the id"),
    "R04-09.type-first": (ERROR, "réponse écrite avant le type", "response written before the type"),
    "R04-09.identifier": (ERROR, "identifiant non valable", "invalid identifier"),
    "R04-09.duplicate": (ERROR, "identifiant déjà pris, ou changé", "id that is taken already, or changed"),
    "R04-09.language": (ERROR, "`{{lang=}}` ne nomme pas de langue", "`{{lang=}}` names no language"),
    "R04-10.response": (ERROR, "la réponse ne convient pas à son type", "the response does not suit its type"),
    "R04-10.pattern": (ERROR, "le corrigé ne convient pas à son type", "the correct response does not suit its type"),
    "R04-10.duplicate": (ERROR, "corrigé déjà donné", "correct response that is there already"),
    "R04-10.too-many": (ERROR, "ce type n'a qu'un corrigé", "this type has one correct response"),
    "R04-11.identifier": (ERROR, "identifiant court non valable", "invalid short identifier"),
    "R04-12.initialize-twice": (ERROR, "Initialize est appelé deux fois", "Initialize is called twice"),
    "R04-12.initialize-again": (ERROR, "Initialize après Terminate", "Initialize after Terminate"),
    "R04-12.before-initialize": (ERROR, "appel avant Initialize", "call before Initialize"),
    "R04-12.after-terminate": (ERROR, "appel après Terminate", "call after Terminate"),
    "R04-12.no-name": (ERROR, "appel sans nom d'élément", "call without the name of an element"),
    "R04-12.undefined": (ERROR, "élément inconnu de SCORM 2004", "element unknown to SCORM 2004"),
    "R04-12.read-only": (ERROR, "élément en lecture seule", "read-only element"),
    "R04-12.write-only": (ERROR, "élément qui ne se lit pas", "write-only element"),
    "R04-12.keyword": (ERROR, "mot réservé, qui ne s'écrit pas", "keyword, which is never written"),
    "R04-12.no-children": (ERROR, "élément sans `_children`", "element without `_children`"),
    "R04-12.no-count": (ERROR, "élément sans `_count`", "element without `_count`"),
    "R04-12.no-version": (ERROR, "élément sans `_version`", "element without `_version`"),
    "R04-12.index": (ERROR, "aucun enregistrement à cet indice", "no record at that index"),
    "R04-12.gap": (ERROR, "l'indice laisse un trou", "the index leaves a gap"),
    "R04-12.type": (ERROR, "valeur du mauvais type", "value of the wrong type"),
    "R04-12.range": (ERROR, "valeur hors des bornes", "value out of range"),
}

RULES: Final = {**_rules(_NUMBERS, _FAULTS), **_rules(_NUMBERS_2004, _FAULTS_2004)}
