/**
 * Visits to an LRS or a cmi5 LMS outside a browser: pages that come and go over one device's storage, a network that
 * drops, delays and repeats, a clock that moves when told. Like harness.ts it reads one JSON command a line; the tests
 * are in Python and decide everything.
 */
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { create as cmi5 } from "../../builder/player/adapters/cmi5";
import { create as xapi } from "../../builder/player/adapters/xapi";
import { begin, type AnsweredInteraction, type Attempt, type Session, type Snapshot } from "../../builder/player/session";
import { namedUuid } from "../../builder/player/statements";

declare const process: {
  stdin: { setEncoding(name: string): void; on(event: "data", listener: (text: string) => void): void };
  stdout: { write(text: string): void };
};
declare function setImmediate(run: () => void): void;

const FACTORIES = { xapi, cmi5 };
const COURSE = {
  uuid: "6f1c2b9e-0d4a-4b56-9a43-3f8f7b1f2a10",
  scope: "6f1c2b9e-0d4a-4b56-9a43-3f8f7b1f2a10",
  iri: "https://example.org/limits",
  title: "Poser des limites",
  kind: "course" as const,
  language: "fr",
  version: "1.10",
};

/** What becomes of requests whose "METHOD resource" begins so. */
interface Fault {
  call: string;
  times?: number;
  /** This status instead; 0: it never arrives. */
  answer?: number;
  body?: string;
  retryAfter?: string;
  /** Carried out, but nobody hears of it. */
  lost?: boolean;
  /** Carried out twice, the second time much later. */
  twice?: boolean;
  /** Milliseconds on the way there, and back. */
  there?: number;
  back?: number;
}

interface Device {
  /** "throws" as in an opaque frame, "hangs" as in some Safari. */
  database?: "throws" | "hangs" | "full" | "stalls";
  local?: Record<string, string> | null;
  session?: null;
  locks?: boolean;
  keepalive?: boolean;
}

interface Script {
  adapter: keyof typeof FACTORIES;
  search: string;
  device?: Device;
  faults?: Fault[];
  /** State documents by stateId. */
  documents?: Record<string, unknown>;
  profile?: unknown;
  /** The answers of the fetch address, the last one for ever. */
  tokens?: unknown[];
  /** Statements that are there before. */
  statements?: { id: string }[];
  steps: [name: string, ...parameters: never[]][];
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
      this.now = Math.max(this.now, next.at);
      next.run();
    }
    this.now = end;
  }
}

/** The database answers in tasks of its own, several for one change. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

interface Request {
  method: string;
  resource: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body?: unknown;
  keepalive: boolean;
  beacon: boolean;
  at: number;
  status: number;
}

/** The far end: an LRS, and as much of an LMS as a launch needs. */
class Platform {
  readonly requests: Request[] = [];
  /** In order of arrival. */
  readonly stored: { id: string }[];
  readonly documents: Record<string, unknown>;
  faults: Fault[];
  private redeemed = 0;

  constructor(
    private readonly script: Script,
    private readonly clock: Clock,
  ) {
    this.stored = [...(script.statements ?? [])];
    this.documents = { ...script.documents };
    this.faults = script.faults ?? [];
  }

