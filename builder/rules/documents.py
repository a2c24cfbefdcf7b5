"""DOC: what keeps a course from becoming a document, or leaves something out of it."""

from typing import Final

from builder.rules.table import ERROR, WARNING, Rule

RULES: Final[dict[str, Rule]] = {
    "DOC-001": Rule(
        ERROR,
        "le format « {format} » demande WeasyPrint, qui n'est pas installé",
        "format `{format}` needs WeasyPrint, which is not installed",
        "lancez : pip install 'cartable[print]'",
        "run: pip install 'cartable[print]'",
        why_fr="Les PDF sont composés par WeasyPrint, que les autres formats ne demandent pas : il n'est installé "
        "qu'avec l'option « print ».",
        why_en="PDFs are set by WeasyPrint, which the other formats do not need: it is installed with the extra "
        "`print` only.",
    ),
    "DOC-002": Rule(
        ERROR,
        "le format « {format} » demande Pango, qui n'est pas installé",
        "format `{format}` needs Pango, which is not installed",
        "sous Debian ou Ubuntu, lancez : apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 ; "
        "sous macOS : brew install pango ; sous Windows, installez MSYS2 puis mingw-w64-x86_64-pango",
        "on Debian or Ubuntu run: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; on macOS: brew "
        "install pango; on Windows install MSYS2, then mingw-w64-x86_64-pango",
        why_fr="WeasyPrint dessine le texte avec Pango, une bibliothèque du système que pip n'installe pas.",
        why_en="WeasyPrint draws text with Pango, a library of the system that pip does not install.",
    ),
    "DOC-003": Rule(
        WARNING,
        "le document « {format} » est incomplet : {what}",
        "the document `{format}` is incomplete: {what}",
        "le reste du document est fait ; vérifiez la page qui contient cet élément",
        "the rest of the document is made; look at the page that has this element",
        why_fr="WeasyPrint n'a pas pu montrer quelque chose, par exemple une image qu'il ne sait pas lire, ou l'a "
        "montré autrement que prévu.",
        why_en="WeasyPrint could not show something, for example a picture that it cannot read, or shows it in "
        "another way.",
    ),
}
