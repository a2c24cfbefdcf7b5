/**
 * Group mode: a facilitator projects a page, one slide at a time, and counts hands before and after the answer is shown.
 *
 * The page itself is shown, most of it hidden: films go on working, and nothing is there twice. The learner's own forms
 * stay out of sight, so that nothing is answered, seen or sent; what is counted lives in this document and nowhere else.
 */
import { kindOf, type Item, type Values } from "../activity";
import { plural } from "../course";
import { $, $$, append, focus, h, svg } from "../dom";
import { registerPart, type Context } from "../part";

/** By key, what the facilitator's guide says of the right answer, where a kind's own data do not: HTML. */
interface Data {
  readonly keys: Readonly<Record<string, string>>;
}

/** What of an activity's data is read here; each kind has some of it. */
interface Known {
  readonly verdict?: "true" | "false" | "nuance";
  readonly steps?: number;
  readonly facts?: string;
  readonly condition?: string;
  readonly why?: string;
  readonly keep?: string;
  readonly right?: boolean;
  readonly after?: { readonly true: string; readonly false: string };
  readonly choices?: readonly { readonly number: number; readonly right: boolean; readonly feedback: string }[];
  readonly feedback?: string;
  readonly source?: string;
}

type Moment = "before" | "after";
const MOMENTS: readonly Moment[] = ["before", "after"];

/** One answer that hands can be raised for. */
interface Row {
  readonly number: number;
  readonly text: string;
  readonly html: string;
  readonly isRight: boolean;
  readonly counts: Record<Moment, number>;
}

/** What a learner does alone stands on no slide. */
const ALONE = ".second, .outcome, .sources, .way, .step-back, script";
const MOST = 9999;

/** Forms as they were before a kind took them, by key: what hands cannot answer is played on a copy. */
const pristine = new Map<string, HTMLFormElement>();
document.addEventListener("DOMContentLoaded", () => {
  for (const form of $$<HTMLFormElement>("form[data-activity]")) pristine.set(form.dataset.activity as string, form.cloneNode(true) as HTMLFormElement);
});

registerPart<Data>("group", { mount });

function mount(context: Context<Data>): void {
  const { say, course } = context;
  for (const page of course.pages) {
    const head = $(".head__text", document.getElementById(page.id) as HTMLElement);
    const button = h("button.button.button--plain", { type: "button", click: () => enter(context, page.id, button) }, say("group.open"));
    head.append(h("p.head__group", null, button));
  }
}

