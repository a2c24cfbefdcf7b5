/**
 * One attempt at the course, whatever the standard: an adapter's `Session`, and the owner of the page's life around it.
 *
 * The rest of the player calls `begin()` once, then `touch()` when something changed and `answer()` when a question was
 * submitted. When to save, retry and close is decided here and nowhere else.
 */
import { create as createMemory } from "./adapters/memory";
import { registry } from "./registry";

/** In rising order; a status never goes back. */
export const STATUSES = ["incomplete", "failed", "completed", "passed"] as const;
export type Status = (typeof STATUSES)[number];

/** The higher of two statuses; what is no status of ours ("not attempted", "browsed", "") counts as incomplete. */
export function atLeast(status: Status, said: string): Status {
  return STATUSES[Math.max(STATUSES.indexOf(status), STATUSES.indexOf(said as Status))] ?? status;
}

export interface Snapshot {
  /** The packed state, ASCII (see state.ts). */
  readonly state: string;
  /** Page id where the learner is. */
  readonly location: string;
  readonly status: Status;
  /** 0 to 100, and null until everything scored is answered: a partial score would fail the learner in some LMSs. */
  readonly score: number | null;
  /** 0 to 1. */
  readonly progress: number;
  /** Length of this session so far. */
  readonly seconds: number;
}

/** Something that answers name. */
export interface Named {
  readonly id: string;
  readonly text: string;
}

export interface Interaction {
  readonly id: string;
  readonly iri: string;
  readonly type: "choice" | "true-false" | "numeric" | "fill-in" | "long-fill-in" | "matching" | "sequencing" | "likert";
  readonly description: string;
  /** Choices, steps to be put in order, the scale, or the sources of a matching. */
  readonly choices?: readonly Named[];
  readonly targets?: readonly Named[];
  /**
   * Ids of the right choices, or of the steps in their order; "true"/"false"; every answer that is accepted, for a
   * fill-in; the least and the greatest number; "source.target", for a matching. Empty where any answer is fine.
   */
  readonly correct: readonly string[];
}

export interface AnsweredInteraction extends Interaction {
  /** To be reported without saying whose it is, or not at all. */
  readonly anonymous?: boolean;
  /** The rest of the same answer follows at once: where saving is dear, one save holds both, and what both share is said once. */
  readonly isFollowed?: boolean;
  /** Ids of what was chosen, in the order given where that counts, or "source.target"; the verdict, the number, the words. */
  readonly response: readonly string[] | boolean | number | string;
  readonly result: "correct" | "wrong" | "neutral";
  /** Share of the weight that it is worth, 0 to 1, where part of it is right; the result says "wrong" then. */
  readonly credit?: number;
  readonly weight: number;
  /** Seconds from seeing the question to submitting it. */
  readonly latency: number;
  readonly time: Date;
}

/** What learners set once for all their courses, where the LMS keeps it. */
export interface Preferences {
  readonly captions?: boolean;
  /** Is sound wanted at the start? */
  readonly audio?: boolean;
}

export interface Opened {
  /** Does anything outlive the page? */
  readonly recorded: boolean;
  /** False in an LMS's review or browse mode: the attempt can be looked at, nothing of it is written. */
  readonly writable: boolean;
  /** "" on a first visit. */
  readonly state: string;
  readonly location: string;
  /** What the LMS says, never below incomplete. */
  readonly status: Status;
  /** 0 to 100 as the LMS holds it, null where it holds none; absent where it does not say. */
  readonly score?: number | null;
  /** 0 to 100: the LMS judges by its own mark, whatever the course's. */
  readonly passMark?: number;
  /** Who learns, as the LMS names them; "" where it does not. Only told apart by it, never shown or sent. */
  readonly learner: string;
  readonly language?: string;
  readonly preferences?: Preferences;
  /** How the first words with the LMS went. */
  readonly outcome?: Outcome;
}

export interface Outcome {
  /** It is with the LMS, or where it survives the page. */
  readonly ok: boolean;
  /** Safe on this device, and still to be sent. */
  readonly pending?: boolean;
  /** Something of little weight was left for the next save. */
  readonly more?: boolean;
  /** Why not, in the LMS's own words. */
  readonly message?: string;
}

