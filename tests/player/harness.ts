/**
 * The player's sessions outside a browser: a scripted window, LMS and LRS, a clock that moves when told, and a loop that
 * reads one JSON command a line and answers one JSON line. The tests are in Python; this file decides nothing.
 */
import { create as browser } from "../../builder/player/adapters/browser";
import { create as memory } from "../../builder/player/adapters/memory";
import { create as scorm12 } from "../../builder/player/adapters/scorm12";
import { create as scorm2004 } from "../../builder/player/adapters/scorm2004";
import { create as xapi } from "../../builder/player/adapters/xapi";
import { begin, type AnsweredInteraction, type Attempt, type Outcome, type Preferences, type Session, type Snapshot } from "../../builder/player/session";
import { pack, statusIn, unpack, type Layout, type State } from "../../builder/player/state";
import { createTexts } from "../../builder/player/texts";
import { accepted } from "../../builder/player/room";
import type { Course } from "../../builder/player/course";
import { isIn, maskOf } from "../../builder/player/question";
import { createProgress, type Progress } from "../../builder/player/progress";

declare const process: {
  stdin: { setEncoding(name: string): void; on(event: "data", listener: (text: string) => void): void };
  stdout: { write(text: string): void };
};

const FACTORIES = { scorm12, scorm2004, xapi, browser, memory };
const COURSE = {
  uuid: "6f1c2b9e-0d4a-4b56-9a43-3f8f7b1f2a10",
  scope: "6f1c2b9e-0d4a-4b56-9a43-3f8f7b1f2a10",
  iri: "https://example.org/limits",
  title: "Poser des limites",
  kind: "course" as const,
  language: "fr",
  version: "1.10",
};

/** What to answer instead: once each, in this order, to calls whose name and element begin so. */
interface Fault {
  call: string;
  answer?: unknown;
  throws?: boolean;
  code?: string;
  times?: number;
  /** Let so many pass first. */
  skip?: number;
  /** The network takes this long. */
  after?: number;
  /** The LMS forgets the session, and what it had not committed. */
  loses?: boolean;
}

interface Script {
  adapter: keyof typeof FACTORIES;
  /** Those that the course tries, in order; else the one. */
  adapters?: string[];
  steps: [name: string, ...parameters: never[]][];
  search?: string;
  storage?: Record<string, string> | null;
  lms?: {
    values?: Record<string, string>;
    faults?: Fault[];
    frames?: ("crossed" | "plain")[];
    late?: number;
    place?: "parent" | "opener" | "none";
  };
  lrs?: { state?: unknown; statements?: Fault[]; documents?: Fault[] };
}

class Clock {
  now = Date.UTC(2026, 0, 5, 9, 0, 0);
  private timers: { id: number; at: number; run: () => void }[] = [];
  private last = 0;

  set(run: () => void, delay: number): number {
    this.last += 1;
    this.timers.push({ id: this.last, at: this.now + delay, run });
    return this.last;
  }
  clear(id: number): void {
    this.timers = this.timers.filter((timer) => timer.id !== id);
  }
  async advance(delay: number): Promise<void> {
    const end = this.now + delay;
    for (;;) {
      await settled();
      const next = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at || a.id - b.id)[0];
      if (!next) break;
      this.clear(next.id);
      this.now = next.at;
      next.run();
    }
    this.now = end;
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await null;
}

function takeFault(faults: Fault[] | undefined, call: string): Fault | undefined {
  const fault = faults?.find((candidate) => {
    if (!call.startsWith(candidate.call) || candidate.times === 0) return false;
    if (!candidate.skip) return true;
    candidate.skip -= 1;
    return false;
  });
  if (fault?.times) fault.times -= 1;
  return fault;
}

/** What a scripted LMS held and was asked, for the tests to judge. */
interface Kept {
  calls: string[];
  /** Calls of every kind, those for errors too. */
  total: number;
  /** Values now, and at each commit. */
  values: Record<string, string>;
  commits: Record<string, string>[];
  /** Elements of interactions beyond the next free index. */
  gaps: string[];
}

type Lms = Record<string, (...parameters: string[]) => unknown>;

