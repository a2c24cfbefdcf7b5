/**
 * What the chunks of the activity kinds and of the parts take from the core instead of carrying a copy each; part of the
 * core.
 *
 * The build hook leaves imports of these modules to `require`, which finds them here by name. A name that a kind
 * imports must stand here, which no compiler sees; tests/test_project.py does.
 */
import { kindOf, register } from "./activity";
import { plural } from "./course";
import { $, $$, append, focus, h, icon, svg } from "./dom";
import { registerPart } from "./part";
import { check, chosen, complain, drawChoices, explain, isIn, maskOf, mountAsking, settle, uncheck } from "./question";
import { registry } from "./registry";
import { createStepper } from "./stepper";

Object.assign(registry().shared, {
  activity: { kindOf, register },
  course: { plural },
  dom: { $, $$, append, focus, h, icon, svg },
  part: { registerPart },
  question: { check, chosen, complain, drawChoices, explain, isIn, maskOf, mountAsking, settle, uncheck },
  stepper: { createStepper },
});
