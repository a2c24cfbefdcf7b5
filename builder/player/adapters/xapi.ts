/** xAPI 1.0.3, launched as Rustici's `tincan.xml` convention has it. Rules T05 to T15. */
import { connect, type Lrs } from "../lrs";
import { readTincan } from "../launch";
import { registry } from "../registry";
import { atLeast, type Host, type Opened, type Session, type Snapshot, type Status } from "../session";
import { statusIn } from "../state";
import { aboutCourse, answered, answeredByNobody, percent, randomUuid, type Circumstances, type Verb } from "../statements";

export function create(host: Host): Session {
  const { window, course } = host;
  let lrs: Lrs | null = null;
  let circumstances: Circumstances | null = null;
  let best: Status = "incomplete";
  let told = 0;
  let closed = false;
  let nobody = "";

  const say = (verb: Verb, snapshot: Snapshot | null): void => {
    if (lrs && circumstances) lrs.tell(aboutCourse(circumstances, verb, snapshot));
  };

  /** Everything that follows from *snapshot*, queued; progress before completion before verdict. */
  const queue = (snapshot: Snapshot): void => {
    if (!lrs) return;
    const before = best;
    best = atLeast(best, snapshot.status);
    if (percent(snapshot.progress) !== told) {
      told = percent(snapshot.progress);
      say("progressed", snapshot);
    }
    if (before === "incomplete" && best !== before) say("completed", snapshot);
    if (best !== before && (best === "passed" || best === "failed")) say(best, snapshot);
    lrs.keep({ state: snapshot.state, location: snapshot.location, at: new Date().toISOString(), told });
  };

  /** The same for all beliefs of an attempt on this device, and for nothing else; only here is it known whose it is. */
  const anonymous = (key: string): string => {
    nobody = nobody || recall(window, key) || randomUuid();
    remember(window, key, nobody);
    return nobody;
  };

  return {
    name: "xapi",
    limits: { state: null, location: null },
    anonymous: true,

    async open(): Promise<Opened | null> {
      const launch = readTincan(window.location.search, course.iri);
      if (!launch) return null;
      const { endpoint, auth, actor, registration } = launch;
      circumstances = { ...launch, course, activity: launch.activity ?? course.iri };
      const scope = { activityId: circumstances.activity, agent: JSON.stringify(actor), ...(registration && { registration }) };
      lrs = connect({
        window,
        endpoint,
        auth,
        scope,
        place: endpoint,
        report: (message) => host.report(message),
      });
      for (const statement of await lrs.inherit(() => true)) lrs.tell(statement);
      say("initialized", null);
      const document = await lrs.restore();
      best = statusIn(course.scope, document?.state || "");
      told = document?.told || 0;
      const { name: _, ...learner } = actor;
      return {
        recorded: true,
        writable: true,
        state: document?.state || "",
        location: document?.location || "",
        status: best,
        learner: JSON.stringify(learner),
        ...(launch.language && { language: launch.language }),
        outcome: await lrs.save(),
      };
    },

    async save(snapshot) {
      if (!lrs || closed) return { ok: true };
      queue(snapshot);
      return lrs.save();
    },

    async answer(interaction, snapshot) {
      if (!lrs || !circumstances || closed) return { ok: true };
      const name = `cartable/anonymous/${circumstances.activity}/${circumstances.registration ?? JSON.stringify(circumstances.actor)}`;
      lrs.tell(
        interaction.anonymous
          ? answeredByNobody(circumstances, interaction, anonymous(name))
          : answered(circumstances, interaction),
      );
      queue(snapshot);
      return lrs.secure();
    },

    close(snapshot) {
      if (!lrs || closed) return;
      queue(snapshot);
      if (best === "incomplete") say("suspended", snapshot);
      say("terminated", snapshot);
      closed = true;
      lrs.depart();
    },
  };
}

function recall(window: Window, key: string): string {
  try {
    return window.localStorage.getItem(key) || "";
  } catch {
    return "";
  }
}

function remember(window: Window, key: string, text: string): void {
  try {
    window.localStorage.setItem(key, text);
  } catch {
    // Blocked: a later visit answers under another name.
  }
}

registry().adapters.xapi = create;
