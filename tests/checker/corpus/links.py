"""What the pages, styles and scripts of any package show: links, foreign hosts, what importers look for."""

from __future__ import annotations

from typing import Final

from tests.checker.corpus.cases import Table
from tests.checker.packages import drop, page, put, swap

TABLE: Final[Table] = {
    "as-written-valid": ([], []),
    # Z11
    "inline-handler-warning": (
        [page('<p onclick="x()">x</p>'), page('<p onload="x()">x</p>')],
        ["Z11.inline-handler index.html:13:4"],
    ),
    "unload-attribute-warning": (
        [swap("index.html", "<body>", '<body onunload="x()">')],
        ["R12-22.unload index.html:9:7"],
    ),
    "unload-attribute-beside-another-warning": (
        [swap("index.html", "<body>", '<body onbeforeunload="x()" onunload="x()">')],
        ["Z11.inline-handler index.html:9:7"],
    ),
    "remote-script-warning": (
        [page('<script src="https://cdn.example.org/x.js"></script>')],
        ["Z11.remote-script index.html:13:14"],
    ),
    "eval-warning": ([put("player.js", "let a;\nlet b = eval('1');")], ["Z11.eval player.js:2:9"]),
    "new-function-warning": ([page("<script>new Function('x')</script>")], ["Z11.eval index.html @Function"]),
    "own-function-valid": ([put("player.js", "function f() {}\nconst g = function () {};\nthis.medieval(1);")], []),
    "base64-warning": ([put("player.js", "btoa('x')")], ["Z11.base64 player.js:1:1"]),
    # Z12
    "font-host-warning": (
        [swap("player.css", "\n", "\n@import 'https://fonts.example.org/x.css';\n")],
        ["Z12.host player.css:2:10"],
    ),
    "image-host-warning": ([page('<img src="//images.example.org/a.png" alt="">')], ["Z12.host index.html:13:11"]),
    "frame-host-warning": (
        [page('<iframe src="https://video.example.org/1" title="x"></iframe>')],
        ["Z12.host index.html:13:14"],
    ),
    "canonical-valid": ([page('<link rel="canonical" href="https://example.org/">')], []),
    # Z13
    "image-missing-error": (
        [drop("media/carte.png")],
        ["Z13.missing index.html:12:11", "Z13.missing-in-style player.css:2:25"],
    ),
    "link-missing-error": (
        [page('<a href="absent.html#x">x</a><a href="absent.html">x</a>')],
        ["Z13.missing index.html:13:10"],
    ),
    "srcset-missing-error": (
        [page('<img alt="" srcset="media/carte.png 1x, media/grande.png 2x">')],
        ["Z13.missing index.html:13:41"],
    ),
    "svg-missing-error": (
        [put("a.svg", '<svg xmlns="http://www.w3.org/2000/svg">\n<image href="b.png"/></svg>')],
        ["Z13.missing a.svg:2:14"],
    ),
    "style-missing-warning": (
        [swap("player.css", "data:image/png;base64,iVBORw0KGgo=", "absent.png")],
        ["Z13.missing-in-style player.css:3:21"],
    ),
    "style-attribute-missing-warning": (
        [page('<p style="background: url(absent.png)">x</p>')],
        ["Z13.missing-in-style index.html:13:27"],
    ),
    "link-outside-error": ([page('<a href="../x.html">x</a>')], ["Z13.outside index.html:13:10"]),
    "link-absolute-error": ([page('<a href="/x.html">x</a>')], ["Z13.outside index.html:13:10"]),
    "link-case-error": ([page('<a href="Player.css">x</a>')], ["Z06.reference-case index.html:13:10"]),
    "link-schemes-valid": (
        [
            page('<a href="mailto:a@example.org">x</a><a href="tel:+33">x</a><a href="javascript:void 0">x</a>'),
            page('<a href="#">x</a><a href="">x</a><a href="?a=1">x</a>'),
        ],
        [],
    ),
    "link-template-valid": ([page('<a href="{{ url }}">x</a><img alt="" src="${src}">')], []),
    "link-comment-valid": ([page('<!-- <img src="absent.png"> -->')], []),
    "link-folder-valid": ([page('<a href="./">x</a><a href="media/">x</a>')], []),
    "link-percent-valid": ([page('<img alt="" src="media/c%61rte.png">')], []),
    "link-base-valid": (
        [
            swap("index.html", "<title>", '<base href="media/"><title>'),
            swap("index.html", "player.css", "../player.css"),
            swap("index.html", "player.js", "../player.js"),
            swap("index.html", "media/carte.png", "carte.png"),
        ],
        [],
    ),
    "page-of-nonsense-valid": (
        [put("x.html", b"\x00<meta charset=latin1>\xff<a <<b>> \xf0\x28"), put("y.html", " "), put("z.html", "")],
        [],
    ),
}
