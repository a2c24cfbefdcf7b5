/** An answer taken from a list, whatever its choices look like: a number, or a bit for each and one for "sent". */
import type { Values } from "./activity";
import { isIn, type Common } from "./question";

export interface Listed {
  readonly number: number;
  readonly id: string;
  readonly right: boolean;
  readonly feedback: string;
}

export interface ListedData extends Common {
  readonly multiple: boolean;
  readonly choices: readonly Listed[];
}

export const isDone = (values: Values): boolean => Boolean(values.sent ?? values.answer);

export function taken({ multiple, choices }: ListedData, { answer = 0, answers = 0 }: Values): Listed[] {
  return choices.filter(({ number }) => (multiple ? isIn(answers, number) : answer === number));
}

/** Of several right choices, those taken less the wrong ones taken: whoever takes all has found nothing. */
export function credit(data: ListedData, values: Values): number {
  const all = taken(data, values);
  const right = all.filter((choice) => choice.right).length;
  return Math.max(2 * right - all.length, 0) / data.choices.filter((choice) => choice.right).length;
}
