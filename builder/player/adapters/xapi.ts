/** xAPI 1.0.3, launched as Rustici's `tincan.xml` convention has it. Rules T05 to T15. */
import { connect, type Lrs } from "../lrs";
import { registry } from "../registry";
import { atLeast, type Host, type Opened, type Outcome, type Session, type Snapshot, type Status } from "../session";
import { statusIn } from "../state";
import { aboutCourse, answered, percent, type Agent, type Circumstances, type Verb } from "../statements";

/** Feedback waits this long for the LRS when the answer is safe on the device anyway. */
const GRACE = 3_000;

export function create(host: Host): Session {
  const { window, course } = host;
  let lrs: Lrs | null = null;
  let circumstances: Circumstances | null = null;
  let best: Status = "incomplete";
  let told = 0;
  let problem = "";
  let closed = false;

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
    lrs.keep({ state: snapshot.state, location: snapshot.location, at: new Date().toISOString() });
  };

  const outcome = (sent: boolean): Outcome => {
    if (sent) return { ok: true };
    return { ok: lrs?.isDurable() ?? false, pending: true, message: problem };
  };

  return {
    name: "xapi",
    limits: { state: null, location: null },

    async open(): Promise<Opened | null> {
      const launch = readLaunch(window.location.search);
      if (!launch) return null;
      const { endpoint, auth, actor, registration } = launch;
      circumstances = { ...launch, course, activity: launch.activity ?? course.iri };
      lrs = connect({
        window,
        endpoint,
        auth,
        scope: {
          activityId: circumstances.activity,
          agent: JSON.stringify(actor),
          ...(registration && { registration }),
        },
        report(message) {
          problem = message;
          host.report(message);
        },
      });
      say("initialized", null);
      const [document, sent] = await Promise.all([lrs.restore(), lrs.flush()]);
      best = statusIn(course.scope, document?.state ?? "");
      return {
        recorded: true,
        writable: true,
        state: document?.state ?? "",
        location: document?.location ?? "",
        status: best,
        learner: JSON.stringify(actor),
        outcome: outcome(sent),
      };
    },

    async save(snapshot) {
      if (!lrs || closed) return { ok: true };
      queue(snapshot);
      return outcome(await lrs.flush());
    },

    async answer(interaction, snapshot) {
      if (!lrs || !circumstances || closed) return { ok: true };
      lrs.tell(answered(circumstances, interaction));
      queue(snapshot);
      const sending = lrs.flush();
      return outcome(await (lrs.isDurable() ? Promise.race([sending, after(window, GRACE)]) : sending));
    },

    close(snapshot) {
      if (!lrs || closed) return;
      queue(snapshot);
      say("terminated", snapshot);
      closed = true;
      lrs.depart();
    },
  };
}

interface Launch {
  readonly endpoint: string;
  readonly auth: string;
  readonly actor: Agent;
  readonly registration: string | null;
  readonly activity: string | null;
  readonly grouping: string | null;
  readonly platform: string | null;
}

const IRI = /^[a-z][a-z0-9+.-]*:\S+$/i;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What the LMS said in the address (T05); null when it is no launch, or one whose credentials are elsewhere (T10). */
function readLaunch(search: string): Launch | null {
  const query = new URLSearchParams(search);
  const endpoint = query.get("endpoint") ?? "";
  const auth = query.get("auth") ?? "";
  const actor = readActor(query.get("actor") ?? "");
  if (!/^https?:\/\//i.test(endpoint) || !auth || !actor) return null;
  const matching = (name: string, form: RegExp): string | null => {
    const value = query.get(name) ?? "";
    return form.test(value) ? value : null;
  };
  return {
    endpoint: endpoint.replace(/\/*$/, "/"),
    auth: readAuth(auth),
    actor,
    registration: matching("registration", UUID),
    activity: matching("activity_id", IRI),
    grouping: matching("grouping", IRI),
    platform: query.get("activity_platform") || null,
  };
}

/** Some LMSs leave the scheme out (T07), and some a "+" of base64 as it is, which an address reads as a space. */
function readAuth(auth: string): string {
  const [, scheme, value] = /^(?:(Basic|Bearer)\s+)?(.*)$/i.exec(auth.trim()) as unknown as [string, string?, string?];
  return `${scheme ?? "Basic"} ${(value ?? "").replace(/ /g, "+")}`;
}

/** A 1.0.3 agent with exactly one identifier, also from the arrays of version 0.9 (T08). */
function readActor(text: string): Agent | null {
  let said: Record<string, unknown>;
  try {
    said = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
  if (!said || typeof said !== "object") return null;
  const first = (member: unknown): unknown => (Array.isArray(member) ? (member as unknown[])[0] : member);
  const name = first(said["name"]);
  const account = first(said["account"]) as Record<string, unknown> | undefined;
  const homePage = account?.["homePage"] ?? account?.["accountServiceHomePage"];
  const accountName = account?.["name"] ?? account?.["accountName"];
  const identifier =
    homePage && accountName
      ? { account: { homePage, name: String(accountName) } }
      : ["mbox", "mbox_sha1sum", "openid"]
          .map((member) => ({ [member]: first(said[member]) }))
          .find((candidate) => Object.values(candidate).every((value) => typeof value === "string" && value));
  if (!identifier) return null;
  return { objectType: "Agent", ...(typeof name === "string" && name && { name }), ...identifier };
}

function after(window: Window, delay: number): Promise<false> {
  return new Promise((resolve) => {
    window.setTimeout(() => resolve(false), delay);
  });
}

registry().adapters.xapi = create;
