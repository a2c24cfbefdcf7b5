/**
 * The myth item: a claim, what the learner believes, the facts; at the page's end what they believe now, and what moved.
 * Never scored. The first rating is not shown when the second is asked: seen again, it would draw the answer to itself.
 */
import { register, type Answer, type Closing, type Item, type Step } from "../activity";
import { plural, type Say } from "../course";
import { $, $$, append, focus, h, icon } from "../dom";
import { chosen, complain, settle } from "../question";
import { drawSlope, type Belief } from "../slope";

interface Data {
  readonly verdict: "true" | "false" | "nuance";
  readonly steps: number;
  /** The claim between quotation marks, and the prose of the strips: HTML. */
  readonly claim: string;
  readonly facts: string;
  readonly why: string;
  readonly keep: string;
  readonly condition: string;
  readonly source: string;
  readonly fallacy: string;
  /** Is it asked how firm the opinion is? */
  readonly confidence?: boolean;
  /** Is the belief asked again below the facts, instead of at the page's end? */
  readonly atOnce?: boolean;
}

type Moment = "before" | "after";

/** "I do not know", apart from the scale. */
const UNKNOWN = 15;

const MIDDLE = 0.5;

register<Data>("myth", {
  isDone: ({ before, after }) => Boolean(before && after),
  isAnswered: ({ before }) => Boolean(before),
  next: "myth.next",
  mount,
  closing,
});

function mount(item: Item<Data>): void {
  const { form, say } = item;
  const asked = $(".asked", form);
  const open = (saved: boolean, moved: boolean): void => {
    const card = opened(item, saved);
    asked.hidden = true;
    asked.after(card);
    if (moved) focus($(".opinion", card));
  };
  onSubmit(asked, form, say, async (value, confidence) => {
    const outcome = await item.submit(belief("before", value, confidence));
    open(outcome.ok, true);
  });
  if (item.values().before) open(true, false);
}

/** Calls *send* with the step chosen, and how firm it is where that is asked; asks for what is missing. */
function onSubmit(asked: HTMLElement, form: HTMLFormElement, say: Say, send: (value: number, confidence: number) => Promise<void>): void {
  const sure = asked.querySelector<HTMLElement>("[data-confidence]");
  let busy = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    // What is asked below the facts stands in the same form.
    if (asked.hidden) return;
    const [value = 0] = chosen($(".scale", asked));
    const [confidence = 0] = sure ? chosen(sure) : [];
    if (!value || (sure && !confidence)) {
      complain(asked, say(value ? "myth.missing.confidence" : "myth.missing"));
      if (value && sure) $<HTMLInputElement>("input", sure).focus();
      return;
    }
    settle(asked);
    if (busy) return;
    busy = true;
    void send(value, confidence).then(() => {
      busy = false;
    });
  });
}

function belief(moment: Moment, value: number, confidence = 0): Answer {
  return {
    values: { [moment]: value, ...(confidence && { confidence }) },
    ...(confidence && { also: { suffix: "confidence", response: confidence } }),
    // "I do not know" is no number.
    response: value === UNKNOWN ? null : value,
    result: "neutral",
    ...(moment === "after" && { suffix: moment }),
  };
}

