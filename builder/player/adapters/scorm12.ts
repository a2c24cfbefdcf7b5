/** SCORM 1.2: one status for two things, single characters for choices. Rules R12-xx are those of the checker's explanations. */
import { registry } from "../registry";
import { createScorm, decimal, naming, numberIn, type Edition, type Field } from "../scorm";
import { atLeast, type AnsweredInteraction, type Host, type Session, type Status } from "../session";

const EDITION: Edition = {
  name: "scorm12",
  object: "API",
  calls: {
    initialize: "LMSInitialize",
    terminate: "LMSFinish",
    get: "LMSGetValue",
    set: "LMSSetValue",
    commit: "LMSCommit",
    lastError: "LMSGetLastError",
    errorString: "LMSGetErrorString",
  },
  limits: { state: 4096, location: 255 },
  elements: {
    state: "cmi.suspend_data",
    location: "cmi.core.lesson_location",
    status: "cmi.core.lesson_status",
    mode: "cmi.core.lesson_mode",
    learner: "cmi.core.student_id",
    name: "cmi.core.student_name",
    time: "cmi.core.session_time",
    captions: "cmi.student_preference.text",
  },
  errors: { final: /^40[1-5]$/, gone: /^301$/, unread: (code) => /^(101|301)$/.test(code) },
  savesAtEnd: false,

  standing(lms) {
    const marks = lms.children("cmi.student_data").includes("mastery_score") ? lms.get("cmi.student_data.mastery_score") : "";
    return {
      status: atLeast("incomplete", lms.get("cmi.core.lesson_status")),
      score: numberIn(lms.get("cmi.core.score.raw"), 0, 100),
      passMark: numberIn(marks, 0, 100),
      threshold: null,
    };
  },

  preferences(lms) {
    const kept = lms.children("cmi.student_preference");
    return {
      language: kept.includes("language") ? lms.get("cmi.student_preference.language") : "",
      captions: kept.includes("text") ? lms.get("cmi.student_preference.text") : null,
    };
  },

  opening(lms, { status }) {
    const scores = lms.children("cmi.core.score");
    return [
      // Unset, the LMS takes the course for completed (R12-07); without suspend, a killed tab starts again (R12-08).
      ...standingFields(status),
      ...(scores.includes("min") ? [["cmi.core.score.min", "0", "may"] as const] : []),
      ...(scores.includes("max") ? [["cmi.core.score.max", "100", "may"] as const] : []),
    ];
  },

  saving: (snapshot, { score, status }) => [
    ["cmi.suspend_data", snapshot.state],
    ["cmi.core.lesson_location", snapshot.location, "later"],
    // A partial score would meet the mastery score and fail the learner (R12-10).
    ...(snapshot.score !== null && score !== null ? [["cmi.core.score.raw", decimal(score)] as const] : []),
    ...standingFields(status),
  ],

  closing: () => [],

  /** Always two decimals: Moodle reads ".5" as 5 hundredths (R12-11). */
  time(seconds) {
    const hundredths = Math.min(Math.max(Math.round(seconds * 100), 0), 9999 * 360_000);
    const whole = Math.floor(hundredths / 100);
    return `${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}.${two(hundredths % 100)}`;
  },

  interaction,
};

/** The attempt goes on until the course is done; then nothing stands in the way of a new one. */
function standingFields(status: Status): Field[] {
  const isDone = status === "completed" || status === "passed";
  return [
    ["cmi.core.lesson_status", status],
    ["cmi.core.exit", isDone ? "" : "suspend"],
  ];
}

/** R12-17 to R12-19: `id` and `type` first, single characters for choices, "wrong" and not "incorrect". */
function interaction(answered: AnsweredInteraction): Field[] {
  const { type, response, correct } = answered;
  const letter = naming(answered, /^[0-9a-z]$/);
  const letters = (ids: readonly string[]): string[] => {
    const named = ids.map((id) => id.split(".").map(letter).join("."));
    return type === "sequencing" ? named : named.sort();
  };
  const answer =
    typeof response === "boolean" ? (response ? "t" : "f")
    : typeof response === "number" ? decimal(response)
    : typeof response === "string" ? plain(response)
    : letters(response).join(",");
  return [
    ["id", answered.id],
    // Long words are words.
    ["type", type === "long-fill-in" ? "fill-in" : type],
    ["time", [answered.time.getHours(), answered.time.getMinutes(), answered.time.getSeconds()].map(two).join(":")],
    ...rightPatterns().map((pattern, index): Field => [`correct_responses.${index}.pattern`, pattern]),
    ["student_response", answer],
    ["result", answered.result],
    ["weighting", decimal(answered.weight)],
    ...(answered.isFollowed ? [] : [["latency", EDITION.time(answered.latency)] as const]),
  ];

  function rightPatterns(): string[] {
    if (!correct.length) return [];
    if (type === "true-false") return correct.map((word) => word[0] as string);
    // One number stands here or none: a range cannot be said.
    if (type === "numeric") return correct[0] === correct[1] ? correct.slice(0, 1) : [];
    if (type === "fill-in") return correct.map(plain);
    const right = letters(correct).join(",");
    return [type !== "sequencing" && correct.length > 1 ? `{${right}}` : right];
  }
}

/** Words as every LMS takes them: no accent, no sign beyond ASCII, 255 characters. */
function plain(text: string): string {
  const bare = text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[‘’]/g, "'").replace(/œ/g, "oe").replace(/\s+/g, " ");
  return bare.replace(/[^ -~]/g, "?").slice(0, 255);
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

export const create = (host: Host): Session => createScorm(host, EDITION);

registry().adapters.scorm12 = create;
