/**
 * A list to tick for oneself. Each tick is saved like reading is: nothing is judged, required or reported. The state keeps
 * a bit for each entry by its number, above one that says that the list was touched.
 */
import { register, type Item, type Values } from "../activity";
import { plural } from "../course";
import { $, $$, h } from "../dom";
import { isIn, maskOf } from "../question";

const ticked = ({ ticks = 0 }: Values, number: number): boolean => isIn(ticks, number + 1);

register("checklist", {
  isDone: () => true,
  isOptional: true,
  next: "checklist.next",
  mount,
});

function mount(item: Item): void {
  const { form, say } = item;
  const boxes = $$<HTMLInputElement>("input", form);
  const count = $("[data-count]", form);
  const clear = h("button.button.button--plain", { type: "button", click: untick }, say("checklist.clear"));

  const show = (): void => {
    const done = boxes.filter((box) => box.checked).length;
    const words = say(done === boxes.length ? "checklist.all" : plural("checklist.count", done), { done, count: boxes.length });
    if (count.textContent !== words) count.textContent = words;
    clear.hidden = !done;
  };
  const keep = (): void => {
    show();
    item.keep({ ticks: 1 + maskOf(boxes.filter((box) => box.checked).map((box) => Number(box.value) + 1)) });
  };
  function untick(): void {
    for (const box of boxes) box.checked = false;
    keep();
    (boxes[0] as HTMLInputElement).focus();
  }

  for (const box of boxes) {
    box.checked = ticked(item.values(), Number(box.value));
    box.addEventListener("change", keep);
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  const print = h("button.button.button--plain", { type: "button", click: alone }, say("checklist.print"));
  count.after(h("div.actions", null, item.next(), print, clear));
  show();

  /** The list alone on paper, with what is ticked. */
  function alone(): void {
    const root = document.documentElement;
    const entries = boxes.map((box) => h("li", null, box.checked ? "☑ " : "☐ ", (box.nextElementSibling?.textContent || "").trim()));
    const title = ($(".ask", form).textContent || "").trim();
    const sheet = h("section.alone", null, h("p", null, document.title), h("p", null, h("strong", null, title)), h("ul", null, ...entries));
    document.body.append(sheet);
    root.classList.add("prints-alone");
    window.addEventListener(
      "afterprint",
      () => {
        root.classList.remove("prints-alone");
        sheet.remove();
      },
      { once: true },
    );
    window.print();
  }
}
