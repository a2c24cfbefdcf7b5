/** xAPI 1.0.3 statements: what happened in a course, in the words of ADL's verbs. Nothing here sends anything. */
import type { AnsweredInteraction, CourseFacts, Snapshot } from "./session";

export type Agent = { readonly objectType: "Agent"; readonly name?: string } & Readonly<Record<string, unknown>>;

/** Who learns what, as the launch said; goes into every statement. */
export interface Circumstances {
  readonly course: CourseFacts;
  readonly actor: Agent;
  /** The launched activity; LMSs look for the score there (T12). */
  readonly activity: string;
  readonly registration: string | null;
  readonly grouping: string | null;
  readonly platform: string | null;
}

/** An `en` display always: some LMSs record a verb by it. */
const VERBS = {
  initialized: "a commencé",
  progressed: "a progressé",
  answered: "a répondu",
  completed: "a terminé",
  passed: "a réussi",
  failed: "a échoué",
  terminated: "a quitté",
} as const;
export type Verb = keyof typeof VERBS;

export interface Statement {
  readonly id: string;
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
      definition: { type: `${ADL}/activities/course`, name: { [course.language]: course.title } },
    },
    ...(snapshot && { result: courseResult(verb, snapshot) }),
  });
}

export function answered(circumstances: Circumstances, interaction: AnsweredInteraction): Statement {
  const { language } = circumstances.course;
  const { type, description, choices, correct, result } = interaction;
  return statement(
    circumstances,
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
          ...(correct.length > 0 && { correctResponsesPattern: [correct.join("[,]")] }),
          ...(type === "choice" && {
            choices: (choices ?? []).map(({ id, text }) => ({ id, description: { [language]: text } })),
          }),
        },
      },
      result: {
        response: responseText(interaction.response),
        duration: duration(interaction.latency),
        ...(result !== "neutral" && { success: result === "correct" }),
      },
    },
    { parent: [{ id: circumstances.activity }] },
  );
}

function statement(
  { course, actor, registration, grouping, platform }: Circumstances,
  verb: Verb,
  time: Date,
  members: Record<string, unknown>,
  activities: Record<string, unknown> = {},
): Statement {
  const contextActivities = { ...activities, ...(grouping && { grouping: [{ id: grouping }] }) };
  return {
    id: uuid(),
    timestamp: time.toISOString(),
    actor,
    verb: {
      id: `${ADL}/verbs/${verb}`,
      display: { en: verb, ...(course.language === "fr" && { fr: VERBS[verb] }) },
    },
    ...members,
    context: {
      language: course.language,
      ...(course.version && { revision: course.version }),
      ...(registration && { registration }),
      ...(platform && { platform }),
      ...(Object.keys(contextActivities).length > 0 && { contextActivities }),
    },
  };
}

function courseResult(verb: Verb, { score, progress, seconds }: Snapshot): Record<string, unknown> {
  if (verb === "progressed") return { extensions: { [PROGRESS]: percent(progress) } };
  const judged = verb === "passed" || verb === "failed";
  return {
    duration: duration(seconds),
    ...(verb === "completed" && { completion: true }),
    ...(judged && { success: verb === "passed" }),
    ...(score !== null &&
      (judged || verb === "completed") && {
        score: { scaled: Math.round(score * 100) / 10_000, raw: Math.round(score * 100) / 100, min: 0, max: 100 },
      }),
  };
}

export function percent(progress: number): number {
  return Math.round(Math.min(Math.max(progress, 0), 1) * 100);
}

function responseText(response: AnsweredInteraction["response"]): string {
  return typeof response === "object" ? response.join("[,]") : String(response);
}

function duration(seconds: number): string {
  return `PT${Math.round(Math.max(seconds, 0) * 100) / 100}S`;
}

/** UUID version 4; `crypto.randomUUID` is absent where the LMS has no https. */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
