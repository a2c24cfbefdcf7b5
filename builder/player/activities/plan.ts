/**
 * The action plan: a form of the learner's own. All that is typed is one text of records, kept where free text is kept,
 * within one budget; it can be printed, downloaded for a word processor or as Markdown, and erased.
 *
 * A record is a field's name and its value, or the name of a table followed by the names and values of a row's cells,
 * parted by characters that nobody can type. What the plan no longer asks stays readable, and can be erased, at the end.
 */
import { register, type Item } from "../activity";
import { plural } from "../course";
import { $, $$, append, focus, h, icon } from "../dom";
import type { Block } from "../notebook";
import type { Kit } from "../parts/notes";
import { registry } from "../registry";
import { accepted, size } from "../room";
import type { Place } from "../texts";

interface Blank {
  readonly name: string;
  readonly kind: "line" | "text" | "date" | "choice";
  readonly title: string;
  readonly options?: readonly string[];
}

interface Rows {
  readonly name: string;
  readonly most: number;
  readonly columns: readonly Blank[];
}

interface Section {
  readonly title: string;
  readonly fields: readonly Blank[];
  readonly rows: Rows | null;
}

interface Data {
  readonly bytes: number;
  readonly title: string;
  readonly sections: readonly Section[];
}

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
type Row = Record<string, string>;

interface Written {
  fields: Row;
  rows: Record<string, Row[]>;
}

const RECORD = "\u001e";
const PART = "\u001f";
/** The field of what the plan does not ask any more. */
const REST = "*";
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/g;
const PAUSE = 1_500;
const SHORT = 0.2;

register<Data>("plan", {
  isDone: () => true,
  isOptional: true,
  next: "plan.next",
  mount,
  written: (item) => blocks(item, typed.get(item.form) as Written),
});

/** What stands in each plan now; it may be kept nowhere else. */
const typed = new WeakMap<HTMLFormElement, Written>();
/** What all that can be taken along has in common; a package with a plan has this part. */
const kit = (): Kit => registry().shared["notes"] as Kit;

function parse(data: Data, text: string): Written {
  const fields = new Set(data.sections.flatMap((section) => section.fields.map((each) => each.name)));
  const tables = new Map(data.sections.flatMap(({ rows }) => (rows ? [[rows.name, rows] as const] : [])));
  // Authors name fields and tables: no name may be that of something every object has.
  const found: Written = { fields: Object.create(null), rows: Object.create(null) };
  const rest: string[] = [];
  for (const record of text ? text.split(RECORD) : []) {
    const [name = "", ...parts] = record.split(PART);
    const table = tables.get(name);
    if (table && parts.length !== 1) {
      const row: Row = {};
      for (let at = 0; at + 1 < parts.length; at += 2) {
        if (table.columns.some((each) => each.name === parts[at])) row[parts[at] as string] = parts[at + 1] as string;
        else if (parts[at + 1]) rest.push(parts[at + 1] as string);
      }
      (found.rows[name] ??= []).push(row);
    } else if (fields.has(name) && parts.length === 1) found.fields[name] = parts[0] as string;
    else rest.push(...(parts.length ? parts.filter((each, index) => each && (parts.length === 1 || index % 2)) : [name]));
  }
  if (rest.length) found.fields[REST] = rest.join("\n");
  return found;
}

function serialise({ fields, rows }: Written): string {
  const records = Object.entries(fields).filter(([, value]) => value).map(([name, value]) => name + PART + value);
  for (const [name, list] of Object.entries(rows)) {
    for (const row of list) {
      const cells = Object.entries(row).filter(([, value]) => value);
      if (cells.length) records.push([name, ...cells.map(([column, value]) => column + PART + value)].join(PART));
    }
  }
  return records.join(RECORD);
}

