/** xAPI 1.0.3 statements: what happened in a course, in the words of ADL's verbs. Nothing here sends anything. */
import { patterns, responseText } from "./responses";
import type { AnsweredInteraction, CourseFacts, Named, Snapshot } from "./session";

export type Agent = { readonly objectType: "Agent"; readonly name?: string } & Readonly<Record<string, unknown>>;

/** Who learns what, as the launch said; goes into every statement. */
export interface Circumstances {
  readonly course: CourseFacts;
  readonly actor: Agent;
  /** The launched activity; LMSs look for the score there (T12). */
  readonly activity: string;
  readonly registration: string | null;
  /** What the launch adds to every context. */
  readonly context?: Context;
}

type Activity = Readonly<Record<string, unknown>>;
export interface Context {
  readonly contextActivities?: Readonly<Record<string, readonly Activity[] | Activity>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly [member: string]: unknown;
}

/** An `en` display always: some LMSs record a verb by it. */
const VERBS = {
  initialized: "a commencé",
  progressed: "a progressé",
  answered: "a répondu",
  completed: "a terminé",
  passed: "a réussi",
  failed: "a échoué",
  suspended: "a suspendu",
  terminated: "a quitté",
} as const;
export type Verb = keyof typeof VERBS;

export interface Statement {
  readonly id: string;
  readonly timestamp: string;
  readonly context: Context;
  readonly [member: string]: unknown;
}

const ADL = "http://adlnet.gov/expapi";
const PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress";

/** *verb* on the course itself; id and time are made here, so that sending it twice is sending it once. */
export function aboutCourse(circumstances: Circumstances, verb: Verb, snapshot: Snapshot | null): Statement {
  const { course, activity } = circumstances;
  return statement(circumstances, verb, new Date(), {
    object: {
      objectType: "Activity",
      id: activity,
      definition: { type: `${ADL}/activities/${course.kind}`, name: { [course.language]: course.title } },
    },
    ...(snapshot && { result: courseResult(verb, snapshot) }),
  });
}

export function answered(circumstances: Circumstances, interaction: AnsweredInteraction): Statement {
  const { language } = circumstances.course;
  const { type, description, choices, targets, result, credit } = interaction;
  const listed = (things: readonly Named[] = []): unknown => things.map(({ id, text }) => ({ id, description: { [language]: text } }));
  const right = patterns(interaction, same);
  return statement(
    { ...circumstances, context: merged({ contextActivities: { parent: [{ id: circumstances.activity }] } }, circumstances.context) },
    "answered",
    interaction.time,
    {
      object: {
        objectType: "Activity",
        id: interaction.iri,
        definition: {
          type: `${ADL}/activities/cmi.interaction`,
          description: { [language]: description },
          interactionType: type,
          // Left out where any answer is fine: a pattern would make a belief right or wrong (T13).
          ...(right.length > 0 && { correctResponsesPattern: right }),
          ...((type === "choice" || type === "sequencing") && { choices: listed(choices) }),
          ...(type === "likert" && { scale: listed(choices) }),
          ...(type === "matching" && { source: listed(choices), target: listed(targets) }),
        },
      },
      result: {
        response: responseText(interaction, same),
        duration: duration(interaction.latency),
        ...(credit !== undefined && { score: { scaled: Math.round(credit * 10_000) / 10_000 } }),
        ...(result !== "neutral" && { success: result === "correct" }),
      },
    },
  );
}

/**
 * The same answer by nobody in particular: *name* tells the answers of one attempt together and nothing else. No
 * registration and nothing that the launch added, no duration, and of the time only the day.
 */
export function answeredByNobody(circumstances: Circumstances, interaction: AnsweredInteraction, name: string): Statement {
  const { course, activity } = circumstances;
  const actor: Agent = { objectType: "Agent", account: { homePage: course.iri, name } };
  const { result, timestamp, ...said } = answered({ course, activity, actor, registration: null }, interaction);
  const { response } = result as { response: string };
  return { ...said, timestamp: `${timestamp.slice(0, 10)}T00:00:00.000Z`, result: { response } };
}

