"""imsmanifest.xml of SCORM 2004: how the LMS walks the tree, what it shows meanwhile, and how it judges."""

from __future__ import annotations

from typing import Final

from tests.checker.corpus.cases import Table
from tests.checker.corpus.editions import SCORM_2004, M
from tests.checker.corpus.scorm2004 import HIDE, MODE, THRESHOLD, cluster
from tests.checker.packages import manifest, page, put

MAP: Final = '<imsss:mapInfo targetObjectiveID="G-1" writeSatisfiedStatus="true"/>'
PRIMARY_END: Final = "</imsss:primaryObjective>\n"
DELIVERY: Final = '<imsss:deliveryControls completionSetByContent="true" objectiveSetByContent="true"/>'
RULE: Final = (
    "<imsss:sequencingRules><imsss:preConditionRule><imsss:ruleConditions>\n"
    '<imsss:ruleCondition referencedObjective="%s" condition="satisfied"/></imsss:ruleConditions>'
    '<imsss:ruleAction action="skip"/></imsss:preConditionRule></imsss:sequencingRules>\n'
)
IN_OBJECTIVES: Final = "          <imsss:objectives>"

TABLE: Final[Table] = {
    # C04-10
    "hide-token-error": ([manifest(">previous<", ">Previous<")], [f"C04-10.token {M}:31:13"]),
    "hide-exit-warning": ([manifest(">previous<", ">suspendAll<")], [f"C04-10.trapped {M}:31:13"]),
    "hide-abandon-valid": ([manifest(">previous<", ">abandonAll<")], []),
    "hide-continue-valid": ([manifest(HIDE, f"{HIDE}<adlnav:hideLMSUI>continue</adlnav:hideLMSUI>")], []),
    "hide-previous-of-two-warning": (SCORM_2004.second("sco"), [f"C04-10.navigation {M}:31:13"]),
    # C04-11
    "sequencing-repeated-error": (
        [manifest("        <adlnav:presentation>", "<imsss:sequencing/>\n        <adlnav:presentation>")],
        [f"C04-11.sequencing-repeated {M}:29:1"],
    ),
    "template-error": (
        [
            manifest(
                f"      <imsss:sequencing>\n        {MODE}", f'      <imsss:sequencing IDRef="S-1">\n        {MODE}'
            )
        ],
        [f"C04-11.template {M}:35:7"],
    ),
    "template-valid": (
        [
            manifest(f"      <imsss:sequencing>\n        {MODE}\n", '      <imsss:sequencing IDRef="S-1">\n'),
            manifest(
                "</resources>",
                f'</resources>\n<imsss:sequencingCollection><imsss:sequencing ID="S-1">{MODE}</imsss:sequencing>'
                "</imsss:sequencingCollection>",
            ),
        ],
        [],
    ),
    "closed-error": ([manifest(MODE, '<imsss:controlMode choice="false" flow="false"/>')], [f"C04-11.closed {M}:36:9"]),
    "closed-cluster-error": (
        [cluster('<imsss:sequencing>\n<imsss:controlMode choice="false"/></imsss:sequencing>')],
        [f"C04-11.closed {M}:37:1"],
    ),
    "no-flow-warning": ([manifest(' flow="true"', "")], [f"C04-11.no-flow {M}:36:9"]),
    "no-sequencing-warning": (
        [manifest(f"      <imsss:sequencing>\n        {MODE}\n      </imsss:sequencing>\n", "")],
        [f"C04-11.no-flow {M}:15:5"],
    ),
    "primary-missing-error": (
        [
            manifest("<imsss:primaryObjective", "<imsss:objective"),
            manifest("</imsss:primaryObjective>", "</imsss:objective>"),
        ],
        [f"C04-11.primary-missing {M}:22:13"],
    ),
    "primary-repeated-error": (
        [manifest(PRIMARY_END, f'{PRIMARY_END}<imsss:primaryObjective objectiveID="P-2"/>\n')],
        [f"C04-11.primary-repeated {M}:26:1"],
    ),
    "objective-id-missing-error": ([manifest(' objectiveID="P-1"', "")], [f"C04-11.objective-id-missing {M}:22:13"]),
    "objective-without-id-error": (
        [manifest(PRIMARY_END, f"{PRIMARY_END}<imsss:objective/>\n")],
        [f"C04-11.objective-id-missing {M}:26:1"],
    ),
    "objective-duplicate-error": (
        [manifest(PRIMARY_END, f'{PRIMARY_END}<imsss:objective objectiveID="P-1"/>\n')],
        [f"C04-11.objective-duplicate {M}:26:1"],
    ),
    "measure-error": ([manifest(">0.8<", ">80<")], [f"C04-11.measure {M}:23:15"]),
    "measure-comma-error": ([manifest(">0.8<", ">0,8<")], [f"C04-11.measure {M}:23:15"]),
    "measure-negative-valid": ([manifest(">0.8<", ">-0.5<")], []),
    "measure-unused-warning": ([manifest(' satisfiedByMeasure="true"', "")], [f"C04-11.measure-unused {M}:23:15"]),
    "many-readers-error": (
        [manifest(MAP, f'{MAP}\n<imsss:mapInfo targetObjectiveID="G-2" readNormalizedMeasure="false"/>')],
        [f"C04-11.many-readers {M}:25:1"],
    ),
    "one-reader-valid": (
        [
            manifest(
                MAP,
                f'{MAP}<imsss:mapInfo targetObjectiveID="G-2" readSatisfiedStatus="false" readNormalizedMeasure="false"'
                ' writeSatisfiedStatus="true"/>',
            )
        ],
        [],
    ),
    "many-writers-error": (
        [manifest(PRIMARY_END, f'{PRIMARY_END}<imsss:objective objectiveID="P-2">\n{MAP}</imsss:objective>\n')],
        [f"C04-11.many-writers {M}:27:1"],
    ),
    "rule-objective-error": (
        [manifest(IN_OBJECTIVES, RULE % "P-9" + IN_OBJECTIVES)],
        [f"C04-11.rule-objective {M}:22:1"],
    ),
    "rule-objective-valid": ([manifest(IN_OBJECTIVES, RULE % "P-1" + IN_OBJECTIVES)], []),
    "rule-objective-of-template-error": (
        [
            manifest(
                "</resources>",
                '</resources>\n<imsss:sequencingCollection><imsss:sequencing ID="S-1">'
                + RULE % "P-9"
                + "<imsss:objectives><imsss:primaryObjective/></imsss:objectives></imsss:sequencing>"
                "</imsss:sequencingCollection>",
            )
        ],
        [f"C04-11.rule-objective {M}:49:1"],
    ),
    "set-by-content-warning": ([manifest(DELIVERY, "")], [f"C04-11.set-by-content {M}:17:7"]),
    # C04-12
    "objectives-warning": ([manifest(' adlseq:objectivesGlobalToSystem="false"', "")], [f"C04-12.objectives {M}:15:5"]),
    "objectives-unshared-valid": (
        [manifest(' adlseq:objectivesGlobalToSystem="false"', ""), manifest(MAP, "")],
        [],
    ),
    "data-warning": (
        [manifest(THRESHOLD, '<adlcp:data><adlcp:map targetID="D"/></adlcp:data>')],
        [f"C04-12.data {M}:15:5"],
    ),
    # R04-01
    "shown-from-elsewhere-warning": (
        [put("player.js", "void 0;"), page('<iframe src="https://cours.example.fr/1.html"></iframe>')],
        [f"R04-01.elsewhere {M}:41:5"],
    ),
    "no-api-warning": ([put("player.js", "void 0;")], [f"R04-01.no-api {M}:41:5"]),
}
