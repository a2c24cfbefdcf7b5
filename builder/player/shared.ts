/**
 * What the chunks of the activity kinds take from the core instead of carrying a copy each; part of the core.
 *
 * The build hook leaves imports of these modules to `require`, which finds them here by name.
 */
import * as activity from "./activity";
import * as course from "./course";
import * as dom from "./dom";
import * as question from "./question";
import { registry } from "./registry";

Object.assign(registry().shared, { activity, course, dom, question });
