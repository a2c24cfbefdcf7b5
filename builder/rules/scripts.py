"""Rules on what the pages and scripts of a package show without being run; so most of them are warnings.

Where a script computes a name or a value, no rule speaks of it. Faults that running alone shows are in `runtime.py`.
"""

from __future__ import annotations

from typing import Final

from builder.rules.numbers import Number, numbered
from builder.rules.table import ERROR, INFO, WARNING, Rule

_NUMBERS: Final = {
    "Z10": Number(
        "HTML, 13.2.3.2 Determining the character encoding",
        "sans déclaration juste, le navigateur devine : « é » devient « Ã© » sur certaines plateformes",
        "without a right declaration the browser guesses: “é” becomes “Ã©” on some LMSs",
    ),
    "Z12": Number(
        "W3C Mixed Content, 4",
        "dans une plateforme en https, le navigateur bloque ce qui vient en http ; et sans réseau tout cela manque",
        "inside an LMS on https the browser blocks what comes over http; and without a network all of it is missing",
    ),
    "Z13": Number(
        "SCORM 1.2 CAM, resources",
        "ce qui marche sur la machine de l'auteur manque chez l'apprenant, ou le fait sortir de la plateforme",
        "what works on the author's machine is missing at the learner's, or takes the learner out of the LMS",
    ),
    "Z16": Number(
        "RGAA 4.1.2, 8.1, 8.3, 10.4; WCAG 2.2, 1.4.4, 3.1.1",
        "un lecteur d'écran lit la page dans la langue qu'elle annonce ; et qui voit mal l'agrandit",
        "a screen reader reads the page in the language that it states; and who sees badly enlarges it",
    ),
    "R12-01": Number(
        "SCORM 1.2 RTE 3.3.6.1",
        "la plateforme met le cours dans un cadre ou une fenêtre, parfois à plusieurs niveaux, et l'API au-dessus de "
        "lui ; un cours qui ne la trouve pas s'ouvre, mais rien n'est enregistré",
        "an LMS puts the course into a frame or window, sometimes several deep, and the API above it; "
        "a course that does not find it opens, but nothing is recorded",
    ),
    "R12-02": Number(
        "SCORM 1.2 RTE 3.3.2.1",
        "sans LMSFinish la plateforme peut ne garder ni la note ni le temps ; Moodle n'écrit le temps total que là",
        "without LMSFinish the LMS may keep neither score nor time; Moodle writes the total time only there",
    ),
    "R12-05": Number(
        "SCORM 1.2 RTE 3.4.4",
        "la plateforme refuse l'appel (erreur 401, 403 ou 404), et la valeur est perdue sans que rien ne se voie",
        "the LMS refuses the call (error 401, 403 or 404), and the value is lost with nothing to see",
    ),
    "R12-06": Number(
        "SCORM 1.2 RTE 3.4.5, CMIVocabulary",
        "un mot hors de la liste est refusé (erreur 405) : l'état reste ce qu'il était. `normal`, `incorrect` et "
        "`unknown` sont des mots de SCORM 2004 ; un SCO n'écrit jamais `not attempted`",
        "a word outside the list is refused (error 405): the status stays what it was. `normal`, `incorrect` and "
        "`unknown` are words of SCORM 2004; a SCO never writes `not attempted`",
    ),
    "R12-10": Number(
        "SCORM 1.2 RTE 3.4.4, cmi.core.score",
        "une note hors de 0 à 100 ou mal écrite est refusée (erreur 405) : le carnet de notes reste vide",
        "a score outside 0 to 100 or badly written is refused (error 405): the gradebook stays empty",
    ),
    "R12-11": Number(
        "SCORM 1.2 RTE 3.4.5, CMITimespan",
        "une durée mal écrite est refusée (erreur 405) : le temps passé reste à zéro",
        "a badly written time span is refused (error 405): the time spent stays zero",
    ),
    "R12-12": Number(
        "SCORM 1.2 RTE 3.4.5, CMIString255 and CMIString4096",
        "SCORM 1.2 ne promet que l'ASCII, et une longueur : au-delà, une plateforme coupe le texte, l'abîme ou refuse "
        "l'appel",
        "SCORM 1.2 promises only ASCII, and a length: beyond them an LMS cuts the text, garbles it or refuses it",
    ),
    "R12-15": Number(
        "SCORM 1.2 RTE 3.4.5, CMIIdentifier",
        "un identifiant avec espace ou accent est refusé (erreur 405), et la réponse qu'il désigne est perdue",
        "an identifier with a space or an accent is refused (error 405), and the answer it stands for is lost",
    ),
    "R12-19": Number(
        "SCORM 1.2 RTE 3.4.5, CMIFeedback",
        "une réponse que le type n'admet pas est refusée (erreur 405) et manque dans les rapports",
        "a response that its type does not allow is refused (error 405) and missing from the reports",
    ),
    "R12-22": Number(
        "SCORM 1.2 RTE 3.3.5.3, LMSCommit",
        "ce qui n'est enregistré qu'à la fin est perdu quand l'onglet est fermé brusquement ou le réseau coupé",
        "what is saved only at the end is lost when the tab is killed or the network is down",
    ),
    "R04-01": Number(
        "SCORM 2004 4th Ed. RTE 3.3",
        "la plateforme offre un objet `API_1484_11` au-dessus du cours ; un cours qui ne le trouve pas s'ouvre, mais "
        "rien n'est enregistré, et sans Terminate la séance peut être perdue",
        "the LMS offers an object `API_1484_11` above the course; a course that does not find it opens, but nothing is "
        "recorded, and without Terminate the session may be lost",
    ),
    "R04-02": Number(
        "SCORM 2004 4th Ed. RTE 4.2.4, 4.2.22",
        "un mot hors de la liste est refusé (erreur 406) : l'état reste ce qu'il était",
        "a word outside the list is refused (error 406): the status stays what it was",
    ),
    "R04-04": Number(
        "SCORM 2004 4th Ed. RTE 4.2.20",
        "score.scaled va de −1 à 1, progress_measure de 0 à 1 : 85 pour cent s'écrivent 0.85 ; le reste est refusé "
        "(erreur 406 ou 407)",
        "score.scaled goes from −1 to 1, progress_measure from 0 to 1: 85 per cent is written 0.85; the rest is "
        "refused (error 406 or 407)",
    ),
    "R04-05": Number(
        "SCORM 2004 4th Ed. RTE 4.2, smallest permitted maximums",
        "une plateforme doit garder cette longueur ; ce qui dépasse, elle peut le couper ou le refuser",
        "an LMS must keep this length; what goes beyond it may be cut or refused",
    ),
    "R04-08": Number(
        "SCORM 2004 4th Ed. RTE 4.1.1.7",
        "une durée mal écrite est refusée (erreur 406) : le temps passé reste à zéro",
        "a badly written duration is refused (error 406): the time spent stays zero",
    ),
    "R04-10": Number(
        "SCORM 2004 4th Ed. RTE 4.1.1.6",
        "les parties d'une réponse sont séparées par `[,]` et `[.]` ; un séparateur au bord annonce une partie vide, "
        "que la plateforme refuse (erreur 406)",
        "the parts of a response are separated by `[,]` and `[.]`; one at the edge stands for an empty part, which the "
        "LMS refuses (error 406)",
    ),
    "R04-11": Number(
        "SCORM 2004 4th Ed. RTE 4.1.1.2, 4.1.1.3",
        "un identifiant qui ne peut être une URI est refusé (erreur 406), et la réponse qu'il désigne est perdue",
        "an identifier that cannot be a URI is refused (error 406), and the answer it stands for is lost",
    ),
    "R04-12": Number(
        "SCORM 2004 4th Ed. RTE 3.1.7",
        "la plateforme refuse l'appel (erreur 401, 404 ou 405), et la valeur est perdue sans que rien ne se voie",
        "the LMS refuses the call (error 401, 404 or 405), and the value is lost with nothing to see",
    ),
    "T05": Number(
        "Tin Can launch, launch parameters",
        "la plateforme donne l'adresse du LRS, l'autorisation et l'apprenant dans l'adresse de lancement",
        "the LMS hands over the address of the LRS, the authorization and the learner in the launch address",
    ),
    "K20": Number(
        "cmi5 8.1",
        "la plateforme donne endpoint, fetch, actor, registration et activityId dans l'adresse de lancement",
        "the LMS hands over endpoint, fetch, actor, registration and activityId in the launch address",
    ),
}

