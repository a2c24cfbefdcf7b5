/**
 * Ordering: each step has a button up and one down, and a handle to drag it by. The state keeps the place of each step by
 * the step's number. It is the neighbour that changes its place in the document, never the step that is moved: so this
 * one keeps the focus, and the finger.
 */
import { register, type Item, type Values } from "../activity";
import { plural } from "../course";
import { $, $$, h, icon } from "../dom";
import { mountAsking, type Common, type Shown } from "../question";

interface Step {
  readonly number: number;
  readonly id: string;
  /** Equal where the order among them does not matter; from 1 on. */
  readonly rank: number;
}

interface Data extends Common {
  /** In the order first shown. */
  readonly steps: readonly Step[];
}

const isDone = (values: Values): boolean => Object.keys(values).every((name) => Number.isNaN(Number(name)) || values[name]);

/** The steps as they were put. */
function put({ steps }: Data, values: Values): Step[] {
  return [...steps].sort((a, b) => (values[a.number] || 0) - (values[b.number] || 0));
}

/** The share of neighbours of which the second belongs right after the first, or together with it. */
function credit(data: Data, values: Values): number {
  const order = put(data, values);
  const right = order.filter((step, at) => {
    const gap = step.rank - (order[at - 1]?.rank ?? NaN);
    return gap === 0 || gap === 1;
  });
  return right.length / (order.length - 1);
}

register<Data>("ordering", {
  isDone,
  credit,
  next: "ordering.next",
  mount(item) {
    const { form, data, say } = item;
    const list = $("ol", form);
    const rows = (): HTMLElement[] => $$("[data-step]", list);
    let isMoved = false;

    const name = (row: HTMLElement): string => $(".step__text", row).textContent || "";
    /** At an end, one way is closed; the button stays, so that the focus does. */
    const refresh = (): void => {
      const all = rows();
      all.forEach((row, at) => {
        $("[data-move=up]", row).setAttribute("aria-disabled", String(at === 0));
        $("[data-move=down]", row).setAttribute("aria-disabled", String(at === all.length - 1));
      });
    };
    /** Changes places with the neighbour above or below. */
    const swap = (row: HTMLElement, isUp: boolean): boolean => {
      const other = isUp ? row.previousElementSibling : row.nextElementSibling;
      if (!other) return false;
      if (isUp) row.after(other);
      else row.before(other);
      isMoved = true;
      refresh();
      return true;
    };
    const tell = (row: HTMLElement): void => {
      const place = rows().indexOf(row) + 1;
      $("[role=status]", form).textContent = say("ordering.moved", { place, count: data.steps.length, step: name(row) });
    };

    list.addEventListener("click", ({ target }) => {
      const button = (target as Element).closest<HTMLElement>("[data-move]");
      const row = button?.closest("li");
      if (button && row && swap(row, button.dataset.move === "up")) tell(row);
    });
    for (const row of rows()) {
      const handle = h("span.step__handle", { "aria-hidden": "true" });
      row.prepend(handle);
      handle.addEventListener("pointerdown", (event) => {
        if (event.button) return;
        event.preventDefault();
        handle.setPointerCapture(event.pointerId);
        row.classList.add("is-dragged");
      });
      handle.addEventListener("pointermove", ({ clientY }) => {
        if (!row.classList.contains("is-dragged")) return;
        const middle = (other: Element | null): number => {
          const box = other?.getBoundingClientRect();
          return box ? box.top + box.height / 2 : NaN;
        };
        if (clientY < middle(row.previousElementSibling)) swap(row, true);
        else if (clientY > middle(row.nextElementSibling)) swap(row, false);
      });
      handle.addEventListener("lostpointercapture", () => {
        row.classList.remove("is-dragged");
        tell(row);
      });
    }
    const fill = (): void => {
      const known = item.values();
      isMoved = isDone(known);
      // An update may have added a step: those that were put before keep their order.
      for (const step of put(data, known)) {
        const row = rows().find((each) => Number(each.dataset.step) === step.number);
        if (row) list.append(row);
      }
      refresh();
    };
    fill();

    mountAsking(item, {
      isDone: () => isDone(item.values()),
      read() {
        const all = rows();
        if (!isMoved) return { missing: "ordering.missing", at: $("[data-move=down]", list) };
        const values = Object.fromEntries(all.map((row, at) => [Number(row.dataset.step), at + 1]));
        return { values, response: put(data, values).map(({ id }) => id), credit: credit(data, values) };
      },
      shown: (solution) => shown(item, solution),
      fill,
      restart() {
        if (!isDone(item.values())) fill();
        isMoved = false;
        $("[role=status]", form).textContent = "";
      },
    });
  },
});

function shown({ data, form, say, values: read }: Item<Data>, solution: boolean): Shown {
  const values = read();
  const order = put(data, values);
  const count = order.length;
  const text = (step: Step): string => $(`[data-step="${step.number}"] .step__text`, form).innerHTML;
  /** The places that a step may have, from 1 on. */
  const places = ({ rank }: Step): [number, number] => [
    data.steps.filter((other) => other.rank < rank).length + 1,
    data.steps.filter((other) => other.rank <= rank).length,
  ];
  const isPlaced = (step: Step, at: number): boolean => {
    const [first, last] = places(step);
    return first <= at + 1 && at + 1 <= last;
  };
  const placed = order.filter(isPlaced).length;
  const rows = order.map((step, at) => {
    const good = isPlaced(step, at);
    const sign = good ? "good" : "bad";
    const [first, last] = places(step);
    const words = good ? "right" : first === last ? "wrong.place" : "wrong.places";
    return h(
      `li.choice.choice--done${solution ? `.is-${sign}` : ""}` as "li",
      null,
      h("span.step__place.num", null, `${at + 1}.`),
      h(
        "span.choice__text",
        null,
        solution && h("span.choice__verdict", null, icon(sign), say(`ordering.${words}`, { place: first, first, last })),
        h("span.choice__answer", { html: text(step) }),
      ),
    );
  });
  const isRight = placed === count;
  const ranks = Array.from(new Set(data.steps.map(({ rank }) => rank))).sort((a, b) => a - b);
  const groups = ranks.map((rank) => {
    const steps = data.steps.filter((step) => step.rank === rank).map((step) => h("li", { html: text(step) }));
    const [alone] = steps;
    if (alone && steps.length === 1) return alone;
    return h("li", null, say("ordering.together"), h("ul", null, ...steps));
  });
  // A step after a group has the number of its place.
  ranks.forEach((rank, at) => groups[at]?.setAttribute("value", String(data.steps.filter((step) => step.rank < rank).length + 1)));
  const right = h("ol.steps__right", null, ...groups);
  const verdict = isRight ? "verdict.right" : placed ? plural("verdict.part", placed) : "verdict.wrong";
  return {
    sign: isRight ? "good" : placed ? "part" : "bad",
    verdict: say(`ordering.${verdict}`, { right: placed, count }),
    body: [h("ol.choices.choices--done", null, ...rows)],
    reasons: isRight || !solution ? [] : [h("p", null, h("strong", null, say("ordering.solution"))), right],
  };
}
