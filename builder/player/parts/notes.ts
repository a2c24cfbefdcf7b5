/**
 * Everything that the learner wrote in the course: shown together on a page of its own, to be copied, printed, downloaded
 * and erased. Plans, which are downloaded from their own place too, take from here what makes the files.
 */
import { kindOf, type Item } from "../activity";
import type { Course } from "../course";
import { $, $$, append, focus, h, icon } from "../dom";
import { copy, courseMark, day, print, save, saveMarkdown, today, type Block, type Notebook } from "../notebook";
import { DOCX, docx } from "../office";
import { registerPart, type Context } from "../part";
import { registry } from "../registry";

const kit = { copy, day, notebook, print, saveDocument, saveMarkdown, today };
/** What the kinds take from this part. */
export type Kit = typeof kit;

registry().shared["notes"] = kit;
registerPart("notes", { mount });

function saveDocument(name: string, each: Notebook): void {
  save(`${name}.docx`, DOCX, docx(each));
}

/** What the learner wrote in one activity; empty for nothing. */
function writtenIn(item: Item): readonly Block[] {
  const facts = item.course.activities[item.key];
  const kind = facts && kindOf(facts.kind);
  if (!kind || !facts || !("text" in facts.slots)) return [];
  if (kind.written) return kind.written(item);
  const text = $<HTMLTextAreaElement>("textarea", item.form)?.value.trim();
  const question = ($(".ask", item.form)?.textContent || "").trim().replace(/[ \t\r\n]+/g, " "); // fixed spaces stay
  return text ? [{ kind: "heading", level: 3, text: question, mark: `item ${item.key}` }, { kind: "text", text }] : [];
}

/** What was written in *items*, lesson by lesson. */
function notebook(course: Course, title: string, remark: string, items: Iterable<Item>): Notebook {
  // A lesson that is launched by itself names its own address, and the course in the bar.
  const iri = course.kind === "lesson" ? course.iri.replace(/\/[^/]*$/, "") : course.iri;
  const blocks: Block[] = [
    { kind: "heading", level: 1, text: ($(".bar__course").textContent || "").trim(), mark: courseMark(iri) },
    { kind: "remark", text: remark },
  ];
  let lesson = "";
  for (const item of items) {
    const found = writtenIn(item);
    const page = course.activities[item.key]?.page || "";
    if (found.length && page !== lesson) {
      lesson = page;
      const facts = course.pages.find((each) => each.id === page);
      blocks.push({ kind: "heading", level: 2, text: facts?.title || page, mark: `lesson ${page}` });
    }
    blocks.push(...found);
  }
  return { title, language: document.documentElement.lang, blocks };
}

function mount({ course, say, items, texts }: Context): void {
  const view = document.getElementById("_notes");
  if (!view) return;
  const holder = $("[data-notes]", view);
  const status = h("p.hidden-text", { role: "status" });
  const tools = h("div.actions");
  const list = h("div.notes__list");
  const whole = (): Notebook => notebook(course, course.title, say("notes.dated", { date: kit.today() }), items.values());
  const name = `notes-${course.iri.replace(/.*\//, "").replace(/[^A-Za-z0-9-]+/g, "-")}`;
  let asking: HTMLElement | null = null;

  const tell = (words: string): void => {
    status.textContent = words;
  };
  const draw = (): void => {
    asking?.remove();
    asking = null;
    const { blocks } = whole();
    list.textContent = "";
    // The title and the date go on paper only.
    for (const block of blocks.slice(2)) list.append(shown(block));
    tools.hidden = blocks.length < 3;
    if (tools.hidden) list.append(h("p", null, say("notes.none")));
  };
  function shown(block: Block): HTMLElement {
    switch (block.kind) {
      case "heading": {
        const key = /^(?:lesson|item) ([^/]+)/.exec(block.mark || "")?.[1];
        const tag = `h${block.level}` as "h2";
        return block.level === 2 && key ? h(tag, null, h("a", { href: `#${key}` }, block.text)) : h(tag, null, block.text);
      }
      case "text":
        return h("div.notes__text", { dir: "auto" }, block.text);
      case "remark":
        return h("p", null, block.text);
      case "table":
        return h(
          "table.table-cards",
          null,
          h("thead", null, h("tr", null, ...block.columns.map((title) => h("th", { scope: "col" }, title)))),
          h("tbody", null, ...block.rows.map((row) => h("tr", null, ...row.map((text, index) => h("td.notes__cell", { dir: "auto", "data-label": block.columns[index] || "" }, text))))),
        );
    }
  }
  function button(key: string, click: () => void): HTMLElement {
    return h("button.button.button--plain", { type: "button", click }, say(key));
  }
  function ask(): void {
    const stay = button("notes.erase.keep", () => {
      asking?.remove();
      asking = null;
      tools.hidden = false;
      (tools.lastElementChild as HTMLElement).focus();
    });
    const sure = button("notes.erase.sure", () => {
      for (const item of items.values()) erase(item);
      texts.erase();
      draw();
      tell(say("notes.erased"));
      focus($("h1", view as HTMLElement));
    });
    asking = h("div.sure", { role: "group", "aria-label": say("notes.erase.ask") }, h("p", null, icon("warn"), say("notes.erase.ask")));
    asking.append(h("div.actions", null, sure, stay));
    asking.addEventListener("keydown", (event) => {
      if (event.key === "Escape") stay.click();
    });
    tools.hidden = true;
    tools.after(asking);
    focus(stay);
  }

  append(tools, [
    button("notes.copy", () => tell(say(copy(whole()) ? "notes.copied" : "notes.copy.self"))),
    button("notes.print", () => print(whole())),
    button("notes.download", () => saveDocument(name, whole())),
    button("notes.markdown", () => saveMarkdown(name, whole())),
    button("notes.erase", ask),
  ]);
  append(holder, [tools, status, list]);
  // What is written on a page changes while it is shown, and this one is shown later.
  new MutationObserver(() => {
    if (view.classList.contains("is-shown")) draw();
  }).observe(view, { attributes: true, attributeFilter: ["class"] });
  draw();
}

/** Empties what the learner wrote in *item*, by its own means, so that it is forgotten where it is kept. */
function erase(item: Item): void {
  if (!writtenIn(item).length) return;
  item.form.dispatchEvent(new CustomEvent("erase"));
  for (const area of $$<HTMLTextAreaElement>("textarea", item.form)) {
    if (!area.value) continue;
    area.value = "";
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
