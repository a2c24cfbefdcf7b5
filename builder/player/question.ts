/** What a question with a right answer shows, whatever its kind: the form, the verdict, and the form again. */
import type { Answer, Item, Values } from "./activity";
import { plural } from "./course";
import { $, $$, append, focus, h, icon } from "./dom";

/** What every scored kind's data holds; see activities/question.py. */
export interface Common {
  /** How many answers count; 0 without an end. */
  readonly tries: number;
  /** HTML, in the order in which they are given. */
  readonly hints: readonly string[];
  /** Is a part of the answer worth a part of the weight? */
  readonly partial: boolean;
  /** Said whatever was answered: HTML. */
  readonly feedback: string;
  readonly source: string;
}

/** An answer as a kind reads it from its form. */
export interface Given {
  readonly values: Values;
  readonly response: Answer["response"];
  /** 0 to 1. */
  readonly credit: number;
}

/** What is missing, as the key of a message, and the control where it is to be made up for. */
export interface Missing {
  readonly missing: string;
  readonly at: HTMLElement;
}

export interface Shown {
  readonly sign: "good" | "bad" | "part";
  /** At most 15 words: it is announced. */
  readonly verdict: string;
  /** The answer, marked: stands between the question and the verdict. */
  readonly body: readonly Node[];
  /** What explains it, below the verdict. */
  readonly reasons: readonly Node[];
  /** Said to everybody who answered so: HTML. Where absent, the item's. */
  readonly feedback?: string;
  /** Does the button that tries again stand there? Where absent: unless all is right. */
  readonly again?: boolean;
}

/** What a kind does of its own in a question. */
export interface Asking {
  isDone(): boolean;
  /** What the form holds; a text is the key of the message that says what is missing. */
  read(): Given | Missing | string;
  /** What to show for the answer that the state keeps. Without *solution*, nothing of it tells what would be right. */
  shown(solution: boolean): Shown;
  /** Makes the form ready for another try. */
  restart(): void;
  /** Puts the answer that the state keeps back into the form, to be changed there. */
  fill?(): void;
}

/** Says in the form what is missing before it can be sent; *at* tells where, if it is not missing throughout. */
export function complain(asked: HTMLElement, message: string, at?: HTMLElement): void {
  settle(asked);
  const controls = at ? [at] : $$("input, select, textarea", asked);
  const [input] = controls;
  const name = input?.getAttribute("name") || asked.closest("form")?.dataset.activity;
  const error = h("p.error", { id: `${name}-erreur`, role: "alert" }, icon("warn"), h("span", null, message));
  $(".actions", asked).before(error);
  for (const each of controls) {
    each.dataset.described = each.getAttribute("aria-describedby") || "";
    each.setAttribute("aria-describedby", `${each.dataset.described} ${error.id}`.trim());
  }
  input?.focus();
}

