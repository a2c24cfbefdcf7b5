/** When the course is over: the rule that builder/completion.py made, judged by what has been done. No standard is known here. */

export type Rule =
  | { readonly all: readonly Rule[] }
  | { readonly any: readonly Rule[] }
  /** Pages to be done, by their place in the course. */
  | { readonly pages: readonly number[] }
  /** Media to be played: of each, its slots on the pages that show it. */
  | { readonly media: readonly (readonly number[])[] }
  /** A score to be reached, of the whole course or of one page. */
  | { readonly mark: number; readonly page?: number };

/** What one learner has to do. */
export interface Goal {
  readonly lessons: "all" | "none";
  readonly quizzes: "all" | "none";
  /** What it asks for beyond these. */
  readonly rule?: Rule;
  /** The course's, or the LMS's where it has one. */
  passMark: number | null;
}

export interface Facts {
  isDone(page: number): boolean;
  isPlayed(slots: readonly number[]): boolean;
  /** 0 to 100. */
  score(page?: number): number;
  /** Has everything been answered that the score is made of? */
  isFinal(page?: number): boolean;
}

export const LOST = 0;
export const OPEN = 1;
export const MET = 2;

export interface Judgement {
  /** Lost: everything is answered, and the score is too low for now. */
  readonly verdict: typeof LOST | typeof OPEN | typeof MET;
  /** Is it met by a score? */
  readonly marked: boolean;
  /** What is done of what is to be done; scores do not count here. */
  readonly done: number;
  readonly total: number;
}

export function judge(rule: Rule, facts: Facts): Judgement {
  if ("pages" in rule) return counted(rule.pages.map(facts.isDone));
  if ("media" in rule) return counted(rule.media.map(facts.isPlayed));
  if ("mark" in rule) {
    const marked = facts.score(rule.page) >= rule.mark;
    return { verdict: marked ? MET : facts.isFinal(rule.page) ? LOST : OPEN, marked, done: 0, total: 0 };
  }
  const parts = ("all" in rule ? rule.all : rule.any).map((each) => judge(each, facts));
  if ("any" in rule) {
    // Open before lost: what is left to do may still be done.
    const worth = ({ verdict, done, total }: Judgement): number => (verdict === MET ? 2 : verdict + done / (total + 1));
    return parts.reduce((best, each) => (worth(each) > worth(best) || (each.marked && worth(each) === worth(best)) ? each : best));
  }
  const is = (verdict: number): boolean => parts.some((each) => each.verdict === verdict);
  const sum = (part: "done" | "total"): number => parts.reduce((all, each) => all + each[part], 0);
  return {
    verdict: is(OPEN) ? OPEN : is(LOST) ? LOST : MET,
    marked: parts.some((each) => each.marked),
    done: sum("done"),
    total: sum("total"),
  };
}

function counted(done: readonly boolean[]): Judgement {
  const count = done.filter(Boolean).length;
  return { verdict: count === done.length ? MET : OPEN, marked: false, done: count, total: done.length };
}
