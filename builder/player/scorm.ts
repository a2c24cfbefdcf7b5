/**
 * What the two editions of SCORM share: finding the LMS's object, talking to it without trusting it, and the session
 * around it. What differs is an `Edition`: names and codes in a table, and the rules as functions.
 */
import { atLeast, type AnsweredInteraction, type Host, type Opened, type Outcome, type Session, type Snapshot, type Status } from "./session";
import { statusIn } from "./state";

export type Verb = "initialize" | "terminate" | "get" | "set" | "commit" | "lastError" | "errorString";

/**
 * An element and its value. `may`: the LMS can do without it, so a refusal is said and nothing more. `later`: the same, and
 * it is left to the next save where an answer has enough to say.
 */
export type Field = readonly [element: string, value: string, rank?: "may" | "later"];

/** What is known of the learner's standing; it only rises. */
export interface Standing {
  status: Status;
  /** 0 to 100, as the LMS holds it or as it was last told. */
  score: number | null;
  /** 0 to 100: the LMS's own mark, by which it judges. */
  readonly passMark: number | null;
  /** 0 to 1: the progress at which the LMS itself completes. */
  readonly threshold: number | null;
}

export interface Edition {
  readonly name: string;
  /** What the LMS calls the object in a frame of its own. */
  readonly object: "API" | "API_1484_11";
  readonly calls: Readonly<Record<Verb, string>>;
  readonly limits: { readonly state: number; readonly location: number };
  readonly elements: Readonly<Record<"state" | "location" | "status" | "mode" | "learner" | "name" | "time" | "captions", string>>;
  /** Error codes. */
  readonly errors: {
    /** Not supported, read or write only, wrong value: the same again is useless (R12-21, R04-12). */
    readonly final: RegExp;
    /** The LMS knows of no session, or no longer. */
    readonly gone: RegExp;
    /** The value could not be read, which is not the same as being empty. */
    unread(code: string, lms: Lms): boolean;
  };
  /** Does the last call save what was set? Then nothing else needs to on the way out (R04-13). */
  readonly savesAtEnd: boolean;
  /** What the LMS holds of the learner at launch. */
  standing(lms: Lms): Standing;
  /** Captions are null where the LMS does not keep that setting. */
  preferences(lms: Lms): { language: string; captions: string | null };
  /** Said once, right after the launch. */
  opening(lms: Lms, standing: Standing): Field[];
  /** Said at each save; the score before the status (R12-10). */
  saving(snapshot: Snapshot, standing: Standing): Field[];
  /** Said last of all. */
  closing(leaving: boolean): Field[];
  time(seconds: number): string;
  /** Names below `cmi.interactions.n`, in the order to be set; `id` comes first. */
  interaction(interaction: AnsweredInteraction): Field[];
}

/** What an edition may ask of the LMS. */
export interface Lms {
  get(element: string): string;
  /** Names in *group*: asking for what an optional group lacks is an error (R12-05). */
  children(group: string): string[];
}

/** Open edX gives its API to the page only when its own is ready. */
const PATIENCE = 3_000;
const POLL = 100;
/**
 * Where every LMS says something and this one nothing, it may yet: a proxy for other origins (scorm-again's) answers "" until
 * its LMS has answered it. Milliseconds, one after the other.
 */
const WARMING = [50, 100, 200, 400];
/** Calls that an answer may cost, as the learner waits for them; some LMSs take a tenth of a second each. */
const DEAR = 15;
/** An interaction that an LMS fails to take so often, while it takes the rest, is given up: others wait behind it. */
const TRIES = 4;
/** An LMS need hold no more interactions (R04-05), and says by this code that it does not; what is behind is in the state. */
const MOST = 250;
const FULL = "351";
/** LMSs answer booleans and numbers, too. */
const TRUE = /^(true|1)$/i;

type Api = Record<string, ((...parameters: string[]) => unknown) | undefined>;
type Result = "done" | "refused" | "failed";

