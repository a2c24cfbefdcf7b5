/** What the learner has done, as slots of the state, and what follows from it: status, score, what is left. */
import { kindOf, type Values } from "./activity";
import { judge, LOST, MET, OPEN, type Goal, type Judgement, type Rule } from "./completion";
import type { ActivityFacts, Course, PageFacts } from "./course";
import type { Common } from "./question";
import { atLeast, type Snapshot, type Status } from "./session";
import { pack, type State, type Texts } from "./state";

/** A page that is judged in its own way, as an assessment is. */
export interface Judge {
  isDone(): boolean;
  /** How much of it is right, 0 to 1. */
  share(): number;
  /** What it is worth in the course's score. */
  readonly weight: number;
}

/** A film was played when so many of its twenty parts were: the credits at its end are nobody's lesson. */
const PLAYED = 18;

export interface Progress {
  restore(state: State): void;
  /** The LMS may know of a higher status than the state. */
  raise(status?: string): void;
  values(key: string): Values;
  set(key: string, values: Values): void;
  /** What the state holds of the free text of *key*. */
  text(key: string): string;
  setText(key: string, text: string): void;
  /** Lets *judge* say of a page what its activities would say. */
  adopt(page: PageFacts, judge: Judge): void;
  /** What a slot holds that is no activity's. After it is put there, `raise` judges anew. */
  at(slot: number): number;
  put(slot: number, value: number): void;
  see(page: PageFacts): boolean;
  isSeen(page: PageFacts): boolean;
  isDone(page: PageFacts): boolean;
  /** Does the learner's own rule ask for the page? */
  isAsked(page: PageFacts): boolean;
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
  // A lesson may be called "constructor".
  const judges: Record<string, Judge> = Object.create(null);
  const isAnswered = (page: PageFacts): boolean => judges[page.id]?.isDone() ?? page.activities.every(isItemDone);
  const isSeen = (page: PageFacts): boolean => Boolean(slots[page.slot]);
  const isAsking = (page: PageFacts): boolean => page.activities.some((key) => !kindOf(facts(key).kind)?.isOptional);
  const isDone = (page: PageFacts): boolean => (page.kind === "quiz" && isAsking(page) ? isAnswered(page) : isSeen(page));

  const scored = Object.keys(course.activities).filter((key) => facts(key).scored);
  /** 0 to 100, rounded before it meets the pass mark: whoever reads "80" and needs 80 has passed. */
  const score = (only?: number): number => {
    let right = 0;
    let all = 0;
    course.pages.forEach((page, index) => {
      if (only !== undefined && index !== only) return;
      const judge = judges[page.id];
      const parts = judge ? [judge] : page.activities.filter((key) => facts(key).scored).map((key) => ({ weight: facts(key).weight, share: () => credit(key) }));
      for (const { weight, share } of parts) {
        right += weight * share();
        all += weight;
      }
    });
    return Math.round((100 * right) / (all || 1));
  };
  const isFinal = (only?: number): boolean =>
    course.pages.every(
      (page, index) =>
        (only !== undefined && index !== only) ||
        !page.activities.some((key) => facts(key).scored) ||
        (judges[page.id]?.isDone() ?? page.activities.every((key) => !facts(key).scored || isItemDone(key))),
    );

  /** What the learner has to do: the audience's own where one was chosen. */
  const goalOf = (): Goal => course.completion.audiences?.find(({ slot }) => slots[slot]) ?? course.completion;

  /** What is still unanswered counts as wrong, so the score only rises; it fails nobody before all is answered. */
  const judgement = (): Judgement => {
    const goal = goalOf();
    const { pages } = course;
    const asked = pages.map((page, index) => (goal[page.kind === "quiz" ? "quizzes" : "lessons"] === "none" ? -1 : index));
    const all: Rule[] = [{ pages: asked.filter((index) => index >= 0) }];
    if (goal.rule) all.push(goal.rule);
    if (goal.passMark !== null && scored.length) all.push({ mark: goal.passMark });
    return judge(
      { all },
      {
        isDone: (index) => isDone(pages[index] as PageFacts),
        isPlayed: (on) => on.some((slot) => ((slots[slot] || 0).toString(2).match(/1/g) || []).length >= PLAYED),
        score,
        isFinal,
      },
    );
  };

  /** Pages that the learner's own rule asks for; one of several to choose from counts, for it may be the one chosen. */
  const isAsked = (page: PageFacts): boolean => {
    const goal = goalOf();
    const named = (rule: Rule | undefined, index: number): boolean =>
      rule !== undefined &&
      ("pages" in rule
        ? rule.pages.includes(index)
        : "mark" in rule
          ? rule.page === index
          : !("media" in rule) && ("all" in rule ? rule.all : rule.any).some((each) => named(each, index)));
    return goal[page.kind === "quiz" ? "quizzes" : "lessons"] !== "none" || named(goal.rule, course.pages.indexOf(page));
  };

  /** The score to report: null until the course judges by it. */
  const judgedScore = (): number | null => (scored.length && judgement().verdict !== OPEN ? score() : null);

  /** Rises when the rule is met; a status that was reached stays. */
  const judgeAll = (): void => {
    const { verdict, marked } = judgement();
    if (verdict === MET) status = atLeast(status, marked ? "passed" : "completed");
    else if (verdict === LOST) status = atLeast(status, "failed");
  };

  /** 1 exactly when the course is over (R04-02): the share of what it asks for, where a judgement that is due counts as one more. */
  const share = (): number => {
    if (status !== "incomplete") return 1;
    const { done, total } = judgement();
    return done / (done < total ? total : done + 1);
  };

  return {
    restore(state) {
      slots = [...state.slots];
      texts = { ...state.texts };
      status = atLeast(status, state.status);
      judgeAll();
    },
    raise(said = "") {
      status = atLeast(status, said);
      // A lesson of which the course asks nothing is over once it is open; and an update may ask for less than before.
      judgeAll();
    },
    values,
    set(key, changed) {
      for (const [field, value] of Object.entries(changed)) {
        const slot = facts(key).slots[field];
        if (slot !== undefined) slots[slot] = value;
      }
      judgeAll();
    },
    text: (key) => texts[textSlot(key)] || "",
    setText(key, text) {
      texts[textSlot(key)] = text;
    },
    adopt(page, judge) {
      judges[page.id] = judge;
    },
    at: (slot) => slots[slot] || 0,
    put(slot, value) {
      slots[slot] = value;
    },
    see(page) {
      if (isSeen(page)) return false;
      slots[page.slot] = 1;
      judgeAll();
      return true;
    },
    isSeen,
    isDone,
    isAsked,
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
