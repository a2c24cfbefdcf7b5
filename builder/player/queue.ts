/**
 * What an LRS does not have yet, kept on the device from the moment it is made: statements in order, and the latest state.
 *
 * IndexedDB holds it, under the launch and the visit that made it. Each visit sends only its own; what a closed or killed
 * one left is taken over by the next visit of the same launch. A Web Lock, held as long as the page lives, tells a dead
 * visit from a tab still open; where there are no locks, two tabs may both send a statement, which its id makes harmless.
 * In an opaque frame IndexedDB throws, elsewhere it may be blocked or hang: then everything is in memory only.
 */
import type { Statement } from "./statements";

export interface StateDocument {
  readonly state: string;
  readonly location: string;
  /** ISO time; tells which of two devices wrote last. */
  readonly at: string;
  /** Percentage last told, so that a resumed attempt does not tell it again. */
  readonly told?: number;
  /** Verdicts that the LRS has, for a standard that wants each once a registration. */
  readonly verdicts?: readonly string[];
  /** The score that `failed` was last told with. */
  readonly failedWith?: number;
  /** Made without having read the one before; gives way to any that the LRS turns out to have. Never sent so. */
  readonly blind?: true;
}

export interface Queue {
  /** What earlier visits of this launch left, oldest first; now this visit's. */
  takeOver(): Promise<{ statements: Statement[]; document: StateDocument | null }>;
  add(statement: Statement): void;
  remove(id: string): void;
  /** The latest state, instead of any before; null when nothing of it waits. */
  keep(document: StateDocument | null): void;
  /** The page is going: what the database may not have written in time is left where writing waits for nothing. */
  leave(): void;
  /** Once everything said so far is written: does it survive the page? */
  settled(): Promise<boolean>;
  isDurable(): boolean;
}

export interface QueueOptions {
  readonly window: Window;
  /** Only visits of the same launch take over from one another. */
  readonly launch: string;
  /** Key in localStorage of what a page left as it went, and of all that version 0.1 kept. */
  readonly farewell: string;
  report(message: string): void;
}

type Key = [launch: string, visit: string, place: number];
type Row = Statement | StateDocument;

const STORE = "waiting";
/** Some browsers never answer; a course must open all the same. */
const PATIENCE = 3_000;
/** The place of the state; statements follow. */
const STATE = 0;