_UNKNOWN: Final = ("vouliez-vous dire `{near}` ?", "did you mean `{near}`?")
_VALUE: Final = ("un script écrit « {value} » dans {element}", "a script writes “{value}” to {element}")
_EXPECTED: Final = ("une plateforme accepte : {expected}", "an LMS accepts: {expected}")


def _value(what_fr: str, what_en: str) -> Rule:
    return Rule(WARNING, f"{_VALUE[0]} : {what_fr}", f"{_VALUE[1]}: {what_en}", *_EXPECTED)


_RULES: Final = {
    "Z10.no-charset": Rule(
        WARNING,
        "la page a des lettres accentuées et ne dit pas son encodage ({count} page(s))",
        "the page has letters beyond ASCII and does not say its encoding ({count} page(s))",
        'écrivez `<meta charset="utf-8">` au début de `<head>`, et enregistrez en UTF-8',
        'write `<meta charset="utf-8">` first in `<head>`, and save as UTF-8',
    ),
    "Z10.not-utf-8": Rule(
        WARNING,
        "la page annonce UTF-8 et n'est pas écrite ainsi ({count} page(s))",
        "the page says UTF-8 and is not written in it ({count} page(s))",
        "enregistrez la page en UTF-8",
        "save the page as UTF-8",
    ),
    "Z12.insecure": Rule(
        WARNING,
        "quelque chose vient de `{target}` par http, que bloque une plateforme en https ({count} fois)",
        "something comes from `{target}` over http, which is blocked inside an LMS on https ({count} times)",
        "mettez le fichier dans le paquet, ou écrivez https",
        "put the file into the package, or write https",
    ),
    "Z12.host-in-script": Rule(
        INFO,
        "un script peut charger quelque chose depuis `{host}`",
        "a script may load something from `{host}`",
        "vérifiez que le cours marche sans réseau",
        "check that the course works without a network",
    ),
    "Z13.machine": Rule(
        ERROR,
        "`{target}` n'existe que sur la machine de l'auteur ({count} fois)",
        "`{target}` exists on the author's machine only ({count} times)",
        "mettez le fichier dans le paquet et écrivez un lien relatif",
        "put the file into the package and write a relative link",
    ),
    "Z13.backslash": Rule(
        WARNING,
        "le lien vers `{target}` a une barre oblique inverse ({count} fois)",
        "the link to `{target}` has a backslash ({count} times)",
        "séparez les dossiers par `/`",
        "separate folders by `/`",
    ),
    "Z13.top": Rule(
        WARNING,
        'target="_top" remplace la plateforme par la page : le suivi s\'arrête là ({count} fois)',
        'target="_top" puts the page in the place of the LMS: tracking ends there ({count} times)',
        'retirez target="_top", ou écrivez "_blank" pour un autre site',
        'remove target="_top", or write "_blank" for another site',
    ),
    "Z13.missing-in-script": Rule(
        WARNING,
        "le script importe `{target}`, qui n'est pas dans le zip ({count} fois)",
        "the script imports `{target}`, which is not in the zip ({count} times)",
        "ajoutez le fichier ou corrigez le nom",
        "add the file or mend the name",
    ),
    "Z13.module-suffix": Rule(
        WARNING,
        "le module `{target}` finit par .mjs, que des plateformes servent comme du texte : le navigateur le refuse "
        "({count} fois)",
        "the module `{target}` ends in .mjs, which LMSs serve as plain text: the browser refuses it ({count} times)",
        "renommez-le en .js, et corrigez les imports",
        "rename it to .js, and mend the imports",
    ),
    "Z13.wasm-streaming": Rule(
        WARNING,
        "un script compile du WebAssembly au fil du téléchargement : il faut que la plateforme l'annonce comme tel "
        "({count} fichier(s))",
        "a script compiles WebAssembly while it loads: this asks the LMS to announce it as such ({count} file(s))",
        "chargez le fichier avec fetch, puis WebAssembly.instantiate",
        "load the file by fetch, then WebAssembly.instantiate",
    ),
    # Nothing is wrong while the course is new.
    "Z13.service-worker": Rule(
        INFO,
        "un script installe un service worker : il peut montrer l'ancien cours après une mise à jour ({count} fois)",
        "a script installs a service worker: it may show the old course after an update ({count} times)",
        "retirez-le, sauf si le cours doit s'ouvrir sans réseau",
        "remove it, unless the course has to open without a network",
    ),
    "Z16.language": Rule(
        WARNING,
        "la page ne dit pas sa langue : un lecteur d'écran la lira avec l'accent d'une autre ({count} page(s))",
        "the page does not state its language: a screen reader will read it with another's accent ({count} page(s))",
        'écrivez `<html lang="fr">`',
        'write `<html lang="en">`',
    ),
    "Z16.zoom": Rule(
        WARNING,
        "la page interdit d'agrandir le texte sur un téléphone ({count} page(s))",
        "the page forbids enlarging its text on a phone ({count} page(s))",
        "retirez `user-scalable` et `maximum-scale` de la balise viewport",
        "remove `user-scalable` and `maximum-scale` from the viewport tag",
    ),
    "Z16.quirks": Rule(
        INFO,
        "la page n'a pas de `<!doctype html>` : le navigateur imite ceux des années 1990 ({count} page(s))",
        "the page has no `<!doctype html>`: the browser imitates those of the 1990s ({count} page(s))",
        "écrivez `<!doctype html>` sur la première ligne",
        "write `<!doctype html>` on the first line",
    ),
    "R12-01.other-api": Rule(
        WARNING,
        "les scripts cherchent `API_1484_11`, de SCORM 2004, et le manifeste dit SCORM 1.2 : le cours s'ouvrira, mais "
        "rien ne sera enregistré",
        "the scripts look for `API_1484_11` of SCORM 2004, and the manifest says SCORM 1.2: the course will open, but "
        "record nothing",
        "exportez le cours de nouveau, avec une seule version de SCORM",
        "export the course again, with one version of SCORM",
    ),
    "R12-01.no-search": Rule(
        WARNING,
        "aucun script ne cherche l'API dans les fenêtres parentes : dans un cadre, rien ne sera enregistré",
        "no script looks for the API in the parent windows: inside a frame nothing will be recorded",
        "remontez `window.parent`, puis `window.opener`, jusqu'à trouver `API`",
        "climb `window.parent`, then `window.opener`, until `API` is found",
    ),
    "R12-01.frame": Rule(
        WARNING,
        "un script met le cours à la place de la plateforme, par `top.location` ({count} fois)",
        "a script puts the course in the place of the LMS, by `top.location` ({count} times)",
        "retirez cette instruction : un cours vit dans le cadre de la plateforme",
        "remove the statement: a course lives in the frame of the LMS",
    ),
    # Chrome ignores it since version 115; where a browser obeys, the API of the LMS is out of reach.
    "R12-01.domain": Rule(
        INFO,
        "un script écrit document.domain, que les navigateurs n'écoutent plus ({count} fois)",
        "a script sets document.domain, which browsers now ignore ({count} times)",
        "retirez la ligne : le cours et la plateforme doivent venir de la même adresse",
        "remove the line: the course and the LMS have to come from the same address",
    ),
    "R12-02.no-argument": Rule(
        WARNING,
        'un script appelle {function}() sans son argument, le texte vide "" ({count} fois)',
        'a script calls {function}() without its argument, the empty text "" ({count} times)',
        'écrivez {function}("") : des plateformes refusent l\'appel (erreur 201)',
        'write {function}(""): some LMSs refuse the call (error 201)',
    ),
    "R12-02.no-finish-in-script": Rule(
        WARNING,
        "les scripts ouvrent une séance, et rien n'appelle LMSFinish",
        "the scripts open a session, and nothing calls LMSFinish",
        'appelez LMSFinish("") à la sortie et à `pagehide`',
        'call LMSFinish("") on exit and on `pagehide`',
    ),
    "R12-05.unknown-in-script": Rule(
        WARNING,
        "un script nomme `{element}`, inconnu de SCORM 1.2",
        "a script names `{element}`, which SCORM 1.2 does not have",
        *_UNKNOWN,
    ),
    "R12-05.read-only-in-script": Rule(
        WARNING,
        "un script écrit `{element}`, qui ne fait que se lire",
        "a script writes `{element}`, which is read-only",
        "retirez l'appel : la plateforme tient cette valeur elle-même",
        "remove the call: the LMS keeps this value itself",
    ),
    "R12-05.write-only-in-script": Rule(
        WARNING,
        "un script lit `{element}`, qui ne fait que s'écrire",
        "a script reads `{element}`, which is write-only",
        "gardez cette valeur dans cmi.suspend_data pour la relire",
        "keep this value in cmi.suspend_data to read it again",
    ),
    "R12-05.other-edition": Rule(
        WARNING,
        "un script écrit des éléments de SCORM 2004, dont `{element}`, et le manifeste dit SCORM 1.2 ({count} fois)",
        "a script writes elements of SCORM 2004, `{element}` among them, and the manifest says SCORM 1.2 "
        "({count} times)",
        "exportez le cours de nouveau, avec une seule version de SCORM",
        "export the course again, with one version of SCORM",
    ),
    "R12-06.no-status": Rule(
        WARNING,
        "les scripts ouvrent une séance, et rien n'écrit cmi.core.lesson_status : le cours ne dira pas s'il est fini",
        "the scripts open a session, and nothing writes cmi.core.lesson_status: the course never says it is finished",
        "écrivez `incomplete` à l'ouverture, puis `completed`, `passed` ou `failed`",
        "write `incomplete` on opening, then `completed`, `passed` or `failed`",
    ),
    "R12-06.vocabulary-in-script": _value("mot hors du vocabulaire", "a word outside the vocabulary"),
    "R12-10.score-in-script": _value("ce n'est pas une note", "this is no score"),
    "R12-11.time-in-script": _value("ce n'est pas une durée", "this is no time span"),
    "R12-12.text-in-script": _value("accents ou longueur en trop", "letters beyond ASCII, or too many"),
    "R12-15.identifier-in-script": _value("identifiant mal formé", "a malformed identifier"),
    "R12-19.response-in-script": _value("accents ou longueur en trop", "letters beyond ASCII, or too many"),
    "R12-22.sync-request": Rule(
        WARNING,
        "un script attend la réponse d'une requête, et écoute le départ de la page : Chrome la bloque à ce "
        "moment-là ({count} fois)",
        "a script waits for the answer of a request, and listens to the page's leaving: Chrome blocks it at "
        "that moment ({count} times)",
        "envoyez par `navigator.sendBeacon`, ou par `fetch` avec `keepalive`, et bien avant le départ",
        "send it by `navigator.sendBeacon`, or by `fetch` with `keepalive`, and long before leaving",
    ),
    "R12-22.no-commit": Rule(
        INFO,
        "aucun script n'appelle LMSCommit : tout n'est enregistré qu'à la fin",
        "no script calls LMSCommit: everything is saved only at the end",
        'appelez LMSCommit("") après chaque résultat',
        'call LMSCommit("") after each result',
    ),
    "R04-01.other-api": Rule(
        WARNING,
        "les scripts appellent LMSInitialize, de SCORM 1.2, et le manifeste dit SCORM 2004 : le cours s'ouvrira, mais "
        "rien ne sera enregistré",
        "the scripts call LMSInitialize of SCORM 1.2, and the manifest says SCORM 2004: the course will open, but "
        "record nothing",
        "exportez le cours de nouveau, avec une seule version de SCORM",
        "export the course again, with one version of SCORM",
    ),
    "R04-01.no-search": Rule(
        WARNING,
        "aucun script ne cherche l'API dans les fenêtres parentes : dans un cadre, rien ne sera enregistré",
        "no script looks for the API in the parent windows: inside a frame nothing will be recorded",
        "remontez `window.parent`, puis `window.opener`, jusqu'à trouver `API_1484_11`",
        "climb `window.parent`, then `window.opener`, until `API_1484_11` is found",
    ),
    "R04-01.no-argument": Rule(
        WARNING,
        'un script appelle {function}() sans son argument, le texte vide "" ({count} fois)',
        'a script calls {function}() without its argument, the empty text "" ({count} times)',
        'écrivez {function}("") : des plateformes refusent l\'appel (erreur 201)',
        'write {function}(""): some LMSs refuse the call (error 201)',
    ),
    "R04-01.no-terminate-in-script": Rule(
        WARNING,
        "les scripts ouvrent une séance, et rien n'appelle Terminate",
        "the scripts open a session, and nothing calls Terminate",
        'appelez Terminate("") à la sortie et à `pagehide`',
        'call Terminate("") on exit and on `pagehide`',
    ),
    "R04-01.no-commit": Rule(
        INFO,
        "aucun script n'appelle Commit : tout n'est enregistré qu'à la fin",
        "no script calls Commit: everything is saved only at the end",
        'appelez Commit("") après chaque résultat',
        'call Commit("") after each result',
    ),
    "R04-02.no-status": Rule(
        WARNING,
        "les scripts ouvrent une séance, et rien n'écrit cmi.completion_status ni cmi.success_status : le cours ne "
        "dira jamais s'il est fini",
        "the scripts open a session, and nothing writes cmi.completion_status or cmi.success_status: the course never "
        "says it is finished",
        "écrivez `incomplete` à l'ouverture, puis `completed`",
        "write `incomplete` on opening, then `completed`",
    ),
    "R04-02.vocabulary-in-script": _value("mot hors du vocabulaire", "a word outside the vocabulary"),
    "R04-04.score-in-script": _value("nombre mal écrit ou hors des bornes", "a number badly written or out of range"),
    "R04-05.length-in-script": _value("c'est trop long", "this is too long"),
    "R04-10.response-in-script": _value("séparateur au bord", "a delimiter at the edge"),
    "R04-11.identifier-in-script": _value("identifiant mal formé", "a malformed identifier"),
    "R04-08.time-in-script": _value("ce n'est pas une durée", "this is no duration"),
    "R04-12.unknown-in-script": Rule(
        WARNING,
        "un script nomme `{element}`, inconnu de SCORM 2004",
        "a script names `{element}`, which SCORM 2004 does not have",
        *_UNKNOWN,
    ),
    "R04-12.read-only-in-script": Rule(
        WARNING,
        "un script écrit `{element}`, qui ne fait que se lire",
        "a script writes `{element}`, which is read-only",
        "retirez l'appel : la plateforme tient cette valeur elle-même",
        "remove the call: the LMS keeps this value itself",
    ),
    "R04-12.write-only-in-script": Rule(
        WARNING,
        "un script lit `{element}`, qui ne fait que s'écrire",
        "a script reads `{element}`, which is write-only",
        "gardez cette valeur dans cmi.suspend_data pour la relire",
        "keep this value in cmi.suspend_data to read it again",
    ),
    "R04-12.other-edition": Rule(
        WARNING,
        "un script écrit des éléments de SCORM 1.2, dont `{element}`, et le manifeste dit SCORM 2004 ({count} fois)",
        "a script writes elements of SCORM 1.2, `{element}` among them, and the manifest says SCORM 2004 "
        "({count} times)",
        "exportez le cours de nouveau, avec une seule version de SCORM",
        "export the course again, with one version of SCORM",
    ),
    "T05.no-parameters": Rule(
        WARNING,
        "aucun script ne lit l'adresse de lancement : rien ne sera enregistré",
        "no script reads the launch address: nothing will be recorded",
        "vérifiez que le lecteur xAPI est dans le paquet",
        "check that the xAPI player is in the package",
    ),
    "T05.parameter-of-cmi5": Rule(
        WARNING,
        "un script lit `activityId` dans l'adresse de lancement : avec tincan.xml il s'appelle `activity_id`",
        "a script reads `activityId` from the launch address: with tincan.xml its name is `activity_id`",
        "lisez `activity_id`",
        "read `activity_id`",
    ),
    "K20.parameter-of-xapi": Rule(
        WARNING,
        "un script lit `activity_id` dans l'adresse de lancement : avec cmi5 il s'appelle `activityId`",
        "a script reads `activity_id` from the launch address: with cmi5 its name is `activityId`",
        "lisez `activityId`",
        "read `activityId`",
    ),
    "K20.no-parameters": Rule(
        WARNING,
        "aucun script ne lit l'adresse de lancement : rien ne sera enregistré",
        "no script reads the launch address: nothing will be recorded",
        "vérifiez que le lecteur cmi5 est dans le paquet",
        "check that the cmi5 player is in the package",
    ),
}

RULES: Final[dict[str, Rule]] = numbered(_NUMBERS, _RULES)