/** What was written, for paper and for files. */
function blocks({ data, key }: Item<Data>, written: Written): Block[] {
  const found: Block[] = [];
  const name = (each: Blank, value: string): string => (each.kind === "date" ? dated(value) : value);
  for (const section of data.sections) {
    const inside: Block[] = [];
    for (const each of section.fields) {
      const value = written.fields[each.name];
      if (!value) continue;
      inside.push({ kind: "heading", level: 5, text: each.title, mark: `field ${each.name}` }, { kind: "text", text: name(each, value) });
    }
    const { rows } = section;
    const list = rows ? (written.rows[rows.name] || []).filter((row) => Object.values(row).some(Boolean)) : [];
    // A table that is all of its section goes by the section's title.
    const mark = rows && list.length ? `rows ${rows.name}` : "";
    if (rows && mark) {
      if (inside.length) inside.push({ kind: "heading", level: 5, text: rows.columns.map((each) => each.title).join(", "), mark });
      inside.push({
        kind: "table",
        columns: rows.columns.map((each) => each.title),
        rows: list.map((row) => rows.columns.map((each) => name(each, row[each.name] || ""))),
      });
    }
    if (inside.length) found.push({ kind: "heading", level: 4, text: section.title, ...(mark && inside.length === 1 && { mark }) }, ...inside);
  }
  const rest = written.fields[REST];
  if (rest) found.push({ kind: "text", text: rest });
  return found.length ? [{ kind: "heading", level: 3, text: data.title, mark: `item ${key}` }, ...found] : [];
}

/** A day as people write it; anything else as it stands. */
function dated(value: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(value) ? kit().day(new Date(value)) : value;
}

