/** The reader's settings: applied before anything is drawn, kept on the device for all courses of this origin. */
import { $, $$ } from "./dom";

const KEY = "cartable.reading";
const NAMES = ["size", "spacing", "font", "theme"] as const;
const DEFAULTS = ["1", "auto"];

type Choices = Partial<Record<(typeof NAMES)[number], string>>;

/** Storage may be blocked (private browsing, third-party frames): then settings last as long as the page. */
function stored(): Choices {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as Choices;
  } catch {
    return {};
  }
}

function apply(choices: Choices): void {
  for (const name of NAMES) {
    const value = choices[name];
    if (value && /^\w+$/.test(value) && !DEFAULTS.includes(value)) document.documentElement.setAttribute(`data-${name}`, value);
    else document.documentElement.removeAttribute(`data-${name}`);
  }
}

export function applySettings(): void {
  apply(stored());
}

/** The sheet behind "aA": not modal; Escape closes it and the focus goes back to its button. */
export function mountSettings(): void {
  const sheet = $("#_reglages");
  const opener = $("[aria-controls=_reglages]");
  const inputs = $$<HTMLInputElement>("[data-setting]", sheet);

  const show = (choices: Choices): void => {
    for (const input of inputs) {
      const value = choices[input.name as keyof Choices] ?? (input.name === "theme" ? "auto" : "1");
      input.checked = input.value === value;
    }
  };
  const toggle = (open: boolean): void => {
    sheet.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (open) $("[data-close]", sheet).focus();
    else opener.focus();
  };
  const keep = (): void => {
    const choices: Choices = {};
    for (const input of inputs) if (input.checked) choices[input.name as keyof Choices] = input.value;
    apply(choices);
    try {
      localStorage.setItem(KEY, JSON.stringify(choices));
    } catch {
      // Applied all the same; see stored().
    }
  };

  show(stored());
  opener.addEventListener("click", () => toggle(Boolean(sheet.hidden)));
  $("[data-close]", sheet).addEventListener("click", () => toggle(false));
  sheet.addEventListener("change", keep);
  $("[data-reset]", sheet).addEventListener("click", () => {
    show({});
    keep();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !sheet.hidden) toggle(false);
  });
}
