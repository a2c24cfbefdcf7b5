/**
 * Places to be found in a picture. The list below it holds the answer; a touch on the picture ticks what the list has. The
 * state keeps what a choice keeps.
 */
import { register, type Item, type Values } from "../activity";
import { $, $$, h } from "../dom";
import { credit, isDone, taken, type ListedData } from "../listed";
import { check, chosen, drawChoices, explain, maskOf, mountAsking, uncheck, type Shown } from "../question";

function shown(item: Item<ListedData>, solution: boolean): Shown {
  const { data, say, form } = item;
  const all = taken(data, item.values());
  const good = credit(data, item.values()) === 1;
  const part = data.multiple && !good && all.length > 0 && all.every((zone) => zone.right);
  const picture = h("div.spots", { html: $(".spots", form).innerHTML });
  const rows = data.choices.map((zone) => {
    const isChosen = all.includes(zone);
    // Without the solution, a zone is told right or wrong only where it was taken.
    const isRight = zone.right && (solution || isChosen);
    const spot = $(`[data-zone="${zone.number}"]`, picture);
    spot.classList.toggle("is-chosen", isChosen);
    spot.classList.toggle("is-right", isRight);
    return { number: zone.number, isChosen, isRight };
  });
  const reasons = data.choices
    .filter((zone) => zone.feedback && (all.includes(zone) || (solution && zone.right)))
    .map((zone) => [zone.number, zone.feedback] as const);
  const verdict = good ? (data.multiple ? "right.all" : "right") : part ? "part" : data.multiple ? "wrong.several" : "wrong";
  return {
    sign: good ? "good" : part ? "part" : "bad",
    verdict: say(`hotspot.verdict.${verdict}`),
    body: [picture, drawChoices(item, "hotspot", rows)],
    reasons: explain(item, reasons),
  };
}

/** The picture follows the list, and the list the picture. */
function join({ form, say }: Item<ListedData>): () => void {
  const inputs = $$<HTMLInputElement>(".choices input", form);
  const spots = $(".spots", form);
  const mark = (): void => {
    for (const input of inputs) $(`[data-zone="${input.value}"]`, spots).classList.toggle("is-chosen", input.checked);
  };
  spots.addEventListener("click", ({ target }) => {
    const number = (target as Element).closest<SVGElement>("[data-zone]")?.dataset.zone;
    inputs.find((input) => input.value === number)?.click();
  });
  form.addEventListener("change", mark);
  const zoom = $(".spots__zoom", form);
  zoom.addEventListener("click", () => {
    const large = spots.classList.toggle("is-large");
    zoom.setAttribute("aria-pressed", String(large));
    // What scrolls must be reached by keys, and have a name then.
    const extra = { tabindex: "0", role: "group", "aria-label": say("hotspot.picture") };
    for (const [name, value] of Object.entries(extra)) {
      if (large) spots.setAttribute(name, value);
      else spots.removeAttribute(name);
    }
  });
  return mark;
}

register<ListedData>("hotspot", {
  isDone,
  credit,
  next: "hotspot.next",
  mount(item) {
    const { data, form } = item;
    const mark = join(item);
    mountAsking(item, {
      isDone: () => isDone(item.values()),
      read() {
        const numbers = chosen(form);
        if (!numbers.length) return "player.missing";
        const values: Values = data.multiple ? { answers: maskOf(numbers), sent: 1 } : { answer: numbers[0] as number };
        return { values, response: taken(data, values).map((zone) => zone.id), credit: credit(data, values) };
      },
      shown: (solution) => shown(item, solution),
      fill() {
        const all = taken(data, item.values()).map((zone) => zone.number);
        check(form, (number) => all.includes(number));
        mark();
      },
      restart() {
        uncheck(form);
        mark();
      },
    });
  },
});
