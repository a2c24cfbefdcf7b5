"""Words that only work for who sees the page: by its colours, by the place, the shape or the size of its parts.

In: plain sentences in French or English. Out: where a part of the page is named by that alone. What prose says of
traffic lights, of parties or of streets is none of this module's business: a colour or a side counts only beside a part
of a page, or after an order to act on one, and not where the part is called by its name as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from functools import lru_cache
from typing import Final, Literal, NamedTuple

Sense = Literal["colour", "place"]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


class Hint(NamedTuple):
    """A part of the page told by one sense alone."""

    sense: Sense
    start: int
    words: str


COLOURS: Final = {
    "fr": r"rouges?|verte?s?|bleue?s?|jaunes?|oranges?|roses?|violet(?:te)?s?|mauves?|gris(?:es?)?|noire?s?"
    r"|blanc(?:he)?s?|marron|turquoise|rougeâtres?|verdâtres?",
    "en": r"red|green|blue|yellow|orange|pink|purple|gr[ea]y|black|white|brown|turquoise",
}
SHADES: Final = {"fr": r"(?: (?:clair|foncé|vif|pâle))?", "en": ""}
PARTS: Final = {
    # None that is a word of the world beside a colour: a red line, a green light, a white paper, a black box.
    "fr": r"(?:sous-)?(?:boutons?|cases?|encadrés?|cadres?|flèches?|icônes?|pictogrammes?|pastilles?|curseurs?|onglets?"
    r"|liens?|barres?|courbes?|rectangles?|textes?|champs? de saisie|surlignages?|vignettes?|colonnes?|cellules?)",
    "en": r"(?:buttons?|boxes|arrows?|icons?|tabs?|links?|bars?|curves?|frames?|cursors?|rectangles?|columns?|cells?"
    r"|text|highlights?|check ?box(?:es)?|badges?)",
}
SHOWN: Final = {
    "fr": r"(?:mots?|phrases?|lignes?|passages?|réponses?|parties?|éléments?|chiffres?|nombres?|mentions?|lettres?"
    r"|titres?|termes?|points?|zones?|champs?|traits?|points|écrit\w*|affiché\w*|indiqué\w*|marqué\w*|signalé\w*"
    r"|consignes?|questions?|exercices?|dates?|étapes?|paragraphes?|rubriques?"
    r"|surligné\w*|souligné\w*|noté\w*|coloré\w*|imprimé\w*|entouré\w*|encadré\w*|représenté\w*|apparaiss\w+|apparaît"
    r"|figur(?:e|ent))",
    "en": r"(?:words?|phrases?|sentences?|lines?|passages?|answers?|parts?|items?|figures?|numbers?|letters?|titles?"
    r"|terms?|areas?|fields?|options?|questions?|exercises?|dates?|steps?|paragraphs?|instructions?"
    r"|written|shown|displayed|marked|highlighted|underlined|printed|coloured|colored"
    r"|circled|outlined|appears?|flagged)",
}
PICTURES: Final = {
    # Named with a side, these are of a page; a list, a figure, a text, a road sign may be of the left or of the right.
    "fr": r"(?:images?|photos?|illustrations?|dessins?|schémas?|graphiques?|tableaux?|menus?|colonnes?|panneau latéral"
    r"|vidéos?|formulaires?|bandeaux?|barre d'outils)",
    "en": r"(?:images?|pictures?|photos?|illustrations?|drawings?|diagrams?|charts?|graphs?|tables?|menus?|columns?"
    r"|panels?|sidebars?|videos?|forms?|banners?|toolbars?)",
}
ORDERS: Final = {
    "fr": r"(?:cliquez|cliquer|clique|appuyez sur|appuyer sur|sélectionnez|sélectionner|cochez|cocher|reportez-vous"
    r"|faites glisser|faire glisser|glissez|déposez)",
    "en": r"(?:click|tap|select|tick|drag|drop|refer to)",
}
SIDES: Final = {
    "fr": r"(?:(?:tout |situé\w* |placé\w* |affiché\w* |qui (?:se trouve(?:nt)?|est|sont|figurent?) )*"
    r"(?:(?:à|de|sur la|sur votre) (?:droite|gauche)(?! (?:de|du|des|d'))"
    r"|en (?:haut|bas)(?: (?:à droite|à gauche|de (?:la|cette) (?:page|fenêtre|leçon)|de (?:l'|votre )écran)|(?! d))"
    r"|du (?:haut|bas)))",
    "en": r"(?:(?:which is |that is |located |placed |shown )?(?:(?:on|at|to) the (?:far )?(?:right|left|top|bottom)"
    r"(?:[ -](?:right|left))?(?!-| (?:of|wing|hand|foot|track|path)\b)(?: side)?"
    r"|in the (?:top|bottom|upper|lower)[ -](?:right|left)))",
}
TOLD: Final = re.compile(
    r"[«“\"`]|\*\*|\b(?:en gras|gras(?:se)?s?|italiques?|soulign\w*|astérisques?|précédé\w* d|suivi\w* d"
    r"|mention|intitulé\w*|nommé\w*|appelé\w*|hachur\w*|pointill\w*|symboles?|signes?|croix|coches?|légendes?"
    r"|bold|italics?|underlin\w+|asterisks?|preceded by|followed by|labell?ed|called|named|dashed|dotted|hatched"
    r"|symbols?|signs?|ticks?|crosses|legend)\b",
    re.IGNORECASE,
)
"""What tells the part by something else as well, so that the colour or the place is not the only way."""
CALLED: Final = re.compile(r"(?:[»”\"`]|\*\*)[ ,(]*\Z")
"""The same, just before: « le schéma “Partenaires”, ci-contre »."""
REACH: Final = 60
"""Characters after the words in which the part's name may still follow."""
TRIGGERS: Final = {
    "fr": _set(
        "rouge rouges vert verte verts vertes bleu bleue bleus bleues jaune jaunes orange oranges rose roses violet "
        "violets violette violettes mauve mauves gris grise grises noir noire noirs noires blanc blanche blancs "
        "blanches marron turquoise rougeâtre verdâtre droite gauche haut bas contre rond ronde ronds rondes carré "
        "carrée carrés carrées triangulaire triangulaires ovale ovales rectangulaire gros grosse grand grande "
        "grands grandes petit petite petits petites"
    ),
    "en": _set(
        "red green blue yellow orange pink purple grey gray black white brown turquoise right left top bottom upper "
        "lower round square triangular oval big large small little opposite"
    ),
}
WORD: Final = re.compile(r"\w+")
BREAK: Final = re.compile(r"[.!?\n]")