function makeLms(script: NonNullable<Script["lms"]>, record: Kept, is2004: boolean): Lms {
  let code = "0";
  let lost = false;
  record.values = { ...script.values };
  const gone = is2004 ? { get: "122", set: "132", commit: "142" } : { get: "301", set: "301", commit: "301" };
  /** "*" as the count: as many as there are. */
  const count = (): number => {
    const indices = Object.keys(record.values).map((element) => /^cmi\.interactions\.(\d+)\.id$/.exec(element)?.[1]);
    return new Set(indices.filter(Boolean)).size;
  };
  const answer = (name: string, parameters: string[], kind: keyof typeof gone | null, usual: () => unknown): unknown => {
    const call = [name, ...parameters].join(" ").trim();
    record.calls.push(call);
    const fault = takeFault(script.faults, call);
    if (fault?.loses) {
      lost = true;
      record.values = { ...(record.commits[record.commits.length - 1] ?? script.values) };
    }
    if (lost && kind) {
      code = gone[kind];
      return kind === "get" ? "" : "false";
    }
    code = fault?.code ?? "0";
    if (!fault || fault.loses) return usual();
    if (fault.throws) throw new Error("LMS");
    return fault.answer;
  };
  const keep = (): string => {
    record.commits.push({ ...record.values });
    return "true";
  };
  const prefix = is2004 ? "" : "LMS";
  const calls: Lms = {
    [`${prefix}Initialize`]: (p = "?") =>
      answer(`${prefix}Initialize`, [p], null, () => {
        lost = false;
        return "true";
      }),
    [is2004 ? "Terminate" : "LMSFinish"]: (p = "?") => answer(is2004 ? "Terminate" : "LMSFinish", [p], "commit", keep),
    [`${prefix}Commit`]: (p = "?") => answer(`${prefix}Commit`, [p], "commit", keep),
    [`${prefix}GetValue`]: (element = "?") =>
      answer(`${prefix}GetValue`, [element], "get", () => {
        if (element === "cmi.interactions._count" && record.values[element] === "*") return String(count());
        const value = record.values[element];
        if (value === undefined) code = "401";
        return value ?? "";
      }),
    [`${prefix}SetValue`]: (element = "?", value = "?") =>
      answer(`${prefix}SetValue`, [element, value], "set", () => {
        const index = /^cmi\.interactions\.(\d+)\./.exec(element)?.[1];
        if (record.values["cmi.interactions._count"] === "*" && Number(index) > count()) record.gaps.push(element);
        record.values[element] = value;
        return "true";
      }),
    [`${prefix}GetLastError`]: () => code,
    [`${prefix}GetErrorString`]: (of = "") => (of === "0" ? "" : `text ${of}`),
  };
  for (const [name, usual] of Object.entries(calls)) {
    calls[name] = (...parameters) => {
      record.total += 1;
      return usual(...parameters);
    };
  }
  return calls;
}

function makeFetch(script: NonNullable<Script["lrs"]>, requests: unknown[], clock: Clock): typeof fetch {
  let state = script.state;
  return (async (address: string, init: RequestInit): Promise<Response> => {
    const url = new URL(address);
    const method = init.method ?? "GET";
    const body = init.body ? (JSON.parse(String(init.body)) as unknown) : undefined;
    const isState = url.pathname.endsWith("/activities/state");
    const fault = takeFault(isState ? script.documents : script.statements, method);
    const usual = method === "PUT" ? 204 : state === undefined ? 404 : 200;
    const status = (fault?.answer as number | undefined) ?? usual;
    const answered = method === "GET" ? state : undefined;
    if (method === "PUT" && isState && status < 300) state = body;
    requests.push({
      method,
      path: url.origin + url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: init.headers,
      keepalive: init.keepalive ?? false,
      status,
      ...(body !== undefined && { body }),
    });
    if (fault?.after) await new Promise<void>((resolve) => clock.set(resolve, fault.after as number));
    if (!status) throw new TypeError("no network");
    return {
      ok: status < 300,
      status,
      statusText: `status ${status}`,
      json: () => Promise.resolve(answered),
    } as Response;
  }) as typeof fetch;
}

function makeStorage(kept: Record<string, string> | null): object {
  if (!kept) throw new Error("blocked");
  return {
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => {
      kept[key] = value;
    },
    removeItem: (key: string) => {
      delete kept[key];
    },
  };
}

