"""Rules for packages that are played: PLY for what a browser shows, T and K for what an LRS and a cmi5 LMS are sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from builder.rules.table import ERROR, WARNING, Rule


class _Row(NamedTuple):
    clause: str
    fr: str
    en: str
    hint_fr: str
    hint_en: str


_CMI5: Final[Mapping[str, _Row]] = {
    "K21": _Row(
        "cmi5 8.1.2, 8.2",
        "le jeton n'est pas demandé comme il faut",
        "the token is not asked for as it must be",
        "envoyez un seul POST à l'adresse fetch, et gardez le jeton jusqu'à la fin",
        "send a single POST to the fetch address, and keep the token to the end",
    ),
    "K22": _Row(
        "cmi5 8.1.2, 8.2.1",
        "requête sans le jeton de la séance, ou hors de la séance",
        "request without the session's token, or outside the session",
        "envoyez `Authorization: Basic <jeton>` avec chaque requête",
        "send `Authorization: Basic <token>` with each request",
    ),
    "K23": _Row(
        "cmi5 10.2.1",
        "LMS.LaunchData n'est pas lu, ou est modifié",
        "LMS.LaunchData is not read, or is changed",
        "lisez le document LMS.LaunchData après le jeton, et n'y écrivez jamais",
        "read the document LMS.LaunchData after the token, and never write to it",
    ),
    "K24": _Row(
        "cmi5 11",
        "les préférences de l'apprenant ne sont pas lues, ou mal écrites",
        "the learner's preferences are not read, or badly written",
        "lisez cmi5LearnerPreferences avant `initialized`",
        "read cmi5LearnerPreferences before `initialized`",
    ),
    "K25": _Row(
        "cmi5 7.1, 9.3",
        "`initialized` n'est pas la première déclaration, ou `terminated` la dernière",
        "`initialized` is not the first statement, or `terminated` not the last",
        "envoyez `initialized` d'abord et `terminated` en dernier, une fois chacun",
        "send `initialized` first and `terminated` last, once each",
    ),
    "K26": _Row(
        "cmi5 7.1.3, 9.6.2.1",
        "la catégorie cmi5 ne va pas avec cette déclaration",
        "the cmi5 category does not go with this statement",
        "mettez-la aux déclarations que cmi5 définit, et à elles seules",
        "put it on the statements that cmi5 defines, and on no others",
    ),
    "K27": _Row(
        "cmi5 9.6, 10.2.1",
        "le contexte n'est pas celui du lancement",
        "the context is not that of the launch",
        "recopiez le contextTemplate en entier, ajoutez-y la registration, n'y changez rien",
        "copy the contextTemplate whole, add the registration, change nothing in it",
    ),
    "K28": _Row(
        "cmi5 8.1.3, 8.1.5, 9.2, 9.4",
        "l'acteur ou l'activité n'est pas celui du lancement",
        "the actor or the activity is not that of the launch",
        "recopiez actor et activityId tels que l'adresse les donne",
        "copy actor and activityId as the address gives them",
    ),
    "K29": _Row(
        "cmi5 9.6.2.2",
        "la catégorie moveOn manque ou est de trop",
        "the moveOn category is missing, or one too many",
        "mettez-la quand le résultat a success ou completion, et alors seulement",
        "put it where the result has success or completion, and only there",
    ),
    "K30": _Row(
        "cmi5 9.5.2 à 9.5.4",
        "le résultat ne va pas avec le verbe",
        "the result does not go with the verb",
        "completion true pour completed, success pour passed et failed, et une durée",
        "completion true for completed, success for passed and failed, and a duration",
    ),
    "K31": _Row(
        "cmi5 9.3.4, 9.3.5, 9.5.1, 9.6.3.2, 10.2.4",
        "la note ne va pas avec le verbe ou avec le seuil",
        "the score does not go with the verb or the mastery score",
        "une note seulement avec passed ou failed, du bon côté du seuil, le seuil dans le contexte",
        "a score only with passed or failed, on the right side of the mastery score, which is in the context",
    ),
    "K32": _Row(
        "cmi5 9.3",
        "verbe envoyé deux fois, ou contraire à un autre",
        "verb sent twice, or against another",
        "retenez ce qui a été envoyé : un seul completed et un seul passed par inscription",
        "remember what was sent: one completed and one passed a registration",
    ),
    "K33": _Row(
        "cmi5 10.2.2",
        "un verdict est envoyé en relecture ou en survol",
        "a verdict is sent in review or browse mode",
        "n'envoyez que initialized et terminated hors du mode Normal",
        "send only initialized and terminated outside the mode Normal",
    ),
    "K34": _Row(
        "cmi5 9.1, 9.7",
        "identifiant ou date de la déclaration non valable",
        "invalid id or timestamp of the statement",
        "donnez un UUID, et une date en UTC qui finit par Z",
        "give a UUID, and a timestamp in UTC that ends with Z",
    ),
    "K35": _Row(
        "cmi5 9.5.5.1",
        "la progression n'est pas donnée comme il faut",
        "progress is not given as it must be",
        "donnez un entier de 0 à 100, et jamais avec completed",
        "give a whole number from 0 to 100, and never with completed",
    ),
    "K36": _Row(
        "cmi5 10.2.6",
        "l'apprenant n'est pas ramené à la plateforme",
        "the learner is not brought back to the LMS",
        "après `terminated`, allez à l'adresse returnURL",
        "after `terminated`, go to the returnURL",
    ),
    "K38": _Row(
        "cmi5 6.3",
        "le contenu annule une déclaration",
        "the content voids a statement",
        "n'annulez rien : c'est à la plateforme de le faire",
        "void nothing: that is for the LMS to do",
    ),
    "K39": _Row(
        "cmi5 7.1.3",
        "une exigence de cmi5 n'est pas tenue",
        "a requirement of cmi5 is not met",
        "lisez l'exigence dans la spécification",
        "read the requirement in the specification",
    ),
}

_WHY_CMI5: Final = (
    "la plateforme cmi5 refuse la déclaration : ce que l'apprenant a fait n'est pas compté",
    "the cmi5 LMS refuses the statement: what the learner did does not count",
)

_XAPI: Final[dict[str, Rule]] = {
    "T07.auth": Rule(
        ERROR,
        "requête sans l'autorisation du lancement : {call}",
        "request without the launch's authorization: {call}",
        "envoyez le paramètre `auth` de l'adresse tel quel dans l'en-tête Authorization",
        "send the address's parameter `auth` as it is in the header Authorization",
        "le LRS répond 401 et ne garde rien",
        "the LRS answers 401 and keeps nothing",
        "Tin Can launch; xAPI 1.0.3 Communication 4",
    ),
    "T09.registration": Rule(
        ERROR,
        "déclaration sans la registration du lancement : {call}",
        "statement without the launch's registration: {call}",
        "mettez le paramètre `registration` de l'adresse dans `context.registration`",
        "put the address's parameter `registration` into `context.registration`",
        "la plateforme ne sait pas à quelle inscription la déclaration appartient",
        "the LMS cannot tell which enrolment the statement belongs to",
        "Tin Can launch; xAPI 1.0.3 Data 2.4.6.1",
    ),
    "T11.refused": Rule(
        ERROR,
        "le LRS refuse la requête : {call}",
        "the LRS refuses the request: {call}",
        "corrigez ce que la clause citée demande",
        "correct what the clause cited asks for",
        "un LRS conforme refuse toute la requête : rien de ce qu'elle porte n'est gardé",
        "a conforming LRS refuses the whole request: nothing of what it carries is kept",
        "xAPI 1.0.3 Data 2.2, 2.4, 4",
    ),
    "T12.activity": Rule(
        ERROR,
        "le verdict porte sur une autre activité que celle du lancement : {call}",
        "the verdict is on another activity than the one launched: {call}",
        "donnez pour objet à completed, passed ou failed l'activité de tincan.xml",
        "let the object of completed, passed or failed be the activity of tincan.xml",
        "la plateforme n'attend le verdict que de l'activité qu'elle a lancée",
        "the LMS waits for a verdict on the activity that it launched, and on no other",
        "Tin Can launch",
    ),
    "T14.concurrency": Rule(
        ERROR,
        "document écrit sans dire lequel il remplace : {call}",
        "document written without saying which one it replaces: {call}",
        "envoyez If-Match avec l'ETag lu, ou If-None-Match: * pour un document neuf",
        "send If-Match with the ETag that was read, or If-None-Match: * for a new document",
        "le LRS refuse, pour que deux pages ouvertes n'effacent pas le travail l'une de l'autre",
        "the LRS refuses, so that two open pages do not erase each other's work",
        "xAPI 1.0.3 Communication 3.1",
    ),
}

_PLAYS: Final[dict[str, Rule]] = {
    "PLY-001": Rule(
        ERROR,
        "la page de lancement n'est pas dans le paquet : {name}",
        "the launch page is not in the package: {name}",
        "`cartable check` montre ce que le manifeste nomme",
        "`cartable check` shows what the manifest names",
    ),
    "PLY-002": Rule(
        ERROR,
        "le contenu ne dit rien à la plateforme : {name}",
        "the content says nothing to the LMS: {name}",
        "vérifiez qu'il cherche l'API de la plateforme, ou ses paramètres de lancement",
        "check that it looks for the LMS's API, or for its launch parameters",
        "La page s'est ouverte, mais n'a fait aucun appel : ni état, ni note, ni reprise.",
        "The page opened but made no call: no status, no score, no resuming.",
        "SCORM 1.2 RTE 3.3.6.1",
    ),
    "PLY-003": Rule(
        ERROR,
        "le cours n'a pas pu être suivi jusqu'au bout : {place}",
        "the course could not be followed to its end: {place}",
        "ouvrez le paquet avec `cartable preview` et allez à cet endroit",
        "open the package with `cartable preview` and go to this place",
    ),
    "PLY-004": Rule(
        ERROR,
        "le paquet n'a pas été joué en entier en {seconds} s",
        "the package was not played in full within {seconds} s",
        "donnez plus de temps avec `--timeout`, ou cherchez la page qui ne répond plus",
        "give more time with `--timeout`, or look for the page that no longer answers",
    ),
    "PLY-005": Rule(
        ERROR,
        "exception que personne ne traite : {text}",
        "exception that nobody catches: {text}",
        "ouvrez le paquet avec `cartable preview` et regardez la console du navigateur",
        "open the package with `cartable preview` and look at the browser's console",
    ),
    "PLY-006": Rule(
        WARNING,
        "erreur dans la console : {text}",
        "error on the console: {text}",
    ),
    "PLY-007": Rule(
        WARNING,
        "requête vers un autre serveur, bloquée : {address}",
        "request to another server, blocked: {address}",
        "mettez ce fichier dans le paquet",
        "put this file into the package",
        "Beaucoup de réseaux internes la bloquent aussi ; sinon, cet autre serveur apprend qui suit le cours.",
        "Many internal networks block it too; where they do not, that server learns who takes the course.",
    ),
    "PLY-008": Rule(
        WARNING,
        "boîte de dialogue du navigateur : {text}",
        "dialog box of the browser: {text}",
        "dites-le dans la page",
        "say it in the page",
        "Elle arrête tout jusqu'à la réponse, un lecteur d'écran la perd, et une plateforme peut la bloquer.",
        "It stops everything until it is answered, a screen reader may miss it, and a platform may block it.",
    ),
    "PLY-009": Rule(
        ERROR,
        "fichier demandé, absent du paquet : {name}",
        "file asked for, not in the package: {name}",
        "vérifiez le nom, majuscules comprises",
        "check the name, capital letters included",
    ),
    "PLY-010": Rule(
        ERROR,
        "la reprise a perdu ce qui était fait : {what}",
        "resuming lost what was done: {what}",
        "à l'ouverture, relisez ce que la plateforme garde ; à la fermeture, demandez à reprendre (`suspend`)",
        "on opening, read what the LMS holds; on closing, ask to resume (`suspend`)",
        "La page a été fermée au milieu, puis relancée : le cours recommence, alors qu'il avait enregistré.",
        "The page was closed midway and launched again: the course begins anew, though it had saved.",
    ),
    "PLY-011": Rule(
        ERROR,
        "accessibilité, obstacle grave ({rule}) : {place}",
        "accessibility, serious obstacle ({rule}): {place}",
        "https://dequeuniversity.com/rules/axe/4.14/{rule}",
        "https://dequeuniversity.com/rules/axe/4.14/{rule}",
        clause="WCAG 2.2 A, AA",
    ),
    "PLY-012": Rule(
        WARNING,
        "accessibilité, défaut ({rule}) : {place}",
        "accessibility, fault ({rule}): {place}",
        "https://dequeuniversity.com/rules/axe/4.14/{rule}",
        "https://dequeuniversity.com/rules/axe/4.14/{rule}",
        clause="WCAG 2.2 A, AA",
    ),
    "PLY-013": Rule(
        ERROR,
        "le cours est fini, mais la plateforme tient l'état « {status} »",
        "the course is done, but the LMS holds the status “{status}”",
        "le cours doit dire son état avant de fermer",
        "the course must tell its status before it closes",
    ),
    "PLY-014": Rule(
        ERROR,
        "rien à lancer dans ce paquet",
        "nothing to launch in this package",
        "`cartable check` dit ce qui manque",
        "`cartable check` says what is missing",
    ),
    "PLY-015": Rule(
        ERROR,
        "la page s'est effondrée",
        "the page crashed",
        "elle demande plus de mémoire que le navigateur n'en donne, ou le fait tomber",
        "it asks for more memory than the browser gives, or brings it down",
    ),
}

RULES: Final[dict[str, Rule]] = {
    **_PLAYS,
    **_XAPI,
    **{
        number: Rule(
            ERROR, f"{row.fr} : {{call}}", f"{row.en}: {{call}}", row.hint_fr, row.hint_en, *_WHY_CMI5, row.clause
        )
        for number, row in _CMI5.items()
    },
}
