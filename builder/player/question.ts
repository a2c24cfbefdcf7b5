/** What a question with a right answer shows, whatever its kind: the form, the verdict, and the form again. */
import type { Answer, Item } from "./activity";
import { $, $$, append, focus, h, icon } from "./dom";

export interface Row {
  readonly number: number;
  readonly isChosen: boolean;
  readonly isRight: boolean;
}

export interface Shown {
  readonly rows: readonly Row[];
  readonly sign: "good" | "bad" | "part";
  /** At most 15 words: it is announced. */
  readonly verdict: string;
  /** Choices explained, by number; the explanation is HTML. */
  readonly reasons: readonly (readonly [number, string])[];
  readonly feedback: string;
  readonly source: string;
  readonly prefix: string;
  /** May the learner try once more? */
  readonly again: boolean;
}

/** Says in the form what is missing before it can be sent. */
export function complain(asked: HTMLElement, message: string): void {
  $(".error", asked)?.remove();
  const input = $<HTMLInputElement>("input", asked);
  const error = h("p.error", { id: `${input.name}-erreur`, role: "alert" }, icon("warn"), h("span", null, message));
  $(".actions", asked).before(error);
  for (const each of $$("input", asked)) each.setAttribute("aria-describedby", error.id);
  input.focus();
}

/** Says it no longer. */
export function settle(asked: HTMLElement): void {
  $(".error", asked)?.remove();
  for (const each of $$("input", asked)) each.removeAttribute("aria-describedby");
}

export function chosen(form: HTMLElement): number[] {
  return $$<HTMLInputElement>("input:checked", form).map((input) => Number(input.value));
}

/** The numbers, from 1 on, as bits. No shift: those end at 32 bits, and there may be 36 choices. */
export function maskOf(numbers: readonly number[]): number {
  return numbers.reduce((mask, number) => mask + 2 ** (number - 1), 0);
}

export function isIn(mask: number, number: number): boolean {
  return Math.floor(mask / 2 ** (number - 1)) % 2 > 0;
}

/**
 * Mounts the form: *answer* turns the numbers chosen into an answer to submit, *shown* tells what to show for the answer
 * that the state keeps.
 */
export function mountQuestion(
  item: Item,
  isDone: () => boolean,
  answer: (numbers: readonly number[]) => Answer,
  shown: () => Shown,
): void {
  const { form, say } = item;
  const asked = $(".asked", form);
  let done: HTMLElement | null = null;
  let busy = false;

  const restart = (): void => {
    done?.remove();
    done = null;
    asked.hidden = false;
    for (const input of $$<HTMLInputElement>("input", form)) input.checked = false;
    $<HTMLInputElement>("input", form).focus();
  };
  const show = (saved: boolean, moved: boolean): void => {
    const view = shown();
    const heading = h(`${item.heading}.verdict` as "h2", { tabindex: -1 });
    heading.append(h(`span.is-${view.sign}`, null, icon(view.sign)), h("span", null, view.verdict));
    done = h(
      "div.answered",
      null,
      h("p.ask", { html: $("legend", asked).innerHTML }),
      h("ul.choices.choices--done", null, ...view.rows.map((row) => choice(row, view, item))),
      h("div.feedback", null, heading),
    );
    const feedback = $(".feedback", done);
    for (const [number, html] of view.reasons) {
      const reason = h("div.reason", { html });
      const [first] = $$("p", reason);
      // Which choice is explained stands at the head of its first sentence.
      const name = h("strong", { html: textOf(asked, number) });
      (first ?? reason).prepend(name, /[.!?…»”]\s*$/.test(name.textContent || "") ? " " : ". ");
      feedback.append(reason);
    }
    if (view.feedback) feedback.append(h("div.reason", { html: view.feedback }));
    if (view.source) feedback.append(h("p.small", { html: `${say(`${view.prefix}.source`)} ${view.source}` }));
    if (!saved) feedback.append(h("p.error", { role: "alert" }, icon("warn"), h("span", null, say("player.unsent"))));
    const actions = h("div.actions");
    const again = view.again && h("button.button.button--plain", { type: "button", click: restart }, say("player.again"));
    append(actions, [item.next(), again]);
    if (actions.firstChild) done.append(actions);
    settle(asked);
    asked.hidden = true;
    asked.after(done);
    if (moved) focus(heading);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const numbers = chosen(asked);
    if (!numbers.length) {
      complain(asked, say("player.missing"));
      return;
    }
    if (busy) return;
    busy = true;
    void item.submit(answer(numbers)).then((outcome) => {
      busy = false;
      show(outcome.ok, true);
    });
  });
  if (isDone()) show(true, false);
}

function textOf(asked: HTMLElement, number: number): string {
  return $(`input[value="${number}"] + .choice__text`, asked).innerHTML;
}

function choice({ number, isChosen, isRight }: Row, { rows, prefix }: Shown, { form, say }: Item): HTMLElement {
  const text = textOf($(".asked", form), number);
  if (!isChosen && !isRight) return h("li.choice.choice--done", null, h("span.choice__text", { html: text }));
  const several = rows.filter((row) => row.isRight).length > 1;
  const words = isChosen ? (isRight ? "yours.right" : "yours") : several ? "right.several" : "right";
  const sign = isRight ? "good" : "bad";
  return h(
    `li.choice.choice--done.is-${sign}`,
    null,
    h(
      "span.choice__text",
      null,
      h("span.choice__verdict", null, icon(sign), say(`${prefix}.${several && words === "yours.right" ? "yours" : words}`)),
      h("span.choice__answer", { html: text }),
    ),
  );
}
