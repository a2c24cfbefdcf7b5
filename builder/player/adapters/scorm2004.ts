/** SCORM 2004, 4th edition: completion and success apart, longer and stricter values. Rules R04-xx. */
import { registry } from "../registry";
import { cut, patterns, responseText } from "../responses";
import { createScorm, decimal, naming, numberIn, type Edition, type Field, type Standing } from "../scorm";
import type { AnsweredInteraction, Host, Session, Status } from "../session";

/** What a description holds at least in any LMS (R04-05); scorm-again refuses longer ones. */
const DESCRIPTION = 250;

const EDITION: Edition = {
  name: "scorm2004",
  object: "API_1484_11",
  calls: {
    initialize: "Initialize",
    terminate: "Terminate",
    get: "GetValue",
    set: "SetValue",
    commit: "Commit",
    lastError: "GetLastError",
    errorString: "GetErrorString",
  },
  limits: { state: 64_000, location: 1_000 },
  elements: {
    state: "cmi.suspend_data",
    location: "cmi.location",
    status: "cmi.completion_status",
    mode: "cmi.mode",
    learner: "cmi.learner_id",
    name: "cmi.learner_name",
    time: "cmi.session_time",
    captions: "cmi.learner_preference.audio_captioning",
  },
  errors: {
    final: /^40[1-8]$/,
    gone: /^1[234][23]$/,
    // Some LMSs answer 301, instead of 403, to what was never set; on a first visit there is nothing to lose.
    unread: (code, lms) => /^1\d\d$/.test(code) || (code === "301" && lms.get("cmi.entry") !== "ab-initio"),
  },
  savesAtEnd: true,

  standing(lms) {
    const completion = lms.get("cmi.completion_status");
    const success = lms.get("cmi.success_status");
    const score = numberIn(lms.get("cmi.score.scaled"), -1, 1);
    const passMark = numberIn(lms.get("cmi.scaled_passing_score"), -1, 1);
    const isCompleted = completion === "completed";
    return {
      status: success === "passed" ? "passed" : success === "failed" ? "failed" : isCompleted ? "completed" : "incomplete",
      score: score === null ? null : percent(score),
      passMark: passMark === null ? null : percent(passMark),
      threshold: numberIn(lms.get("cmi.completion_threshold"), 0.01, 1),
    };
  },

  preferences: (lms) => ({
    language: lms.get("cmi.learner_preference.language"),
    captions: lms.get("cmi.learner_preference.audio_captioning"),
  }),

  opening: (_lms, standing) => [
    ...standingFields(standing),
    // "normal" would end the attempt: whoever comes back to a finished course would find it empty, and finish it anew at
    // nought in the eyes of the LMS (R04-06). Nor may a killed tab lose anything, so it is said before all else.
    ["cmi.exit", "suspend"],
    ["cmi.score.min", "0", "may"],
    ["cmi.score.max", "100", "may"],
  ],

  saving: (snapshot, standing) => [
    ["cmi.suspend_data", snapshot.state],
    ["cmi.location", snapshot.location, "later"],
    // An LMS with a threshold of its own completes by this (R04-02): what is completed counts as all of it.
    ["cmi.progress_measure", decimal(standing.status === "incomplete" ? snapshot.progress : 1, 4), "later"],
    ...(snapshot.score !== null && standing.score !== null
      ? ([
          ["cmi.score.scaled", decimal(standing.score / 100, 4)],
          ["cmi.score.raw", decimal(standing.score), "later"],
        ] as const)
      : []),
    ...standingFields(standing),
    ["cmi.exit", "suspend"],
  ],

  // Closed by its button, the course asks to be put away, or a frame stays on it for good; closed by the LMS or with the
  // window, it would take the learner out of the course who only went to its next lesson (R04-07).
  closing: (leaving) => (leaving ? [["adl.nav.request", "suspendAll", "may"]] : []),

  time: duration,
  interaction,
};

/** Success is unknown until somebody judges it: unsaid, as that is what it is for the LMS. */
function standingFields({ status }: Standing): Field[] {
  const success: Status | null = status === "passed" || status === "failed" ? status : null;
  return [
    ["cmi.completion_status", status === "incomplete" ? "incomplete" : "completed"],
    ...(success ? [["cmi.success_status", success] as const] : []),
  ];
}

/** R04-09 and R04-10: `id` and `type` first, "[,]" between choices, "incorrect" and not "wrong". */
function interaction(answered: AnsweredInteraction): Field[] {
  const name = naming(answered, /^[A-Za-z0-9_-]{1,250}$/);
  const shown = !answered.isFollowed && cut(answered.description.replace(/\s+/g, " ").trim(), DESCRIPTION);
  return [
    ["id", answered.iri],
    ["type", answered.type],
    // The time zone comes only after a fraction of the second, and that has two digits (R04-08, RTE 4.1.1.7); Moodle refuses others.
    ["timestamp", `${answered.time.toISOString().slice(0, 22)}Z`],
    ...patterns(answered, name).map((pattern, index): Field => [`correct_responses.${index}.pattern`, pattern]),
    // Most questions weigh 1, and a call each time would say nothing.
    ...(answered.weight === 1 || answered.isFollowed ? [] : [["weighting", decimal(answered.weight)] as const]),
    ["learner_response", responseText(answered, name)],
    ["result", answered.result === "wrong" ? "incorrect" : answered.result],
    ...(answered.isFollowed ? [] : [["latency", duration(answered.latency)] as const]),
    ...(shown ? [["description", shown] as const] : []),
  ];
}

/** ISO 8601 with hours, minutes and seconds to hundredths (R04-08). */
function duration(seconds: number): string {
  const hundredths = Math.max(Math.round(seconds * 100), 0);
  const hours = Math.floor(hundredths / 360_000);
  const minutes = Math.floor(hundredths / 6_000) % 60;
  const rest = (hundredths % 6_000) / 100;
  const parts = [hours && `${hours}H`, minutes && `${minutes}M`, (rest || !(hours || minutes)) && `${rest}S`];
  return `PT${parts.filter(Boolean).join("")}`;
}

function percent(scaled: number): number {
  return Math.round(scaled * 10_000) / 100;
}

export const create = (host: Host): Session => createScorm(host, EDITION);

registry().adapters.scorm2004 = create;