function mount(item: Item<Data>): void {
  const { form, say, data, text: keeper } = item;
  const place = $("[data-place]", form);
  const room = $("[data-room]", form);
  const end = room.parentElement as HTMLElement;
  const status = h("p.hidden-text", { role: "status" });
  const tools = h("div.actions");
  /** As the page's own ids begin. */
  const prefix = item.key.replace(/[^A-Za-z0-9-]/g, "_");
  const written = parse(data, keeper.read());
  typed.set(form, written);
  const tables: (() => void)[] = [];
  let timer = 0;

  const tell = (words: string): void => {
    status.textContent = words;
  };
  const tellPlace = (where: Place): void => {
    place.textContent = say(`plan.place.${where}${where === "device" && keeper.isShared ? ".shared" : ""}`);
    place.classList.toggle("is-lost", where === "page");
  };
  const total = (): number => size(serialise(written));
  const tellRoom = (refused: boolean): void => {
    const left = data.bytes - total();
    const words = left < 0 ? say("plan.over", { count: -left }) : say(plural("plan.room", left), { count: left });
    room.textContent = refused ? `${say("plan.full")} ${words}` : words;
    room.classList.toggle("is-short", refused || left < data.bytes * SHORT);
    tools.hidden = !serialise(written);
    window.clearTimeout(timer);
    if (refused) tell(room.textContent);
    else if (left < data.bytes * SHORT) timer = window.setTimeout(() => tell(words), PAUSE);
  };
  const keep = (): void => {
    if (!keeper.write(serialise(written)) && keeper.place !== "page" && !place.classList.contains("is-lost")) {
      tellPlace("page");
      tell(place.textContent || "");
    }
  };

  /** Ties *control* to its value: what does not fit is refused where it was added. */
  function tie(control: Control, holder: Row, name: string): void {
    const paper = h("div.written", { dir: "auto" });
    const draw = (): void => {
      paper.textContent = control instanceof HTMLInputElement ? dated(control.value) : control.value;
    };
    const take = (): void => {
      const before = holder[name] || "";
      const typed = control.value.replace(CONTROL, "");
      const now = "line" in control.dataset ? typed.replace(/\s*\n\s*/g, " ") : typed;
      holder[name] = now;
      let refused = false;
      if (total() > data.bytes && size(now) > size(before)) {
        // What this field may hold beside all others, its own name included.
        const spare = data.bytes - (total() - size(now));
        [holder[name], refused] = isTyped(control) ? accepted(before, now, Math.max(spare, 0)) : [before, true];
      }
      const kept = holder[name] as string;
      if (kept !== control.value) {
        const tail = isTyped(control) ? control.value.length - (control.selectionEnd ?? control.value.length) : 0;
        control.value = kept;
        if (isTyped(control)) control.selectionStart = control.selectionEnd = Math.max(kept.length - tail, 0);
      }
      draw();
      if (kept !== before || refused) {
        tellRoom(refused);
        keep();
      }
    };
    const value = holder[name] || "";
    // An option that the plan does not offer any more is still what was chosen.
    if (control instanceof HTMLSelectElement && value && !Array.from(control.options).some((each) => each.value === value)) control.append(h("option", null, value));
    control.value = value;
    // A day that is none, for a field of days, was typed where the browser has none.
    if (control.value !== value && control instanceof HTMLInputElement) {
      control.type = "text";
      control.value = value;
    }
    draw();
    control.after(paper);
    control.addEventListener("input", (event) => {
      if (!(event as InputEvent).isComposing) take();
    });
    control.addEventListener("change", take);
    control.addEventListener("compositionend", take);
  }

  for (const control of $$<Control>("[data-field]", form)) tie(control, written.fields, control.dataset.field as string);
  for (const section of data.sections) {
    const rows = section.rows;
    if (rows) tables.push(mountRows(rows, $(`[data-rows="${rows.name}"]`, form), section.title));
  }

  /** A table that grows: returns what draws it anew. */
  function mountRows(rows: Rows, holder: HTMLElement, title: string): () => void {
    const list = (): Row[] => (written.rows[rows.name] ??= []);
    const body = h("tbody", { role: "rowgroup" });
    const head = h("tr", { role: "row" }, h("td.plan__number", { role: "cell" }));
    for (const each of rows.columns) head.append(h("th", { scope: "col", role: "columnheader" }, each.title));
    head.append(h("td.plan__tools", { role: "cell" }));
    const table = h("table.plan__table", { role: "table", "aria-label": title }, h("thead", { role: "rowgroup" }, head), body);
    const add = h("button.button", { type: "button", click: grow }, say("plan.add"));
    const back = h("button.button.button--plain", { type: "button", hidden: true }, say("plan.back"));
    const count = h("span.small.num");
    holder.append(table, h("div.actions", null, add, back, count));

    function draw(): void {
      if (!list().length) list().push({});
      body.textContent = "";
      list().forEach((row, index) => body.append(line(row, index)));
      const full = list().length >= rows.most;
      add.hidden = full;
      count.textContent = full ? say("plan.most", { count: rows.most }) : "";
    }
    function line(row: Row, index: number): HTMLElement {
      const number = index + 1;
      const element = h("tr", { role: "row" }, h("th.plan__number.num", { scope: "row", role: "rowheader" }, h("span.plan__word", null, `${say("plan.row")} `), String(number)));
      for (const each of rows.columns) {
        const id = `${prefix}-${rows.name}-${number}-${each.name}`;
        const control = input(each, id);
        element.append(h("td", { role: "cell" }, h("label.field__label", { for: id }, each.title, h("span.hidden-text", null, ` (${say("plan.row.of", { number })})`)), control));
        tie(control, row, each.name);
      }
      const tool = (key: string, sign: string, off: boolean, click: () => void): HTMLElement =>
        h(`button.plan__tool.plan__tool--${sign}`, { type: "button", disabled: off, click, title: say(key, { number }) }, icon(sign === "remove" ? "bad" : "next"), h("span", null, say(key, { number })));
      element.append(
        h(
          "td.plan__tools",
          { role: "cell" },
          h("div", null, tool("plan.up", "up", !index, () => move(index, -1)), tool("plan.down", "down", number === list().length, () => move(index, 1)), tool("plan.remove", "remove", list().length === 1 && !Object.values(row).some(Boolean), () => remove(index))),
        ),
      );
      return element;
    }
    function changed(words: string): void {
      draw();
      tellRoom(false);
      keep();
      tell(words);
    }
    function grow(): void {
      list().push({});
      changed(say("plan.added", { number: list().length }));
      $<HTMLElement>("input, textarea, select", body.lastElementChild as HTMLElement).focus();
    }
    function move(index: number, step: number): void {
      const all = list();
      const [row] = all.splice(index, 1) as [Row];
      all.splice(index + step, 0, row);
      changed(say("plan.moved", { number: index + step + 1 }));
      const line = body.children[index + step] as HTMLElement;
      const same = $<HTMLButtonElement>(step < 0 ? ".plan__tool--up" : ".plan__tool--down", line);
      (same.disabled ? $<HTMLElement>(step < 0 ? ".plan__tool--down" : ".plan__tool--up", line) : same).focus();
    }
    function remove(index: number): void {
      const [row] = list().splice(index, 1) as [Row];
      changed(say("plan.removed", { number: index + 1 }));
      back.onclick = () => {
        // Where nothing but the empty line is left, it makes room.
        const all = list();
        if (all.length === 1 && !Object.values(all[0] as Row).some(Boolean)) all.pop();
        all.splice(Math.min(index, all.length), 0, row);
        back.hidden = true;
        changed(say("plan.restored", { number: index + 1 }));
        $<HTMLElement>("input, textarea, select", body.children[Math.min(index, body.children.length - 1)] as HTMLElement).focus();
      };
      back.hidden = !Object.values(row).some(Boolean) || list().length >= rows.most;
      if (!back.hidden) back.focus();
      else $<HTMLElement>("input, textarea, select", (body.children[Math.min(index, body.children.length - 1)] as HTMLElement)).focus();
    }
    draw();
    return draw;
  }
  function input(blank: Blank, id: string): Control {
    const common = { id, autocomplete: "off" };
    if (blank.kind === "choice") return h("select.write", common, h("option", { value: "" }, say("plan.choose")), ...(blank.options || []).map((each) => h("option", null, each)));
    if (blank.kind === "date") return h("input.write", { ...common, type: "date" });
    // A cell is narrow: a line of it may wrap, and is one line all the same.
    return h("textarea.write", { ...common, rows: 3, dir: "auto", "data-line": blank.kind === "line" });
  }

  if (written.fields[REST]) {
    const id = `${prefix}-reste`;
    const control = h("textarea.write", { id, rows: 3, dir: "auto", "data-field": REST });
    end.before(h("div.field", null, h("label.field__label", { for: id }, say("plan.rest")), control));
    tie(control, written.fields, REST);
  }

  const notebook = () => kit().notebook(item.course, data.title, say("plan.dated", { date: kit().today() }), [item]);
  const file = item.key.replace(/[^A-Za-z0-9-]+/g, "-");
  append(tools, [
    button("plan.copy", () => tell(say(kit().copy(notebook()) ? "plan.copied" : "plan.copy.self"))),
    button("plan.print", () => kit().print(notebook())),
    button("plan.download", () => kit().saveDocument(file, notebook())),
    button("plan.markdown", () => kit().saveMarkdown(file, notebook())),
    button("plan.erase", ask),
  ]);
  function ask(): void {
    const sure = button("plan.erase.sure", () => {
      settle();
      erase();
      tell(say("plan.erased"));
      $<HTMLElement>("input, textarea, select", form).focus();
    });
    const stay = button("plan.erase.keep", () => {
      settle();
      (tools.lastElementChild as HTMLElement).focus();
    });
    const question = h("div.sure", { role: "group", "aria-label": say("plan.erase.ask") }, h("p", null, icon("warn"), say("plan.erase.ask")));
    question.append(h("div.actions", null, sure, stay));
    question.addEventListener("keydown", (event) => {
      if (event.key === "Escape") stay.click();
    });
    function settle(): void {
      question.remove();
      tools.hidden = !serialise(written);
    }
    tools.hidden = true;
    tools.after(question);
    focus(stay);
  }
  function erase(): void {
    for (const key of Object.keys(written.fields)) written.fields[key] = "";
    written.rows = {};
    for (const control of $$<Control>("[data-field]", form)) {
      control.value = "";
      if (control.nextElementSibling?.matches(".written")) control.nextElementSibling.textContent = "";
    }
    for (const draw of tables) draw();
    tellRoom(false);
    keep();
  }
  function button(key: string, click: () => void): HTMLElement {
    return h("button.button.button--plain", { type: "button", click }, say(key));
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  // The page of all notes erases what it shows.
  form.addEventListener("erase", erase);
  end.append(tools, status);
  const next = item.next();
  if (next) end.append(h("div.actions", null, next));
  tellPlace(keeper.place);
  tellRoom(false);
}

function isTyped(control: Control): control is HTMLInputElement | HTMLTextAreaElement {
  return control instanceof HTMLTextAreaElement || (control instanceof HTMLInputElement && control.type === "text");
}