export function createScorm(host: Host, edition: Edition): Session {
  const { window, course } = host;
  const { calls, elements, errors } = edition;
  let api: Api = {};
  let live = false;
  let writable = false;
  /** The LMS said that it knows of no session. */
  let lost = false;
  let standing: Standing = { status: "incomplete", score: null, passMark: null, threshold: null };
  let problem = "";
  /** A setting that the learner changed, for the next save. */
  let wish: Field | null = null;
  let keepsCaptions = false;

  /** The LMS's answer as a string; undefined when the call threw. */
  const call = (verb: Verb, ...parameters: string[]): string | undefined => {
    try {
      const answer = (api[calls[verb]] as (...all: string[]) => unknown)(...parameters);
      return answer === undefined || answer === null ? "" : String(answer);
    } catch {
      return undefined;
    }
  };
  const complain = (what: string, answer: string | undefined): string => {
    const code = (answer !== undefined && call("lastError")) || "";
    const text = (code && call("errorString", code)) || "";
    const message = `RUN-001 ${what}: ${answer === undefined ? "exception" : `${code || `"${answer}"`} ${text}`}`.trim();
    host.report(message);
    // The first to fail says most; what fails behind it often fails by it.
    problem = problem || message;
    if (errors.gone.test(code)) lost = true;
    return code;
  };
  const act = (verb: Verb): boolean => {
    const answer = call(verb, "");
    if (TRUE.test(answer || "")) return true;
    complain(calls[verb], answer);
    return false;
  };
  const get = (element: string): string => call("get", element) || "";
  const lms: Lms = {
    get,
    children: (group) =>
      get(`${group}._children`)
        .split(",")
        .map((name) => name.trim()),
  };

  const accepted = new Map<string, string>();
  const refused = new Map<string, string>();
  /** Accepted since the last commit. */
  const fresh = new Set<string>();
  const isSaid = ([element, value]: Field): boolean => accepted.get(element) === value || refused.get(element) === value;

  const set = ([element, value]: Field): Result => {
    if (accepted.get(element) === value) return "done";
    if (refused.get(element) === value) return "refused";
    // After the first of them, every further call would only fail like it.
    if (lost) return "failed";
    const answer = call("set", element, value);
    if (TRUE.test(answer || "")) {
      accepted.set(element, value);
      fresh.add(element);
      return "done";
    }
    if (!errors.final.test(complain(`${calls.set} ${element}`, answer))) return "failed";
    refused.set(element, value);
    return "refused";
  };
  /** Elements of little weight that failed, and how often: they are tried again, but not for ever. */
  const missed = new Map<string, number>();
  /** Was everything taken that matters? */
  const setAll = (fields: readonly Field[]): boolean => {
    let ok = true;
    for (const field of fields) {
      const [element, , rank] = field;
      const result = set(field);
      if (rank === undefined) ok = ok && result === "done";
      else if (result === "failed") missed.set(element, (missed.get(element) || 0) + 1);
    }
    return ok;
  };
  const commit = (): boolean => {
    const ok = !lost && act("commit");
    // What was taken before a commit that failed may be gone with it.
    if (ok) journal.settle();
    else for (const element of fresh) accepted.delete(element);
    fresh.clear();
    return ok;
  };
  const journal = createJournal({
    get,
    set,
    isTaking() {
      // Open edX answers "" to what it was never told, and takes interactions all the same: only an error says no (R12-05).
      if (get(`${INTERACTIONS}._children`) !== "") return true;
      const code = call("lastError") || "";
      if (!errors.gone.test(code)) return code === "0";
      lost = true;
      return null;
    },
    isFull: () => call("lastError") === FULL,
    giveUp(index) {
      host.report(`RUN-001 ${INTERACTIONS}.${index}: given up`);
    },
  });

  /** Opens the session again that the LMS lost; it may have kept nothing of what was said since the last commit. */
  const reconnect = (): boolean => {
    if (!lost) return true;
    lost = false;
    problem = "";
    if (!act("initialize")) return false;
    accepted.clear();
    refused.clear();
    const { status, score } = edition.standing(lms);
    standing.status = atLeast(standing.status, status);
    if (score !== null) standing.score = Math.max(score, standing.score || 0);
    journal.reopen();
    setAll(edition.opening(lms, standing));
    return !lost;
  };

  const judge = ({ score, status, progress }: Snapshot): void => {
    const { passMark, threshold } = standing;
    let verdict = status;
    if (score !== null) {
      standing.score = Math.max(score, standing.score || 0);
      if (passMark !== null) verdict = standing.score >= passMark ? "passed" : "failed";
    }
    standing.status = atLeast(standing.status, verdict);
    if (standing.status === "incomplete" && threshold !== null && progress >= threshold) standing.status = "completed";
  };

  /** Says everything that *snapshot* changes; *dear*: in few calls, and what is left out is said by the next save. */
  const say = (snapshot: Snapshot, more: readonly Field[], dear: boolean): { ok: boolean; left: boolean } => {
    judge(snapshot);
    const all = [...edition.saving(snapshot, standing), [elements.time, edition.time(snapshot.seconds), "later"] as const];
    const asked = [...all, ...(wish ? [wish] : []), ...more].filter((field) => !isSaid(field));
    const over = dear ? asked.length + journal.length + 1 - DEAR : 0;
    const late = over > 0 ? asked.filter(([, , rank]) => rank === "later").slice(-over) : [];
    const due = asked.filter((field) => !late.includes(field));
    const [first, ...rest] = due;
    // The state comes first: of all that may be cut short, it is what must not be.
    const ok = [first ? setAll([first]) : true, journal.tell(), setAll(rest)].every(Boolean);
    const isMissing = due.some((field) => !isSaid(field) && (missed.get(field[0]) || 0) < TRIES);
    // What was refused for good before is still not kept, whatever else is.
    const isRefused = all.some(([element, value, rank]) => rank === undefined && refused.get(element) === value);
    return { ok: ok && !isRefused, left: late.length > 0 || isMissing };
  };
  const write = (snapshot: Snapshot, dear: boolean): Outcome => {
    if (!live || !writable) return { ok: true };
    problem = "";
    let { ok, left } = say(snapshot, [], dear);
    ok = commit() && ok;
    if (lost && reconnect()) {
      ({ ok, left } = say(snapshot, [], false));
      ok = commit() && ok;
    }
    return ok ? { ok, ...(left && { more: true }) } : { ok, message: problem || `RUN-001 ${calls.set}` };
  };

  const initialize = (): boolean => {
    lost = false;
    const answer = call("initialize", "");
    if (TRUE.test(answer || "")) return true;
    const code = complain(calls.initialize, answer);
    // Moodle throws while it loads an attempt with old interactions, yet the session stands; so it does when a frame that
    // crashed is loaded again, and the LMS says that it is initialized already (1.2: 101).
    return (answer === undefined || /^10[13]$/.test(code)) && get(elements.status) !== "";
  };

  /** What the LMS holds at launch; null where it says so little that writing could destroy what it holds. */
  const read = async (): Promise<Opened | null> => {
    if (!initialize()) return null;
    let state = call("get", elements.state);
    if (state === undefined || (state === "" && errors.unread(call("lastError") || "", lms))) {
      complain(`${calls.get} ${elements.state}`, state);
      return null;
    }
    for (const delay of WARMING) {
      // Taken for a new attempt, one that is under way would be written over.
      if (state !== "" || get(elements.status) !== "") break;
      await new Promise((resolve) => window.setTimeout(resolve, delay));
      state = get(elements.state);
    }
    // A missing or unknown mode is normal (R12-05). In review and browse, what is written replaces the grade in Moodle.
    writable = !/^(review|browse)$/.test(get(elements.mode));
    const location = get(elements.location);
    const learner = get(elements.learner);
    const said = edition.standing(lms);
    standing = { ...said, status: atLeast(statusIn(course.scope, state), said.status) };
    const { language, captions } = edition.preferences(lms);
    keepsCaptions = captions !== null;
    if (writable) journal.open();
    if (lost) return null;
    return {
      recorded: true,
      writable,
      state,
      location,
      status: standing.status,
      score: standing.score,
      learner,
      outcome: { ok: true },
      ...(standing.passMark !== null && { passMark: standing.passMark }),
      ...(language && { language }),
      ...(captions !== null && /^-?1$/.test(captions) && { preferences: { captions: captions === "1" } }),
    };
  };

  return {
    name: edition.name,
    limits: edition.limits,

    async open(): Promise<Opened | null> {
      const [found] = await find(window, edition.object, calls.initialize);
      if (!found) return null;
      api = found;
      // Asked once more where the LMS forgot in between that there was a session: what it answered then is nothing.
      const opened = (await read()) ?? (lost ? await read() : null);
      if (!opened) return { recorded: false, writable: true, state: "", location: "", status: "incomplete", learner: "" };
      live = true;
      if (!writable) return opened;
      accepted.set(elements.state, opened.state).set(elements.location, opened.location);
      const ok = setAll(edition.opening(lms, standing));
      return { ...opened, outcome: commit() && ok ? { ok: true } : { ok: false, message: problem } };
    },

    save: (snapshot) => Promise.resolve(write(snapshot, false)),

    answer(interaction, snapshot) {
      if (live && writable) journal.add(edition.interaction(interaction));
      return Promise.resolve(interaction.isFollowed ? { ok: true } : write(snapshot, true));
    },

    learnerName: () => (live ? get(elements.name) : ""),

    prefer({ captions }) {
      if (keepsCaptions && captions !== undefined) wish = [elements.captions, captions ? "1" : "-1", "may"];
    },

    close(snapshot, leaving) {
      if (!live) return;
      if (writable) {
        if (lost) reconnect();
        say(snapshot, edition.closing(leaving), false);
        if (!edition.savesAtEnd) commit();
      }
      live = false;
      const answer = call("terminate", "");
      // Cornerstone answers null to whoever is on the way out, and saves all the same (R04-13).
      if (!TRUE.test(answer || "") && !(edition.savesAtEnd && answer === "")) complain(calls.terminate, answer);
    },
  };
}