function enter(context: Context<Data>, id: string, opener: HTMLElement): void {
  const { say, course } = context;
  const root = document.documentElement;
  const before = $(".view.is-shown");
  let view = before;
  let slides: HTMLElement[][] = [];
  let index = 0;
  let isFull = false;
  /** Films that the group played: what was played of them is none of the learner's doing. */
  const played = new Set<HTMLMediaElement>();

  // What is above the slide on its page: no slide stands below a heading that nobody sees.
  const title = h("h1.projection__title");
  const section = h("h2.projection__title");
  const count = h("p.projection__count.num");
  const back = h("button.button.button--plain", { type: "button", click: () => go(index - 1) }, say("group.back"));
  const next = h("button.button", { type: "button", click: () => go(index + 1) }, say("group.next"));
  const bar = h(
    "section.projection",
    { "aria-label": say("group.title") },
    title,
    section,
    count,
    back,
    next,
    h("button.button.button--plain", { type: "button", click: () => leave() }, say("group.leave")),
    h("p.projection__remark", null, say("group.remark")),
  );

  const at = (): number => course.pages.findIndex((page) => page.id === view.id);
  const open = (page: string, last: boolean): void => {
    close();
    view = document.getElementById(page) as HTMLElement;
    view.classList.add("is-shown");
    slides = cut(view, context);
    index = last ? slides.length - 1 : 0;
    show();
  };
  const close = (): void => {
    for (const media of $$<HTMLMediaElement>("video, audio", view)) media.pause();
    for (const panel of $$(".hands", view)) panel.remove();
    for (const each of $$(".is-slide", view)) each.classList.remove("is-slide");
    view.classList.remove("is-shown");
  };
  const show = (): void => {
    for (const media of $$<HTMLMediaElement>("video, audio", view)) media.pause();
    slides.forEach((slide, number) => {
      for (const each of slide) each.classList.toggle("is-slide", number === index);
    });
    count.textContent = say("group.count", { number: index + 1, count: slides.length });
    back.disabled = index === 0 && at() === 0;
    next.disabled = index === slides.length - 1 && at() === course.pages.length - 1;
    window.scrollTo(0, 0);
    const slide = slides[index] as HTMLElement[];
    const heading = headings(slide)[0];
    const above = headings(slides.slice(0, index).reduce((all, each) => [...all, ...each], [] as HTMLElement[])).filter((each) => each.tagName === "H2").pop();
    title.textContent = course.pages[at()]?.title ?? "";
    section.textContent = above?.textContent ?? "";
    title.hidden = index === 0;
    section.hidden = index === 0 || !above || heading?.tagName === "H2";
    focus(heading ?? (slide[0] as HTMLElement), true);
  };
  const go = (to: number): void => {
    const page = course.pages[at() + (to < 0 ? -1 : 1)];
    if (to >= 0 && to < slides.length) {
      index = to;
      show();
    } else if (page) open(page.id, to < 0);
  };
  const leave = (to = before): void => {
    close();
    to.classList.add("is-shown");
    bar.remove();
    root.classList.remove("is-group");
    // Loaded anew, a film has not been played.
    played.forEach((media) => media.load());
    document.removeEventListener("play", note, true);
    document.removeEventListener("keydown", press, true);
    document.removeEventListener("fullscreenchange", change);
    document.removeEventListener("click", follow, true);
    window.removeEventListener("hashchange", moved);
    if (document.fullscreenElement) void document.exitFullscreen();
    opener.focus();
  };
  const press = (event: KeyboardEvent): void => {
    const { key, target } = event;
    if (key === "Escape") {
      event.stopPropagation();
      leave();
      return;
    }
    if ((target as Element).closest("input, select, textarea, video, audio") || event.altKey || event.ctrlKey || event.metaKey) return;
    // A remote control for slides sends these keys; what does not fit on the screen is scrolled through first.
    const atEnd = window.scrollY + window.innerHeight >= root.scrollHeight - 4;
    const step = key === "ArrowRight" || (key === "PageDown" && atEnd) ? 1 : key === "ArrowLeft" || (key === "PageUp" && !window.scrollY) ? -1 : 0;
    const button = step > 0 ? next : back;
    if (!step || button.disabled) return;
    event.preventDefault();
    go(index + step);
  };
  /** Escape ends the full screen without a word to the page. */
  const change = (): void => {
    if (isFull && !document.fullscreenElement) leave();
    isFull = Boolean(document.fullscreenElement);
  };

  const note = ({ target }: Event): void => {
    played.add(target as HTMLMediaElement);
  };
  /** A link leads to where it leads without the group. */
  const follow = ({ target }: Event): void => {
    if ((target as Element).closest("a[href^='#']")) leave();
  };
  /** "Back": the page that it leads to is shown already. */
  const moved = (): void => leave($(".view.is-shown"));

  root.classList.add("is-group");
  $(".shell").before(bar);
  document.addEventListener("play", note, true);
  document.addEventListener("keydown", press, true);
  document.addEventListener("fullscreenchange", change);
  document.addEventListener("click", follow, true);
  window.addEventListener("hashchange", moved);
  open(id, false);
  // Many an LMS forbids it to its frames: then the page fills the frame.
  root.requestFullscreen?.()?.catch(() => undefined);
}

/** The headings that are seen in *elements*. */
function headings(elements: readonly HTMLElement[]): HTMLElement[] {
  return elements.reduce(
    (all, each) => [...all, ...(each.matches("h1, h2, h3") ? [each] : $$("h1, h2, h3", each).filter((one) => !one.closest("[data-activity]")))],
    [] as HTMLElement[],
  );
}