def hints(text: str, language: str, words: Set[str] | None = None) -> Iterator[Hint]:
    """What *text* tells by colour, place, shape or size alone; nothing in a language other than French and English.

    Args:
        words: Those of the text, in lower case, where they are known already.
    """
    home = language.lower().partition("-")[0]
    if home not in TRIGGERS or TRIGGERS[home].isdisjoint(WORD.findall(text.lower()) if words is None else words):
        return
    text = text.replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")
    taken: list[tuple[int, int]] = []
    for sense, pattern in _patterns(home):
        for found in pattern.finditer(text):
            start, end = found.span("told")
            if any(first < end and start < last for first, last in taken) or _is_named(text, start, end):
                continue
            taken.append((start, end))
            yield Hint(sense, start, text[start:end])


def _is_named(text: str, start: int, end: int) -> bool:
    """Whether the sentence tells the part by its name or by another mark too."""
    if CALLED.search(text, max(0, start - REACH), start):
        return True
    stop = BREAK.search(text, end)
    last = min(stop.start() if stop else len(text), end + REACH)
    return TOLD.search(text, end, last) is not None or TOLD.search(text, start, end) is not None


@lru_cache(maxsize=2)
def _patterns(home: str) -> tuple[tuple[Sense, re.Pattern[str]], ...]:
    colours, shades = f"(?:{COLOURS[home]})", SHADES[home]
    parts, shown, pictures = PARTS[home], SHOWN[home], PICTURES[home]
    orders, sides = ORDERS[home], SIDES[home]
    written: tuple[tuple[Sense, str], ...]
    if home == "fr":
        # Pimples, executives and a riding school, blocks of flats, brains, great figures.
        worldly = (
            r"(?:boutons (?:rouges|blancs|noirs)|cadres? (?:noirs?|blancs?)|barres? (?:gris|blanc)\w+"
            r"|cellules? \w*grises?|icônes? (?:noir|blanc)\w+)"
        )
        never = r"(?! (?:et|sur) (?:noir|blanc|rouge)|-)"
        # « le bouton rouge d'arrêt », « la flèche verte au sol »: named by its use, or a thing of the world.
        called = r"(?! (?:d'|de (?!la |l'|cette |ce |cet |ces |votre |gauche|droite)|aux? (?:sol|murs?)\b))"
        shaped = r"(?:boutons?|icônes?|cases?|pastilles?|symboles?|pictogrammes?)"
        the = r"(?:les?|la|l'|ces?|cet|cette|chaque|aux?|des|du)"
        written = (
            (
                "colour",
                rf"\b(?:{shown}|{parts})(?: \w+){{0,2}}? (?P<told>en (?!blanc){colours}{shades})\b{never}",
            ),
            ("colour", rf"(?:^|[.;:(\n] ?)(?P<told>en {colours}{shades})(?: ?:|,)"),
            ("colour", rf"\b(?P<told>{the} ?(?!{worldly}){parts} {colours}{shades})\b{called}"),
            ("place", r"(?P<told>\bci-contre\b)"),
            ("place", rf"\b(?P<told>{the} ?(?:{pictures}|{parts}) {sides})(?!\w)"),
            ("place", rf"\b(?P<told>{orders} (?:\w+ ){{0,4}}?{sides})(?!\w)"),
            (
                "place",
                rf"\b(?P<told>{the} ?{shaped} (?:rond|carré|triangulaire|ovale|rectangulaire)e?s?)\b",
            ),
            ("place", rf"\b(?P<told>{the} (?:gros|grande?|petite?)s? (?:boutons?|icônes?|cases?|pastilles?))\b"),
        )
    else:
        never = r"(?! (?:(?:and|on) (?:black|white|red)|ink|wine|dress|paint|alert|states?)\b)"
        the = r"(?:the|this|that|these|those|each|every)"
        written = (
            (
                "colour",
                rf"\b(?:{shown}|{parts})(?: \w+){{0,2}}? (?P<told>in {colours})\b{never}",
            ),
            ("colour", rf"(?:^|[.;:(\n] ?)(?P<told>in {colours})(?: ?:|,)"),
            (
                "colour",
                rf"\b(?P<told>{the} (?!black box){colours} (?:{parts}|box))\b",
            ),
            ("place", rf"\b(?P<told>{the} (?:{pictures}|{parts}|box) {sides})(?!\w)"),
            ("place", rf"\b(?P<told>{the} (?:right-hand|left-hand|left) (?:{pictures}|{parts}|box))\b"),
            ("place", rf"\b(?P<told>{orders} (?:\w+ ){{0,4}}?{sides})(?!\w)"),
            (
                "place",
                rf"\b(?P<told>{the} (?:round|square|triangular|oval|rectangular) (?:{parts}|box|symbols?))\b",
            ),
            ("place", rf"\b(?P<told>{the} (?:big|large|small|little) (?:buttons?|icons?))\b"),
        )
    return tuple((sense, re.compile(pattern, re.IGNORECASE)) for sense, pattern in written)
