/** Single and multiple choice. The state keeps the number of the choice, or a bit for each and one for "sent". */
import { register, type Item, type Values } from "../activity";
import { credit, isDone, taken, type ListedData } from "../listed";
import { check, chosen, drawChoices, explain, maskOf, mountAsking, uncheck, type Shown } from "../question";

/** A verdict has at most 15 words; a longer answer is read in its row. */
const SHORT = 8;

function shown(item: Item<ListedData>, solution: boolean): Shown {
  const { data, say } = item;
  const all = taken(data, item.values());
  const right = credit(data, item.values()) === 1;
  const part = data.multiple && !right && all.every((choice) => choice.right);
  const rows = data.choices.map((choice) => ({
    number: choice.number,
    isChosen: all.includes(choice),
    isRight: choice.right && (solution || all.includes(choice)),
  }));
  const reasons = data.choices
    .filter((choice) => choice.feedback && ((solution && choice.right) || all.includes(choice)))
    .sort((a, b) => Number(all.includes(b)) - Number(all.includes(a)))
    .map((choice) => [choice.number, choice.feedback] as const);
  return {
    sign: right ? "good" : part ? "part" : "bad",
    verdict: verdict(),
    body: [drawChoices(item, "choice", rows)],
    reasons: explain(item, reasons),
  };

  function verdict(): string {
    if (right) return say(data.multiple ? "choice.verdict.right.all" : "choice.verdict.right");
    if (!solution && !data.multiple) return say("player.wrong");
    if (data.multiple) return say(part ? "choice.verdict.part" : "choice.verdict.wrong.several");
    const answer = data.choices.find((choice) => choice.right)?.number || 0;
    const text = item.form.querySelector(`input[value="${answer}"] + .choice__text`)?.textContent?.trim() || "";
    if (text.split(/\s+/).length > SHORT) return say("choice.verdict.wrong");
    return say("choice.verdict.wrong.it", { answer: text });
  }
}

register<ListedData>("choice", {
  isDone,
  credit,
  next: "choice.next",
  mount(item) {
    const { data, form } = item;
    mountAsking(item, {
      isDone: () => isDone(item.values()),
      read() {
        const numbers = chosen(form);
        if (!numbers.length) return "player.missing";
        const values: Values = data.multiple ? { answers: maskOf(numbers), sent: 1 } : { answer: numbers[0] as number };
        return { values, response: taken(data, values).map((choice) => choice.id), credit: credit(data, values) };
      },
      shown: (solution) => shown(item, solution),
      restart: () => uncheck(form),
      fill: () => check(form, (number) => taken(data, item.values()).some((choice) => choice.number === number)),
    });
  },
});