/** The slides of a page: its head, each part under a heading, each activity and each film. */
function cut(view: HTMLElement, context: Context<Data>): HTMLElement[][] {
  const forms = $$<HTMLFormElement>("[data-activity]", view);
  const slides: HTMLElement[][] = [];
  let isClosed = true;
  for (const element of Array.from(view.children) as HTMLElement[]) {
    if (element.matches(ALONE)) continue;
    const asking = forms.filter((form) => element.contains(form));
    const isOwn = asking.length > 0 || element.matches(".media, .figure");
    const shown = asking.map((form) => {
      const panel = hands(context, context.items.get(form.dataset.activity as string) as Item);
      form.after(panel);
      return form === element ? panel : element;
    });
    const content = shown.length ? Array.from(new Set(shown)) : [element];
    const current = slides[slides.length - 1];
    // What stands by itself still belongs under the heading just above it.
    const isHeaded = current?.length === 1 && /^H[23]$/.test((current[0] as HTMLElement).tagName);
    if (!current || element.matches("h2") || ((isOwn || isClosed) && !isHeaded)) slides.push(content);
    else current.push(...content);
    isClosed = isOwn || element.matches(".head");
  }
  return slides;
}

/** The answers that hands can be raised for: those of a form that has nothing but choices under one name. */
function rowsOf(item: Item): Row[] {
  const asked = $(".asked", item.form);
  const inputs = asked ? $$<HTMLInputElement>("input, select, textarea", asked) : [];
  const isCounted = inputs.length > 1 && inputs.every(({ type, name }) => /^(radio|checkbox)$/.test(type) && name === inputs[0]?.name);
  if (!isCounted) return [];
  const { choices, right } = item.data as Known;
  return inputs.map((input) => {
    const number = Number(input.value);
    const label = input.nextElementSibling as HTMLElement;
    const isRight = choices ? choices.some((choice) => choice.number === number && choice.right) : right !== undefined && right === (number === 2);
    return { number, text: (label.textContent || "").trim(), html: label.innerHTML, isRight, counts: { before: 0, after: 0 } };
  });
}

const counted = new WeakMap<Item, Row[]>();

/** The panel that stands on the screen in the place of the learner's own form. */
function hands(context: Context<Data>, item: Item): HTMLElement {
  const { say, data } = context;
  const known = item.data as Known;
  const rows = counted.get(item) ?? rowsOf(item);
  counted.set(item, rows);
  if (!rows.length) return played(item);
  const key = data.keys[item.key] || "";
  const claim = $(".claim", item.form);
  const asked = claim ?? $(".ask", item.form);
  const title = h(`h2.${claim ? "claim.said" : "ask"}` as "h2", { tabindex: -1, html: asked?.innerHTML ?? item.form.getAttribute("aria-label") ?? "" });
  const status = h("p.hands__status", { role: "status" });
  const answer = h("div.hands__answer", { hidden: true });
  const table = h("table.hands__table");
  const name = title.textContent?.trim() || "";
  let isDrawn = MOMENTS.some((moment) => sum(rows, moment));
  let isAnswered = sum(rows, "after") > 0;

  const draw = (): void => {
    for (const [number, row] of rows.entries()) drawBars($$("tbody tr", table)[number] as HTMLElement, rows, row, isDrawn, say);
    const words = isDrawn ? summary(rows, known, say) : "";
    if (status.textContent !== words) status.textContent = words;
  };
  const fill = (): void => {
    const shown = MOMENTS.slice(0, isAnswered ? 2 : 1);
    table.textContent = "";
    table.append(
      h("caption.hidden-text", null, say("group.hands", { question: name })),
      h("thead", null, h("tr", null, h("th", { scope: "col" }, say("group.answer")), ...shown.map((each) => h("th", { scope: "col" }, say(`group.${each}`))))),
      h("tbody", null, ...rows.map((row) => line(row, shown))),
    );
    answer.hidden = !isAnswered;
    draw();
  };
  const line = (row: Row, shown: readonly Moment[]): HTMLElement =>
    h(
      "tr",
      null,
      h("th", { scope: "row" }, h("span", { html: row.html }), isAnswered && row.isRight && h("strong.hands__right", null, say("group.right"))),
      ...shown.map((moment) => {
        const input = h("input", {
          type: "number",
          min: 0,
          max: MOST,
          step: 1,
          inputmode: "numeric",
          autocomplete: "off",
          "aria-label": say(`group.${moment}.of`, { answer: row.text }),
          input: () => {
            row.counts[moment] = Math.min(Math.max(Math.floor(Number(input.value)) || 0, 0), MOST);
            draw();
          },
        });
        if (row.counts[moment]) input.value = String(row.counts[moment]);
        return h("td", null, input);
      }),
    );
  const spread = h("button.button", { type: "button", click: () => press("spread") }, say("group.spread"));
  const reveal = h("button.button", { type: "button", click: () => press("reveal") }, say("group.reveal"));
  const reset = h("button.button.button--plain", { type: "button", click: () => press("reset") }, say("group.reset"));
  const press = (what: "spread" | "reveal" | "reset"): void => {
    if (what === "spread") isDrawn = true;
    else if (what === "reveal") isAnswered = true;
    else {
      for (const row of rows) row.counts.before = row.counts.after = 0;
      isDrawn = isAnswered = false;
    }
    fill();
    spread.hidden = isDrawn;
    reveal.hidden = isAnswered || !answer.textContent;
    // The button that was pressed is gone: what it led to takes the focus.
    if (what === "reveal") focus($("h3", answer));
    else if (what === "spread") (reveal.hidden ? reset : reveal).focus();
    else $<HTMLInputElement>("input", table).focus();
  };

  append(answer, solution(item, known, rows, key));
  const body = h("div");
  append(body, [...copies(item, ".scene, .heard"), title, ...copies(item, ".spots")]);
  append(body, [h("p.hint", null, say("group.hint")), table, status, h("div.actions", null, spread, reveal, reset), answer]);
  fill();
  spread.hidden = isDrawn;
  reveal.hidden = isAnswered || !answer.textContent;
  return h("section.panel.hands", { "aria-label": say("group.panel") }, h("div.row", null, h("p.label", null, say("group.label")), body));
}

