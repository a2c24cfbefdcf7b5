"""What pages and scripts show without being run: calls of the run-time, where they look for it, what leads nowhere."""

from __future__ import annotations

from typing import Final

from tests.checker.corpus.cases import Table
from tests.checker.packages import Edit, Files, page, put, swap


def script(code: str) -> Edit:
    """Put *code* on the last line of the script."""

    def edit(files: Files) -> None:
        files["player.js"] += f"{code}\n".encode()

    return edit


def without(*names: str) -> Edit:
    """Call the script's functions otherwise wherever they have one of *names*."""

    def edit(files: Files) -> None:
        for name in names:
            assert name.encode() in files["player.js"]
            files["player.js"] = files["player.js"].replace(name.encode(), b"other")

    return edit


WEB: Final[Table] = {
    # Z10
    "no-charset-warning": (
        [swap("index.html", '<meta charset="utf-8">\n', "")],
        ["Z10.no-charset index.html @é"],
    ),
    "charset-of-xml-valid": (
        [swap("index.html", '<meta charset="utf-8">\n', ""), swap("index.html", "<!", '<?xml encoding="utf-8"?><!')],
        [],
    ),
    "not-utf-8-warning": (
        [put("x.html", b'<!doctype html>\n<meta charset="UTF-8"><p>d\xe9j\xe0')],
        ["Z10.not-utf-8 x.html:2:27"],
    ),
    "latin-1-valid": ([put("x.html", b'<meta charset="iso-8859-1"><p>d\xe9j\xe0')], []),
    # Z12
    "insecure-warning": (
        [page('<img alt="" src="http://images.example.org/a.png">')],
        ["Z12.insecure index.html @http://images"],
    ),
    "insecure-script-warning": (
        [page('<script src="http://images.example.org/a.js"></script>')],
        ["Z12.insecure index.html @http://images"],
    ),
    "insecure-link-valid": ([page('<a href="http://example.org/">x</a>')], []),
    "host-in-script-warning": (
        [script("const s = document.createElement('script');\ns.src = 'https://cdn.example.org/x.js';")],
        ["Z12.host-in-script player.js @https:"],
    ),
    "host-fetched-warning": (
        [page("<script>\n  fetch(`//api.example.org/x`, {});\n</script>")],
        ["Z12.host-in-script index.html @//api"],
    ),
    # Z13
    "author's-disk-error": ([page('<img alt="" src="C:\\cours\\a.png">')], ["Z13.machine index.html @C:"]),
    "author's-file-error": ([page('<a href="file:///home/a.html">x</a>')], ["Z13.machine index.html @file:"]),
    "author's-server-error": (
        [page('<script src="http://localhost:8080/x.js"></script>')],
        ["Z13.machine index.html @http://localhost"],
    ),
    "tutorial-link-valid": ([page('<a href="http://localhost:8080/">x</a>')], []),
    "backslash-warning": ([page('<img alt="" src="media\\carte.png">')], ["Z13.backslash index.html @media\\"]),
    "link-to-the-top-warning": (
        [page('<a\n class="x" target="_top" href="index.html">x</a>')],
        ["Z13.top index.html @_top"],
    ),
    "refresh-missing-error": (
        [page('<meta http-equiv="refresh" content="0; url=absent.html">')],
        ["Z13.missing index.html @absent"],
    ),
    "import-missing-warning": (
        [script("import { a } from './media/absent.js';")],
        ["Z13.missing-in-script player.js @./media"],
    ),
    "import-case-error": ([script("import('./Player.js');")], ["Z06.reference-case player.js @./Player"]),
    "module-suffix-warning": (
        [put("x.mjs", ""), page('<script type="module" src="x.mjs"></script>')],
        ["Z13.module-suffix index.html @x.mjs"],
    ),
    # Z16
    "language-warning": ([swap("index.html", '<html lang="fr">', "<html>")], ["Z16.language index.html:2:1"]),
    "language-set-by-a-script-valid": (
        [swap("index.html", '<html lang="fr">', "<html>"), script("document.documentElement.lang = chosen;")],
        [],
    ),
    "page-that-leads-on-valid": (
        [put("index.html", '<meta http-equiv="refresh" content="0; url=cours.html">'), put("cours.html", "<p>x</p>")],
        [],
    ),
    "language-of-another-page-valid": ([put("annexe.html", "<p>x</p>")], []),
    "zoom-warning": (
        [swap("index.html", "<title>", '<meta name="viewport" content="width=device-width, user-scalable=no"><title>')],
        ["Z16.zoom index.html @width=device"],
    ),
    "zoom-to-one-warning": (
        [swap("index.html", "<title>", '<meta name="viewport" content="maximum-scale=1.0, initial-scale=1"><title>')],
        ["Z16.zoom index.html @maximum-scale"],
    ),
    "zoom-to-ten-valid": (
        [swap("index.html", "<title>", '<meta name="viewport" content="initial-scale=1, maximum-scale=10"><title>')],
        [],
    ),
    "quirks-warning": ([swap("index.html", "<!doctype html>", "")], ["Z16.quirks index.html:1:1"]),
    "wasm-streaming-warning": (
        [script("WebAssembly.instantiateStreaming(fetch(name)).then(start);")],
        ["Z13.wasm-streaming player.js @WebAssembly"],
    ),
    "wasm-with-a-way-round-valid": (
        [script("try { await WebAssembly.compileStreaming(r) } catch { WebAssembly.compile(await r.arrayBuffer()) }")],
        [],
    ),
    "service-worker-warning": (
        [script("if ('serviceWorker' in navigator) navigator.serviceWorker.register(`${base}sw.js`);")],
        ["Z13.service-worker player.js @serviceWorker.register"],
    ),
    # R12-22
    "sync-request-warning": (
        [
            script(
                "addEventListener('pagehide', () => { const x = new XMLHttpRequest(); x.open('POST', url, false); });"
            )
        ],
        ["R12-22.sync-request player.js @'POST'"],
    ),
    # R12-01
    "domain-warning": ([script("document.domain = 'example.org';")], ["R12-01.domain player.js @document.domain"]),
    "frame-warning": (
        [script("if (top != self) { top.location.href = self.location.href; }")],
        ["R12-01.frame player.js @top.location"],
    ),
}

