/**
 * The way to an LRS: statements in order, one PUT each, and the latest state. What has not arrived waits in the queue
 * (queue.ts) and goes again; when to try again is session.ts's affair, unless the LRS named a time.
 */
import { parsed } from "./launch";
import { createQueue, type StateDocument } from "./queue";
import type { Outcome } from "./session";
import type { Statement } from "./statements";

export type { StateDocument } from "./queue";

export interface LrsOptions {
  readonly window: Window;
  /** With its final "/". */
  readonly endpoint: string;
  readonly auth: string;
  /** Parameters of the state resource, but for `stateId`. */
  readonly scope: Readonly<Record<string, string>>;
  /** Where what waits belongs: the end point, or the part of it that launches of one registration share. */
  readonly place: string;
  /** A statement as this session says it; one that another session left over passes here as well. */
  dress?(statement: Statement): Statement;
  /** The state as it stands when it goes, after the statements before it. */
  dressState?(document: StateDocument): StateDocument;
  /** The LRS has it. */
  arrived?(statement: Statement): void;
  report(message: string): void;
}

export interface Answer {
  /** 0 when there was none, or none to make sense of. */
  readonly status: number;
  /** Of a GET that was answered with JSON. */
  readonly body?: unknown;
}

export interface Lrs {
  get(resource: string, parameters: Readonly<Record<string, string>>): Promise<Answer>;
  /** As `get`, but patient with an LRS that is out of reach, or busy. */
  insist(resource: string, parameters: Readonly<Record<string, string>>): Promise<Answer>;
  /** Statements that earlier visits left and *fit* finds fit to go again, oldest first; the others are dropped. */
  inherit(fit: (statement: Statement) => boolean): Promise<readonly Statement[]>;
  /** The stored state; null when there is none, or none can be had. After `inherit`. */
  restore(): Promise<StateDocument | null>;
  /** Could the stored state not be read? Then none is stored over it. */
  isBlind(): boolean;
  /** *again*: the LRS may have it already, said in another session; then it is not sent a second time. */
  tell(statement: Statement, again?: boolean): void;
  keep(document: StateDocument): void;
  /** Sends what waits, in order, and says how recording stands. */
  save(): Promise<Outcome>;
  /** As `save`, but for what must be safe and no more: on the device, or with the LRS. */
  secure(): Promise<Outcome>;
  /** Sends the last of it in order, also if the page goes meanwhile. True when nothing waits any more. */
  finish(): Promise<boolean>;
  /** The page is going: sends what can still be sent, without waiting for answers. */
  depart(): void;
}

/** What an answer to a statement means for it. */
type Verdict = "delivered" | "refused" | "doubtful" | "later";

const STATE_ID = "cartable";
const VERSION = "1.0.3";
const TIMEOUT = 15_000;
/** Feedback waits this long for the LRS when the answer is safe on the device anyway. */
const GRACE = 3_000;
/** That an LRS can ask for. */
const LONGEST_WAIT = 300_000;
/** Between the attempts of `insist`. */
const PAUSES = [1_000, 3_000];
/** Bytes; browsers hold 64 KiB of bodies for pages that are gone, and refuse the request that is one too many. */
const LAST_WORDS = 60_000;
/** At the end of the page, most important first; what else there is comes last. */
const IMPORTANT = ["completed", "passed", "failed", "answered", "terminated"];

