/** cmi5 (Quartz): K20 to K39. What it shares with plain xAPI is in lrs.ts and statements.ts. */
import { nameOf, readCmi5, recallVisit, redeem, storeVisit, webAddress, type Visit } from "../launch";
import { after, connect, type Lrs } from "../lrs";
import { registry } from "../registry";
import { atLeast, type Host, type Opened, type Session, type Snapshot } from "../session";
import { statusIn } from "../state";
import { aboutCourse, answered, merged, namedUuid, percent, scaled } from "../statements";
import type { Circumstances, Context, Statement, Verb } from "../statements";

const CMI5 = "https://w3id.org/xapi/cmi5/context/categories/cmi5";
const MOVEON = "https://w3id.org/xapi/cmi5/context/categories/moveon";
const MASTERY = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore";
/** Leaving waits this long for the last statements. */
const FAREWELL = 5_000;

interface LaunchData {
  readonly contextTemplate: Context;
  readonly launchMode?: string;
  readonly masteryScore?: number;
  readonly returnURL?: string;
}

export function create(host: Host): Session {
  const { window, course } = host;
  let lrs: Lrs | null = null;
  let circumstances: Circumstances | null = null;
  let fetchUrl = "";
  let visit: Visit | null = null;
  let data: LaunchData = { contextTemplate: {} };
  let writable = true;
  /** Was there a session before this one? Then its last words may have arrived without our hearing of it. */
  let isResumed = false;
  let told = 0;
  /** Verdicts that the LRS has, of this registration. */
  let verdicts: readonly string[] = [];
  /** The score that `failed` was last told with. */
  let failedWith: number | undefined;
  /** Verdicts told in this session, whether they have arrived or not. */
  const said = new Set<string>();
  let closed = false;
  let farewell: Promise<boolean> = Promise.resolve(true);

  const remember = (changes: Partial<Visit>): void => {
    visit = { token: "", begun: false, over: false, back: "", ...visit, ...changes };
    storeVisit(window, fetchUrl, visit);
  };

  /** A cmi5-defined statement; all others are allowed ones, which must not have the category (K26, K29). */
  const define = (verb: Verb, snapshot: Snapshot | null): void => {
    if (!lrs || !circumstances) return;
    const { masteryScore } = data;
    const judges = verb === "passed" || verb === "failed";
    // Only the two verdicts carry a score (K31).
    const statement = aboutCourse(circumstances, verb, snapshot && (judges ? snapshot : { ...snapshot, score: null }));
    const context = merged(statement.context, {
      contextActivities: { category: judges || verb === "completed" ? [{ id: CMI5 }, { id: MOVEON }] : [{ id: CMI5 }] },
      ...(judges && masteryScore !== undefined && { extensions: { [MASTERY]: masteryScore } }),
    });
    const { registration, activity } = circumstances;
    // One a registration, and one a failing score (K32), even where all that we remember is lost: the LRS knows the id.
    const name = `${registration ?? ""} ${activity} ${verb}${verb === "failed" ? ` ${snapshot?.score ?? ""}` : ""}`;
    const id = judges || verb === "completed" ? namedUuid(name) : statement.id;
    lrs.tell({ ...statement, id, context }, isResumed && id !== statement.id);
    said.add(verb);
  };
  const isTold = (verb: string): boolean => said.has(verb) || verdicts.includes(verb);

  /** By the LMS's mark where it gave one, whatever the course's own (K31); null where nothing is judged yet. */
  const success = ({ status, score }: Snapshot): boolean | null => {
    const { masteryScore } = data;
    if (masteryScore !== undefined) return score === null ? null : scaled(score) >= masteryScore;
    return status === "passed" || (status === "failed" ? false : null);
  };

  /** Everything that follows from *snapshot*, queued. */
  const queue = (snapshot: Snapshot, last: boolean, hurried = false): void => {
    if (!lrs || !circumstances || !writable) return;
    const verdict = success(snapshot);
    // Alone, `terminated` goes by a PUT from a page that is going; some LMSs record no statement that comes otherwise.
    if (percent(snapshot.progress) !== told && !hurried) {
      told = percent(snapshot.progress);
      lrs.tell(aboutCourse(circumstances, "progressed", snapshot));
    }
    if (snapshot.status !== "incomplete" && !isTold("completed")) define("completed", snapshot);
    if (verdict && !isTold("passed")) define("passed", snapshot);
    // After `failed` the session may not tell of a success any more (9.3.0.0-3), so it is said last of all.
    if (last && verdict === false && !isTold("passed") && snapshot.score !== failedWith) define("failed", snapshot);
    lrs.keep({ state: snapshot.state, location: snapshot.location, at: new Date().toISOString(), told });
  };

  const arrived = (statement: Statement): void => {
    const verb = verbOf(statement);
    if (!isDefined(statement)) return;
    if (verb === "initialized") remember({ begun: true });
    else if (verb === "failed") failedWith = rawScore(statement);
    else if (verb !== "terminated") verdicts = [...verdicts.filter((each) => each !== verb), verb];
  };

  return {
    name: "cmi5",
    limits: { state: null, location: null },

    async open(): Promise<Opened | null> {
      const launch = readCmi5(window.location.search);
      if (!launch) return null;
      const give = (why: string): Opened => {
        lrs = null;
        host.report(`RUN-005 ${why}`);
        return { recorded: false, writable: true, state: "", location: "", status: "incomplete", learner: "" };
      };
      if (typeof launch === "string") return give(launch);
      const { endpoint, agent, actor, registration, activity } = launch;
      fetchUrl = launch.fetch;
      visit = recallVisit(window, fetchUrl);
      if (visit?.over) {
        // Loaded again: the session ended with the page before, and only the LMS may begin another one (K21, K36).
        if (visit.back) window.location.replace(visit.back);
        return give("session: over; launch the course from the LMS again");
      }
      if (!visit) {
        const redeemed = await redeem(window, fetchUrl);
        if (!redeemed.token) return give(`fetch: ${redeemed.why}`);
        remember({ token: redeemed.token });
      }
      const scope = { activityId: activity, agent, registration };
      lrs = connect({
        window,
        endpoint,
        auth: `Basic ${visit?.token ?? ""}`,
        scope,
        // An LMS may put the session into its end point.
        place: new URL(endpoint).origin,
        dress: (statement) => ({ ...statement, context: merged(statement.context, data.contextTemplate) }),
        dressState: (document) => ({ ...document, verdicts, ...(failedWith !== undefined && { failedWith }) }),
        arrived,
        report: (message) => host.report(message),
      });
      const launched = await lrs.insist("activities/state", { ...scope, stateId: "LMS.LaunchData" });
      if (!isLaunchData(launched.body)) return give(`LMS.LaunchData: ${launched.status}`);
      data = launched.body;
      writable = !/^(browse|review)$/i.test(data.launchMode ?? "");
      remember({ back: webAddress(data.returnURL) });
      circumstances = { course, actor, activity, registration };
      // Before the first statement (K24); none, or none to be had, is no reason to stop.
      const { body } = await lrs.insist("agents/profile", { agent, profileId: "cmi5LearnerPreferences" });
      const { languagePreference = "", audioPreference = "" } = (body ?? {}) as Record<string, string | undefined>;

      // What was defined belonged to the session that is over: verdicts are derived afresh, the rest is past.
      const left = writable ? await lrs.inherit((statement) => !isDefined(statement)) : [];
      if (!visit?.begun) define("initialized", null);
      for (const statement of left) lrs.tell(statement, true);
      const document = await lrs.restore();
      isResumed = document !== null;
      told = document?.told ?? 0;
      const status = statusIn(course.scope, document?.state ?? "");
      // Told with the last words of a page, it may have arrived without our hearing of it; told again, it would conflict.
      failedWith = (status === "failed" ? await lastFailure(lrs, scope) : undefined) ?? document?.failedWith;
      // A state may say less than was told, where it was spoilt or kept from arriving; and anybody may have written there.
      verdicts = status === "incomplete" && !lrs.isBlind() ? await known(lrs, scope) : Array.from(document?.verdicts ?? []);
      // Who failed has completed the course as well, and has failed all the same.
      const reached = isTold("passed") ? "passed" : isTold("completed") && status !== "failed" ? "completed" : "incomplete";
      const language = /^\s*([\w-]+)/.exec(languagePreference)?.[1];
      return {
        recorded: true,
        writable,
        state: document?.state ?? "",
        location: document?.location ?? "",
        status: atLeast(status, reached),
        learner: JSON.stringify(actor["account"]),
        ...(language && { language }),
        ...(data.masteryScore !== undefined && { passMark: Math.round(data.masteryScore * 10_000) / 100 }),
        ...(/^(on|off)$/.test(audioPreference) && { preferences: { audio: audioPreference === "on" } }),
        outcome: await lrs.save(),
      };
    },

    learnerName: () => nameOf(circumstances?.actor),

    async save(snapshot) {
      if (!lrs || closed) return { ok: true };
      queue(snapshot, false);
      return lrs.save();
    },

    async answer(interaction, snapshot) {
      if (!lrs || !circumstances || closed || !writable) return { ok: true };
      lrs.tell(answered(circumstances, interaction));
      queue(snapshot, false);
      return lrs.secure();
    },

    close(snapshot, leaving) {
      if (!lrs || closed) return;
      queue(snapshot, true, !leaving);
      define("terminated", snapshot);
      closed = true;
      remember({ over: true });
      if (leaving) farewell = lrs.finish();
      else lrs.depart();
    },

    leave() {
      void Promise.race([farewell, after(window, FAREWELL)]).then((sent) => {
        if (!sent) lrs?.depart();
        if (visit?.back) window.location.assign(visit.back);
        else window.close();
      });
    },
  };
}

