/**
 * What a learner wrote, as it is taken along: a list of headings, texts and tables, and the three things made of it here,
 * a sheet for paper, Markdown, and a file to save. `office.ts` makes the word-processor file.
 *
 * Headings carry the marks by which `cartable notes` knows what was answered, whoever edits the words between.
 */
import { h } from "./dom";

/** Where a text belongs: nothing of it is read by people. */
export type Mark = string;

export type Block =
  /** Level 1 is the title of the whole. */
  | { readonly kind: "heading"; readonly level: 1 | 2 | 3 | 4 | 5; readonly text: string; readonly mark?: Mark }
  /** What the learner wrote, line by line. */
  | { readonly kind: "text"; readonly text: string }
  /** Said by the page about what follows; merging passes over it. */
  | { readonly kind: "remark"; readonly text: string }
  | { readonly kind: "table"; readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] };

export interface Notebook {
  readonly title: string;
  /** BCP 47. */
  readonly language: string;
  readonly blocks: readonly Block[];
}

/** The first mark of a notebook: whose course it is. */
export function courseMark(iri: string): Mark {
  return `cartable-notes 1 ${iri}`;
}

export function lines(text: string): string[] {
  return text.replace(/\r\n?/g, "\n").split("\n");
}

export function markdown({ blocks }: Notebook): string {
  const parts = blocks.map((block) => {
    switch (block.kind) {
      case "heading":
        return `${block.mark ? `<!-- ${block.mark} -->\n` : ""}${"#".repeat(block.level)} ${lines(block.text).join(" ")}`;
      case "text":
        // Quoted, so that no line of a learner reads as a heading or a mark.
        return lines(block.text).map((line) => `> ${line}`.trimEnd()).join("\n");
      case "remark":
        return block.text;
      case "table": {
        const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
        return [row(block.columns), row(block.columns.map(() => "---")), ...block.rows.map(row)].join("\n");
      }
    }
  });
  return `${parts.join("\n\n")}\n`;
}

function cell(text: string): string {
  return lines(text.replace(/\\/g, "\\\\").replace(/\|/g, "\\|")).join("<br>") || " ";
}

/** The blocks as a sheet of paper. */
function drawn({ blocks }: Notebook): HTMLElement[] {
  return blocks.map((block) => {
    switch (block.kind) {
      case "heading":
        return h(`h${block.level}` as "h2", null, block.text);
      case "text":
        return h("div.written", { dir: "auto" }, block.text);
      case "remark":
        return h("p", null, block.text);
      case "table":
        return h(
          "table",
          null,
          h("thead", null, h("tr", null, ...block.columns.map((title) => h("th", { scope: "col" }, title)))),
          h("tbody", null, ...block.rows.map((row) => h("tr", null, ...row.map((text) => h("td.lined", { dir: "auto" }, text))))),
        );
    }
  });
}

/** Prints the notebook and nothing else of the page. */
export function print(notebook: Notebook): void {
  const root = document.documentElement;
  const sheet = h("section.alone", null, ...drawn(notebook));
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

/**
 * Copies the notebook for people, without its marks; false where the browser refuses. The old command needs no permission in
 * an LMS's frame.
 */
export function copy(notebook: Notebook): boolean {
  const before = document.activeElement as HTMLElement | null;
  const area = h("textarea.hidden-text", { readonly: true });
  area.value = markdown(notebook).replace(/<!-- .* -->\n/g, "");
  document.body.append(area);
  area.select();
  let done = false;
  try {
    done = document.execCommand("copy");
  } catch {
    // False says it.
  }
  area.remove();
  before?.focus({ preventScroll: true });
  return done;
}

/** Has the browser save *data*; no address of the network is involved, and none of the page's own policy forbids it. */
export function save(name: string, type: string, data: BlobPart): void {
  const href = URL.createObjectURL(new Blob([data], { type }));
  const link = h("a", { href, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/** Old editors of Windows know UTF-8 by its mark, and lines by both signs. */
export function saveMarkdown(name: string, notebook: Notebook): void {
  save(`${name}.md`, "text/markdown;charset=utf-8", `\ufeff${markdown(notebook).replace(/\n/g, "\r\n")}`);
}

/** A day as people write it, in the language of the page. */
export function day(date: Date): string {
  return new Intl.DateTimeFormat(document.documentElement.lang, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(date);
}

/** Today where the learner is. */
export function today(): string {
  const now = new Date();
  return day(new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())));
}
