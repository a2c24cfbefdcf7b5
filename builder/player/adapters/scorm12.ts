/** SCORM 1.2: the `API` object of the frames around us. Rules R12-xx are those of the checker's explanations. */
import { registry } from "../registry";
import { atLeast, type AnsweredInteraction, type Host, type Opened, type Outcome, type Session, type Snapshot } from "../session";
import { statusIn } from "../state";

type Call = "LMSInitialize" | "LMSFinish" | "LMSGetValue" | "LMSSetValue" | "LMSCommit" | "LMSGetLastError" | "LMSGetErrorString";
type Api = { [name in Call]?: (...parameters: string[]) => unknown };
type Field = readonly [name: string, value: string];

/** Open edX gives its API to the page only when its own is ready. */
const PATIENCE = 3_000;
const POLL = 100;
/** Not supported, read or write only, wrong value: asking again with the same value is useless (R12-21). */
const FINAL = /^40[1-5]$/;
const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

export function create(host: Host): Session {
  const { window, course } = host;
  let api: Api = {};
  let live = false;
  let writable = false;
  let best: Snapshot["status"] = "incomplete";
  /** Index of the next interaction; null where the LMS takes none. */
  let journal: number | null = null;
  const waiting: Field[][] = [];
  let problem = "";
  const accepted = new Map<string, string>();
  const refused = new Map<string, string>();

  /** The LMS's answer as a string; undefined when the call threw. LMSs answer booleans, null and nothing, too. */
  const call = (name: Call, ...parameters: string[]): string | undefined => {
    try {
      const answer = (api[name] as NonNullable<Api[Call]>)(...parameters);
      return answer === undefined || answer === null ? "" : String(answer);
    } catch {
      return undefined;
    }
  };
  const complain = (what: string, answer: string | undefined): string => {
    const code = (answer !== undefined && call("LMSGetLastError")) || "";
    const text = (code && call("LMSGetErrorString", code)) || "";
    problem = `RUN-001 ${what}: ${answer === undefined ? "exception" : `${code || `"${answer}"`} ${text}`}`.trim();
    host.report(problem);
    return code;
  };
  const act = (name: Call, ...parameters: string[]): boolean => {
    const answer = call(name, ...parameters);
    if (answer !== "true") complain(name, answer);
    return answer === "true";
  };
  const get = (element: string): string => call("LMSGetValue", element) ?? "";
  const has = (children: string, child: string): boolean => children.split(",").some((name) => name.trim() === child);

  const set = (element: string, value: string): "done" | "refused" | "failed" => {
    if (accepted.get(element) === value) return "done";
    if (refused.get(element) === value) return "refused";
    const answer = call("LMSSetValue", element, value);
    if (answer === "true") {
      accepted.set(element, value);
      return "done";
    }
    if (!FINAL.test(complain(`LMSSetValue ${element}`, answer))) return "failed";
    refused.set(element, value);
    return "refused";
  };

  /** By the count (R12-16); where the LMS has none, as Open edX, by the ids that it gives back. */
  const nextInteraction = (): number => {
    const count = get("cmi.interactions._count");
    let next = Number(count) || 0;
    if (count === "") while (next < 1000 && get(`cmi.interactions.${next}.id`)) next += 1;
    return next;
  };

  /** Interactions in the order they were answered; one that fails waits with those behind it, as indices have no gaps (R12-16). */
  const tellInteractions = (): boolean => {
    for (let fields = waiting[0]; journal !== null && fields; fields = waiting[0]) {
      for (let field = fields[0]; field; field = fields[0]) {
        const result = set(`cmi.interactions.${journal}.${field[0]}`, field[1]);
        if (result === "failed") return false;
        fields.shift();
        if (result === "refused" && field[0] === "id") {
          journal -= 1;
          break;
        }
      }
      journal += 1;
      waiting.shift();
    }
    return true;
  };

  const write = (snapshot: Snapshot): Outcome => {
    if (!live || !writable) return { ok: true };
    problem = "";
    best = atLeast(best, snapshot.status);
    const done = best === "completed" || best === "passed";
    const results = [set("cmi.suspend_data", snapshot.state), set("cmi.core.lesson_location", snapshot.location)];
    const told = tellInteractions();
    // A partial score would meet the mastery score and fail the learner; the score comes before the status (R12-10).
    if (snapshot.score !== null) results.push(set("cmi.core.score.raw", decimal(snapshot.score)));
    results.push(set("cmi.core.lesson_status", best), set("cmi.core.exit", done ? "" : "suspend"));
    set("cmi.core.session_time", timespan(snapshot.seconds));
    const ok = act("LMSCommit", "") && told && results.every((result) => result === "done");
    return ok ? { ok } : { ok, message: problem || "RUN-001 LMSSetValue" };
  };

  const initialize = (): boolean => {
    const answer = call("LMSInitialize", "");
    if (answer === "true") return true;
    complain("LMSInitialize", answer);
    // Moodle throws while it loads an attempt with old interactions, yet the session stands.
    return answer === undefined && get("cmi.core.lesson_status") !== "";
  };

  return {
    name: "scorm12",
    limits: { state: 4096, location: 255 },

    async open(): Promise<Opened | null> {
      const found = await find(window);
      if (!found) return null;
      api = found;
      const nothing: Opened = { recorded: false, writable: true, state: "", location: "", status: best, learner: "" };
      if (!initialize()) return nothing;
      const state = call("LMSGetValue", "cmi.suspend_data");
      if (state === undefined || (state === "" && call("LMSGetLastError") === "101")) {
        // Starting afresh here would write over what the learner did before.
        complain("LMSGetValue cmi.suspend_data", state);
        return nothing;
      }
      live = true;
      // A missing or unknown mode is normal (R12-05). In review and browse, what is written replaces the grade in Moodle.
      writable = !/^(review|browse)$/.test(get("cmi.core.lesson_mode"));
      const location = get("cmi.core.lesson_location");
      best = atLeast(statusIn(course.scope, state), get("cmi.core.lesson_status"));
      const preferences = get("cmi.student_preference._children");
      const language = has(preferences, "language") ? get("cmi.student_preference.language") : "";
      const captions = has(preferences, "text") ? get("cmi.student_preference.text") : "";
      let outcome: Outcome = { ok: true };
      if (writable) {
        accepted.set("cmi.suspend_data", state).set("cmi.core.lesson_location", location);
        const scores = get("cmi.core.score._children");
        // Open edX answers "" to what it was never told, and takes interactions all the same: only an error says no (R12-05).
        if (get("cmi.interactions._children") || call("LMSGetLastError") === "0") journal = nextInteraction();
        // Unset, the LMS takes the course for completed (R12-07); without suspend, a killed tab starts again (R12-08).
        set("cmi.core.lesson_status", best);
        set("cmi.core.exit", best === "completed" || best === "passed" ? "" : "suspend");
        if (has(scores, "min")) set("cmi.core.score.min", "0");
        if (has(scores, "max")) set("cmi.core.score.max", "100");
        if (!act("LMSCommit", "")) outcome = { ok: false, message: problem };
      }
      return {
        recorded: true,
        writable,
        outcome,
        state,
        location,
        status: best,
        learner: "",
        ...(language && { language }),
        ...(/^-?1$/.test(captions) && { preferences: { captions: captions === "1" } }),
      };
    },

    save: (snapshot) => Promise.resolve(write(snapshot)),

    answer(interaction, snapshot) {
      if (journal !== null) waiting.push(fieldsOf(interaction));
      return Promise.resolve(write(snapshot));
    },

    close(snapshot) {
      if (!live) return;
      write(snapshot);
      act("LMSFinish", "");
      live = false;
    },
  };
}