  async take(page: Page, address: string, init: RequestInit & { beacon?: boolean }): Promise<Response> {
    const url = new URL(address);
    const parameters = new URLSearchParams(url.search);
    let method = init.method ?? "GET";
    let headers = { ...(init.headers as Record<string, string>) };
    let text = init.body === undefined || init.body === null ? undefined : String(init.body);
    const resource = url.pathname.replace(/^\/xapi\//, "");
    if (method === "POST" && parameters.has("method")) {
      method = parameters.get("method") as string;
      parameters.delete("method");
      const form = new URLSearchParams(text);
      text = form.get("content") ?? undefined;
      for (const [name, value] of form) {
        if (/^(Authorization|Content-Type|X-Experience)/.test(name)) headers = { ...headers, [name]: value };
        else if (name !== "content") parameters.append(name, value);
      }
    }
    const request: Request = {
      method,
      resource,
      query: Object.fromEntries(parameters),
      headers,
      keepalive: init.keepalive ?? false,
      beacon: init.beacon ?? false,
      at: this.clock.now,
      status: 0,
      ...(text !== undefined && { body: JSON.parse(text) as unknown }),
    };
    this.requests.push(request);
    const survives = request.keepalive || request.beacon;
    const fault = this.faults.find(({ call, times }) => `${method} ${resource}`.startsWith(call) && times !== 0) ?? { call: "" };
    if (fault.times) fault.times -= 1;
    if (fault.there) await page.pause(fault.there, survives);
    if (fault.answer === 0) throw new TypeError("no network");
    const [status, body] = fault.answer ? [fault.answer, fault.body ?? ""] : this.answer(request);
    if (fault.twice) this.clock.set(() => this.answer(request), 30_000);
    request.status = status;
    if (fault.back) await page.pause(fault.back, survives);
    if (fault.lost) throw new TypeError("the answer is lost");
    return {
      ok: status < 300,
      status,
      statusText: `status ${status}`,
      headers: { get: (name: string) => (name === "Retry-After" ? (fault.retryAfter ?? null) : null) },
      json: () => new Promise((resolve) => resolve(JSON.parse(body))),
      text: () => Promise.resolve(body),
    } as unknown as Response;
  }

  private answer({ method, resource, query, body }: Request): [number, string] {
    if (resource === "/fetch") {
      const tokens = this.script.tokens ?? [{ "auth-token": "dG9rZW4=" }, { "error-code": "1", "error-text": "already in use" }];
      this.redeemed += 1;
      return [200, JSON.stringify(tokens[Math.min(this.redeemed, tokens.length) - 1])];
    }
    if (resource === "activities/state") {
      const id = query["stateId"] as string;
      if (method === "PUT") this.documents[id] = body;
      else if (!(id in this.documents)) return [404, ""];
      return method === "PUT" ? [204, ""] : [200, JSON.stringify(this.documents[id])];
    }
    if (resource === "agents/profile") return this.script.profile === undefined ? [404, ""] : [200, JSON.stringify(this.script.profile)];
    if (method === "GET" && "statementId" in query) {
      const found = this.stored.find((each) => each.id === query["statementId"]);
      return found ? [200, JSON.stringify(found)] : [404, ""];
    }
    if (method === "GET") {
      const found = this.stored.filter((each) => (each as unknown as { verb: { id: string } }).verb.id === query["verb"]);
      return [200, JSON.stringify({ statements: found, more: "" })];
    }
    const said = (Array.isArray(body) ? body : [body]) as { id: string }[];
    const known = (id: string): { id: string } | undefined => this.stored.find((each) => each.id === id);
    if (said.some((each) => known(each.id) && JSON.stringify(known(each.id)) !== JSON.stringify(each))) return [409, "conflict"];
    for (const each of said) if (!known(each.id)) this.stored.push(each);
    return method === "PUT" ? [204, ""] : [200, JSON.stringify(said.map(({ id }) => id))];
  }
}

/** What outlives pages. */
class Storage {
  readonly factory = new IDBFactory();
  readonly local: Record<string, string>;
  readonly sessions: Record<string, Record<string, string>> = {};
  readonly held = new Map<string, Page>();

  constructor(readonly device: Device) {
    this.local = device.local ?? {};
  }

  session(tab: string): Record<string, string> {
    return (this.sessions[tab] ??= {});
  }
}

function textStorage(kept: Record<string, string>): object {
  return {
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => void (kept[key] = value),
    removeItem: (key: string) => void delete kept[key],
  };
}

/** One page of the player, until it is gone. Nothing of a page that is gone runs on, but for what it sent with `keepalive`. */
class Page {
  alive = true;
  readonly window: Window;
  readonly session: Session;
  readonly notices: string[] = [];
  readonly reports: string[] = [];
  readonly places: string[] = [];
  attempt: Attempt | null = null;
  snapshot: Snapshot = { state: "", location: "", status: "incomplete", score: null, progress: 0, seconds: 0 };
  private readonly listeners: Record<string, ((event: object) => void)[]> = {};

