/**
 * Search over the course, accents and capitals aside. The pages are all in the document, so their own text is the index:
 * it is folded when the first word is sought, and nothing is shipped for it.
 */
import { $, $$, focus, h } from "../dom";
import { registerPart } from "../part";

/** What is found as one: a paragraph, a list item, a heading. */
const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, legend, td, th, figcaption, .claim, .choice__text";
/** What stands on every page, or comes and goes with what the learner does. */
const ASIDE = ".way, .head__time, .label, .actions, .answered, .outcome, .second, .sources, .error, .hidden-text, noscript, template";
/** Characters shown before the first word found, and in all. */
const BEFORE = 50;
const SHOWN = 180;
/** Passages shown of a page. */
const MOST = 3;
const PAUSE = 200;

interface Block {
  readonly element: HTMLElement;
  readonly text: string;
  readonly folded: string;
  readonly weight: number;
}

interface Page {
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** One character for one, so that places in the folded text are places in the text. */
function fold(text: string): string {
  return Array.from(text, (character) => {
    const bare = character.normalize("NFD").charAt(0).toLowerCase();
    return (bare === "’" ? "'" : bare).padEnd(character.length).slice(0, character.length);
  }).join("");
}

function read(): Page[] {
  return $$(".view")
    .filter((view) => /lesson|quiz|annex/.test(view.dataset.view || "") && !view.querySelector("[data-search]"))
    .map((view) => ({ id: view.id, title: ($("h1", view).textContent || "").trim(), blocks: blocksOf(view) }));
}

function blocksOf(view: HTMLElement): Block[] {
  return $$(BLOCKS, view)
    .filter((element) => !element.closest(ASIDE) && !element.querySelector(BLOCKS))
    .map((element) => {
      const copy = element.cloneNode(true) as HTMLElement;
      for (const each of $$(".hidden-text, .ref, svg", copy)) each.remove();
      const text = (copy.textContent || "").replace(/\s+/g, " ").trim();
      const level = /^H([1-4])$/.exec(element.tagName);
      return { element, text, folded: fold(text), weight: level ? 10 / Number(level[1]) : 1 };
    })
    .filter((block) => block.text);
}

/** Where each of *words* begins a word of *text*; null where one is missing. */
function places(text: string, words: readonly string[]): [number, number][] | null {
  const found: [number, number][] = [];
  for (const word of words) {
    const before = found.length;
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
      if (!at || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1))) found.push([at, at + word.length]);
    }
    if (found.length === before) return null;
  }
  return found.sort((a, b) => a[0] - b[0]);
}

/** The passage around the first place, with the words marked. */
function excerpt({ text }: Block, found: readonly [number, number][]): (Node | string)[] {
  const first = found[0]?.[0] ?? 0;
  let start = Math.max(first - BEFORE, 0);
  if (start) start = Math.max(text.indexOf(" ", start) + 1, 0) > first ? first : text.indexOf(" ", start) + 1;
  const end = Math.min(start + SHOWN, text.length);
  const nodes: (Node | string)[] = [start ? "… " : ""];
  let at = start;
  for (const [from, to] of found) {
    if (from < at || to > end) continue;
    nodes.push(text.slice(at, from), h("mark", null, text.slice(from, to)));
    at = to;
  }
  return [...nodes, text.slice(at, end), end < text.length ? " …" : ""];
}

registerPart("search", {
  mount({ say }) {
    const form = $<HTMLFormElement>("[data-search]");
    const input = $<HTMLInputElement>("input", form);
    // Checklists of the course have a count of their own: this page's is wanted.
    const place = form.parentElement as HTMLElement;
    const count = $("[data-count]", place);
    const list = $("[data-found]", place);
    let pages: readonly Page[] | null = null;
    let timer = 0;

    const reach = (element: HTMLElement): void => {
      const closed = element.closest("details");
      if (closed) closed.open = true;
      // A question of a quiz stands one behind the other: its page is reached, not the question.
      if (!element.offsetParent) return;
      element.scrollIntoView({ block: "center" });
      focus(element, true);
    };
    const seek = (): void => {
      const words = fold(input.value.trim()).split(/[\s']+/).filter((word) => word.length > 1);
      list.textContent = count.textContent = "";
      if (!words.length) return;
      pages ??= read();
      const found = pages
        .map((page) => {
          const passages = page.blocks
            .map((block) => ({ block, found: places(block.folded, words) }))
            .filter((each): each is { block: Block; found: [number, number][] } => each.found !== null);
          return { page, passages, rank: passages.reduce((sum, { block, found: all }) => sum + block.weight * all.length, 0) };
        })
        .filter(({ passages }) => passages.length)
        .sort((a, b) => b.rank - a.rank);
      count.textContent = found.length ? say(found.length === 1 ? "search.count.one" : "search.count", { count: found.length }) : say("search.none");
      for (const { page, passages } of found) {
        const [first] = passages;
        const link = h("a", { href: `#${page.id}` }, page.title);
        link.addEventListener("click", () => window.setTimeout(() => first && reach(first.block.element), 50));
        const shown = passages.filter(({ block }) => block.element.tagName !== "H1").slice(0, MOST);
        const more = passages.length - shown.length;
        list.append(
          h(
            "li",
            null,
            h("p.lookup__page", null, link),
            ...shown.map(({ block, found: all }) => {
              const line = h("p.lookup__passage");
              line.append(...excerpt(block, all));
              return line;
            }),
            more > 0 && shown.length === MOST && h("p.small", null, say(more === 1 ? "search.more.one" : "search.more", { count: more })),
          ),
        );
      }
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      seek();
    });
    input.addEventListener("input", () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(seek, PAUSE);
    });
  },
});