UNJUDGED: Final = swap("imsmanifest.xml", "<adlcp:masteryscore>80</adlcp:masteryscore>", "")

SCORM12: Final[Table] = {
    "other-api-warning": (
        [swap("player.js", "window.parent.API.LMSInitialize", "window.parent.API_1484_11.Initialize")],
        ["R12-01.other-api imsmanifest.xml:21:5"],
    ),
    "no-search-warning": (
        [without("window.parent")],
        ["R12-01.no-search player.js @LMSInitialize"],
    ),
    "no-argument-warning": (
        [script("window.parent.API.LMSCommit();\ngetAPI().LMSFinish( );")],
        ["R12-02.no-argument player.js @LMSCommit();"],
    ),
    "no-status-warning": ([swap("index.html", "lesson_status", "x")], ["R12-06.no-status player.js @LMSInitialize"]),
    "no-finish-warning": ([without("LMSFinish")], ["R12-02.no-finish-in-script player.js @LMSInitialize"]),
    "no-commit-warning": ([without("LMSCommit")], ["R12-22.no-commit player.js @LMSInitialize"]),
    "element-unknown-warning": (
        [script('API.LMSSetValue("cmi.core.lesson_statu", "passed");')],
        ['R12-05.unknown-in-script player.js @"cmi.core.lesson_statu'],
    ),
    "element-of-an-example-warning": (
        [script('scorm.set("cmi.objectives.n.score.raw", 10);')],
        ['R12-05.unknown-in-script player.js @"cmi.objectives'],
    ),
    "status-of-pipwerks-warning": (
        [UNJUDGED, script('pipwerks.SCORM.status("set", "complete");')],
        ['R12-06.vocabulary-in-script player.js @"complete'],
    ),
    "element-of-2004-warning": (
        [script("API.LMSSetValue('cmi.completion_status', 'completed');")],
        ["R12-05.unknown-in-script player.js @'cmi.completion_status"],
    ),
    "element-computed-warning": (
        [script("scorm.set(`cmi.interactions.${n}.student_respons`, answer);")],
        ["R12-05.unknown-in-script player.js @`cmi.interactions"],
    ),
    "element-read-only-warning": (
        [script('doLMSSetValue("cmi.core.student_name", "x");')],
        ['R12-05.read-only-in-script player.js @"cmi.core'],
    ),
    "element-write-only-warning": (
        [script('API.LMSGetValue("cmi.interactions." + n + ".student_response");')],
        ['R12-05.write-only-in-script player.js @"cmi.interactions'],
    ),
    "other-edition-warning": (
        [script('scorm.set("cmi.score.scaled", "1");')],
        ['R12-05.other-edition player.js @"cmi.score'],
    ),
    "both-editions-valid": (
        [script('if (is2004) scorm.set("cmi.score.scaled", "1"); else scorm.set("cmi.core.score.raw", 100);')],
        [],
    ),
    "status-warning": (
        [UNJUDGED, script('API.LMSSetValue("cmi.core.lesson_status", "not attempted");')],
        ['R12-06.vocabulary-in-script player.js @"cmi'],
    ),
    "exit-normal-warning": (
        [script('pipwerks.SCORM.set("cmi.core.exit", "normal");')],
        ['R12-06.vocabulary-in-script player.js @"cmi'],
    ),
    "result-warning": (
        [script('LMSSetValue("cmi.interactions." + i + ".result", "incorrect");')],
        ['R12-06.vocabulary-in-script player.js @"cmi'],
    ),
    "score-warning": (
        [script('LMSSetValue("cmi.core.score.raw", "85%");')],
        ['R12-10.score-in-script player.js @"cmi'],
    ),
    "session-time-warning": (
        [script('LMSSetValue("cmi.core.session_time", "PT5M");')],
        ['R12-11.time-in-script player.js @"cmi'],
    ),
    "status-without-score-warning": (
        [script('LMSSetValue("cmi.core.lesson_status", "completed");')],
        ["C12-10.no-score imsmanifest.xml:16:9"],
    ),
    "state-with-accents-warning": (
        [script('LMSSetValue("cmi.suspend_data", "étape=2");')],
        ['R12-12.text-in-script player.js @"cmi'],
    ),
    "location-too-long-warning": (
        [script(f'LMSSetValue("cmi.core.lesson_location", "{"p" * 256}");')],
        ['R12-12.text-in-script player.js @"cmi'],
    ),
    "identifier-with-a-space-warning": (
        [script('LMSSetValue("cmi.interactions.0.id", "question 1");')],
        ['R12-15.identifier-in-script player.js @"cmi'],
    ),
    "response-with-accents-warning": (
        [script('LMSSetValue("cmi.interactions.0.student_response", "évêque");')],
        ['R12-19.response-in-script player.js @"cmi'],
    ),
    "identifiers-valid": (
        [
            script(
                'LMSSetValue("cmi.objectives.0.id", "but_1"); LMSSetValue("cmi.interactions.0.student_response", "a");'
            )
        ],
        [],
    ),
}