  constructor(
    private readonly script: Script,
    private readonly clock: Clock,
    platform: Platform,
    private readonly storage: Storage,
    readonly tab: string,
    search: string,
  ) {
    const { device } = storage;
    const listen = (name: string, listener: (event: object) => void): void => void (this.listeners[name] ??= []).push(listener);
    const page = this;
    const locks = {
      request: (name: string, _options: object, callback: (lock: object | null) => unknown): Promise<unknown> => {
        const owner = storage.held.get(name);
        if (owner?.alive) return Promise.resolve(callback(null));
        storage.held.set(name, page);
        return Promise.resolve(callback({}));
      },
    };
    class FetchRequest {}
    if (device.keepalive !== false) Object.defineProperty(FetchRequest.prototype, "keepalive", { get: () => false });
    this.window = {
      location: {
        search,
        reload: () => this.places.push("reload"),
        replace: (place: string) => this.places.push(`replace ${place}`),
        assign: (place: string) => this.places.push(place),
      },
      document: { visibilityState: "visible", addEventListener: listen },
      addEventListener: listen,
      close: () => this.places.push("close"),
      setTimeout: (run: () => void, delay: number) => clock.set(() => this.alive && run(), delay),
      clearTimeout: (id: number) => clock.clear(id),
      fetch: (address: string, init: RequestInit = {}) => this.send(() => platform.take(this, address, init), init.signal),
      navigator: {
        ...(device.locks !== false && { locks }),
        sendBeacon: (address: string, body: URLSearchParams) => {
          void platform.take(this, address, { method: "POST", body, beacon: true }).catch(() => undefined);
          return true;
        },
      },
      Request: FetchRequest,
      IDBKeyRange,
      indexedDB: { open: (name: string, version: number) => this.openDatabase(name, version) },
      get localStorage() {
        if (device.local === null) throw new Error("blocked");
        return textStorage(storage.local);
      },
      get sessionStorage() {
        if (device.session === null) throw new Error("blocked");
        return textStorage(storage.session(page.tab));
      },
    } as unknown as Window;
    const report = (message: string): void => void this.reports.push(message);
    console.warn = report;
    this.session = FACTORIES[script.adapter]({ window: this.window, course: { ...COURSE, adapters: [script.adapter] }, report });
  }

  /** Time on the network; only what survives its page goes on when the page is gone. */
  async pause(delay: number, survives: boolean): Promise<void> {
    await new Promise<void>((resolve) => this.clock.set(resolve, delay));
    if (!this.alive && !survives) await new Promise(() => undefined);
  }

  fire(name: string, members: object = {}): void {
    if (name === "hide" || name === "show") {
      (this.window.document as unknown as { visibilityState: string }).visibilityState = name === "hide" ? "hidden" : "visible";
      name = "visibilitychange";
    }
    for (const listener of this.listeners[name] ?? []) listener(members);
  }

  async begin(): Promise<unknown> {
    this.attempt = await begin({
      window: this.window,
      course: { ...COURSE, adapters: [this.script.adapter] },
      snapshot: () => this.snapshot,
      notify: (recording, detail) => this.notices.push(`${recording} ${detail}`.trim()),
    });
    const { state, location, status } = this.attempt.opened;
    // As the player does.
    this.snapshot = { ...this.snapshot, state, location, status };
    return { adapter: this.attempt.adapter, opened: this.attempt.opened };
  }

  private send(take: () => Promise<Response>, signal: AbortSignal | null | undefined): Promise<Response> {
    if (!this.alive) return new Promise(() => undefined);
    return new Promise((resolve, reject) => {
      signal?.addEventListener("abort", () => reject(new Error("timeout")));
      const live = <Value>(then: (value: Value) => void) => (value: Value): void => void (this.alive && then(value));
      take().then(live(resolve), live(reject));
    });
  }

