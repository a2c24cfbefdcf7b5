"""What any manifest can be as a document, whatever it says: its bytes, its encoding, its form; here of SCORM 1.2."""

from __future__ import annotations

from typing import Final

from tests.checker.corpus.cases import Table
from tests.checker.corpus.editions import M
from tests.checker.packages import manifest, put, swap

TABLE: Final[Table] = {
    "bom-error": ([swap(M, "<?xml", "\ufeff<?xml")], [f"Z10.bom {M}:1:1"]),
    "utf-16-error": (
        [lambda files: files.__setitem__(M, files[M].decode().encode("utf-16"))],
        [f"Z10.encoding {M}:1:1"],
    ),
    "utf-16-without-mark-error": (
        [lambda files: files.__setitem__(M, files[M].decode().encode("utf-16-be"))],
        [f"Z10.encoding {M}:1:1"],
    ),
    "latin-error": (
        [
            manifest("UTF-8", "ISO-8859-1"),
            lambda files: files.__setitem__(M, files[M].replace(b"du maire", b"de l'\xe9lu")),
        ],
        [f"Z10.encoding {M}:1:1"],
    ),
    "unknown-encoding-error": ([manifest("UTF-8", "rot13")], [f"Z10.encoding {M}:1:1"]),
    "bytes-error": (
        [lambda files: files.__setitem__(M, files[M].replace(b"du maire", b"de l'\xe9lu"))],
        [f"Z10.bytes {M}:13:1"],
    ),
    "ampersand-error": ([manifest("Les pouvoirs", "Elus & pouvoirs")], [f"Z10.ampersand {M}:13:20"]),
    "ampersand-in-address-error": (
        [manifest('href="index.html"', 'href="index.html?a=1&b=2"')],
        [f"Z10.ampersand {M} @=2"],
    ),
    "unclosed-error": ([manifest("</item>", "")], [f"Z10.unclosed {M}:18:20"]),
    "not-xml-error": ([put(M, "")], [f"Z10.malformed {M}:1:1"]),
    "doctype-error": (
        [manifest("<manifest", '<!DOCTYPE manifest SYSTEM "http://127.0.0.1:1/x.dtd">\n<manifest')],
        [f"Z10.doctype {M}:2:1"],
    ),
    "doctype-in-comment-valid": ([manifest("<manifest", "<!-- <!DOCTYPE x> -->\n<manifest")], []),
    "entity-error": (
        [manifest("<manifest", '<!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<manifest')],
        [f"Z10.entity {M}:2:1"],
    ),
    "stylesheet-error": (
        [manifest("<manifest", '<?xml-stylesheet href="a.xsl"?>\n<manifest')],
        [f"Z10.stylesheet {M}:2:1"],
    ),
    "ampersand-in-cdata-warning": (
        [manifest("Les pouvoirs du maire", "<![CDATA[Maire & adjoints]]>")],
        [f"Z10.cdata-ampersand {M}:13:1"],
    ),
    "cdata-valid": ([manifest("Les pouvoirs du maire", "<![CDATA[Maire]]> &amp; <![CDATA[adjoints &amp; élus]]>")], []),
    "character-reference-warning": ([manifest("du maire", "du ma&#238;re")], [f"Z10.character-reference {M}:13:1"]),
}
