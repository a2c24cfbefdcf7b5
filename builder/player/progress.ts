/** What the learner has done, as slots of the state, and what follows from it: status, score, what is left. */
import { kindOf, type Values } from "./activity";
import type { ActivityFacts, Course, PageFacts } from "./course";
import type { Common } from "./question";
import { atLeast, type Snapshot, type Status } from "./session";
import { pack, type State, type Texts } from "./state";

export interface Progress {
  restore(state: State): void;
  /** The LMS may know of a higher status than the state. */
  raise(status: string): void;
  values(key: string): Values;
  set(key: string, values: Values): void;
  /** What the state holds of the free text of *key*. */
  text(key: string): string;
  setText(key: string, text: string): void;
  see(page: PageFacts): boolean;
  isSeen(page: PageFacts): boolean;
  isDone(page: PageFacts): boolean;
  /** Are all activities of the page done? */
  isAnswered(page: PageFacts): boolean;
  /** How much of an activity is right, 0 to 1; 0 until it is answered. */
  credit(key: string): number;
  readonly score: number | null;
  readonly status: Status;
  snapshot(location: string): Omit<Snapshot, "seconds">;
}

export function createProgress(course: Course): Progress {
  let slots: number[] = course.layout.widths.map(() => 0);
  let texts: Record<number, string> = {};
  let status: Status = "incomplete";

  const facts = (key: string): ActivityFacts => course.activities[key] as ActivityFacts;
  const values = (key: string): Values =>
    Object.fromEntries(Object.entries(facts(key).slots).map(([field, slot]) => [field, slots[slot] || 0]));
  const textSlot = (key: string): number => facts(key).slots["text"] ?? -1;
  /** Texts of items that are gone are not kept: nobody could read or erase them. */
  const kept = (): Texts => {
    const slots = course.textsInState ? Object.keys(course.activities).map(textSlot) : [];
    return Object.fromEntries(slots.filter((slot) => texts[slot]).map((slot) => [slot, texts[slot] as string]));
  };
  const isItemDone = (key: string): boolean => kindOf(facts(key).kind)?.isDone(values(key)) ?? true;
  const credit = (key: string): number => {
    const { kind, data } = facts(key);
    const share = isItemDone(key) ? (kindOf(kind)?.credit?.(data, values(key)) ?? 0) : 0;
    return (data as Partial<Common>).partial ? share : Math.floor(share);
  };
  const isAnswered = (page: PageFacts): boolean => page.activities.every(isItemDone);
  const isSeen = (page: PageFacts): boolean => Boolean(slots[page.slot]);
  const isAsking = (page: PageFacts): boolean => page.activities.some((key) => !kindOf(facts(key).kind)?.isOptional);
  const isDone = (page: PageFacts): boolean => (page.kind === "quiz" && isAsking(page) ? isAnswered(page) : isSeen(page));

  const scored = Object.keys(course.activities).filter((key) => facts(key).scored);
  const sum = (share: (key: string) => number): number => scored.reduce((all, key) => all + facts(key).weight * share(key), 0);
  /** 0 to 100, rounded before it meets the pass mark: whoever reads "80" and needs 80 has passed. */
  const score = (): number => Math.round((100 * sum(credit)) / sum(() => 1));
  /** What is still unanswered counts as wrong, so the score only rises; it fails nobody before all is answered. */
  const isJudged = (passMark: number | null): boolean =>
    scored.length > 0 && isRuleMet() && (passMark === null || score() >= passMark || scored.every(isItemDone));
  const asked = course.pages.filter((page) => course.completion[page.kind === "quiz" ? "quizzes" : "lessons"] !== "none");
  const isRuleMet = (): boolean => asked.every(isDone);

  /** The score to report: null until the course judges by it. */
  const judgedScore = (): number | null => (isJudged(course.completion.passMark) ? score() : null);

  /** Rises when the rule is met; a status that was reached stays. */
  const judge = (): void => {
    if (!isRuleMet()) return;
    const { passMark } = course.completion;
    if (passMark === null || !scored.length) status = atLeast(status, "completed");
    else if (isJudged(passMark)) status = atLeast(status, score() >= passMark ? "passed" : "failed");
  };

  /** 1 exactly when the course is over (R04-02): the share of what it asks for, where a judgement that is due counts as one more. */
  const share = (): number => {
    if (status !== "incomplete") return 1;
    const done = asked.filter(isDone).length;
    return done / (done < asked.length ? asked.length : done + 1);
  };

  return {
    restore(state) {
      slots = [...state.slots];
      texts = { ...state.texts };
      status = atLeast(status, state.status);
      judge();
    },
    raise(said) {
      status = atLeast(status, said);
      // A lesson of which the course asks nothing is over once it is open; and an update may ask for less than before.
      judge();
    },
    values,
    set(key, changed) {
      for (const [field, value] of Object.entries(changed)) {
        const slot = facts(key).slots[field];
        if (slot !== undefined) slots[slot] = value;
      }
      judge();
    },
    text: (key) => texts[textSlot(key)] || "",
    setText(key, text) {
      texts[textSlot(key)] = text;
    },
    see(page) {
      if (isSeen(page)) return false;
      slots[page.slot] = 1;
      judge();
      return true;
    },
    isSeen,
    isDone,
    isAnswered,
    credit,
    get score() {
      return judgedScore();
    },
    get status() {
      return status;
    },
    snapshot: (location) => ({
      state: pack(course.scope, course.layout, { status, slots, texts: kept() }),
      location,
      status,
      score: judgedScore(),
      progress: share(),
    }),
  };
}