export function createQueue({ window, launch, farewell, report }: QueueOptions): Queue {
  const visit = `${String(Date.now()).padStart(15, "0")}-${Math.random().toString(36).slice(2)}`;
  const keys = new Map<string, Key>();
  /** Keys of states that the newest replaces. */
  let states: Key[] = [];
  /** What the database has not said to be written. */
  const unwritten = new Map<string, Statement>();
  let unwrittenState: StateDocument | null = null;
  let place = STATE;
  let database: IDBDatabase | null = null;
  let durable = true;
  let writing: Promise<unknown> = Promise.resolve();

  const giveUp = (reason: unknown): void => {
    if (!durable) return;
    durable = false;
    database = null;
    report(`RUN-003 IndexedDB: ${String(reason)}`);
  };

  const ready: Promise<unknown> = open(window)
    .then(async (opened) => {
      opened.onversionchange = () => opened.close();
      opened.onclose = () => giveUp("closed");
      await hold(window, visit);
      database = opened;
    })
    .catch(giveUp);

  /** In its own transaction, committed at once: a page that is going has no time for an answer. */
  const write = (change: (store: IDBObjectStore) => void): Promise<unknown> => {
    const start = (): Promise<void> | void => {
      if (!database) return undefined;
      try {
        const transaction = database.transaction(STORE, "readwrite", { durability: "relaxed" });
        const done = ended(transaction).catch(giveUp);
        change(transaction.objectStore(STORE));
        transaction.commit?.();
        return done;
      } catch (error) {
        return giveUp(error);
      }
    };
    const started = database || !durable ? start() : ready.then(start);
    writing = Promise.all([writing, started]);
    return Promise.resolve(started);
  };

  const rowsOf = async (left: string): Promise<[Key, Row][]> => {
    if (!database) return [];
    const store = database.transaction(STORE).objectStore(STORE);
    const range = IDBKeyRangeOf(window).bound([launch, left], [launch, left, []]);
    const [found, rows] = await Promise.all([answer(store.getAllKeys(range)), answer(store.getAll(range))]);
    return (found as Key[]).map((key, index) => [key, rows[index] as Row]);
  };

  const visits = async (): Promise<string[]> => {
    if (!database) return [];
    const range = IDBKeyRangeOf(window).bound([launch], [launch, []]);
    const found = (await answer(database.transaction(STORE).objectStore(STORE).getAllKeys(range))) as Key[];
    return Array.from(new Set(found.map(([, each]) => each)));
  };

  const queue: Queue = {
    async takeOver() {
      const statements: Statement[] = [];
      let document: StateDocument | null = null;
      const consider = (candidate: StateDocument): void => {
        if (!document || candidate.at > document.at) document = candidate;
      };
      await ready;
      try {
        for (const left of await visits()) {
          if (left === visit || !(await hold(window, left))) continue;
          for (const [key, row] of await rowsOf(left)) {
            if (key[2] === STATE) {
              states.push(key);
              consider(row as StateDocument);
            } else {
              keys.set((row as Statement).id, key);
              statements.push(row as Statement);
            }
          }
        }
      } catch (error) {
        giveUp(error);
      }
      if (durable) {
        const former = recall(window, farewell);
        const missing = former.statements.filter(({ id }) => !keys.has(id));
        missing.forEach(queue.add);
        statements.push(...missing);
        if (former.document) consider(former.document);
        if (document) queue.keep(document);
        if (await queue.settled()) forget(window, farewell);
      }
      return { statements, document };
    },
    add(statement) {
      if (keys.has(statement.id)) return;
      place += 1;
      const key: Key = [launch, visit, place];
      keys.set(statement.id, key);
      unwritten.set(statement.id, statement);
      void write((store) => void store.put(statement, key)).then(() => unwritten.delete(statement.id));
    },
    remove(id) {
      const key = keys.get(id);
      if (!key) return;
      keys.delete(id);
      unwritten.delete(id);
      void write((store) => void store.delete(key));
    },
    keep(document) {
      const replaced = states;
      const key: Key = [launch, visit, STATE];
      states = [key];
      unwrittenState = document;
      void write((store) => {
        for (const each of replaced) store.delete(each);
        if (document) store.put(document, key);
      }).then(() => {
        if (unwrittenState === document) unwrittenState = null;
      });
    },
    leave() {
      if (!durable || !(unwritten.size || unwrittenState)) return;
      // Another tab of the same launch may be going, too.
      const before = recall(window, farewell);
      const kept = before.statements.filter(({ id }) => !unwritten.has(id));
      const left = { statements: [...kept, ...Array.from(unwritten.values())], document: unwrittenState ?? before.document };
      try {
        window.localStorage.setItem(farewell, JSON.stringify(left));
      } catch {
        // The database was asked first, and is all there is then.
      }
    },
    async settled() {
      // An answer whose feedback waits for this must not wait for ever.
      const stuck = limit(window, () => giveUp("no answer"));
      await Promise.race([writing, stuck.over]);
      stuck.cancel();
      return durable && database !== null;
    },
    isDurable: () => durable,
  };
  return queue;
}

function open(window: Window): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const stuck = limit(window, () => reject(new Error("no answer")));
    // Throws in an opaque frame; the executor turns that into a rejection.
    const request = window.indexedDB.open("cartable", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onerror = () => reject(request.error ?? new Error("refused"));
    request.onsuccess = () => {
      stuck.cancel();
      resolve(request.result);
    };
  });
}

function answer<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("refused"));
  });
}

function ended(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
  });
}

function IDBKeyRangeOf(window: Window): typeof IDBKeyRange {
  return (window as Window & typeof globalThis).IDBKeyRange;
}

/** Patience with a browser that never answers; `over` resolves after *then*. */
function limit(window: Window, then: () => void): { over: Promise<void>; cancel(): void } {
  let timer = 0;
  const over = new Promise<void>((resolve) => {
    timer = window.setTimeout(() => {
      then();
      resolve();
    }, PATIENCE);
  });
  return { over, cancel: () => window.clearTimeout(timer) };
}

/** Takes the lock of *visit* for as long as this page lives; false while another page has it. */
function hold(window: Window, visit: string): Promise<boolean> {
  const { locks } = window.navigator as { locks?: LockManager };
  if (!locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    const stuck = limit(window, () => resolve(true));
    locks
      .request(`cartable/${visit}`, { ifAvailable: true }, (lock) => {
        stuck.cancel();
        resolve(lock !== null);
        return lock === null ? undefined : new Promise<void>(() => undefined);
      })
      // Not allowed here, as in an opaque frame: the ids make up for it.
      .catch(() => {
        stuck.cancel();
        resolve(true);
      });
  });
}

function recall(window: Window, key: string): { statements: Statement[]; document: StateDocument | null } {
  const nothing = { statements: [], document: null };
  try {
    const text = window.localStorage.getItem(key);
    return text ? { ...nothing, ...(JSON.parse(text) as object) } : nothing;
  } catch {
    return nothing;
  }
}

function forget(window: Window, key: string): void {
  try {
    window.localStorage.removeItem(key);
  } catch {
    // Blocked: then it held nothing either.
  }
}
