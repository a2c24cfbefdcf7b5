/**
 * Room to write: `item.text` keeps it, and the page says where. What one has written can always be taken along: copied,
 * printed, downloaded, and erased here. The words are those of the reflection, which is nothing else.
 */
import type { Item } from "./activity";
import { plural } from "./course";
import { $, append, focus, h, icon } from "./dom";
import { accepted, size } from "./room";
import type { Place } from "./texts";

export interface Writing {
  /** Room for the text, in bytes of UTF-8: an accented letter takes two. */
  readonly bytes: number;
}

/** Room is announced when the hand rests, and only when it gets short: a voice at each key hides the text. */
const REST = 1_500;
const SHORT = 0.2;

/** Mounts the field of *item*, with all that goes with it. */
export function mountWriting(item: Item<Writing>): void {
  const { form, say, data, text: keeper } = item;
  const area = $<HTMLTextAreaElement>("textarea", form);
  const place = $("[data-place]", form);
  const room = $("[data-room]", form);
  const status = h("p.hidden-text", { role: "status" });
  /** On paper the whole text stands, not what the field happens to show. */
  const written = h("div.written", { dir: "auto" });
  const tools = h("div.actions");
  let last = keeper.read();
  let timer = 0;

  const tell = (words: string): void => {
    status.textContent = words;
  };
  const tellPlace = (where: Place): void => {
    place.textContent = say(`reflection.place.${where}${where === "device" && keeper.isShared ? ".shared" : ""}`);
    place.classList.toggle("is-lost", where === "page");
  };
  const tellRoom = (refused: boolean): void => {
    const left = data.bytes - size(last);
    const over = left < 0;
    const words = over ? say("reflection.over", { count: -left }) : say(plural("reflection.room", left), { count: left });
    room.textContent = refused ? `${say("reflection.full")} ${words}` : words;
    room.classList.toggle("is-short", refused || left < data.bytes * SHORT);
    window.clearTimeout(timer);
    if (refused) tell(room.textContent);
    else if (left < data.bytes * SHORT) timer = window.setTimeout(() => tell(words), REST);
  };
  const show = (refused: boolean): void => {
    written.textContent = last;
    tools.hidden = !last;
    tellRoom(refused);
  };
  const keep = (): void => {
    if (!keeper.write(last) && keeper.place !== "page" && !place.classList.contains("is-lost")) {
      tellPlace("page");
      tell(place.textContent || "");
    }
  };
  const take = (): void => {
    const [taken, refused] = accepted(last, area.value, data.bytes);
    if (taken !== area.value) {
      const end = area.value.length - area.selectionEnd;
      area.value = taken;
      area.selectionStart = area.selectionEnd = Math.max(taken.length - end, 0);
    }
    if (taken !== last || refused) {
      last = taken;
      show(refused);
      keep();
    }
  };

  area.addEventListener("input", (event) => {
    // Half a syllable of an input method is nothing to judge; its end comes as an event of its own.
    if (!(event as InputEvent).isComposing) take();
  });
  area.addEventListener("compositionend", take);
  form.addEventListener("submit", (event) => event.preventDefault());

  append(tools, [
    button("reflection.copy", () => tell(say(copy(area) ? "reflection.copied" : "reflection.copy.self"))),
    button("reflection.print", () => print(item, last)),
    button("reflection.download", () => download(item, last)),
    button("reflection.erase", ask),
  ]);
  /** The question stands where the buttons stood, and answers by going back to them. */
  function ask(): void {
    const sure = button("reflection.erase.sure", () => {
      area.value = last = "";
      settle();
      show(false);
      keep();
      tell(say("reflection.erased"));
      area.focus();
    });
    const stay = button("reflection.erase.keep", () => {
      settle();
      (tools.lastElementChild as HTMLElement).focus();
    });
    const question = h("div.sure", { role: "group", "aria-label": say("reflection.erase.ask") }, h("p", null, icon("warn"), say("reflection.erase.ask")));
    question.append(h("div.actions", null, sure, stay));
    question.addEventListener("keydown", (event) => {
      if (event.key === "Escape") stay.click();
    });
    function settle(): void {
      question.remove();
      tools.hidden = !last;
    }
    tools.hidden = true;
    tools.after(question);
    focus(stay);
  }
  function button(key: string, click: () => void): HTMLElement {
    return h("button.button.button--plain", { type: "button", click }, say(key));
  }

  area.value = last;
  area.after(written);
  room.after(tools, status);
  const next = item.next();
  if (next) form.lastElementChild?.lastElementChild?.append(h("div.actions", null, next));
  tellPlace(keeper.place);
  show(false);
}

/** The old command needs no permission in an LMS's frame; where it is gone, the text stands selected to be copied by hand. */
function copy(area: HTMLTextAreaElement): boolean {
  const before = document.activeElement as HTMLElement | null;
  const end = area.selectionEnd;
  area.focus({ preventScroll: true });
  area.select();
  let done = false;
  try {
    done = document.execCommand("copy");
  } catch {
    // As above.
  }
  if (done) {
    area.selectionStart = area.selectionEnd = end;
    before?.focus({ preventScroll: true });
  }
  return done;
}

/** Title, question and text, as they go on paper or into a file. */
function about({ form }: Item<Writing>): { title: string; question: string } {
  return { title: document.title, question: ($(".ask", form).innerText || "").trim() };
}

function print(item: Item<Writing>, text: string): void {
  const { title, question } = about(item);
  const sheet = h(
    "section.alone",
    null,
    h("p", null, title),
    ...question.split(/\n+/).map((line) => h("p", null, h("strong", null, line))),
    h("div.written", { dir: "auto" }, text),
  );
  const root = document.documentElement;
  document.body.append(sheet);
  root.classList.add("prints-alone");
  const done = (): void => {
    root.classList.remove("prints-alone");
    sheet.remove();
    window.removeEventListener("afterprint", done);
  };
  window.addEventListener("afterprint", done);
  window.print();
}

function download(item: Item<Writing>, text: string): void {
  const { title, question } = about(item);
  // Old editors of Windows know UTF-8 by its mark, and lines by both signs.
  const content = `\ufeff${[title, question, text].join("\n\n")}\n`.replace(/\r?\n/g, "\r\n");
  const href = URL.createObjectURL(new Blob([content], { type: "text/plain;charset=utf-8" }));
  const link = h("a", { href, download: `${item.key.replace(/[^A-Za-z0-9-]+/g, "-")}.txt`, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