const copied = new WeakMap<Item, HTMLElement>();

/** What hands cannot answer, to be done together on a copy of the form that keeps nothing beyond this document. */
function played(item: Item): HTMLElement {
  const { say } = item;
  const known = copied.get(item);
  if (known) return known;
  const form = pristine.get(item.key)?.cloneNode(true) as HTMLFormElement;
  const key = `${item.key}/groupe`;
  form.dataset.activity = key;
  form.classList.remove("panel");
  form.classList.add("hands__live");
  for (const each of $$("[id], [for], [aria-describedby], [aria-labelledby]", form)) {
    for (const name of ["id", "for", "aria-describedby", "aria-labelledby"]) {
      const ids = each.getAttribute(name);
      if (ids) each.setAttribute(name, ids.replace(/\S+/g, "$&-groupe"));
    }
  }
  // As of an item that nobody has answered.
  let values: Values = Object.fromEntries(Object.keys(item.values()).map((name) => [name, 0]));
  let text = "";
  const keep = (more: Values): void => {
    values = { ...values, ...more };
  };
  const kind = kindOf(form.dataset.kind || "");
  const title = h("h2.hidden-text", null, form.getAttribute("aria-label") || "");
  const again = (): void => {
    copied.delete(item);
    const fresh = played(item);
    fresh.classList.add("is-slide");
    panel.replaceWith(fresh);
    focus($("h2", fresh));
  };
  const reset = h("button.button.button--plain", { type: "button", click: again }, say("group.reset"));
  const panel = h("section.panel.hands", { "aria-label": say("group.panel") });
  panel.append(title, h("div.row", null, h("p.label", null, say("group.label.aloud")), h("p.hint", null, say("group.aloud"))), form);
  panel.append(h("div.row", null, h("span"), h("div.actions", null, reset)));
  copied.set(item, panel);
  kind?.mount({
    ...item,
    key,
    form,
    heading: "h3",
    exam: undefined,
    values: () => values,
    text: { place: "page", isShared: false, read: () => text, write: (now) => ((text = now), true) },
    keep,
    submit(answer) {
      keep(answer.values);
      return Promise.resolve({ ok: true });
    },
    next: () => null,
    advance: () => undefined,
  });
  return panel;
}

/** What the question is about: a situation, what somebody says, a picture. */
function copies(item: Item, selector: string): HTMLElement[] {
  return $$(selector, item.form)
    .filter((each) => !each.closest(".answered"))
    .map((each) => {
      const copy = each.cloneNode(true) as HTMLElement;
      for (const one of [copy, ...$$("[id]", copy)]) one.removeAttribute("id");
      return copy;
    });
}

function sum(rows: readonly Row[], moment: Moment): number {
  return rows.reduce((all, row) => all + row.counts[moment], 0);
}

function share(rows: readonly Row[], count: number, moment: Moment): number {
  const all = sum(rows, moment);
  return all ? Math.round((100 * count) / all) : 0;
}