async function play(script: Script): Promise<unknown> {
  const record: Kept = { calls: [], total: 0, values: {}, commits: [], gaps: [] };
  const { calls } = record;
  const requests: unknown[] = [];
  const results: unknown[] = [];
  const notices: string[] = [];
  const reports: string[] = [];
  const listeners: Record<string, ((event: object) => void)[]> = {};
  const kept = script.storage === undefined ? {} : script.storage;
  const clock = new Clock();
  const began = clock.now;
  Date.now = () => clock.now;

  const listen = (name: string, listener: (event: object) => void): void => {
    (listeners[name] ??= []).push(listener);
  };
  const window: Record<string, unknown> = {
    location: { search: script.search ?? "", reload: () => results.push("reload") },
    document: { visibilityState: "visible", addEventListener: listen },
    addEventListener: listen,
    setTimeout: (run: () => void, delay: number) => clock.set(run, delay),
    clearTimeout: (id: number) => clock.clear(id),
    fetch: makeFetch(script.lrs ?? {}, requests, clock),
    opener: null,
    get localStorage() {
      return makeStorage(kept);
    },
  };
  window["parent"] = window["top"] = window;
  if (script.lms) {
    const { frames = ["plain"], late = 0, place = "parent" } = script.lms;
    const is2004 = script.adapter === "scorm2004";
    const object = is2004 ? "API_1484_11" : "API";
    const api = makeLms(script.lms, record, is2004);
    let inner: Record<string, unknown> = window;
    frames.forEach((kind, index) => {
      const frame: Record<string, unknown> = { opener: null };
      if (kind === "crossed") {
        Object.defineProperty(frame, object, {
          get() {
            throw new Error("another origin");
          },
        });
      }
      if (place === "opener" && index === 0) window["opener"] = frame;
      else inner["parent"] = frame;
      frame["parent"] = frame;
      inner = frame;
    });
    window["top"] = place === "opener" ? window : inner;
    if (place !== "none") clock.set(() => (inner[object] = api), late);
    if (!late) await clock.advance(0);
  }

  const page = window as unknown as Window;
  const course = { ...COURSE, adapters: script.adapters ?? [script.adapter] };
  const report = (message: string): number => reports.push(message);
  console.warn = report;
  const session: Session = FACTORIES[script.adapter]({ window: page, course, report });
  let attempt: Attempt | null = null;
  let snapshot: Snapshot = { state: "", location: "", status: "incomplete", score: null, progress: 0, seconds: 0 };

  /** An answer may wait for the network or the clock: give it both, and then say what came. */
  const wait = async <Value>(promise: Promise<Value>): Promise<Value> => {
    let over = false;
    const watched = promise.finally(() => (over = true));
    for (let turn = 0; turn < 100 && !over; turn += 1) await clock.advance(turn ? 100 : 0);
    return watched;
  };
  const answerOf = (said: AnsweredInteraction): AnsweredInteraction => ({ ...said, time: new Date(said.time) });
  const actions: Record<string, (...parameters: never[]) => unknown> = {
    open: () => wait(session.open()),
    save: (next: Snapshot) => wait(session.save(next)),
    answer: (said: AnsweredInteraction, next: Snapshot) => wait(session.answer(answerOf(said), next)),
    close: (next: Snapshot, leaving = false) => session.close(next, leaving),
    name: () => session.learnerName?.() ?? null,
    prefer: (preferences: Preferences) => (attempt ? attempt.prefer(preferences) : session.prefer?.(preferences)),
    quit: () => attempt?.leave && wait(attempt.leave()),
    total: () => record.total,
    erase: () => (attempt ? attempt.erase?.() : session.erase?.()),
    begin: async () => {
      attempt = await wait(
        begin({ window: page, course, snapshot: () => snapshot, notify: (recording, detail) => notices.push(`${recording} ${detail}`.trim()) }),
      );
      return { adapter: attempt.adapter, opened: attempt.opened, erasable: !!attempt.erase, leavable: !!attempt.leave };
    },
    now: (next: Partial<Snapshot>) => void (snapshot = { ...snapshot, ...next }),
    touch: () => attempt?.touch(),
    submit: (said: AnsweredInteraction) => wait((attempt as Attempt).answer(answerOf(said)) as Promise<Outcome>),
    leave: () => attempt?.close(),
    advance: (delay: number) => clock.advance(delay),
    event: (name: string, members: object = {}) => {
      if (name === "hide" || name === "show") {
        (window["document"] as { visibilityState: string }).visibilityState = name === "hide" ? "hidden" : "visible";
        name = "visibilitychange";
      }
      for (const listener of listeners[name] ?? []) listener(members);
    },
    clock: () => clock.now - began,
    mark: (text: string) => void calls.push(`-- ${text}`),
  };
  for (const [name, ...parameters] of script.steps) {
    const result = await (actions[name] as (...parameters: never[]) => unknown)(...parameters);
    results.push(result ?? null);
    await settled();
  }
  const { values, commits, gaps } = record;
  return { calls, requests, results, notices, reports, storage: kept, values, commits, gaps };
}

