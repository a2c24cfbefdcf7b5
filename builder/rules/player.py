"""RUN: what goes wrong while a course is played. The player says it in the browser's console as the platform put it."""

from builder.rules.table import WARNING, Rule

RULES: dict[str, Rule] = {
    "RUN-001": Rule(
        WARNING,
        "la plateforme a refusé un appel SCORM",
        "the platform refused a SCORM call",
        "regardez la console du navigateur : l'appel, le code et le texte de la plateforme y sont",
        "look at the browser's console: it has the call, and the platform's code and text",
        why_fr="Le lecteur refait l'appel à l'enregistrement suivant et le dit à l'apprenant tant que rien n'est gardé."
        " Une valeur refusée pour de bon (codes 401 à 405, ou 408 en SCORM 2004) n'est pas renvoyée telle quelle. Une"
        " séance que la plateforme a perdue (301 ; 122 à 143) est rouverte, et ce qu'aucun LMSCommit n'avait confirmé"
        " repart. L'apprenant trouve le message sous « Message de la plateforme » et peut vous le copier.",
        why_en="The player makes the call again at the next save and tells the learner as long as nothing is kept. "
        "A value refused for good (codes 401 to 405, or 408 in SCORM 2004) is not sent again as it is. A session that "
        "the platform lost (301; 122 to 143) is opened again, and whatever no LMSCommit had confirmed is sent again. "
        "The learner finds the message under “The platform's message” and can copy it for you.",
        clause="SCORM 1.2 RTE 3.3.3",
    ),
    "RUN-002": Rule(
        WARNING,
        "le LRS n'a pas pris une requête xAPI",
        "the LRS did not take an xAPI request",
        "regardez la console du navigateur : la ressource et la réponse du LRS y sont",
        "look at the browser's console: it has the resource and the LRS's answer",
        why_fr="Ce qui n'est pas arrivé attend sur l'appareil et repart sous le même identifiant, au plus tard à la "
        "visite suivante : rien n'est perdu, rien n'est compté deux fois. Un LRS sans ressource State reçoit les "
        "réponses mais ne permet pas de reprendre le cours.",
        why_en="What has not arrived waits on the device and goes again under the same id, at the next visit at the "
        "latest: nothing is lost, nothing counts twice. An LRS without a State resource gets the answers, but the "
        "course cannot resume.",
        clause="xAPI 1.0.3 Communication 2.1",
    ),
    "RUN-003": Rule(
        WARNING,
        "le navigateur a refusé de garder la progression",
        "the browser refused to keep the progress",
        "autorisez le stockage local pour cette page, ou libérez de la place",
        "allow local storage for this page, or free some space",
    ),
    "RUN-004": Rule(
        WARNING,
        "l'état de l'apprenant dépasse ce que la norme garantit",
        "the learner's state is longer than the standard warrants",
        "construisez le paquet à nouveau : le compilateur refuse un cours trop long pour la norme",
        "build the package again: the compiler refuses a course too long for the standard",
        clause="SCORM 1.2 RTE 3.4.5",
    ),
    "RUN-005": Rule(
        WARNING,
        "le lancement cmi5 n'a pas abouti",
        "the cmi5 launch did not succeed",
        "fermez la page et lancez à nouveau le cours depuis la plateforme",
        "close the page and launch the course from the platform again",
        why_fr="La plateforme ne donne son jeton qu'une fois par lancement (code 1 : il a déjà été donné ; code 2 :"
        " refus de sécurité ; code 3 : erreur de la plateforme), et décrit ensuite la session dans le document"
        " LMS.LaunchData. Sans l'un ou l'autre, rien ne peut être enregistré : le cours s'ouvre quand même et le dit."
        " Recharger la page met fin à la session.",
        why_en="The platform gives its token once a launch (code 1: it was given already; code 2: a security error; "
        "code 3: an error of the platform), and describes the session in the document LMS.LaunchData. Without "
        "either, nothing can be recorded: the course opens all the same and says so. Loading the page again ends the "
        "session.",
        clause="cmi5 8.2.3, 10.2.1",
    ),
    "RUN-006": Rule(
        WARNING,
        "la progression enregistrée n'a pas été reprise",
        "the saved progress was not taken over",
        "vérifiez que la plateforme rend suspend_data tel quel, et que le paquet est bien celui de ce cours",
        "check that the platform gives suspend_data back as it was written, and that the package is this course's",
        why_fr="L'état lu n'a pas la somme de contrôle de ce cours : il a été coupé, abîmé ou écrit par un autre."
        " L'apprenant commence à neuf ; le statut et la note que la plateforme tient ne baissent pas.",
        why_en="The state that was read lacks this course's check sum: it was cut, damaged, or written by another. "
        "The learner starts afresh; the status and the score that the platform holds do not go down.",
    ),
    "RUN-007": Rule(
        WARNING,
        "personne n'enregistre ce cours",
        "nobody records this course",
        "ouvrez le cours depuis la plateforme, et non par l'adresse de sa page",
        "open the course from the platform, not by its page's address",
        why_fr="La page a cherché, dans l'ordre du message, l'API SCORM des cadres et des fenêtres autour d'elle,"
        " des paramètres de lancement dans son adresse, puis le stockage du navigateur. Rien n'a répondu : le cours se"
        " suit, mais tout est oublié à la fermeture.",
        why_en="The page looked, in the message's order, for the SCORM API in the frames and windows around it, for "
        "launch parameters in its address, then for the browser's storage. Nothing answered: the course can be "
        "followed, but all is forgotten when it is closed.",
        clause="SCORM 1.2 RTE 3.3.6.1",
    ),
}
