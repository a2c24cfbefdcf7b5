/** Single and multiple choice. The state keeps the number of the choice, or a bit for each and one for "sent". */
import { register, type Item, type Values } from "../activity";
import { isIn, maskOf, mountQuestion, type Shown } from "../question";

interface Choice {
  readonly number: number;
  readonly id: string;
  readonly right: boolean;
  readonly feedback: string;
}

interface Data {
  readonly multiple: boolean;
  readonly choices: readonly Choice[];
  readonly feedback: string;
  readonly source: string;
}

/** A verdict has at most 15 words; a longer answer is read in its row. */
const SHORT = 8;

const isDone = (values: Values): boolean => Boolean(values.sent ?? values.answer);

function taken({ multiple, choices }: Data, { answer = 0, answers = 0 }: Values): Choice[] {
  return choices.filter(({ number }) => (multiple ? isIn(answers, number) : answer === number));
}

function isRight(data: Data, values: Values): boolean {
  return data.choices.every((choice) => choice.right === taken(data, values).includes(choice));
}

function shown(item: Item<Data>): Shown {
  const { data, say } = item;
  const chosen = taken(data, item.values());
  const right = isRight(data, item.values());
  const part = data.multiple && !right && chosen.every((choice) => choice.right);
  return {
    rows: data.choices.map((choice) => ({
      number: choice.number,
      isChosen: chosen.includes(choice),
      isRight: choice.right,
    })),
    sign: right ? "good" : part ? "part" : "bad",
    verdict: verdict(),
    reasons: data.choices
      .filter((choice) => choice.feedback && (choice.right || chosen.includes(choice)))
      .sort((a, b) => Number(chosen.includes(b)) - Number(chosen.includes(a)))
      .map((choice) => [choice.number, choice.feedback] as const),
    feedback: data.feedback,
    source: data.source,
    prefix: "choice",
    again: !right,
  };

  function verdict(): string {
    if (right) return say(data.multiple ? "choice.verdict.right.all" : "choice.verdict.right");
    if (data.multiple) return say(part ? "choice.verdict.part" : "choice.verdict.wrong.several");
    const answer = data.choices.find((choice) => choice.right)?.number || 0;
    const text = item.form.querySelector(`input[value="${answer}"] + .choice__text`)?.textContent?.trim() || "";
    if (text.split(/\s+/).length > SHORT) return say("choice.verdict.wrong");
    return say("choice.verdict.wrong.it", { answer: text });
  }
}

register<Data>("choice", {
  isDone,
  isRight,
  next: "choice.next",
  mount(item) {
    const { data } = item;
    mountQuestion(
      item,
      () => isDone(item.values()),
      (numbers) => {
        const values: Values = data.multiple ? { answers: maskOf(numbers), sent: 1 } : { answer: numbers[0] as number };
        return {
          values,
          response: taken(data, values).map((choice) => choice.id),
          result: isRight(data, values) ? "correct" : "wrong",
        };
      },
      () => shown(item),
    );
  },
});
