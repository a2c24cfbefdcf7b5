/** Parts of the player that only some courses need: a chunk each, shipped where render/parts.py says. */
import type { Exam, Item, Kind } from "./activity";
import type { Course, PageFacts, Say } from "./course";
import type { Nav } from "./nav";
import type { Progress } from "./progress";
import { registry } from "./registry";
import type { Attempt } from "./session";
import type { Stepper } from "./stepper";
import type { Texts } from "./texts";

/** The course once it is open, and everything on its pages. */
export interface Context<Data = unknown> {
  /** What render/parts.py put into the course for this part. */
  readonly data: Data;
  readonly course: Course;
  readonly progress: Progress;
  readonly say: Say;
  readonly attempt: Attempt;
  readonly texts: Texts;
  readonly nav: Nav;
  /** Activities by key. */
  readonly items: ReadonlyMap<string, Item>;
}

/** A page of questions that a part asks in its own way. */
export interface Quiz<Data = unknown> {
  readonly data: Data;
  readonly page: PageFacts;
  readonly view: HTMLElement;
  readonly items: readonly (readonly [Kind, Item])[];
  readonly course: Course;
  readonly progress: Progress;
  readonly say: Say;
  readonly attempt: Attempt;
  /** Tells where "next" leads; null for nowhere. */
  lead(stepper: Stepper | null): void;
  /** The learner sees *key* now. */
  began(key: string): void;
  /** Its end was reached. */
  seen(): void;
}

/** How a part asks the questions of a page. */
export interface Asked {
  readonly exam: Exam;
  /** An answer is about to be saved. */
  answered(): void;
}

export interface Part<Data = unknown> {
  /** Called once, when the first page is about to be shown. */
  mount?(context: Context<Data>): void;
  /** Called before the items of a quiz are mounted; null where it is not for this part to ask them. */
  ask?(quiz: Quiz<Data>): Asked | null;
}

export function registerPart<Data>(name: string, part: Part<Data>): void {
  registry().parts[name] = part as Part;
}
