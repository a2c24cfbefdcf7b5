/** How an LMS launches a course over xAPI: what its address says, and what a tab remembers of it. */
import type { Agent, Context } from "./statements";

/** As Rustici's `tincan.xml` convention has it (T05). */
export interface TincanLaunch {
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
export function readTincan(search: string, iri: string): TincanLaunch | null {
  const query = new URLSearchParams(search);
  const endpoint = query.get("endpoint") || "";
  const auth = query.get("auth") || "";
  const actor = readActor(query.get("actor") || "");
  if (!/^https?:\/\//i.test(endpoint) || !auth || !actor) return null;
  const matching = (name: string, form: RegExp): string | null => {
    const value = query.get(name) || "";
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
    language: /^[\w-]+/.exec(query.get("Accept-Language") || "")?.[0] || "",
  };
}

/** Some LMSs leave the scheme out (T07), and some a "+" of base64 as it is, which an address reads as a space. */
function readAuth(auth: string): string {
  const [, scheme, value] = /^(?:(Basic|Bearer)\s+)?(.*)$/i.exec(auth.trim()) as unknown as [string, string?, string?];
  return `${scheme ?? "Basic"} ${(value || "").replace(/ /g, "+")}`;
}

/** Null for what is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A 1.0.3 agent with exactly one identifier, also from the arrays of version 0.9 (T08). */
/** What whoever launched the page calls the learner; "" for nothing. */
export function nameOf(actor: Agent | undefined): string {
  const name = actor?.["name"];
  return typeof name === "string" ? name : "";
}

function readActor(text: string): Agent | null {
  const said = parsed(text) as Record<string, unknown> | null;
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

export interface Cmi5Launch {
  readonly endpoint: string;
  readonly fetch: string;
  /** The actor as the LMS wrote it. */
  readonly agent: string;
  readonly actor: Agent;
  readonly registration: string;
  readonly activity: string;
}

/** The five parameters in any order (K20); null when it is no cmi5 launch, a text when something of it is missing. */
export function readCmi5(search: string): Cmi5Launch | string | null {
  const query = new URLSearchParams(search);
  const [endpoint, fetch, agent, registration, activity] = ["endpoint", "fetch", "actor", "registration", "activityId"].map(
    (name) => query.get(name) || "",
  ) as [string, string, string, string, string];
  if (!fetch) return null;
  const actor = parsed(agent);
  if (!webAddress(endpoint) || !webAddress(fetch)) return "launch: endpoint or fetch is no web address";
  if (!(actor as Agent | null)?.["account"]) return "launch: the actor has no account";
  if (!registration || !activity) return "launch: registration or activityId is missing";
  return { endpoint: endpoint.replace(/\/*$/, "/"), fetch, agent, actor: actor as Agent, registration, activity };
}

/** The token that the LMS gives once (K21). */
export async function redeem(window: Window, url: string): Promise<{ token: string; why: string }> {
  try {
    const response = await window.fetch(url, { method: "POST", cache: "no-store" });
    const said = (await response.json()) as Record<string, unknown>;
    const token = said["auth-token"];
    if (typeof token === "string" && token) return { token, why: "" };
    return { token: "", why: [response.status, said["error-code"], said["error-text"]].filter(Boolean).join(" ") };
  } catch (error) {
    return { token: "", why: String(error) };
  }
}

/** A session as the tab remembers it: a page that crashed or was put to sleep goes on in it. */
export interface Visit {
  readonly token: string;
  /** `initialized` has arrived. */
  readonly begun: boolean;
  /** `terminated` has been said. */
  readonly over: boolean;
  /** returnURL */
  readonly back: string;
}

export function recallVisit(window: Window, url: string): Visit | null {
  try {
    return JSON.parse(window.sessionStorage.getItem(`cartable/cmi5/${url}`) ?? "null") as Visit | null;
  } catch {
    return null;
  }
}

export function storeVisit(window: Window, url: string, visit: Visit): void {
  try {
    window.sessionStorage.setItem(`cartable/cmi5/${url}`, JSON.stringify(visit));
  } catch {
    // Blocked: this page has it in memory, and loading it again needs a new launch.
  }
}

export function webAddress(text = ""): string {
  return /^https?:\/\//i.test(text) ? text : "";
}