/** What a standard offers; a plain object made by an adapter. It never throws and never rejects. */
export interface Session {
  readonly name: string;
  /** In characters; null where there is no limit to speak of. */
  readonly limits: { readonly state: number | null; readonly location: number | null };
  /** Can it report an answer without saying whose it is? Elsewhere such an answer stays in the state. */
  readonly anonymous?: boolean;
  /** Null when nobody is there to talk to: then the page goes on in memory. */
  open(): Promise<Opened | null>;
  save(snapshot: Snapshot): Promise<Outcome>;
  /** Resolves once the answer is with the LMS, or queued where it survives the page. */
  answer(interaction: AnsweredInteraction, snapshot: Snapshot): Promise<Outcome>;
  /** Synchronous: the page may be gone right after. *leaving*: the learner asked to, and the page is still there. */
  close(snapshot: Snapshot, leaving: boolean): void;
  /** After `close`, where the standard says where to go from here. */
  leave?(): void;
  /** What the LMS calls the learner; asked only where it is to be shown, and kept nowhere. "" where it does not say. */
  learnerName?(): string;
  /** The learner changed a setting that the LMS may keep. */
  prefer?(preferences: Preferences): void;
  /** Forget everything kept on this device; only where the device is what records. */
  erase?(): void;
}

/** The part of the course data that adapters need. */
export interface CourseFacts {
  readonly uuid: string;
  /** Tells this package's states and keys from others': the uuid, or that and a lesson's id where each is tracked alone. */
  readonly scope: string;
  readonly iri: string;
  readonly title: string;
  /** What is launched: all of it, or one of its lessons. */
  readonly kind: "course" | "lesson";
  readonly language: string;
  /** Tried in this order; the first that finds somebody to talk to records. */
  readonly adapters: readonly string[];
  readonly version?: string;
}

export interface Host {
  readonly window: Window;
  readonly course: CourseFacts;
  /** A call that failed, with the LMS's own code and text; never silent (RUN diagnostics). */
  report(message: string): void;
}

export type AdapterFactory = (host: Host) => Session;

/** How recording stands, for the page to say in words. */
export type Recording = "saved" | "pending" | "failing" | "unrecorded" | "readonly";

export interface AttemptOptions {
  readonly window: Window;
  readonly course: CourseFacts;
  /** How things stand now; asked whenever something is to be saved. */
  snapshot(): Omit<Snapshot, "seconds">;
  /** How recording stands, also when it has not changed; `detail` is the last RUN message while it fails. */
  notify(recording: Recording, detail: string): void;
}

export interface Attempt {
  /** Name of the adapter in use: one of the course's, or "memory". */
  readonly adapter: string;
  readonly opened: Opened;
  /** Something changed: save it soon. */
  touch(): void;
  /** Save now, and say whether it was taken: an answer that only the state keeps, or the learner tries again. */
  commit(): Promise<Outcome>;
  answer(interaction: AnsweredInteraction): Promise<Outcome>;
  /** The learner asked to leave: save and close now. Closing happens once, whatever else comes. */
  close(): void;
  /**
   * Present where somebody else than this device records ("Enregistrer et quitter"): saves, and closes if that was taken.
   * Then nothing more is written, and the page may be going elsewhere.
   */
  readonly leave?: () => Promise<Outcome>;
  /** What the LMS calls the learner; "" where it does not say. */
  learnerName(): string;
  prefer(preferences: Preferences): void;
  /** Present where this device keeps the progress ("Effacer ma progression"); ends the attempt, so load the page again. */
  readonly erase?: () => void;
}

/** Reading is saved this long after the last change, not more often than the second figure (R12-22), and not later either. */
const QUIET = 2_000;
const APART = 10_000;
const RETRY = [5_000, 15_000, 60_000];

/** The first of the course's sessions that somebody answers; else memory, which always does. */
async function find(host: Host, isExplained: () => boolean): Promise<{ session: Session; opened: Opened }> {
  for (const name of host.course.adapters) {
    const session = registry().adapters[name]?.(host);
    const opened = await session?.open();
    if (session && opened) return { session, opened };
  }
  const { adapters } = host.course;
  if (!isExplained() && !adapters.includes("memory")) host.report(`RUN-007 ${adapters.join(", ")}: nobody to record`);
  const session = createMemory(host);
  return { session, opened: (await session.open()) as Opened };
}