interface Scope {
  readonly activityId: string;
  readonly registration: string;
}

/** The newest statement with *verb* about what was launched, of any session of this registration. */
async function newest(lrs: Lrs, { activityId, registration }: Scope, verb: string): Promise<Statement | undefined> {
  const asked = { activity: activityId, registration, verb: `http://adlnet.gov/expapi/verbs/${verb}`, limit: "1" };
  const { body } = await lrs.get("statements", asked);
  return (body as { statements?: Statement[] } | undefined)?.statements?.[0];
}

/** The score of the latest `failed`. */
async function lastFailure(lrs: Lrs, scope: Scope): Promise<number | undefined> {
  const found = await newest(lrs, scope, "failed");
  return found && rawScore(found);
}

/** What this registration has been told already, where the state that should say so is not there. */
async function known(lrs: Lrs, scope: Scope): Promise<string[]> {
  const found: string[] = [];
  for (const verb of ["completed", "passed"]) if (await newest(lrs, scope, verb)) found.push(verb);
  return found;
}

function isLaunchData(body: unknown): body is LaunchData {
  return typeof (body as LaunchData | undefined)?.contextTemplate === "object" && (body as LaunchData).contextTemplate !== null;
}

function isDefined({ context }: Statement): boolean {
  const category = context.contextActivities?.["category"];
  return Array.isArray(category) && category.some((each: Record<string, unknown>) => each["id"] === CMI5);
}

function verbOf(statement: Statement): string {
  return (statement["verb"] as { id: string }).id.split("/").pop() as string;
}

function rawScore(statement: Statement): number | undefined {
  return (statement["result"] as { score?: { raw: number } }).score?.raw;
}

registry().adapters.cmi5 = create;