/** Says it no longer. */
export function settle(asked: HTMLElement): void {
  $(".error", asked)?.remove();
  for (const each of $$("[data-described]", asked)) {
    if (each.dataset.described) each.setAttribute("aria-describedby", each.dataset.described);
    else each.removeAttribute("aria-describedby");
    delete each.dataset.described;
  }
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

/** Mounts the form: reads, submits and shows it as *asking* says. The form's `.asked` makes room for the answer. */
export function mountAsking(item: Item<Common>, asking: Asking): void {
  const { form, say, data, exam } = item;
  const asked = $(".asked", form);
  // In an assessment it is the whole that is tried again.
  const tries = exam ? 0 : data.tries;
  const left = (): number => tries - (item.values().tries || 0);
  let done: HTMLElement | null = null;
  let busy = false;

  const empty = (): void => {
    done?.remove();
    done = null;
    asked.hidden = false;
    if (tries > 1) $(".actions .small", asked).textContent = `${say(plural("player.tries", left()), { count: left() })} ${say("player.change")}`;
  };
  const restart = (): void => {
    empty();
    asking.restart();
    $("input:not([disabled]), select, textarea, button", asked).focus();
  };
  const show = (saved: boolean, moved: boolean): void => {
    settle(asked);
    if (exam?.isQuiet()) {
      empty();
      if (!moved) asking.fill?.();
      exam.kept(item, saved, moved);
      return;
    }
    const isOpen = exam ? exam.isOpen() : !tries || left() < 1;
    let view = asking.shown(isOpen);
    const isRight = view.sign === "good";
    if (isRight && !isOpen) view = asking.shown(true);
    const heading = h(`${item.heading}.verdict` as "h2", { tabindex: -1 });
    heading.append(h(`span.is-${view.sign}`, null, icon(view.sign)), h("span", null, view.verdict));
    const feedback = h("div.feedback", null, heading, ...view.reasons);
    const common = isOpen || isRight ? (view.feedback ?? data.feedback) : "";
    if (common) feedback.append(h("div.reason", { html: common }));
    if (data.source && (isOpen || isRight)) feedback.append(h("p.small", { html: `${say("player.cited")} ${data.source}` }));
    if (!saved) feedback.append(h("p.error", { role: "alert" }, icon("warn"), h("span", null, say("player.unsent"))));
    done = h("div.answered", null, h("div.ask", { html: $(".ask", asked).innerHTML }), ...view.body, feedback);
    const words = tries ? say(plural("player.again.left", left()), { count: left() }) : say("player.again");
    const isAgain = !exam && (view.again ?? !isRight) && (!tries || left() > 0);
    const actions = h("div.actions");
    append(actions, [item.next(), isAgain && h("button.button.button--plain", { type: "button", click: restart }, words)]);
    if (actions.firstChild) done.append(actions);
    asked.hidden = true;
    asked.after(done);
    if (moved) focus(heading);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = asking.read();
    if (typeof given === "string") {
      complain(asked, say(given));
      return;
    }
    if ("missing" in given) {
      complain(asked, say(given.missing), given.at);
      return;
    }
    if (busy) return;
    busy = true;
    const { response, credit } = given;
    const values = tries ? { ...given.values, tries: (item.values().tries || 0) + 1 } : given.values;
    const result = credit === 1 ? "correct" : "wrong";
    const part = data.partial && credit > 0 && credit < 1;
    void item.submit({ values, response, result, ...(part && { credit }) }).then((outcome) => {
      busy = false;
      show(outcome.ok, true);
    });
  });
  mountHints(item, asked);
  empty();
  if (asking.isDone()) show(true, false);
  item.redraw = () => {
    empty();
    if (asking.isDone()) show(true, false);
    else asking.restart();
  };
}

/** Gives the hints one after the other, to whoever asks. */
function mountHints(item: Item<Common>, asked: HTMLElement): void {
  const { hints } = item.data;
  if (!hints.length) return;
  const list = h("div.hints", { "aria-live": "polite" });
  const button = h("button.button.button--plain", { type: "button", click: () => give(1) });
  const give = (more: number): void => {
    const given = (item.values().hints || 0) + more;
    if (more) item.keep({ hints: given });
    for (const html of hints.slice(list.childElementCount, given)) list.append(h("div.reason", { html }));
    button.textContent = item.say("player.hint", { number: given + 1, count: hints.length });
    button.hidden = given >= hints.length;
  };
  $(".actions", asked).before(list, h("p", null, button));
  give(0);
}

/** One choice of a list in which some are right. */
export interface Row {
  readonly number: number;
  readonly isChosen: boolean;
  readonly isRight: boolean;
}

/** The form of radio buttons or check boxes: checks those with these numbers, and no other. */
export function check(form: HTMLElement, isChosen: (number: number) => boolean): void {
  for (const input of $$<HTMLInputElement>("input", form)) input.checked = isChosen(Number(input.value));
}

export function uncheck(form: HTMLElement): void {
  check(form, () => false);
}

/** The choices of *item*, those that were taken and those that are right told apart. */
export function drawChoices(item: Item, prefix: string, rows: readonly Row[]): HTMLElement {
  return h("ul.choices.choices--done", null, ...rows.map((row) => choice(row, rows, prefix, item)));
}

/** The explanations of choices, by number; which choice is explained stands at the head of its first sentence. */
export function explain(item: Item, reasons: readonly (readonly [number, string])[]): HTMLElement[] {
  return reasons.map(([number, html]) => {
    const reason = h("div.reason", { html });
    const [first] = $$("p", reason);
    const name = h("strong", { html: textOf(item, number) });
    (first ?? reason).prepend(name, /[.!?…»”]\s*$/.test(name.textContent || "") ? " " : ". ");
    return reason;
  });
}

function textOf({ form }: Item, number: number): string {
  return $(`.asked input[value="${number}"] + .choice__text`, form).innerHTML;
}

function choice({ number, isChosen, isRight }: Row, rows: readonly Row[], prefix: string, item: Item): HTMLElement {
  const text = textOf(item, number);
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
      h("span.choice__verdict", null, icon(sign), item.say(`${prefix}.${several && words === "yours.right" ? "yours" : words}`)),
      h("span.choice__answer", { html: text }),
    ),
  );
}