/** *context* with all of *template*, which wins where both speak; lists of activities are joined. */
export function merged(context: Context, template: Context | undefined): Context {
  if (!template) return context;
  const activities: Record<string, readonly Activity[]> = {};
  for (const each of [context, template]) {
    for (const [relation, said] of Object.entries(each.contextActivities || {})) {
      const list = Array.isArray(said) ? (said as readonly Activity[]) : [said as Activity];
      const known = activities[relation] || [];
      activities[relation] = [...known.filter(({ id }) => !list.some((other) => other["id"] === id)), ...list];
    }
  }
  const extensions = { ...context.extensions, ...template.extensions };
  return {
    ...context,
    ...template,
    ...(Object.keys(extensions).length > 0 && { extensions }),
    ...(Object.keys(activities).length > 0 && { contextActivities: activities }),
  };
}

function statement(
  { course, actor, registration, context }: Circumstances,
  verb: Verb,
  time: Date,
  members: Record<string, unknown>,
): Statement {
  return {
    id: randomUuid(),
    timestamp: time.toISOString(),
    actor,
    verb: {
      id: `${ADL}/verbs/${verb}`,
      display: { en: verb, ...(course.language === "fr" && { fr: VERBS[verb] }) },
    },
    ...members,
    context: merged(
      {
        language: course.language,
        ...(course.version && { revision: course.version }),
        ...(registration && { registration }),
      },
      context,
    ),
  };
}

function courseResult(verb: Verb, { score, progress, seconds }: Snapshot): Record<string, unknown> {
  if (verb === "progressed") return { extensions: { [PROGRESS]: percent(progress) } };
  const judged = verb === "passed" || verb === "failed";
  return {
    duration: duration(seconds),
    ...(verb === "completed" && { completion: true }),
    ...(judged && { success: verb === "passed" }),
    ...(score !== null && (judged || verb === "completed") && { score: scoreOf(score) }),
  };
}

function scoreOf(score: number): Record<string, number> {
  return { scaled: scaled(score), raw: Math.round(score * 100) / 100, min: 0, max: 100 };
}

export function scaled(score: number): number {
  return Math.round(score * 100) / 10_000;
}

export function percent(progress: number): number {
  return Math.round(Math.min(Math.max(progress, 0), 1) * 100);
}

function same(id: string): string {
  return id;
}

function duration(seconds: number): string {
  return `PT${Math.round(Math.max(seconds, 0) * 100) / 100}S`;
}

/** UUID version 5 (SHA-1), in the name space of the nil UUID: the same text, the same id. `crypto.subtle` needs https. */
export function namedUuid(text: string): string {
  const digest = sha1([...new Uint8Array(16), ...new TextEncoder().encode(text)]).slice(0, 16);
  return uuid(digest, 5);
}

/** FIPS 180-4, 6.1. */
function sha1(message: readonly number[]): number[] {
  const length = message.length * 8;
  const bytes = [...message, 0x80];
  while (bytes.length % 64 !== 56) bytes.push(0);
  for (let shift = 56; shift >= 0; shift -= 8) bytes.push(Math.floor(length / 2 ** shift) & 0xff);
  const hash = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const turn = (word: number, by: number): number => (word << by) | (word >>> (32 - by));
  for (let block = 0; block < bytes.length; block += 64) {
    const words: number[] = [];
    let [a, b, c, d, e] = hash as [number, number, number, number, number];
    for (let round = 0; round < 80; round += 1) {
      const at = block + round * 4;
      const word = (back: number): number => words[round - back] as number;
      words.push(
        round < 16
          ? bytes.slice(at, at + 4).reduce((all, byte) => (all << 8) | byte, 0)
          : turn(word(3) ^ word(8) ^ word(14) ^ word(16), 1),
      );
      const [mixed, constant] =
        round < 20 ? [(b & c) | (~b & d), 0x5a827999]
        : round < 40 ? [b ^ c ^ d, 0x6ed9eba1]
        : round < 60 ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
        : [b ^ c ^ d, 0xca62c1d6];
      const next = (turn(a, 5) + mixed + e + constant + (words[round] as number)) | 0;
      [a, b, c, d, e] = [next, a, turn(b, 30), c, d];
    }
    [a, b, c, d, e].forEach((word, index) => (hash[index] = ((hash[index] as number) + word) | 0));
  }
  return hash.flatMap((word) => [24, 16, 8, 0].map((shift) => (word >>> shift) & 0xff));
}

/** UUID version 4; `crypto.randomUUID` is absent where the LMS has no https. */
export function randomUuid(): string {
  return uuid(Array.from(crypto.getRandomValues(new Uint8Array(16))), 4);
}

function uuid(bytes: readonly number[], version: number): string {
  const marked = bytes.map((byte, index) => (index === 6 ? (byte & 0x0f) | (version << 4) : index === 8 ? (byte & 0x3f) | 0x80 : byte));
  const hex = marked.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
