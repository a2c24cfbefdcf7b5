"""Tags of languages (BCP 47): which are well formed, made of subtags that exist, and as short as they must be."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import Final

_TWO: Final = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en "
    "eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv "
    "ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne "
    "ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss "
    "st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
TWO_LETTERS: Final = frozenset(_TWO.split())
"""Languages of ISO 639-1."""
_MEANT: Final = (
    "ara:ar bre:br cat:ca ces:cs cze:cs cos:co cym:cy dan:da deu:de ger:de ell:el gre:el eng:en epo:eo est:et "
    "eus:eu baq:eu fas:fa per:fa fin:fi fra:fr fre:fr gle:ga glg:gl heb:he hin:hi hrv:hr hun:hu ita:it jpn:ja "
    "kor:ko lat:la lav:lv lit:lt nld:nl dut:nl nor:no oci:oc pol:pl por:pt ron:ro rum:ro rus:ru slk:sk slo:sk "
    "slv:sl spa:es sqi:sq srp:sr swa:sw swe:sv tam:ta tur:tr ukr:uk urd:ur vie:vi wol:wo zho:zh chi:zh jp:ja cn:zh "
    "gr:el cz:cs dk:da sp:es gb:en us:en ua:uk in:id iw:he ji:yi francais:fr français:fr french:fr anglais:en "
    "english:en allemand:de german:de deutsch:de espagnol:es spanish:es español:es italien:it italian:it "
    "portugais:pt portuguese:pt arabe:ar arabic:ar breton:br chinois:zh chinese:zh japonais:ja japanese:ja latin:la "
    "turc:tr turkish:tr neerlandais:nl néerlandais:nl dutch:nl russe:ru russian:ru"
)
MEANT: Final = {name: tag for name, _, tag in (each.partition(":") for each in _MEANT.split())}
"""What people write for a tag: names, the codes of three letters that have one of two, codes of countries."""
REGIONS_TOO: Final = frozenset(("AC", "EU", "TA", "UN", "XK"))
"""In the registry of subtags, and not in ISO 3166's list of countries."""
COUNTRY: Final = {"UK": "GB", "EN": "GB"}
TAG: Final = re.compile(
    r"(?P<language>[a-z]{2,3})(?P<extended>-[a-z]{3}){0,3}(-[a-z]{4})?(-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(-[a-wyz0-9](-[a-z0-9]{2,8})+)*(-x(-[a-z0-9]{1,8})+)?",
    re.IGNORECASE,
)


def is_language(tag: str) -> bool:
    """Whether *tag* names a language as BCP 47 does. A code of three letters is believed where none of two exists."""
    found = TAG.fullmatch(tag)
    if not found:
        return False
    language, region = found["language"].lower(), found["region"]
    if language in MEANT or (len(language) == 2 and language not in TWO_LETTERS):
        return False
    return region is None or region.isdigit() or region.upper() in _regions()


def meant(tag: str) -> str:
    """The tag that whoever wrote *tag* probably meant, or ""."""
    bare = tag.strip(" \"'").replace("_", "-")
    if is_language(bare):
        return bare
    head, _, rest = bare.partition("-")
    language = MEANT.get(head.lower(), head.lower())
    region = COUNTRY.get(rest.upper(), rest.upper())
    guess = f"{language}-{region}" if region else language
    return guess if is_language(guess) else language if is_language(language) else ""


@lru_cache(maxsize=1)
def _regions() -> frozenset[str]:
    lines = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text("utf-8").split("\n")
    return REGIONS_TOO | {line[:2] for line in lines if line and not line.startswith("#")}
