/** What a kind of activity offers the page, and what the page offers it. A kind knows no other, no slot and no standard. */
import type { Course, Say } from "./course";
import type { Block } from "./notebook";
import { registry } from "./registry";
import type { AnsweredInteraction, Outcome } from "./session";
import type { Keeper } from "./texts";

/** The numbers that the state keeps of one activity, by field; 0 is "nothing yet". */
export type Values = Readonly<Record<string, number>>;

export interface Answer {
  readonly values: Values;
  /** What reports say was answered; null where there is nothing to report. */
  readonly response: AnsweredInteraction["response"] | null;
  readonly result: AnsweredInteraction["result"];
  readonly credit?: number;
  /** Reported beside it, under a name of its own, and only where the answer is. */
  readonly also?: { readonly suffix: string; readonly response: number };
  /** Tells a second rating from the first in reports. */
  readonly suffix?: string;
}

/** One thing shown at a time: a question of a quiz, or what comes at its end. */
export interface Step {
  readonly element: HTMLElement;
  /** Of the button that leads here. */
  readonly label: string;
  isDone(): boolean;
  /** Nothing is asked here, but whoever has not come past it yet is led to it. */
  isOptional?(): boolean;
}

/** What is different about a question that stands in an assessment. */
export interface Exam {
  /** Is what was answered kept without a word on whether it is right? */
  isQuiet(): boolean;
  /** May what is right be shown? */
  isOpen(): boolean;
  /** An answer was kept in silence; *moved* where the learner just gave it. */
  kept(item: Item, saved: boolean, moved: boolean): void;
}

export interface Item<Data = unknown> {
  readonly key: string;
  readonly course: Course;
  readonly form: HTMLFormElement;
  readonly data: Data;
  /** Level of a heading inside the activity. */
  readonly heading: "h2" | "h3";
  readonly say: Say;
  values(): Values;
  /** Where its free text is kept. */
  readonly text: Keeper;
  /** Saves what is no answer, as reading is saved: soon, and without a word to anybody. */
  keep(values: Values): void;
  /** Saves the answer where it counts; the outcome says whether somebody has it. */
  submit(answer: Answer): Promise<Outcome>;
  /** The button to what comes next; null where the page simply goes on below. */
  next(): HTMLElement | null;
  /** Goes to what comes next without being asked. */
  advance(): void;
  readonly exam?: Exam | undefined;
  /** Draws it anew, from what the state keeps; a kind puts it there. */
  redraw?: () => void;
}

/** What a kind asks again, or shows, when all its items on a page are done. */
export interface Closing {
  readonly steps: readonly Step[];
  /** Shown after them; made anew each time. */
  summary(): Node;
}

export interface Kind<Data = unknown> {
  /** Has everything been answered that the item asks? */
  isDone(values: Values): boolean;
  /** Asks nothing: it is always done. */
  readonly isOptional?: boolean;
  /** How much of it is right, 0 to 1; only asked of scored items that are done. */
  credit?(data: Data, values: Values): number;
  /** Key of the button that leads to an item of this kind. */
  readonly next: string;
  mount(item: Item<Data>): void;
  closing?(items: readonly Item<Data>[], section: HTMLElement): Closing;
  /** What the learner wrote here, to be taken along. Where absent, what stands in its field of text. */
  written?(item: Item<Data>): readonly Block[];
  /** Is the part done that stands in the form itself? Where absent, the item as a whole. */
  isAnswered?(values: Values): boolean;
}

export function register<Data>(name: string, kind: Kind<Data>): void {
  registry().activities[name] = kind as Kind;
}

export function kindOf(name: string): Kind | undefined {
  return registry().activities[name] as Kind | undefined;
}
