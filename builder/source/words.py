"""The words of the source form: French and English names of keys, values and directives.

Names are compared in lower case, without accents and with `_` and spaces as `-`.
The canonical word is the English one; pydantic fields use it with `_`.
"""

from __future__ import annotations

import unicodedata
from typing import Final

KEYS: Final[dict[str, str]] = {
    # course.yaml
    "titre": "title",
    "langue": "language",
    "revu-le": "reviewed",
    "promesse": "promise",
    "public": "audiences",
    "contenu": "content",
    "module": "module",
    "lecons": "lessons",
    "quiz": "quiz",
    "a-ecrire": "to-write",
    "terminer": "completion",
    "lecons-vues": "lessons-seen",
    "quiz-faits": "quizzes-done",
    "note-minimale": "pass-mark",
    "avis": "analytics",
    "textes-libres": "free-text",
    "paquet": "packaging",
    "financement": "funding",
    "avertissement": "disclaimer",
    "licence": "licence",
    "license": "licence",
    # cartable.toml
    "editeur": "publisher",
    # lessons
    "temps": "minutes",
    "time": "minutes",
    "objectifs": "goals",
    "identifiant": "id",
    # banks
    "consigne": "instructions",
    "idee": "myth",
    "choix": "choice",
    "vrai-faux": "true-false",
    "affirmation": "claim",
    "verdict": "verdict",
    "faits": "facts",
    "pourquoi": "why",
    "retenir": "keep",
    "autre-formulation": "variant",
    "procede": "fallacy",
    "echelle": "scale",
    "question": "question",
    "reponses": "answers",
    "juste": "right",
    "fausse": "wrong",
    "retour": "feedback",
    "poids": "weight",
    "essais": "tries",
    "indices": "hints",
    "bareme": "marking",
    "reflexion": "reflection",
    "longueur": "length",
    "association": "matching",
    "paires": "pairs",
    "element": "element",
    "avec": "target",
    "with": "target",
    "intrus": "distractors",
    "ordre": "ordering",
    "etapes": "steps",
    "tri": "sorting",
    "categories": "categories",
    "categorie": "category",
    "elements": "elements",
    "a-cocher": "checklist",
    "points": "entries",
    "a-completer": "fill-in",
    "texte": "text",
    "long-text": "text",
    "transmis": "reported",
    "nombre": "number",
    "numeric": "number",
    "reponse": "answer",
    "tolerance": "tolerance",
    "de": "lowest",
    "a": "highest",
    "unite": "unit",
    "reperage": "hotspot",
    "zones": "zones",
    "zone": "zone",
    "place": "place",
    "sondage": "survey",
    "echelons": "labels",
    # plans/*.yaml
    "champs": "fields",
    "champ": "field",
    "aide": "help",
    "lignes": "rows",
    "colonnes": "columns",
    "au-plus": "most",
    # media
    "video": "video",
    "image": "image",
    "son": "audio",
    "balado": "audio",
    "podcast": "audio",
    "resume": "summary",
    "a-l-ecran": "on-screen",
    "credit": "credit",
    "texte-alternatif": "alternative",
    "alt": "alternative",
    "decorative": "decorative",
    # sessions.yaml
    "rencontre": "session",
    "rencontres": "sessions",
    "genre": "kind",
    "jour": "day",
    "mois": "month",
    "horaire": "hours",
    "fuseau": "time-zone",
    "autres-fuseaux": "other-time-zones",
    "modalite": "modality",
    "lieu": "venue",
    "lien": "link",
    "intervenants": "speakers",
    "nom": "name",
    "qualite": "role",
    "sous-reserve": "tentative",
    "audience": "audiences",
    "inscription": "registration",
    "organisateur": "organiser",
    "deroule": "agenda",
    "activite": "activity",
    # sources.yaml
    "organisme": "body",
    "annee": "year",
    "adresse": "address",
    "url": "address",
}

VALUES: Final[dict[str, str]] = {
    "vrai": "true",
    "oui": "true",
    "yes": "true",
    "faux": "false",
    "non": "false",
    "no": "false",
    "nuancer": "nuance",
    "a-nuancer": "nuance",
    "toutes": "all",
    "tous": "all",
    "aucun": "none",
    "aucune": "none",
    "rien": "none",
    "appareil": "local",
    "groupe": "aggregate",
    "tout": "full",
    "plateforme": "platform",
    "par-cours": "per-course",
    "par-lecon": "per-lesson",
    "partiel": "partial",
    "tout-ou-rien": "all-or-nothing",
    "illimites": "none",
    # plans/*.yaml
    "ligne": "line",
    "texte": "text",
    "choix": "choice",
    # sessions.yaml
    "rencontre": "session",
    "seminaire": "seminar",
    "atelier": "workshop",
    "reunion": "meeting",
    "table-ronde": "round-table",
    "webinaire": "webinar",
    "formation": "training",
    "sur-place": "on-site",
    "en-presence": "on-site",
    "visio": "remote",
    "hybride": "hybrid",
    "a-confirmer": "unconfirmed",
}

DIRECTIVES: Final[dict[str, str]] = {
    "repere": "landmark",
    "note": "landmark",
    "attention": "attention",
    "warning": "attention",
    "terrain": "field",
    "sur-le-terrain": "field",
    "loi": "law",
    "la-loi": "law",
    "chiffre": "figure",
    "chiffre-cle": "figure",
    "question": "question",
    "vrai-faux": "true-false",
    "reflexion": "reflection",
    "a-cocher": "checklist",
    "liste-a-cocher": "checklist",
    "plan-d-action": "plan",
    "video": "video",
    "image": "image",
    "son": "audio",
    "balado": "audio",
    "podcast": "audio",
    "idee": "activity",
    "choix": "activity",
    "myth": "activity",
    "choice": "activity",
    "exercice": "activity",
    "rencontre": "session",
}


def folded(word: str) -> str:
    """*word* in lower case, without accents, with `-` between its parts."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", word) if not unicodedata.combining(each))
    return bare.strip().lower().replace("_", "-").replace(" ", "-").replace("’", "-").replace("'", "-")


def canonical(word: str, table: dict[str, str]) -> str:
    """The English name of *word*, or *word* folded when the table does not know it."""
    name = folded(word)
    return table.get(name, name)


def local(word: str, table: dict[str, str], language: str) -> str:
    """How a person who writes in *language* spells the canonical *word*: the first synonym for French."""
    if language.startswith("fr"):
        for name, meaning in table.items():
            if meaning == word:
                return name
    return word
