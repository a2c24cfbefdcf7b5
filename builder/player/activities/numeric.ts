/** A number to be found. The state keeps what was typed: see `BITS` in builder/activities/numeric.py. */
import { register, type Item, type Values } from "../activity";
import { $, h, icon } from "../dom";
import { packed, readDecimal, unpacked, valueOf } from "../decimal";
import { mountAsking, type Common, type Shown } from "../question";

interface Data extends Common {
  readonly lowest: number;
  readonly highest: number;
  /** What is said to be right; null where it is whatever lies between the bounds. */
  readonly answer: number | null;
  readonly unit: string;
}

const isDone = (values: Values): boolean => Boolean(values.number);

function credit({ lowest, highest }: Data, { number = 0 }: Values): number {
  const value = valueOf(unpacked(number));
  return Number(lowest <= value && value <= highest);
}

/** As the language writes numbers; a unit follows after a space that does not break. */
function written(value: number, unit: string): string {
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 6 }).format(value);
  return unit ? `${number}\u00a0${unit}` : number;
}

function shown({ data, say, values }: Item<Data>, solution: boolean): Shown {
  const { lowest, highest, answer, unit } = data;
  const good = credit(data, values()) === 1;
  const sign = good ? "good" : "bad";
  const right =
    answer === null ? say("numeric.between", { lowest: written(lowest, ""), highest: written(highest, unit) }) : written(answer, unit);
  const given = valueOf(unpacked(values().number || 1));
  // Within a tolerance, what is right is worth telling as well.
  const verdict = good ? (given === answer || answer === null ? "right" : "near") : solution ? "wrong.it" : "wrong";
  return {
    sign,
    verdict: say(`numeric.verdict.${verdict}`, { answer: right }),
    body: [
      h(
        `p.choice.choice--done.is-${sign}`,
        null,
        h(
          "span.choice__text",
          null,
          h("span.choice__verdict", null, icon(sign), say(`numeric.${sign}`)),
          h("span.choice__answer.num", null, written(given, unit)),
        ),
      ),
    ],
    reasons: [],
  };
}

register<Data>("numeric", {
  isDone,
  credit,
  next: "numeric.next",
  mount(item) {
    const { data, form } = item;
    const input = $<HTMLInputElement>(".number__field", form);
    const isEnglish = document.documentElement.lang.startsWith("en");
    mountAsking(item, {
      isDone: () => isDone(item.values()),
      read() {
        const typed = input.value.trim();
        // Whoever writes the unit as well has answered all the same.
        const bare = data.unit && typed.endsWith(data.unit) ? typed.slice(0, -data.unit.length) : typed;
        const found = readDecimal(bare, isEnglish);
        if (!found) return typed ? "numeric.unreadable" : "numeric.missing";
        const values = { number: packed(found) };
        return { values, response: valueOf(found), credit: credit(data, values) };
      },
      shown: (solution) => shown(item, solution),
      fill() {
        input.value = written(valueOf(unpacked(item.values().number || 1)), "");
      },
      restart() {
        input.value = "";
      },
    });
  },
});