SCORM2004: Final[Table] = {
    "location-too-long-warning": (
        [script(f'SetValue("cmi.location", "{"p" * 1001}");')],
        ['R04-05.length-in-script player.js @"cmi'],
    ),
    "response-with-an-edge-warning": (
        [script('SetValue("cmi.interactions.0.learner_response", "a[,]b[,]");')],
        ['R04-10.response-in-script player.js @"cmi'],
    ),
    "identifier-with-accents-warning": (
        [script('SetValue("cmi.interactions.0.id", "étape");')],
        ['R04-11.identifier-in-script player.js @"cmi'],
    ),
    "identifiers-and-ranges-valid": (
        [
            script(
                'SetValue("cmi.interactions.0.id", "urn:cours:q-1");'
                'SetValue("cmi.interactions.0.correct_responses.0.pattern", "[:]5");'
            )
        ],
        [],
    ),
    "other-api-warning": (
        [
            swap("player.js", "window.parent.API_1484_11.Initialize", "window.parent.API.LMSInitialize"),
            without("API_1484_11"),
        ],
        ["R04-01.other-api imsmanifest.xml:41:5"],
    ),
    "no-search-warning": ([without("window.parent")], ["R04-01.no-search player.js @API_1484_11"]),
    "no-argument-warning": (
        [script("window.parent.API_1484_11.Commit();")],
        ["R04-01.no-argument player.js @Commit();"],
    ),
    "no-status-warning": (
        [swap("index.html", "completion_status", "x")],
        ["R04-02.no-status player.js @API_1484_11"],
    ),
    "no-terminate-warning": ([without("Terminate")], ["R04-01.no-terminate-in-script player.js @API_1484_11"]),
    "no-commit-warning": ([without("Commit")], ["R04-01.no-commit player.js @API_1484_11"]),
    "element-unknown-warning": (
        [script('API_1484_11.SetValue("cmi.completionstatus", "completed");')],
        ['R04-12.unknown-in-script player.js @"cmi'],
    ),
    "element-read-only-warning": (
        [script('SetValue("cmi.learner_name", "x");')],
        ['R04-12.read-only-in-script player.js @"cmi'],
    ),
    "element-write-only-warning": (
        [script('API_1484_11.GetValue("cmi.exit");')],
        ['R04-12.write-only-in-script player.js @"cmi'],
    ),
    "other-edition-warning": (
        [script('API_1484_11.SetValue("cmi.core.lesson_location", "3");')],
        ['R04-12.other-edition player.js @"cmi'],
    ),
    "status-warning": (
        [script('SetValue("cmi.success_status", "completed");')],
        ['R04-02.vocabulary-in-script player.js @"cmi'],
    ),
    "status-of-pipwerks-warning": (
        [script("scorm.status('set','passed');")],
        ["R04-02.vocabulary-in-script player.js @'passed"],
    ),
    "score-warning": ([script('SetValue("cmi.score.scaled", 85);')], ['R04-04.score-in-script player.js @"cmi']),
    "session-time-warning": (
        [script('SetValue("cmi.session_time", "00:05:00");')],
        ['R04-08.time-in-script player.js @"cmi'],
    ),
}

DEAF: Final = [swap("player.js", ", new URLSearchParams(location.search)", "")]
XAPI: Final[Table] = {
    "no-parameters-warning": (list(DEAF), ["T05.no-parameters index.html:1:1"]),
    "parameter-of-cmi5-warning": (
        [script('const id = new URLSearchParams(location.search).get("activityId");')],
        ["T05.parameter-of-cmi5 player.js @activityId"],
    ),
    "either-parameter-valid": (
        [script("const p = new URL(location).searchParams, id = p.activityId ?? p.get('activity_id');")],
        [],
    ),
    "parameter-of-a-request-valid": ([script("fetch(`${endpoint}?activityId=${id}`); a.get('activityId');")], []),
}
CMI5: Final[Table] = {
    "no-parameters-warning": (list(DEAF), ["K20.no-parameters index.html:1:1"]),
    "parameter-of-xapi-warning": (
        [script("const id = url.searchParams.get('activity_id');")],
        ["K20.parameter-of-xapi player.js @activity_id"],
    ),
}
