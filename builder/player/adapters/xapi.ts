/** xAPI 1.0.3, launched as Rustici's `tincan.xml` convention has it. Rules T05 to T15. */
import { connect, type Lrs } from "../lrs";
import { nameOf, readTincan } from "../launch";
import { registry } from "../registry";
import { atLeast, type Host, type Opened, type Session, type Snapshot, type Status } from "../session";
import { statusIn } from "../state";
import { hash } from "../texts";
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
    try {
      nobody = nobody || window.localStorage.getItem(key) || randomUuid();
      window.localStorage.setItem(key, nobody);
    } catch {
      // Blocked: a later visit answers under another name.
      nobody = nobody || randomUuid();
    }
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

    learnerName: () => nameOf(circumstances?.actor),

    async save(snapshot) {
      if (!lrs || closed) return { ok: true };
      queue(snapshot);
      return lrs.save();
    },

    async answer(interaction, snapshot) {
      if (!lrs || !circumstances || closed) return { ok: true };
      const { activity, registration, actor } = circumstances;
      // Nor does the device name who answered under it.
      const name = `cartable/anonymous/${hash(`${activity}/${registration ?? JSON.stringify(actor)}`)}`;
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

registry().adapters.xapi = create;