const INTERACTIONS = "cmi.interactions";

interface Journal {
  /** Calls that what waits will cost. */
  readonly length: number;
  open(): void;
  /** As `open`, and whatever no commit confirmed is told again, in the same place. */
  reopen(): void;
  add(fields: Field[]): void;
  tell(): boolean;
  /** A commit was answered: what was told is safe. */
  settle(): void;
}

interface Teller {
  get(element: string): string;
  set(field: Field): Result;
  /** Null when the LMS lost the session over the question. */
  isTaking(): boolean | null;
  /** Was the last of them refused for what there is already? */
  isFull(): boolean;
  giveUp(index: number): void;
}

/** Interactions in the order they were answered; one that fails waits with those behind it, as indices have no gaps (R12-16). */
function createJournal({ get, set, isTaking, isFull, giveUp }: Teller): Journal {
  /** Index of the next one; null where the LMS takes none, undefined where it could not be asked. */
  let next: number | null | undefined;
  let waiting: Field[][] = [];
  let told: Field[][] = [];
  /** Fields of the first one that the LMS has. */
  let position = 0;
  let tries = 0;
  /** Index of the first that no commit confirmed whole. */
  let unsure = Infinity;

  const has = (index: number): boolean => get(`${INTERACTIONS}.${index}.id`) !== "";
  /** By the count; where the LMS has none, as Open edX, by the ids that it gives back: in few calls, however many there are. */
  const count = (): number => {
    const said = get(`${INTERACTIONS}._count`);
    if (said !== "") return Number(said) || 0;
    let low = 0;
    let high = 1;
    while (high <= 4_096 && has(high - 1)) [low, high] = [high, high * 2];
    // The first `low` are there, and number `high` is not.
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (has(middle - 1)) low = middle;
      else high = middle;
    }
    return low;
  };
  const shift = (): void => {
    waiting.shift();
    position = tries = 0;
  };

  return {
    get length() {
      return waiting.reduce((sum, fields) => sum + fields.length, 0) - position;
    },
    open() {
      const taking = isTaking();
      next = taking === null ? undefined : taking ? Math.min(count(), unsure) : null;
    },
    reopen() {
      waiting = [...told, ...waiting];
      told = [];
      position = tries = 0;
      this.open();
    },
    add(fields) {
      if (next !== null) waiting.push(fields);
    },
    tell() {
      if (next === undefined) return !waiting.length;
      for (let fields = waiting[0]; next !== null && fields; fields = waiting[0]) {
        let isRefused = false;
        for (; position < fields.length && !isRefused; position += 1) {
          const [name, value] = fields[position] as Field;
          const result = set([`${INTERACTIONS}.${next}.${name}`, value]);
          if (result === "failed") {
            if (name !== "id" || next < MOST || !isFull()) return false;
            giveUp(next);
            waiting = [];
            next = null;
            return true;
          }
          isRefused = result === "refused" && name === "id";
        }
        if (!isRefused) {
          told.push(fields);
          next += 1;
        }
        shift();
      }
      return true;
    },
    settle() {
      told = [];
      if (typeof next === "number") unsure = next;
      if (!waiting.length) return;
      tries += 1;
      if (tries < TRIES || typeof next !== "number") return;
      giveUp(next);
      if (position > 0) next += 1;
      shift();
    },
  };
}