export function connect({ window, endpoint, auth, scope, place, dress, dressState, arrived, ...host }: LrsOptions): Lrs {
  const farewell = `cartable/lrs/${endpoint}/${JSON.stringify(scope)}`;
  let problem = "";
  const report = (message: string): void => {
    problem = message;
    host.report(message);
  };
  const queue = createQueue({ window, launch: `${place} ${JSON.stringify(scope)}`, farewell, report });
  let statements: Statement[] = [];
  /** Ids that the LRS may have already. */
  const again = new Set<string>();
  let document: StateDocument | null = null;
  /** An LRS without a state resource. */
  let stateless = false;
  /** Has the stored state been asked for? */
  let asked = false;
  /** It could not be read, or is not what ours was made from: nothing may be written over it. */
  let blind = true;
  /** What the state was made from; one that is older may be written over. */
  let basis = "";
  let stored = "";
  let notBefore = 0;
  let running: Promise<boolean> | null = null;

  const request = async (method: "GET" | "PUT" | "POST", path: string, content?: string, keepalive = false): Promise<Answer> => {
    const name = `RUN-002 ${method} ${path.split("?", 1)[0] as string}`;
    const aborter = new AbortController();
    const timer = window.setTimeout(() => aborter.abort(), TIMEOUT);
    try {
      const response = await window.fetch(endpoint + path, {
        method,
        keepalive,
        cache: "no-store",
        signal: aborter.signal,
        headers: {
          Authorization: auth,
          "X-Experience-API-Version": VERSION,
          ...(content !== undefined && { "Content-Type": "application/json" }),
        },
        ...(content !== undefined && { body: content }),
      });
      const { status, ok } = response;
      const text = await response.text();
      // A sign-in page, or the portal of a hotel, answers 200 to anything.
      if (ok && /^\s*</.test(text)) throw new Error("HTML");
      if (method === "GET" && ok) return { status, body: status === 204 ? undefined : parsed(text) };
      // Nothing there yet, or there already: both are answers as good as any.
      if (!ok && status !== (method === "GET" ? 404 : 409)) {
        report(`${name}: ${[String(status), response.statusText, text.trim().slice(0, 160)].filter(Boolean).join(" ")}`);
        wait(response.headers.get("Retry-After"));
      }
      return { status };
    } catch (error) {
      report(`${name}: ${String(error)}`);
      return { status: 0 };
    } finally {
      window.clearTimeout(timer);
    }
  };

  /** Seconds, or a date (RFC 9110 10.2.3); readable only where the LRS exposes the header. */
  const wait = (said: string | null): void => {
    if (!said) return;
    const time = /^\d+$/.test(said.trim()) ? Date.now() + Number(said) * 1000 : Date.parse(said);
    // Not longer than a learner stays: one of the two clocks may be wrong.
    if (time > notBefore) notBefore = Math.min(time, Date.now() + LONGEST_WAIT);
  };

  const get = (resource: string, parameters: Readonly<Record<string, string>>): Promise<Answer> =>
    request("GET", `${resource}?${query(parameters)}`);

  const insist = async (resource: string, parameters: Readonly<Record<string, string>>): Promise<Answer> => {
    const began = Date.now();
    let answer = await get(resource, parameters);
    for (const pause of PAUSES) {
      // A network that swallows requests has had its time already; the course must open.
      if (!isPassing(answer.status) || Date.now() - began >= TIMEOUT) break;
      await after(window, pause);
      answer = await get(resource, parameters);
    }
    return answer;
  };

  const stateParameters = { ...scope, stateId: STATE_ID };
  const textOf = (statement: Statement): string => JSON.stringify(dress ? dress(statement) : statement);
  const dressed = (document: StateDocument): StateDocument => (dressState ? dressState(document) : document);
  const stateText = (document: StateDocument): string => {
    const { blind: _, ...said } = dressed(document);
    return JSON.stringify(said);
  };

  const done = ({ id }: Statement): void => {
    statements = statements.filter((each) => each.id !== id);
    queue.remove(id);
  };

  /** A conflict would do no harm, but an LMS may hold it against the course. */
  const isThere = async ({ id }: Statement): Promise<boolean | null> => {
    const { status, body } = await get("statements", { statementId: id });
    // Ralph answers a list; another may answer any list, so only the statement itself is a proof.
    const { statements: list, ...single } = (body ?? {}) as { id?: string; statements?: readonly { id: string }[] };
    return isPassing(status) ? null : [single, ...(list ?? [])].some((each) => each.id === id);
  };

  const sendStatement = async (statement: Statement, keepalive: boolean): Promise<Verdict> => {
    const { status } = await request("PUT", `statements?${query({ statementId: statement.id })}`, textOf(statement), keepalive);
    const verdict = judge(status);
    if (verdict === "delivered" || verdict === "refused") done(statement);
    if (verdict === "delivered") arrived?.(statement);
    return verdict;
  };

  const sendState = async (said: StateDocument, keepalive: boolean): Promise<boolean> => {
    const sent = contentOf(dressed(said));
    const { status } = await request("PUT", `activities/state?${query(stateParameters)}`, stateText(said), keepalive);
    if (status === 404 || status === 405 || status === 501) stateless = true;
    const over = stateless || isDone(status);
    if (over) {
      stored = sent;
      basis = said.at;
      if (stateless || document === said) {
        document = null;
        queue.keep(null);
      }
    }
    return over;
  };

  /** What the LRS has now, judged against what our state was made from. */
  const look = async (ask: typeof get): Promise<StateDocument | null> => {
    const { status, body } = await ask("activities/state", stateParameters);
    if (status === 405 || status === 501) stateless = true;
    const found = isState(body) ? body : null;
    // What is there and is no state of ours may be written over, as if nothing were there.
    if (isDone(status) && body !== undefined && !found) report("RUN-006 GET activities/state: no state of ours");
    blind = found ? found.at > basis : !isDone(status) && status !== 404 && !stateless;
    return found;
  };

  const drain = async (last: boolean): Promise<boolean> => {
    const doubtful: Statement[] = [];
    for (;;) {
      if (Date.now() < notBefore) return false;
      const statement = statements.find((each) => !doubtful.includes(each));
      if (!statement) break;
      const there = again.has(statement.id) && (await isThere(statement));
      again.delete(statement.id);
      if (there === null) {
        again.add(statement.id);
        return false;
      }
      if (there) {
        done(statement);
        arrived?.(statement);
        continue;
      }
      const verdict = await sendStatement(statement, last);
      if (verdict === "later") return false;
      if (verdict === "doubtful") {
        // Refused again: it is not the statement, it is us.
        if (doubtful.push(statement) > 1) return false;
      } else if (verdict === "delivered") {
        // The one behind was welcome, so those before are what the LRS does not want.
        for (const each of doubtful.splice(0)) done(each);
      }
    }
    if (doubtful.length) return false;
    if (!asked) return !statements.length;
    if (isBlind()) await look(get);
    if (isBlind()) return false;
    while (document && !stateless) {
      if (Date.now() < notBefore || !(await sendState(document, last))) return false;
    }
    return !statements.length;
  };

  const flush = (last: boolean): Promise<boolean> => {
    running ??= drain(last).finally(() => {
      running = null;
    });
    return running;
  };
  const isBlind = (): boolean => blind && !stateless;

  const outcome = async (isLost: () => boolean): Promise<Outcome> => {
    const sending = flush(false);
    const kept = await queue.settled();
    const sent = await (kept ? Promise.race([sending, after(window, GRACE)]) : sending);
    if (sent) problem = "";
    return sent ? { ok: true } : { ok: kept && !isLost(), pending: true, message: problem };
  };

  /** One request at the end of the page; false when the browser has no room for it. */
  const say = (path: string, parameters: Readonly<Record<string, string>>, method: "PUT" | "POST", content: string): boolean => {
    // The alternate syntax (xAPI Communication 1.3): a form, which needs neither headers nor a preflight.
    const form = new URLSearchParams({
      ...parameters,
      Authorization: auth,
      "X-Experience-API-Version": VERSION,
      "Content-Type": "application/json",
      content,
    });
    return window.navigator.sendBeacon?.(`${endpoint}${path}?method=${method}`, form) ?? false;
  };

  const depart = (): void => {
    queue.leave();
    let room = LAST_WORDS;
    const fits = (text: string): boolean => {
      const size = new TextEncoder().encode(text).length;
      if (size > room) return false;
      room -= size;
      return true;
    };
    const state = document && !blind && !stateless ? document : null;
    const stateFits = state !== null && fits(stateText(state));
    const rank = (each: Statement): number => (IMPORTANT.indexOf(nameOf(each)) + 99) % 99;
    const ranked = [...statements].sort((a, b) => rank(a) - rank(b));
    const chosen = new Set(ranked.filter((each) => fits(textOf(each))));
    const words = statements.filter((each) => chosen.has(each));
    // Without `keepalive` (Firefox before 133), or where such a request may have no preflight (Chrome 80), the form remains.
    const survives = "keepalive" in (window as Window & typeof globalThis).Request.prototype;
    const last = (send: () => Promise<boolean>, instead: () => void): void => {
      if (survives) void send().then((over) => over || instead());
      else instead();
    };
    const [first] = words;
    if (first && words.length === 1) {
      const instead = (): boolean => say("statements", { statementId: first.id }, "PUT", textOf(first));
      last(async () => (await sendStatement(first, true)) !== "later", instead);
    } else if (first) {
      // Requests of a page that is gone overtake one another, and a cmi5 LMS takes nothing after `terminated`: one request.
      const all = `[${words.map(textOf).join(",")}]`;
      const send = async (): Promise<boolean> => {
        const { status } = await request("POST", "statements", all, true);
        if (isDone(status)) words.forEach(done);
        return status !== 0;
      };
      last(send, () => say("statements", {}, "POST", all));
    }
    if (state && stateFits) last(() => sendState(state, true), () => say("activities/state", stateParameters, "PUT", stateText(state)));
  };

  return {
    get,
    insist,
    async inherit(fit) {
      const left = await queue.takeOver();
      document = left.document;
      const [good, bad] = [left.statements.filter(fit), left.statements.filter((each) => !fit(each))];
      bad.forEach(done);
      return good;
    },
    async restore() {
      const left = document;
      basis = left && !left.blind ? left.at : "";
      const found = await look(insist);
      asked = true;
      if (found && (!left || left.blind || found.at > left.at)) {
        document = null;
        queue.keep(null);
        basis = found.at;
        blind = false;
        stored = contentOf(found);
        return found;
      }
      return left;
    },
    isBlind,
    tell(statement, doubled = false) {
      statements.push(statement);
      if (doubled) again.add(statement.id);
      queue.add(statement);
    },
    keep(said) {
      if (stateless || contentOf(dressed(said)) === stored) return;
      document = blind && !basis ? { ...said, blind: true } : said;
      queue.keep(document);
    },
    // Without the stored state, none is stored: the learner must know that this visit leaves no progress behind.
    save: () => outcome(isBlind),
    secure: () => outcome(() => false),
    finish: () => flush(true),
    depart,
  };
}