/** Up the parents, then up from the opener; any frame on the way may be another origin's and throw (R12-01). */
function search(start: Window | null): Api | null {
  let frame = start;
  for (let level = 0; frame && level < 500; level += 1) {
    try {
      const api = (frame as Window & { API?: Api }).API;
      if (api && typeof api.LMSInitialize === "function") return api;
    } catch {
      // Another origin's frame; ours may be above it.
    }
    const parent: Window | null = frame.parent;
    frame = parent === frame ? null : parent;
  }
  return null;
}

function opener(of: () => Window | null): Window | null {
  try {
    return of()?.opener ?? null;
  } catch {
    return null;
  }
}

async function find(window: Window): Promise<Api | null> {
  const openers = () => [opener(() => window), opener(() => window.top)];
  // Nothing around the page: no LMS will come.
  const alone = window.parent === window && !openers().some(Boolean);
  for (let waited = 0; ; waited += POLL) {
    for (const start of [window, ...openers()]) {
      const api = search(start);
      if (api) return api;
    }
    if (alone || waited >= PATIENCE) return null;
    await new Promise((resolve) => window.setTimeout(resolve, POLL));
  }
}

/** R12-17 to R12-19: `id` and `type` first, single characters for choices, "wrong" and not "incorrect". */
function fieldsOf(interaction: AnsweredInteraction): Field[] {
  const choices = (interaction.choices ?? []).map((choice) => choice.id);
  const plain = choices.every((id) => /^[0-9a-z]$/.test(id));
  const letter = (id: string): string => (plain ? id : (LETTERS[choices.indexOf(id)] ?? ""));
  const { response, correct } = interaction;
  const answer =
    typeof response === "boolean" ? (response ? "t" : "f")
    : typeof response === "number" ? decimal(response)
    : response.map(letter).sort().join(",");
  const right =
    interaction.type === "true-false" ? correct.map((word) => word[0] as string)
    : interaction.type === "choice" ? correct.map(letter).sort()
    : correct;
  const pattern = right.length > 1 ? `{${right.join(",")}}` : right[0];
  return [
    ["id", interaction.id],
    ["type", interaction.type],
    ["time", clock(interaction.time)],
    ...(pattern ? [["correct_responses.0.pattern", pattern] as const] : []),
    ["student_response", answer],
    ["result", interaction.result],
    ["weighting", decimal(interaction.weight)],
    ["latency", timespan(interaction.latency)],
  ];
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** CMIDecimal: a point, no exponent. */
function decimal(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Always two decimals: Moodle reads ".5" as 5 hundredths (R12-11). */
function timespan(seconds: number): string {
  const hundredths = Math.min(Math.max(Math.round(seconds * 100), 0), 9999 * 360_000);
  const whole = Math.floor(hundredths / 100);
  return `${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}.${two(hundredths % 100)}`;
}

function clock(time: Date): string {
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(":");
}

registry().adapters.scorm12 = create;
