/** The stand-alone page: this browser's own storage records; where it is blocked, nothing does and the page says so. */
import { registry } from "../registry";
import type { Host, Opened, Outcome, Session, Snapshot } from "../session";
import { statusIn } from "../state";

export function create({ window, course, report }: Host): Session {
  /** Two copies of the course on one site (or `file://`) are told apart by what launched them, if anything did. */
  const registration = new URLSearchParams(window.location.search).get("registration") || "";
  const key = `cartable/${course.scope}/${registration}`;
  let last: Snapshot | null = null;

  const write = (snapshot: Snapshot): Outcome => {
    if (last && snapshot.state === last.state && snapshot.location === last.location) return { ok: true };
    try {
      window.localStorage.setItem(key, `${snapshot.state} ${snapshot.location}`);
      last = snapshot;
      return { ok: true };
    } catch (error) {
      const message = `RUN-003 localStorage: ${String(error)}`;
      report(message);
      return { ok: false, message };
    }
  };

  return {
    name: "browser",
    limits: { state: null, location: null },
    open(): Promise<Opened | null> {
      // In a frame, somebody else was to record: what this browser kept would look like a record, and nobody would see it.
      if (course.adapters.length > 1 && window.parent !== window) return Promise.resolve(null);
      try {
        const [state = "", location = ""] = (window.localStorage.getItem(key) || "").split(" ");
        // Reading may work where writing does not.
        window.localStorage.setItem(key, `${state} ${location}`);
        const status = statusIn(course.scope, state);
        return Promise.resolve({ recorded: true, writable: true, state, location, status, learner: "" });
      } catch (error) {
        report(`RUN-003 localStorage: ${String(error)}`);
        return Promise.resolve(null);
      }
    },
    save: (snapshot) => Promise.resolve(write(snapshot)),
    answer: (_interaction, snapshot) => Promise.resolve(write(snapshot)),
    close: write,
    erase() {
      last = null;
      window.localStorage.removeItem(key);
    },
  };
}

registry().adapters.browser = create;