/** Bars for the eye, hollow before and full after, and the shares in words. */
function drawBars(line: HTMLElement, rows: readonly Row[], row: Row, isDrawn: boolean, say: Context["say"]): void {
  const cell = $("th", line);
  for (const old of $$(".hands__bars, .hands__share", cell)) old.remove();
  const shown = MOMENTS.filter((moment) => sum(rows, moment));
  if (!isDrawn || !shown.length) return;
  const bars = svg("svg", { class: "hands__bars", viewBox: `0 0 100 ${shown.length * 5}`, preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" });
  shown.forEach((moment, number) => {
    const width = share(rows, row.counts[moment], moment) * 0.994;
    if (width) bars.append(svg("rect", { class: `hands__${moment}`, x: 0.3, y: number * 5 + 0.6, height: 3.6, width }));
  });
  const words = shown.map((moment) => say(`group.share.${moment}`, { share: share(rows, row.counts[moment], moment) }));
  cell.append(bars, h("span.hands__share.num", null, words.join(", ")));
}

/** How many hands, and what moved: the mean of a scale, or the share of right answers. */
function summary(rows: readonly Row[], known: Known, say: Context["say"]): string {
  const shown = MOMENTS.filter((moment) => sum(rows, moment));
  const words = shown.map((moment) => say(plural(`group.total.${moment}`, sum(rows, moment)), { count: sum(rows, moment) }));
  const { steps, verdict } = known;
  if (steps && verdict) {
    const means = shown.map((moment) => mean(rows, moment, steps)).filter((each): each is number => each !== null);
    const said = means.map((each) => each.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1, minimumFractionDigits: 1 }));
    if (said.length) words.push(say(said.length > 1 ? "group.mean.both" : "group.mean", { before: said[0] as string, after: said[1] || "", steps }));
    if (means.length > 1) {
      const goal = verdict === "true" ? steps : verdict === "false" ? 1 : (steps + 1) / 2;
      const [from, to] = means.map((each) => Math.abs(each - goal)) as [number, number];
      const shift = Math.round((from - to) * 10) / 10;
      words.push(say(shift > 0 ? "group.closer" : shift < 0 ? "group.further" : "group.same"));
    }
  } else if (rows.some((row) => row.isRight) && sum(rows, "after")) {
    const [from, to] = MOMENTS.map((moment) => share(rows, rows.filter((row) => row.isRight).reduce((all, row) => all + row.counts[moment], 0), moment)) as [number, number];
    words.push(say(sum(rows, "before") ? "group.right.both" : "group.right.after", { before: from, after: to }));
  }
  return words.join(" ");
}

/** Of those who placed themselves on the scale; "I do not know" stands apart from it. */
function mean(rows: readonly Row[], moment: Moment, steps: number): number | null {
  const placed = rows.filter(({ number }) => number <= steps);
  const all = sum(placed, moment);
  return all ? placed.reduce((total, row) => total + row.number * row.counts[moment], 0) / all : null;
}

/** What the learner reads after answering, or the key of the facilitator's guide. */
function solution(item: Item, known: Known, rows: readonly Row[], key: string): HTMLElement[] {
  const { say } = item;
  const { verdict, facts, condition, why, keep, choices, right, after, feedback, source } = known;
  const part = (name: string, html?: string): HTMLElement[] => (html ? [h("h4", null, say(name)), h("div", { html })] : []);
  const block = (html?: string): HTMLElement[] => (html ? [h("div", { html })] : []);
  const parts: HTMLElement[] = [];
  if (key) parts.push(h("h3", null, say("group.solution")), h("div.hands__key", { html: key }));
  else if (verdict && facts) {
    parts.push(h("h3", null, say(`group.verdict.${verdict}`)), h("div.hands__facts", { html: facts }));
    parts.push(...part("group.condition", condition), ...part("group.why", why), ...part("group.keep", keep));
  } else if (choices || right !== undefined) {
    parts.push(h("h3", null, say("group.solution")));
    const texts = rows.filter((row) => row.isRight);
    parts.push(h("ul", null, ...texts.map((row) => h("li", { html: row.html }))));
    for (const choice of choices ?? []) if (choice.right) parts.push(...block(choice.feedback));
    if (after) parts.push(...block(after[right ? "true" : "false"]));
    parts.push(...block(feedback));
  }
  if (parts.length && source && !key) parts.push(h("div.small", { html: source }));
  return parts;
}