/** Finds who records, opens the session, and watches over the page until it is gone. */
export async function begin(options: AttemptOptions): Promise<Attempt> {
  const { window, course } = options;
  let detail = "";
  const host: Host = {
    window,
    course,
    report(message) {
      detail = message;
      console.warn(`Cartable: ${message}`);
    },
  };

  const { session, opened } = await find(host, () => detail !== "");
  const { recorded, writable } = opened;
  const started = Date.now();
  let closed = false;
  let timer = 0;
  let failures = 0;
  let lastSave = 0;
  /** Since when something waits to be saved; 0 for nothing. */
  let waiting = 0;

  const tell = ({ ok, pending }: Outcome): void => {
    if (!recorded) options.notify("unrecorded", detail);
    else if (!writable) options.notify("readonly", "");
    else if (!ok) options.notify("failing", detail);
    else options.notify(pending ? "pending" : "saved", pending ? detail : "");
  };
  const snapshot = (): Snapshot => ({ ...options.snapshot(), seconds: (Date.now() - started) / 1000 });
  const schedule = (delay: number): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, delay);
  };
  const settle = (outcome: Outcome): Outcome => {
    if (outcome.message) detail = outcome.message;
    if (closed) return outcome;
    failures = outcome.ok && !outcome.pending ? 0 : failures + 1;
    // Up to a quarter later: a class that lost its network together does not come back together.
    if (failures) schedule((RETRY[Math.min(failures, RETRY.length) - 1] as number) * (1 + Math.random() / 4));
    else if (outcome.more) schedule(APART);
    tell(outcome);
    return outcome;
  };
  /** Everything that is said to the LMS before the end passes here; a timer that waited to save has nothing left to do. */
  const now = async (say: (current: Snapshot) => Promise<Outcome>): Promise<Outcome> => {
    window.clearTimeout(timer);
    timer = 0;
    if (closed || !writable) return { ok: !closed };
    lastSave = Date.now();
    waiting = 0;
    const current = snapshot();
    for (const part of ["state", "location"] as const) {
      const limit = session.limits[part];
      // The compiler bounds both, so no learner comes here; an LMS that cuts in silence would not say it.
      if (limit !== null && current[part].length > limit) host.report(`RUN-004 ${part}: ${current[part].length} > ${limit}`);
    }
    return settle(await say(current));
  };
  const commit = (): Promise<Outcome> => now(session.save);
  const save = (): void => void commit();
  const touch = (): void => {
    if (closed || !writable) return;
    if (recorded && !failures) options.notify("pending", "");
    waiting ||= Date.now();
    // While the LMS fails, changes wait for the retry that is on its way. Who never rests is saved all the same.
    if (!(failures && timer)) schedule(Math.max(Math.min(QUIET, waiting + APART - Date.now()), lastSave + APART - Date.now(), 0));
  };
  const close = (leaving: boolean): void => {
    if (closed) return;
    closed = true;
    window.clearTimeout(timer);
    session.close(snapshot(), leaving);
  };
  const leave = async (): Promise<Outcome> => {
    const outcome = await commit();
    if (!outcome.ok || closed) return outcome;
    close(true);
    session.leave?.();
    return outcome;
  };

  // A phone may kill a hidden page without another word, so that is where everything must be safe; a hidden page may also
  // come back, so the session stays open. `pagehide` is the end (`unload` is being removed from browsers).
  window.document.addEventListener("visibilitychange", () => {
    if (window.document.visibilityState === "hidden") save();
  });
  // The browser knows better than a timer when the network is back.
  window.addEventListener("online", () => {
    if (failures) save();
  });
  window.addEventListener("pagehide", () => close(false));
  // Back from the browser's cache: the session was closed when the page went in, and only a fresh page may open another.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && closed) window.location.reload();
  });
  settle(opened.outcome ?? { ok: true });

  const forget = session.erase?.bind(session);
  return {
    adapter: session.name,
    opened,
    touch,
    commit,
    answer: (interaction) =>
      now((current) => (interaction.anonymous && !session.anonymous ? session.save(current) : session.answer(interaction, current))),
    close: () => close(true),
    ...(recorded && writable && !forget && { leave }),
    learnerName: () => session.learnerName?.() || "",
    prefer(preferences) {
      if (closed || !writable || !session.prefer) return;
      session.prefer(preferences);
      touch();
    },
    ...(forget && {
      erase() {
        closed = true;
        window.clearTimeout(timer);
        forget();
      },
    }),
  };
}
