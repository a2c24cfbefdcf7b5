/**
 * What is to reach an LRS, kept until it has: statements in order, and the latest state. Kept in memory and, where the
 * browser allows it, on the device, so that what a closed tab or a cut network left behind goes out at the next visit.
 */
import type { Statement } from "./statements";

export interface StateDocument {
  readonly state: string;
  readonly location: string;
  /** ISO time; tells which of two devices wrote last. */
  readonly at: string;
}

export interface LrsOptions {
  readonly window: Window;
  /** With its final "/". */
  readonly endpoint: string;
  readonly auth: string;
  /** Parameters of the state resource, but for `stateId`. */
  readonly scope: Readonly<Record<string, string>>;
  report(message: string): void;
}

export interface Lrs {
  /** The stored state; null when there is none, or none can be had. */
  restore(): Promise<StateDocument | null>;
  tell(statement: Statement): void;
  keep(document: StateDocument): void;
  /** Sends what waits, in order. True when nothing waits any more. */
  flush(): Promise<boolean>;
  /** The page is going: sends all that waits at once, without waiting for answers. */
  depart(): void;
  /** Does what waits survive the page? */
  isDurable(): boolean;
}

type Answer = { readonly status: number; readonly document?: StateDocument };
interface Waiting {
  statements: Statement[];
  document: StateDocument | null;
}

const STATE_ID = "cartable";
const TIMEOUT = 15_000;

export function connect({ window, endpoint, auth, scope, report }: LrsOptions): Lrs {
  const key = `cartable/lrs/${endpoint}/${JSON.stringify(scope)}`;
  const { waiting, durable: readable } = recall(window, key);
  let durable = readable;
  /** An LRS without a state resource, or one whose state could not be read and must not be written over. */
  let stateless = false;
  let stored = "";
  /** A state left by an earlier visit waits until it is known whether the LRS has a newer one. */
  let restored = false;
  let running: Promise<boolean> | null = null;

  const remember = (): void => {
    try {
      if (waiting.statements.length || waiting.document) window.localStorage.setItem(key, JSON.stringify(waiting));
      else window.localStorage.removeItem(key);
    } catch {
      durable = false;
    }
  };

  const request = async (method: "GET" | "PUT", path: string, body?: unknown, keepalive = false): Promise<Answer> => {
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
          "X-Experience-API-Version": "1.0.3",
          ...(method === "PUT" && { "Content-Type": "application/json" }),
        },
        ...(method === "PUT" && { body: JSON.stringify(body) }),
      });
      const document = method === "GET" && response.ok ? ((await response.json()) as StateDocument) : undefined;
      if (!response.ok && response.status !== 409) {
        report(`RUN-002 ${method} ${resource(path)}: ${response.status} ${response.statusText}`.trim());
      }
      return { status: response.status, ...(document && { document }) };
    } catch (error) {
      report(`RUN-002 ${method} ${resource(path)}: ${String(error)}`);
      return { status: 0 };
    } finally {
      window.clearTimeout(timer);
    }
  };

  const statePath = `activities/state?${new URLSearchParams({ ...scope, stateId: STATE_ID }).toString()}`;

  /** True when the statement needs no further sending: the LRS has it, or has judged it unfit for good. */
  const sendStatement = async (statement: Statement, keepalive = false): Promise<boolean> => {
    const { status } = await request("PUT", `statements?statementId=${statement.id}`, statement, keepalive);
    // Among the answers that no further sending changes: 409, an LRS that has this id already (T15).
    const over = isDone(status) || (status >= 400 && status < 500 && ![401, 403, 408, 429].includes(status));
    if (over) {
      waiting.statements = waiting.statements.filter(({ id }) => id !== statement.id);
      remember();
    }
    return over;
  };

  const sendState = async (document: StateDocument, keepalive = false): Promise<boolean> => {
    const { status } = await request("PUT", statePath, document, keepalive);
    if (status === 404 || status === 405 || status === 501) stateless = true;
    const over = stateless || isDone(status);
    if (over) {
      stored = content(document);
      if (stateless || waiting.document === document) waiting.document = null;
      remember();
    }
    return over;
  };

  const drain = async (): Promise<boolean> => {
    for (;;) {
      const [statement] = waiting.statements;
      if (statement) {
        if (!(await sendStatement(statement))) return false;
      } else if (waiting.document && restored) {
        if (!(await sendState(waiting.document))) return false;
      } else return true;
    }
  };

  return {
    async restore() {
      const left = waiting.document;
      const { status, document } = await request("GET", statePath);
      restored = true;
      if (document && typeof document.state === "string") {
        if (left && left.at > document.at) return left;
        waiting.document = null;
        stored = content(document);
        remember();
        return document;
      }
      // Starting afresh after an error and then storing would write over what the learner did before.
      stateless = !left && status !== 404 && status !== 204 && status !== 200;
      return left;
    },
    tell(statement) {
      waiting.statements.push(statement);
      remember();
    },
    keep(document) {
      if (stateless || content(document) === stored) return;
      waiting.document = document;
      remember();
    },
    flush() {
      running ??= drain().finally(() => {
        running = null;
      });
      return running;
    },
    depart() {
      for (const statement of waiting.statements) void sendStatement(statement, true);
      if (waiting.document) void sendState(waiting.document, true);
    },
    isDurable: () => durable,
  };
}

function isDone(status: number): boolean {
  return status >= 200 && status < 300;
}

function content({ state, location }: StateDocument): string {
  return `${state} ${location}`;
}

/** For messages: without the query, which names the learner. */
function resource(path: string): string {
  return path.split("?", 1)[0] as string;
}

function recall(window: Window, key: string): { waiting: Waiting; durable: boolean } {
  const nothing: Waiting = { statements: [], document: null };
  try {
    return { waiting: { ...nothing, ...(JSON.parse(window.localStorage.getItem(key) ?? "{}") as Partial<Waiting>) }, durable: true };
  } catch {
    return { waiting: nothing, durable: false };
  }
}