function guarded<Value>(ask: () => Value): Value | null {
  try {
    return ask();
  } catch {
    // Another origin's frame; ours may be above it.
    return null;
  }
}

/** Up the parents, then up from every opener on the way (R12-01): a pop-up's frames, its opener, that one's parents. */
function search(window: Window, name: Edition["object"], initialize: string): Api | null {
  const starts = [window];
  for (const start of starts) {
    let frame = start;
    for (let level = 0; level < 500; level += 1) {
      const here = frame as Window & Partial<Record<Edition["object"], Api>>;
      const api = guarded(() => (typeof here[name]?.[initialize] === "function" ? here[name] : null));
      if (api) return api;
      const opener = guarded(() => here.opener as Window | null);
      if (opener && !starts.includes(opener)) starts.push(opener);
      const parent = guarded(() => here.parent);
      if (!parent || parent === frame) break;
      frame = parent;
    }
  }
  return null;
}

/** In an array: as the result of a promise, scorm-again's proxy for other origins, which has every method, would be waited for. */
async function find(window: Window, name: Edition["object"], initialize: string): Promise<readonly [Api | null]> {
  // Nothing around the page: no LMS will come.
  const alone = window.parent === window && !guarded(() => window.opener as Window | null);
  for (let waited = 0; ; waited += POLL) {
    const api = search(window, name, initialize);
    if (api || alone || waited >= PATIENCE) return [api];
    await new Promise((resolve) => window.setTimeout(resolve, POLL));
  }
}

/** A number as both editions write it: a point, no exponent. */
export function decimal(value: number, places = 2): string {
  return String(Math.round(value * 10 ** places) / 10 ** places);
}

/** The number that *text* is, if it lies between the two; LMSs answer "" and other things where they hold none. */
export function numberIn(text: string, least: number, most: number): number | null {
  const number = Number(text);
  return text.trim() !== "" && number >= least && number <= most ? number : null;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Names for choices and targets that all fit *form*: their own, or else letters in their order. */
export function naming(interaction: AnsweredInteraction, form: RegExp): (id: string) => string {
  const ids = [...(interaction.choices || []), ...(interaction.targets || [])].map((each) => each.id);
  return ids.every((id) => form.test(id)) ? (id) => id : (id) => LETTERS[ids.indexOf(id)] || "";
}
