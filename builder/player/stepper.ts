/** One step at a time: the questions of a quiz, what is asked again at its end, and its outcome. */
import type { Step } from "./activity";
import type { Say } from "./course";
import { focus, h } from "./dom";

export interface Stepper {
  readonly steps: readonly Step[];
  readonly index: number;
  /** The button to the step after *element*, or null after the last. */
  next(element: HTMLElement): HTMLElement | null;
  go(index: number): void;
  advance(): void;
}

/** *changed* is told which step stands, and whether a reader moved there. */
export function createStepper(steps: readonly Step[], say: Say, changed: (index: number, moved: boolean) => void): Stepper {
  let index = 0;
  const back = h("button.button.button--plain", { type: "button", click: () => go(index - 1) }, say("player.before"));
  const row = h("div.step-back", null, back);

  const show = (to: number, moved: boolean): void => {
    index = Math.max(0, Math.min(to, steps.length - 1));
    steps.forEach(({ element }, at) => {
      element.hidden = at !== index;
    });
    const current = steps[index];
    if (!current) return;
    changed(index, moved);
    row.hidden = index === 0 || index === steps.length - 1;
    current.element.after(row);
    if (moved) {
      const heading = current.element.querySelector<HTMLElement>("[data-focus]") ?? current.element;
      focus(heading, true);
      heading.scrollIntoView({ block: "start" });
      // A bar's height of air above, and never past what is above the page.
      window.scrollBy(0, -16);
    }
  };
  const go = (to: number): void => show(to, true);
  /** Where *element* leads: the step after its own; nowhere (-1) when it is no step. */
  const after = (element: HTMLElement): number => {
    const at = steps.findIndex((step) => step.element === element);
    return at < 0 ? -1 : at + 1;
  };

  const firstLeft = steps.findIndex((step) => !step.isDone());
  let start = firstLeft < 0 ? steps.length - 1 : firstLeft;
  while (start > 0 && steps[start - 1]?.isOptional?.()) start -= 1;
  show(start, false);
  return {
    steps,
    get index() {
      return index;
    },
    next(element) {
      const step = steps[after(element)];
      return step ? h("button.button", { type: "button", click: () => go(after(element)) }, step.label) : null;
    },
    go,
    advance: () => go(index + 1),
  };
}
