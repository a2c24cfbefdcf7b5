/** Parts of the player that only some courses need: a chunk each, shipped where render/parts.py says. */
import type { Item } from "./activity";
import type { Course, Say } from "./course";
import type { Nav } from "./nav";
import type { Progress } from "./progress";
import { registry } from "./registry";
import type { Attempt } from "./session";
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

export interface Part<Data = unknown> {
  /** Called once, when the first page is about to be shown. */
  mount(context: Context<Data>): void;
}

export function registerPart<Data>(name: string, part: Part<Data>): void {
  registry().parts[name] = part as Part;
}