export function after(window: Window, delay: number): Promise<false> {
  return new Promise((resolve) => {
    window.setTimeout(() => resolve(false), delay);
  });
}

function query(parameters: Readonly<Record<string, string>>): string {
  return new URLSearchParams(parameters).toString();
}

function isDone(status: number): boolean {
  return status >= 200 && status < 300;
}

/** May the same request be answered otherwise in a moment? */
function isPassing(status: number): boolean {
  return status === 0 || status === 408 || status === 425 || status === 429 || status >= 500;
}

/** 409: the LRS has this id already (T15). 401 and 404 speak of the launch, 403 of either; the rest of 4xx of the statement. */
function judge(status: number): Verdict {
  if (isDone(status) || status === 409) return "delivered";
  if (status === 403) return "doubtful";
  return isPassing(status) || status === 401 || status === 404 || status < 400 ? "later" : "refused";
}

function isState(body: unknown): body is StateDocument {
  return typeof body === "object" && body !== null && typeof (body as StateDocument).state === "string";
}

function contentOf({ state, location, told, verdicts, failedWith }: StateDocument): string {
  return JSON.stringify([state, location, told ?? 0, verdicts ?? [], failedWith]);
}

function nameOf(statement: Statement): string {
  return (statement["verb"] as { id: string }).id.split("/").pop() as string;
}