  private openDatabase(name: string, version: number): IDBOpenDBRequest {
    const { database } = this.storage.device;
    if (database === "throws") throw new Error("SecurityError");
    if (database === "hangs") return {} as IDBOpenDBRequest;
    const request = this.storage.factory.open(name, version) as unknown as IDBOpenDBRequest;
    request.addEventListener("success", () => {
      const opened = request.result;
      const transaction = opened.transaction.bind(opened);
      opened.transaction = (stores, mode) => {
        if (!this.alive) throw new Error("gone");
        if (database === "full" && mode === "readwrite") throw new Error("QuotaExceededError");
        const begun = transaction(stores, mode);
        // Written, perhaps, but nobody hears of it.
        if (database === "stalls") Object.defineProperty(begun, "oncomplete", { set: () => undefined });
        return begun;
      };
    });
    return request;
  }
}

async function visits(script: Script): Promise<unknown> {
  const clock = new Clock();
  const began = clock.now;
  Date.now = () => clock.now;
  // `new Date()` is the device's clock too.
  const RealDate = globalThis.Date;
  class ScriptedDate extends RealDate {
    constructor(...parameters: [] | [number | string]) {
      super(...((parameters.length ? parameters : [clock.now]) as [number]));
    }
  }
  globalThis.Date = ScriptedDate as DateConstructor;
  const platform = new Platform(script, clock);
  const storage = new Storage(script.device ?? {});
  const pages: Page[] = [];
  const visit = (tab = "a", search = script.search): Page => {
    const page = new Page(script, clock, platform, storage, tab, search);
    pages.push(page);
    return page;
  };
  let page = visit();
  const results: unknown[] = [];
  const answerOf = (said: AnsweredInteraction): AnsweredInteraction => ({ ...said, time: new Date(said.time ?? clock.now) });

  /** An answer may wait for the network, the clock or the database: give it all three. */
  const wait = async <Value>(promise: Promise<Value>): Promise<Value | "waiting"> => {
    let over = false;
    const watched = promise.finally(() => (over = true));
    for (let turn = 0; turn < 400 && !over; turn += 1) await clock.advance(turn ? 100 : 0);
    return over ? watched : "waiting";
  };
  const actions: Record<string, (...parameters: never[]) => unknown> = {
    visit: (tab?: string, search?: string) => void (page = visit(tab, search)),
    tab: (tab: string) => void (page = pages.filter((each) => each.tab === tab).pop() as Page),
    kill: () => void (page.alive = false),
    /** The tab is closed, or the page left: its last words, then nothing. */
    gone: () => {
      page.fire("pagehide", { persisted: false });
      page.alive = false;
    },
    open: () => wait(page.session.open()),
    save: (next: Snapshot) => wait(page.session.save(next)),
    answer: (said: AnsweredInteraction, next: Snapshot) => wait(page.session.answer(answerOf(said), next)),
    /** Without waiting for what comes of it. */
    say: (said: AnsweredInteraction, next: Snapshot) => void page.session.answer(answerOf(said), next),
    close: (next: Snapshot, leaving = false) => page.session.close(next, leaving),
    name: () => page.session.learnerName?.() ?? null,
    leave: () => page.session.leave?.(),
    begin: () => wait(page.begin()),
    now: (next: Partial<Snapshot>) => void (page.snapshot = { ...page.snapshot, ...next }),
    touch: () => page.attempt?.touch(),
    submit: (said: AnsweredInteraction) => wait((page.attempt as Attempt).answer(answerOf(said))),
    /** As `submit`, without waiting for what comes of it. */
    try: (said: AnsweredInteraction) => void page.attempt?.answer(answerOf(said)),
    exit: () => wait<unknown>((page.attempt as Attempt).leave?.() ?? Promise.resolve("absent")),
    event: (name: string, members?: object) => page.fire(name, members),
    advance: (delay: number) => clock.advance(delay),
    faults: (faults: Fault[]) => void (platform.faults = faults),
    documents: (documents: Record<string, unknown>) => void Object.assign(platform.documents, documents),
    forget: (id: string) => void delete platform.documents[id],
    device: (device: Device) => void Object.assign(storage.device, device),
    clock: () => clock.now - began,
    stored: () => platform.stored.length,
    requests: () => platform.requests.length,
  };
  try {
    for (const [name, ...parameters] of script.steps) {
      const result = await (actions[name] as (...parameters: never[]) => unknown)(...parameters);
      results.push(result ?? null);
      await settled();
    }
    await clock.advance(0);
    return {
      results,
      requests: platform.requests,
      stored: platform.stored,
      documents: platform.documents,
      reports: pages.flatMap((each) => each.reports),
      notices: pages.map((each) => each.notices),
      places: pages.flatMap((each) => each.places),
      local: storage.local,
      waiting: await rows(storage.factory),
    };
  } finally {
    for (const each of pages) each.alive = false;
    globalThis.Date = RealDate;
  }
}

/** What the device still holds, in order. */
async function rows(factory: IDBFactory): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const opening = factory.open("cartable", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("waiting");
    opening.onerror = () => reject(new Error("no database"));
    opening.onsuccess = () => {
      const all = opening.result.transaction("waiting").objectStore("waiting").getAll();
      all.onsuccess = () => {
        opening.result.close();
        resolve(all.result as unknown[]);
      };
    };
  });
}

const COMMANDS: Record<string, (parameter: never) => unknown> = { visits, named: (text: string) => namedUuid(text) };
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
