/** The course as `index.html` carries it; builder/render writes it. */
import type { Goal } from "./completion";
import type { CourseFacts, Interaction } from "./session";
import type { Layout } from "./state";

export interface PageFacts {
  readonly id: string;
  readonly kind: "lesson" | "quiz";
  readonly title: string;
  readonly iri: string;
  readonly minutes: number;
  readonly slot: number;
  readonly activities: readonly string[];
}

export interface ActivityFacts {
  readonly kind: string;
  readonly page: string;
  readonly scored: boolean;
  /** It asks what one believes: then the course says what becomes of the answer. */
  readonly belief?: boolean;
  readonly weight: number;
  /** Field → slot number. */
  readonly slots: Readonly<Record<string, number>>;
  /** Null where nothing is reported. */
  readonly interaction: Interaction | null;
  readonly data: unknown;
}

/** Start and end in seconds, and the words. */
export type Cue = readonly [number, number, string];

export interface Course extends CourseFacts {
  readonly format: 1;
  readonly version: string;
  readonly analytics: "none" | "local" | "aggregate" | "full";
  readonly pages: readonly PageFacts[];
  readonly completion: Goal & {
    /** What is asked of those who say to belong to an audience: its slot, and its own goal. */
    readonly audiences?: readonly (Goal & { readonly slot: number })[];
  };
  readonly layout: Layout;
  /** Free texts are kept in the state, not on the device alone. */
  readonly textsInState: boolean;
  readonly activities: Readonly<Record<string, ActivityFacts>>;
  /** What each part of the player that the course needs gets; see part.ts. */
  readonly parts: Readonly<Record<string, unknown>>;
  readonly media: Readonly<Record<string, { readonly language: string; readonly cues: readonly Cue[] }>>;
  readonly messages: Readonly<Record<string, string>>;
}

/** An interface string; words in braces are replaced. */
export type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** Strings of the course. `say.count("x", n)` picks the plural form: x.one, x.other. */
export function speaker(course: Course): Say {
  return (key, values) => (course.messages[key] ?? key).replace(/\{(\w+)\}/g, (all, name: string) => String(values?.[name] ?? all));
}

/** The plural form of *key* for *count*, in the language of the page. */
export function plural(key: string, count: number): string {
  const form = new Intl.PluralRules(document.documentElement.lang).select(count);
  return `${key}.${form === "one" ? "one" : "other"}`;
}