function states(cases: { uuid: string; layout: Layout; state: State; read?: Layout }[]): unknown[] {
  return cases.map(({ uuid, layout, state, read }) => {
    const text = pack(uuid, layout, state);
    return { text, back: unpack(uuid, read ?? layout, text), status: statusIn(uuid, text) };
  });
}

function reading(cases: { uuid: string; layout: Layout; text: string }[]): unknown[] {
  return cases.map(({ uuid, layout, text }) => {
    try {
      return unpack(uuid, layout, text);
    } catch (error) {
      return (error as Error).constructor.name;
    }
  });
}

function accepting(cases: { before: string; now: string; bytes: number }[]): unknown[] {
  return cases.map(({ before, now, bytes }) => accepted(before, now, bytes));
}

/** Which of *width* choices the state gives back, where these were taken. */
function choosing({ width, taken }: { width: number; taken: number[][] }): unknown[] {
  const layout = { widths: [width] };
  return taken.map((numbers) => {
    const [mask = 0] = unpack("", layout, pack("", layout, { status: "incomplete", slots: [maskOf(numbers)] })).slots;
    return Array.from({ length: width }, (_, index) => index + 1).filter((number) => isIn(mask, number));
  });
}

/** What the next save holds of *state* in another version of the course. */
function saving({ course, state }: { course: Course; state: State }): unknown {
  const progress = createProgress(course);
  progress.restore(unpack(course.scope, course.layout, pack(course.scope, course.layout, state)));
  const from = performance.now();
  const saved = progress.snapshot("").state;
  return { back: unpack(course.scope, course.layout, saved), took: performance.now() - from };
}

interface Writing {
  course: Partial<Course>;
  opened: Partial<Attempt["opened"]>;
  onDevice: boolean;
  storage: Record<string, string> | null;
  state: Record<string, string>;
  write: Record<string, string>;
  full?: boolean;
  erase?: boolean;
}

/** One launch of a package with texts: what it reads, then writes, and where that goes. */
function writing({ course, opened, onDevice, storage, state, write, full, erase }: Writing): unknown {
  const reports: string[] = [];
  let touched = 0;
  console.warn = (message: string) => reports.push(message);
  const window = {
    get localStorage() {
      const found = makeStorage(storage) as Storage;
      const setItem = (key: string, value: string): void => {
        if (full && value) throw new Error("full");
        found.setItem(key, value);
      };
      return { ...found, setItem };
    },
  } as unknown as Window;
  const progress = {
    text: (key: string) => state[key] ?? "",
    setText: (key: string, text: string) => (state[key] = text),
  } as unknown as Progress;
  const attempt = { opened, touch: () => (touched += 1), ...(onDevice && { erase() {} }) } as unknown as Attempt;
  const texts = createTexts(window, course as Course, progress, attempt);
  const found = Object.keys(course.activities as object).map((key) => {
    const keeper = texts.of(key);
    const read = keeper.read();
    const said = write[key];
    const kept = said === undefined ? null : keeper.write(said);
    return [key, { place: keeper.place, read, kept, now: keeper.read() }];
  });
  if (erase) texts.erase();
  return { found: Object.fromEntries(found) as object, storage, state, touched, reports };
}

const COMMANDS: Record<string, (parameter: never) => unknown> = { play, states, reading, accepting, choosing, saving, writing };
let rest = "";
let turn: Promise<unknown> = Promise.resolve();
process.stdin.setEncoding("utf8");
process.stdin.on("data", (text) => {
  const lines = (rest + text).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) {
    const [name, parameter] = JSON.parse(line) as [string, never];
    turn = turn
      .then(() => (COMMANDS[name] as (parameter: never) => unknown)(parameter))
      .then((value) => ({ value }), (error: unknown) => ({ error: String((error as Error).stack) }))
      .then((answer) => process.stdout.write(`${JSON.stringify(answer)}\n`));
  }
});
