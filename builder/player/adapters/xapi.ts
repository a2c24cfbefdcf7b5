/** xAPI 1.0.3, launched as Rustici's `tincan.xml` convention has it. Rules T05 to T15. */
import { connect, type Lrs, type StateDocument } from "../lrs";
import { registry } from "../registry";
import { atLeast, type Host, type Opened, type Outcome, type Session, type Snapshot, type Status } from "../session";
import { statusIn } from "../state";
import { aboutCourse, answered, answeredByNobody, percent, randomUuid, type Agent, type Circumstances, type Context, type Verb } from "../statements";

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

  const outcome = (sent: boolean): Outcome => {
    if (sent) return { ok: true };
    // Without the stored state, none is stored: the learner must know that this visit leaves no progress behind.
    return { ok: Boolean(lrs?.isDurable() && !lrs.isBlind()), pending: true, message: problem };
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
      const launch = readLaunch(window.location.search, course.iri);
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
        report(message) {
          problem = message;
          host.report(message);
        },
      });
      for (const statement of await lrs.inherit(() => true)) lrs.tell(statement);
      say("initialized", null);
      const [document, sent]: [StateDocument | null, boolean] = await Promise.all([lrs.restore(), lrs.flush()]);
      best = statusIn(course.scope, document?.state ?? "");
      told = document?.told ?? 0;
      const { name: _, ...learner } = actor;
      return {
        recorded: true,
        writable: true,
        state: document?.state ?? "",
        location: document?.location ?? "",
        status: best,
        learner: JSON.stringify(learner),
        ...(launch.language && { language: launch.language }),
        outcome: outcome(sent && !lrs.isBlind()),
      };
    },

    async save(snapshot) {
      if (!lrs || closed) return { ok: true };
      queue(snapshot);
      return outcome(await lrs.flush());
    },

    async answer(interaction, snapshot) {
      if (!lrs || !circumstances || closed) return { ok: true };
      const name = `cartable/anonymous/${circumstances.activity}/${circumstances.registration ?? JSON.stringify(circumstances.actor)}`;
      lrs.tell(interaction.anonymous ? answeredByNobody(circumstances, interaction, anonymous(name)) : answered(circumstances, interaction));
      queue(snapshot);
      const sending = lrs.flush();
      const kept = await lrs.settled();
      const sent = await (kept ? Promise.race([sending, after(window, GRACE)]) : sending);
      return sent ? { ok: true } : { ok: kept, pending: true, message: problem };
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

interface Launch {
  readonly endpoint: string;
  readonly auth: string;
  readonly actor: Agent;
  readonly registration: string | null;
  readonly activity: string | null;
  readonly context: Context;
  readonly language: string;
}

/** What the convention defines; anything else is the LMS's own, and goes back to it in every statement (T05). */
const DEFINED =
  /^(endpoint|auth|actor|registration|activity_id|activity_platform|accept-language|grouping|content_endpoint|content_token|fetch)$/i;

const IRI = /^[a-z][a-z0-9+.-]*:\S+$/i;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What the LMS said in the address (T05); null when it is no launch, or one whose credentials are elsewhere (T10). */
function readLaunch(search: string, iri: string): Launch | null {
  const query = new URLSearchParams(search);
  const endpoint = query.get("endpoint") ?? "";
  const auth = query.get("auth") ?? "";
  const actor = readActor(query.get("actor") ?? "");
  if (!/^https?:\/\//i.test(endpoint) || !auth || !actor) return null;
  const matching = (name: string, form: RegExp): string | null => {
    const value = query.get(name) ?? "";
    return form.test(value) ? value : null;
  };
  const platform = query.get("activity_platform");
  const grouping = matching("grouping", IRI);
  const others = Object.fromEntries(Array.from(query).filter(([name]) => !DEFINED.test(name)));
  return {
    endpoint: endpoint.replace(/\/*$/, "/"),
    auth: readAuth(auth),
    actor,
    registration: matching("registration", UUID),
    activity: matching("activity_id", IRI),
    context: {
      ...(platform && { platform }),
      ...(grouping && { contextActivities: { grouping: [{ id: grouping }] } }),
      ...(Object.keys(others).length > 0 && { extensions: { [`${iri}#launch`]: others } }),
    },
    language: /^[\w-]+/.exec(query.get("Accept-Language") ?? "")?.[0] ?? "",
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

function recall(window: Window, key: string): string {
  try {
    return window.localStorage.getItem(key) ?? "";
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
