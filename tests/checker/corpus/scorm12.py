"""imsmanifest.xml of SCORM 1.2: what only this edition asks of it, and its run-time as far as texts show it."""

from __future__ import annotations

from typing import Final

from tests.checker.corpus.cases import Table
from tests.checker.corpus.editions import IMSMD, ITEM, SCORM_12, M
from tests.checker.packages import Edit, manifest, page, put

SCORE: Final = SCORM_12.optional
PAGE: Final = '<item identifier="I-2" identifierref="R-1"><title>T</title></item>'
METADATA: Final = f'<lom xmlns="{IMSMD}"><general><title>%s</title></general></lom>'


def in_item(xml: str) -> Edit:
    """Another ADL element in place of the mastery score, on line 16."""
    return manifest(SCORE, xml)


TABLE: Final[Table] = {
    "content-package-error": (
        [put(M, '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="A"/>')],
        [f"C12-01.not-scorm {M}:1:1"],
    ),
    "adl-namespace-error": (
        [
            manifest(f'xmlns:adlcp="{SCORM_12.adl}"', 'xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3"'),
            manifest(SCORE, ""),
        ],
        [f"C12-01.adl-namespace {M}:21:5"],
    ),
    "prefix-of-element-error": (
        [
            manifest("xmlns:adlcp", "xmlns:adl"),
            manifest("adlcp:scormtype", "adl:scormtype"),
            in_item("<adl:masteryscore>80</adl:masteryscore>"),
        ],
        [f"C12-02.prefix {M}:16:9"],
    ),
    # C12-09
    "mastery-score-before-item-error": (
        [
            manifest(ITEM, '<item identifier="I-1">'),
            manifest(SCORE, SCORE + '\n<item identifier="I-2" identifierref="R-1"><title>T</title></item>'),
        ],
        [f"C12-09.not-a-sco {M}:16:9", f"C12-09.order {M}:17:1"],
    ),
    "mastery-score-of-a-chapter-error": (
        [manifest(ITEM, '<item identifier="I-1">'), manifest(SCORE, f"{PAGE}\n{SCORE}")],
        [f"C12-09.not-a-sco {M}:17:1"],
    ),
    "prerequisites-of-a-chapter-warning": (
        [
            manifest(ITEM, '<item identifier="I-1">'),
            manifest(SCORE, f'{PAGE}\n<adlcp:prerequisites type="aicc_script">I-2</adlcp:prerequisites>'),
        ],
        [f"C12-11.used {M}:17:1"],
    ),
    "item-element-unknown-error": (
        [in_item("<adlcp:masteryScore>80</adlcp:masteryScore>")],
        [f"C12-09.unknown {M}:16:9"],
    ),
    "mastery-score-on-asset-error": (
        [*SCORM_12.second("asset"), manifest("<title>Deux</title>", f"<title>Deux</title>\n{SCORE}")],
        [f"C12-09.not-a-sco {M}:19:1"],
    ),
    # C12-10 to C12-14
    "mastery-score-error": ([manifest(">80<", ">quatre-vingt<")], [f"C12-10.not-a-number {M}:16:9"]),
    "mastery-score-comma-error": ([manifest(">80<", ">80,5<")], [f"C12-10.not-a-number {M}:16:9"]),
    "mastery-score-digits-error": ([manifest(">80<", ">٨٠<")], [f"C12-10.not-a-number {M}:16:9"]),
    "mastery-score-range-error": ([manifest(">80<", ">120<")], [f"C12-10.range {M}:16:9"]),
    "mastery-score-negative-error": ([manifest(">80<", ">-1<")], [f"C12-10.range {M}:16:9"]),
    "mastery-score-decimal-warning": ([manifest(">80<", ">66.6<")], [f"C12-10.not-an-integer {M}:16:9"]),
    "mastery-score-zero-warning": ([manifest(">80<", ">0<")], [f"C12-10.zero {M}:16:9"]),
    "mastery-score-hundred-valid": ([manifest(">80<", ">100<")], []),
    "prerequisites-type-error": (
        [in_item("<adlcp:prerequisites>I-1</adlcp:prerequisites>")],
        [f"C12-11.type {M}:16:9"],
    ),
    "prerequisites-length-error": (
        [in_item(f'<adlcp:prerequisites type="aicc_script">{"I-1&amp;" * 60}</adlcp:prerequisites>')],
        [f"C12-11.length {M}:16:9"],
    ),
    "prerequisites-unknown-error": (
        [in_item('<adlcp:prerequisites type="aicc_script">I-7</adlcp:prerequisites>')],
        [f"C12-11.unknown {M}:16:9"],
    ),
    "prerequisites-used-warning": (
        [in_item('<adlcp:prerequisites type="aicc_script">I-1="passed" | ~I-1</adlcp:prerequisites>')],
        [f"C12-11.used {M}:16:9"],
    ),
    "max-time-error": ([in_item("<adlcp:maxtimeallowed>PT30M</adlcp:maxtimeallowed>")], [f"C12-12.format {M}:16:9"]),
    "max-time-minutes-error": (
        [in_item("<adlcp:maxtimeallowed>00:61:00</adlcp:maxtimeallowed>")],
        [f"C12-12.format {M}:16:9"],
    ),
    "max-time-valid": ([in_item("<adlcp:maxtimeallowed>0001:30:00.5</adlcp:maxtimeallowed>")], []),
    "launch-data-error": (
        [in_item(f"<adlcp:datafromlms>{'x' * 256}</adlcp:datafromlms>")],
        [f"C12-14.length {M}:16:9"],
    ),
    "launch-data-valid": ([in_item(f"<adlcp:datafromlms>{'x' * 255}</adlcp:datafromlms>")], []),
    "lom-order-warning": (
        [
            *SCORM_12.with_lom,
            SCORM_12.in_metadata(
                f'<lom xmlns="{IMSMD}">\n<rights/>\n<general>'
                '<title><langstring xml:lang="fr">T</langstring></title></general></lom>'
            ),
        ],
        [f"C12-20.xsd {M} @<general"],
    ),
    "lom-language-warning": (
        [*SCORM_12.with_lom, SCORM_12.in_metadata(METADATA % "<langstring>T</langstring>")],
        [f"C12-20.language {M} @<langstring"],
    ),
    "lom-language-tag-error": (
        [*SCORM_12.with_lom, SCORM_12.in_metadata(METADATA % '<langstring xml:lang="français">T</langstring>')],
        [f"C12-20.language-tag {M} @<langstring"],
    ),
    "lom-of-no-language-valid": (
        [*SCORM_12.with_lom, SCORM_12.in_metadata(METADATA % '<langstring xml:lang="x-none">T</langstring>')],
        [],
    ),
    "lom-valid": (
        [*SCORM_12.with_lom, SCORM_12.in_metadata(METADATA % '<langstring xml:lang="fr-BE">T</langstring>')],
        [],
    ),
    "two-scos-warning": (SCORM_12.second("sco"), [f"C12-22.many {M}:12:5"]),
    # R12
    "shown-from-elsewhere-warning": (
        [put("player.js", "void 0;"), page('<iframe src="https://cours.example.fr/1.html"></iframe>')],
        [f"R12-02.elsewhere {M}:21:5"],
    ),
    "no-initialize-warning": ([put("player.js", "void 0;")], [f"R12-02.no-initialize {M}:21:5"]),
    "asset-session-warning": (
        SCORM_12.second("asset", html='<!doctype html><html lang="fr"><script>parent.API.LMSInitialize("")</script>'),
        [f'R12-24.asset-session {M} @<resource identifier="R-2"'],
    ),
}