/** The words of a step, as the form has them. */
function label(item: Item<Data>, value: number): string {
  return $(`input[value="${value}"] + span`, item.form)?.textContent || "";
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** The card after the opinion: the facts first and largest, then the claim, why it appeals, and the fact again. */
function opened(item: Item<Data>, saved: boolean): HTMLElement {
  const { data, say, heading } = item;
  const below = heading === "h2" ? "h3" : "h4";
  const strip = (css: string, name: string, ...content: (Node | null | false)[]): HTMLElement => {
    const row = h(`div.strip.strip--${css}.row`, null, h(`${below}.label` as "h3", null, say(name)));
    append(row, content);
    return row;
  };
  const title = h(`${heading}.opinion` as "h2", { tabindex: -1 });
  append(title, [
    h("span.hidden-text", null, `${say("myth.yours.spoken")} `),
    h("strong", null, `${label(item, item.values().before || 0)}.`),
    ` ${say("myth.says")} `,
    h("strong", null, `${say(`myth.verdict.${data.verdict}`)}.`),
  ]);
  const why = h("div", { html: wrapped(data.why) });
  if (data.fallacy) why.append(h("p.small.strip__device", null, say("myth.device", { device: lower(data.fallacy) })));
  const card = h(
    "div.answered",
    null,
    h("div.row", null, h("p.label.label--opinion", { "aria-hidden": "true" }, say("myth.yours")), title),
    strip("facts", "myth.facts", h("div", { html: wrapped(data.facts) })),
    strip("claim", `myth.claim.${data.verdict}`, h("p.said", { html: data.claim })),
    data.condition && strip("condition", "myth.condition", h("div", { html: wrapped(data.condition) })),
    strip("why", `myth.why.${data.verdict}`, why),
    strip("keep", "myth.keep", h("div", { html: wrapped(data.keep) })),
    data.source &&
      strip("sources", data.source.split("<p>").length > 2 ? "myth.sources" : "myth.source", h("div.small", { html: data.source })),
  );
  if (!saved) {
    card.append(h("div.row", null, h("span"), h("p.error", { role: "alert" }, icon("warn"), h("span", null, say("player.unsent")))));
  }
  const next = item.next();
  const onwards = next && h("div.row", null, h("span"), h("div.actions", null, next));
  // Whoever went on without the second opinion could not come back to it.
  const goOn = (): void => append(card, [onwards]);
  if (data.atOnce) card.append(askAgain(item, goOn));
  if (!data.atOnce || item.values().after) goOn();
  return card;
}

/** The same scale once more, right below the facts; no form, as one stands around it already. */
function askAgain(item: Item<Data>, goOn: () => void): HTMLElement {
  const { say } = item;
  const row = h("div.row.again");
  const show = (): void => {
    row.textContent = "";
    append(row, [
      h("p.label", null, say("myth.second")),
      h("p.again__words", { tabindex: -1 }, `${capital(inWords(item))}`),
    ]);
  };
  if (item.values().after) {
    show();
    return row;
  }
  const group = scaleAgain(item);
  const send = h("button.button", { type: "button" }, say("myth.submit"));
  append(row, [h("p.label", null, say("myth.second")), h("div", null, group, h("div.actions", null, send))]);
  send.addEventListener("click", () => {
    const [value] = chosen(group);
    if (!value) {
      complain(row, say("myth.missing"));
      return;
    }
    settle(row);
    send.setAttribute("disabled", "");
    void item.submit(belief("after", value)).then((outcome) => {
      show();
      goOn();
      if (!outcome.ok) row.append(h("p.error", { role: "alert" }, icon("warn"), h("span", null, say("player.unsent"))));
      focus($(".again__words", row));
    });
  });
  return row;
}

/** A copy of the item's scale, empty, under names of its own. */
function scaleAgain(item: Item<Data>): HTMLElement {
  const group = $("fieldset", $(".asked", item.form)).cloneNode(true) as HTMLElement;
  $("legend", group).textContent = item.say("myth.second.ask");
  for (const input of $$<HTMLInputElement>("input", group)) {
    input.name += "/2";
    input.checked = false;
  }
  return group;
}

function wrapped(html: string): string {
  return html.startsWith("<") && /^<(p|ul|ol|div|blockquote)\b/.test(html) ? html : `<p>${html}</p>`;
}

/** "And now?": the same scales, empty, one at a time. */
function closing(items: readonly Item<Data>[], section: HTMLElement): Closing {
  const say = (items[0] as Item<Data>).say;
  const later = items.filter((item) => !item.data.atOnce);
  if (!later.length) return { steps: [], summary: () => summary(items) };
  section.append(
    h(
      "div.row.second__head",
      null,
      h("span"),
      h("div", null, h("h2", null, say("myth.second")), h("p.hint", null, say(later.length > 1 ? "myth.second.hint" : "myth.second.hint.only"))),
    ),
  );
  const steps = later.map((item, index): Step => {
    const form = h("form.panel", {
      novalidate: true,
      "data-second-of": item.key,
      "aria-label": `${say("myth.second")} ${say("myth.aria", { number: index + 1, count: later.length })}`,
    });
    const asked = $(".asked", item.form).cloneNode(true) as HTMLElement;
    asked.hidden = false;
    asked.querySelector("[data-confidence]")?.remove();
    for (const element of $$("[id]", asked)) element.id += "-2";
    const group = $("fieldset", asked);
    group.setAttribute("aria-describedby", $(".claim", asked).id);
    $("legend", asked).textContent = say("myth.second.ask");
    for (const input of $$<HTMLInputElement>("input", asked)) {
      input.name += "/2";
      input.checked = false;
    }
    const place = $(".panel__place", asked);
    if (later.length > 1) {
      (place ?? $(".label", asked).appendChild(h("span.panel__place.num"))).textContent = say("player.of", {
        number: index + 1,
        count: later.length,
      });
    } else place?.remove();
    form.append(asked);
    section.append(form);
    onSubmit(asked, form, say, async (value) => {
      const outcome = await item.submit(belief("after", value));
      if (outcome.ok) item.advance();
      else complainUnsent(asked, item);
    });
    return { element: form, label: say("myth.second.next"), isDone: () => Boolean(item.values().after) };
  });
  return { steps, summary: () => summary(items) };
}

/** Nobody has the rating yet; it is kept here and sent again, so the learner goes on. */
function complainUnsent(asked: HTMLElement, item: Item<Data>): void {
  $(".actions", asked).before(h("p.error", { role: "alert" }, icon("warn"), h("span", null, item.say("player.unsent"))));
  window.setTimeout(() => item.advance(), 2_500);
}

function place({ data, values }: Item<Data>, moment: Moment): Belief {
  const value = values()[moment] || 0;
  return value === UNKNOWN ? null : (value - 1) / (data.steps - 1);
}

/** How far a belief is from the facts: for a claim to be qualified, from the middle. */
function distance({ data }: Item<Data>, at: number): number {
  return Math.abs(at - (data.verdict === "true" ? 1 : data.verdict === "false" ? 0 : MIDDLE));
}

function moved(item: Item<Data>): "closer" | "further" | "formed" | "same" {
  const before = place(item, "before");
  const after = place(item, "after");
  if (before === after || after === null) return "same";
  if (before === null) return "formed";
  return distance(item, after) < distance(item, before) ? "closer" : "further";
}

function inWords(item: Item<Data>): string {
  const { say } = item;
  const [before, after] = (["before", "after"] as const).map((moment) => lower(label(item, item.values()[moment] || 0)));
  const known = (["before", "after"] as const).map((moment) => item.values()[moment] !== UNKNOWN);
  const values = { before: before as string, after: after as string };
  if (!known[0]) return say(known[1] ? "myth.chart.fresh" : "myth.chart.ignorant", values);
  if (!known[1]) return say("myth.chart.lost", values);
  return say(before === after ? "myth.chart.kept" : "myth.chart.moved", values);
}

function summary(items: readonly Item<Data>[]): Node {
  const first = items[0] as Item<Data>;
  const { say } = first;
  const id = `${first.form.closest(".view")?.id || ""}_pente`;
  const steps = Math.max(...items.map(({ data }) => data.steps));
  const longest = items.find(({ data }) => data.steps === steps) as Item<Data>;
  const text = (item: Item<Data>, moment: Moment): string => label(item, item.values()[moment] || 0);
  const counts = (["closer", "formed", "further", "same"] as const)
    .map((way) => [way, items.filter((item) => moved(item) === way).length] as const)
    .filter(([, count]) => count)
    .map(([way, count]) => say(items.length > 1 ? plural(`myth.chart.${way}`, count) : `myth.chart.${way}.only`, { count }));
  const chart = drawSlope(
    items.map((item) => ({ before: place(item, "before"), after: place(item, "after") })),
    steps,
    {
      title: say("myth.chart"),
      description: items
        .map((item, index) =>
          say("myth.chart.desc", { number: index + 1, before: lower(text(item, "before")), after: lower(text(item, "after")) }),
        )
        .join(" "),
      before: say("myth.chart.before"),
      after: say("myth.chart.after"),
      top: label(longest, steps),
      middle: label(longest, (steps + 1) / 2),
      bottom: label(longest, 1),
      unknown: say("myth.unknown"),
    },
    id,
  );
  const claims = items.map((item) =>
    h(
      "li",
      null,
      h("p.said", { html: item.data.claim }),
      h("p.small", null, `${say("myth.chart.facts", { verdict: say(`myth.verdict.${item.data.verdict}`) })} ${inWords(item)}`),
    ),
  );
  const fragment = document.createDocumentFragment();
  fragment.append(
    h(
      "section.row.moved",
      { "aria-labelledby": `${id}-quoi` },
      h("p.label", null, say("myth.chart.label")),
      h(
        "div",
        null,
        h("h2", { id: `${id}-quoi`, tabindex: -1, "data-focus": true }, say("myth.chart")),
        h("p.moved__words", null, `${counts.join(" ")} ${say("myth.chart.private")}`),
        h("figure.slope", null, chart),
        h("ol.claims", null, ...claims),
      ),
    ),
    h(
      "section.row.table-block",
      { "aria-label": say("myth.table") },
      h("p.label", null, say("myth.table.label")),
      h("div", null, h("details", null, h("summary", null, icon("more"), say("myth.table")), table(items, text))),
    ),
  );
  return fragment;
}

/** Roles are written out: drawn as cards on phones, rows and cells lose theirs in some browsers. */
function table(items: readonly Item<Data>[], text: (item: Item<Data>, moment: Moment) => string): HTMLElement {
  const { say } = items[0] as Item<Data>;
  const head = (key: string): HTMLElement => h("th", { role: "columnheader", scope: "col" }, say(key));
  const cell = (key: string, content: string): HTMLElement => h("td", { role: "cell", "data-label": say(key) }, content);
  const rows = items.map((item, index) => {
    const claim = h("span", { html: item.data.claim });
    return h(
      "tr",
      { role: "row" },
      h("th", { role: "rowheader", scope: "row" }, `${index + 1}. `, claim),
      cell("myth.chart.before", text(item, "before")),
      cell("myth.chart.after", text(item, "after")),
      cell("myth.table.facts", capital(say(`myth.verdict.${item.data.verdict}`))),
    );
  });
  return h(
    "table.table-cards",
    null,
    h("caption", null, say("myth.table.caption")),
    h(
      "thead",
      { role: "rowgroup" },
      h("tr", { role: "row" }, ...["myth.table.claim", "myth.chart.before", "myth.chart.after", "myth.table.facts"].map(head)),
    ),
    h("tbody", { role: "rowgroup" }, ...rows),
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
