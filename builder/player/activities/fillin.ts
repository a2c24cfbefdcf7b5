/**
 * Words to be filled in. The state keeps a bit for each blank that was right, and one above them for "sent"; the words are a
 * text, and come back where texts are kept.
 */
import { register, type Item, type Values } from "../activity";
import { plural } from "../course";
import { $, $$, h, icon } from "../dom";
import { isIn, maskOf, mountAsking, type Common, type Shown } from "../question";
import { accepts, type Accepted } from "../wording";

interface Blank extends Accepted {
  /** What stands for what is right; empty where nothing can. */
  readonly shown: string;
  /** In characters; what is kept of longer words. */
  readonly room: number;
}

interface Data extends Common {
  readonly blanks: readonly Blank[];
}

const isDone = ({ right = 0 }: Values): boolean => right > 0;

function credit({ blanks }: Data, { right = 0 }: Values): number {
  return blanks.filter((_, index) => isIn(right, index + 1)).length / blanks.length;
}

register<Data>("fillin", {
  isDone,
  credit,
  next: "fillin.next",
  // Words that fill in somebody else's text are nothing to take along.
  written: () => [],
  mount(item) {
    const { data, form, text } = item;
    const { blanks } = data;
    const cloze = $(".cloze", form);
    const inputs = $$<HTMLInputElement>(".gap", cloze);
    describe(item, inputs);
    const fill = (): void => {
      const kept = text.read().split("\n");
      inputs.forEach((input, index) => (input.value = kept[index] || ""));
    };
    if (isDone(item.values())) fill();
    mountAsking(item, {
      isDone: () => isDone(item.values()),
      read() {
        const typed = inputs.map((input) => input.value.trim());
        const empty = inputs.find((_, index) => !typed[index]);
        if (empty) return { missing: inputs.length > 1 ? "fillin.missing.several" : "fillin.missing", at: empty };
        const numbers = blanks.map((_, index) => index + 1).filter((number) => accepts(blanks[number - 1] as Blank, typed[number - 1] as string));
        const values = { right: maskOf([...numbers, blanks.length + 1]) };
        text.write(typed.map((words, index) => Array.from(words).slice(0, blanks[index]?.room).join("")).join("\n"));
        return { values, response: typed.join(", "), credit: credit(data, values) };
      },
      shown: (solution) => shown(item, cloze, solution),
      fill,
      restart() {
        // What was right stays; the rest is to be found anew.
        inputs.forEach((input, index) => {
          if (!isIn(item.values().right || 0, index + 1)) input.value = "";
        });
      },
    });
  },
});

/** Each field is described by the words around it, in which the fields have their names. */
function describe({ form, key }: Item<Data>, inputs: readonly HTMLInputElement[]): void {
  const blocks = new Set(inputs.map((input) => input.closest("p, li, td, th, dd, .cloze") as HTMLElement));
  Array.from(blocks).forEach((block, index) => {
    const inside = inputs.filter((input) => block.contains(input));
    const copy = block.cloneNode(true) as HTMLElement;
    $$(".gap", copy).forEach((gap, at) => gap.replaceWith(`(${inside[at]?.getAttribute("aria-label")})`));
    const id = `${key.replace(/[^A-Za-z0-9-]/g, "_")}-phrase-${index + 1}`;
    form.append(h("span", { id, hidden: true }, copy.textContent));
    for (const input of inside) input.setAttribute("aria-describedby", id);
  });
}

function shown({ data, say, values, text }: Item<Data>, cloze: HTMLElement, solution: boolean): Shown {
  const { right: mask = 0 } = values();
  const typed = text.read().split("\n");
  const { blanks } = data;
  const right = blanks.filter((_, index) => isIn(mask, index + 1)).length;
  const filled = h("div.cloze.cloze--done", { html: cloze.innerHTML });
  $$(".gap", filled).forEach((gap, index) => {
    const isGood = isIn(mask, index + 1);
    // On another device only the verdict is known: of a right answer any accepted form will do, of a wrong one nothing.
    const words = typed[index] || (isGood && blanks[index]?.shown) || "…";
    const sign = isGood ? "good" : "bad";
    gap.replaceWith(
      h(`span.filled.is-${sign}`, null, icon(sign), h("span.hidden-text", null, ` ${say(`fillin.${sign}`)} `), h("span.filled__words", null, words)),
    );
  });
  const reasons = blanks
    .map((blank, index) => ({ blank, number: index + 1 }))
    .filter(({ blank, number }) => solution && blank.shown && !isIn(mask, number))
    .map(({ blank, number }) => h("li", null, say(blanks.length > 1 ? "fillin.right" : "fillin.right.only", { number, words: blank.shown })));
  const all = right === blanks.length;
  return {
    sign: all ? "good" : right ? "part" : "bad",
    verdict: all
      ? say(blanks.length > 1 ? "fillin.verdict.all" : "fillin.verdict")
      : right
        ? say(plural("fillin.verdict.part", right), { right, count: blanks.length })
        : say(blanks.length > 1 ? "fillin.verdict.none" : "fillin.verdict.wrong"),
    body: [filled],
    reasons: reasons.length ? [h("ul.reason", null, ...reasons)] : [],
  };
}
