/**
 * A branching scenario: one situation at a time, its choices as buttons; at an end the debrief and the tree with the path
 * taken. Only what has been reached is in the page. The state keeps the numbers of the choices made, in order; the
 * variables follow from them. A choice that is gone, or no longer possible, cuts the path before it.
 */
import { register, type Item, type Values } from "../activity";
import { $, append, focus, h, icon, svg } from "../dom";

/** Variable by its rank, sign, number. */
type Term = readonly [number, string, number];
type Point = readonly [number, number];

interface Choice {
  readonly number: number;
  /** Rank of the situation that follows. */
  readonly to: number;
  readonly text: string;
  readonly effects?: readonly Term[];
  readonly when?: readonly Term[];
  readonly consequence?: string;
}

interface End {
  readonly number: number;
  /** In reports. */
  readonly id: string;
  readonly title: string;
  readonly debrief: string;
  readonly outcome: "good" | "mixed" | "bad";
  readonly score: number;
}

/** What is empty is absent; prose is HTML, labels and names are text. */
interface Scene {
  readonly label: string;
  readonly at: Point;
  /** Has the author given it a title? */
  readonly named?: boolean;
  readonly text?: string;
  readonly who?: string;
  readonly about?: string;
  readonly says?: string;
  readonly media?: string;
  readonly question?: string;
  readonly choices?: readonly Choice[];
  readonly end?: End;
}

interface Data {
  readonly steps: readonly Scene[];
  readonly start: number;
  /** Of the variables at the start. */
  readonly values: readonly number[];
  /** Choices of a path that the state keeps. */
  readonly held: number;
  readonly scored: boolean;
  readonly size: Point;
  readonly lines: readonly { readonly from: number; readonly to: number; readonly at: readonly Point[]; readonly back: boolean }[];
  readonly source: string;
}

/** Where a path has come to. */
interface Place {
  readonly scene: number;
  readonly values: readonly number[];
  /** What led here; none at the start. */
  readonly by?: Choice;
  /** Of a choice that led back here. */
  readonly consequence?: string;
}

const SIGNS = { good: "good", mixed: "part", bad: "bad" } as const;
/** Situations that the ribbon names before it leaves out those in the middle. */
const RIBBON = 5;

register<Data>("scenario", {
  isDone: ({ end }) => Boolean(end),
  credit: ({ steps }, { end }) => (steps.find((scene) => scene.end?.number === end)?.end?.score || 0) / 100,
  next: "scenario.next",
  mount,
});

const holds = (values: readonly number[], [name, sign, number]: Term): boolean => {
  const value = values[name] as number;
  if (sign === "!=") return value !== number;
  return (sign.includes("=") && value === number) || (sign[0] === ">" && value > number) || (sign[0] === "<" && value < number);
};

const isPossible = ({ when = [] }: Choice, values: readonly number[]): boolean => when.every((term) => holds(values, term));

function taken(by: Choice, from: Place): Place {
  const values = [...from.values];
  for (const [name, sign, number] of by.effects || []) values[name] = sign === "=" ? number : (values[name] as number) + number;
  return { scene: by.to, values, by };
}

/** The places that the choices of these numbers lead through, as far as each of them is still there and possible. */
function walked({ steps, start, values }: Data, numbers: readonly number[]): Place[] {
  const path: Place[] = [{ scene: start, values }];
  for (const number of numbers) {
    const here = path[path.length - 1] as Place;
    const by = steps[here.scene]?.choices?.find((each) => each.number === number && isPossible(each, here.values));
    if (!by) break;
    path.push(taken(by, here));
  }
  return path;
}

function mount(item: Item<Data>): void {
  const { form, data, say } = item;
  const intro = form.firstElementChild as HTMLElement;
  let shown: HTMLElement | null = null;
  let path: Place[] = [];
  let busy = false;

  const sceneOf = (place: Place): Scene => data.steps[place.scene] as Scene;
  const kept = (): Record<string, number> =>
    Object.fromEntries(Array.from({ length: data.held }, (_, at) => [`step-${at + 1}`, path[at + 1]?.by?.number || 0]));

  const show = (moved: boolean, saved = true): void => {
    shown?.remove();
    const here = path[path.length - 1] as Place;
    const { end } = sceneOf(here);
    shown = h(`div.situation${end ? ".answered" : ""}` as "div", null, ribbon(), ...told(here), ...(end ? debrief(end, saved) : asked(here)));
    intro.hidden = true;
    intro.after(shown);
    for (const medium of shown.querySelectorAll("[data-media]")) medium.dispatchEvent(new Event("media", { bubbles: true }));
    if (moved) focus($("[data-focus]", shown));
  };
  const choose = (by: Choice): void => {
    if (busy) return;
    const next = taken(by, path[path.length - 1] as Place);
    // Somebody who comes back to where they were, with nothing changed, has gone round: the path ends there again.
    const before = path.findIndex((each) => each.scene === next.scene && String(each.values) === String(next.values));
    path = before < 0 ? [...path, next] : [...path.slice(0, before), { ...(path[before] as Place), consequence: by.consequence || "" }];
    const { end } = sceneOf(next);
    if (!end) {
      item.keep(kept());
      show(true);
      return;
    }
    const best = data.steps.find((scene) => scene.end?.number === item.values().end)?.end;
    const counts = data.scored && best && best.score > end.score ? best : end;
    const values: Values = { ...kept(), end: counts.number };
    const credit = end.score / 100;
    const result = !data.scored ? "neutral" : credit === 1 ? "correct" : "wrong";
    busy = true;
    void item
      .submit({ values, response: [end.id], result, ...(data.scored && credit > 0 && credit < 1 && { credit }) })
      .then(({ ok }) => {
        busy = false;
        show(true, ok);
      });
  };
  const back = (): void => {
    path = path.slice(0, -1);
    item.keep(kept());
    show(true);
  };
  const restart = (): void => {
    path = [];
    item.keep(kept());
    shown?.remove();
    intro.hidden = false;
    focus($("button", intro));
  };
  const backwards = (): HTMLElement | false =>
    path.length > 1 && h("button.button.button--plain", { type: "button", click: back }, say("scenario.back"));

  /** Where one has been, where one is, and that something follows; without a path it would say nothing. */
  function ribbon(): HTMLElement {
    const here = path.length - 1;
    const { end } = sceneOf(path[here] as Place);
    const cut = path.length > RIBBON ? path.length - RIBBON : 0;
    const entry = (css: string, ...content: (string | Node | false)[]): HTMLElement =>
      h(`li${css}` as "li", css === ".is-here" ? { "aria-current": "step" } : null, ...content);
    const past = path.slice(0, here).map((place) => entry("", sceneOf(place).label));
    if (cut) past.splice(1, cut, entry("", h("span", { "aria-hidden": "true" }, "…"), h("span.hidden-text", null, say("scenario.cut", { count: cut }))));
    return h(
      "div.row",
      null,
      h("p.label", null, say("scenario.path")),
      h(
        "ol.path",
        null,
        ...past,
        entry(".is-here", sceneOf(path[here] as Place).label, h("span.hidden-text", null, ` ${say("scenario.here")}`)),
        !end && entry(".is-next", say("scenario.after")),
        !end && entry(".is-next", say("scenario.end")),
      ),
    );
  }

  /** What has come of the choice, what happens now, and what is said. */
  function told(place: Place): (HTMLElement | false)[] {
    const { named, label, text, who, about, says, media, end } = sceneOf(place);
    const consequence = place.consequence ?? place.by?.consequence;
    const title = named && !end ? label : say(end ? "scenario.outcome" : "scenario.situation");
    const heading = h(`${item.heading}.label` as "h2", end ? null : { tabindex: -1, "data-focus": true });
    append(heading, [!end && h("span.hidden-text", null, `${say("scenario.number", { number: path.length })} `), h("span", null, title)]);
    const speaker = who ? h("p.who", null, who, Boolean(about) && h("span", null, about)) : "";
    // Where nothing happens but what is said, the title stands above who says it.
    const isSaid = !text && !media && says && !end;
    return [
      Boolean(consequence) && h("div.row", null, h("p.label", null, say("scenario.consequence")), h("div.scene", { html: consequence as string })),
      !isSaid && (!end || Boolean(text)) && h("div.row", null, heading, h("div.scene", { html: text || "" })),
      Boolean(media) && h("div", { html: media as string }),
      Boolean(says) &&
        h("div.row.speech", null, h("div", null, isSaid ? heading : "", speaker), h("blockquote", null, h("p.said", { html: says as string }))),
    ];
  }

  function asked(place: Place): HTMLElement[] {
    const { question, says, choices = [] } = sceneOf(place);
    const id = `${form.dataset.activity || ""}-choix`;
    const below = item.heading === "h2" ? "h3" : "h4";
    const ask = h(`${below}.ask` as "h3", { id, html: question || say(says ? "scenario.reply" : "scenario.act") });
    const buttons = choices
      .filter((choice) => isPossible(choice, place.values))
      .map((choice) =>
        h(
          "button.choice",
          { type: "button", value: choice.number, click: () => choose(choice) },
          h(`span.choice__text${/^[«“"]/.test(choice.text) ? ".said" : ""}` as "span", { html: choice.text }),
          icon("next"),
        ),
      );
    const actions = h("div.actions");
    append(actions, [backwards()]);
    return [
      h("div.row", null, h("span"), h("div", { role: "group", "aria-labelledby": id }, ask, h("div.choices", null, ...buttons), actions.firstChild && actions)),
    ];
  }

  function debrief(end: End, saved: boolean): HTMLElement[] {
    const sign = SIGNS[end.outcome];
    const below = item.heading === "h2" ? "h3" : "h4";
    const heading = h(`${item.heading}.verdict` as "h2", { tabindex: -1, "data-focus": true });
    heading.append(h(`span.is-${sign}`, null, icon(sign)), h("span", null, h("span.hidden-text", null, `${say(`scenario.outcome.${end.outcome}`)} `), h("span", null, end.title)));
    const content = h("div", null, heading, h(`p.small.is-${sign}` as "p", null, say(`scenario.outcome.${end.outcome}`)), h("div.reason", { html: end.debrief }));
    if (data.source) content.append(h("p.small", { html: `${say("player.cited")} ${data.source}` }));
    if (!saved) content.append(h("p.error", { role: "alert" }, icon("warn"), h("span", null, say("player.unsent"))));
    const actions = h("div.actions");
    append(actions, [item.next(), h("button.button.button--plain", { type: "button", click: restart }, say("scenario.restart")), backwards()]);
    return [
      h("div.row", null, h("p.label", null, say("scenario.end")), content),
      h(
        "div.row.tree",
        null,
        h("p.label", null, say("scenario.tree.label")),
        h("div", null, h(`${below}.ask` as "h3", null, say("scenario.tree")), h("p.small", null, say("scenario.tree.hint")), drawn(), retold(), listed()),
      ),
      h("div.row", null, h("span"), actions),
    ];
  }

  /** Was the choice from one situation to another made on this path? */
  function isTaken(from: number, to: number): boolean {
    return path.some((place, at) => place.scene === to && path[at - 1]?.scene === from);
  }

  /** Numbers tell the situations apart; the list beside it says what they are. */
  function drawn(): HTMLElement {
    const [wide, high] = [48, 60];
    const [columns, rows] = data.size;
    const x = (at: number): number => 24 + at * wide;
    const y = (at: number): number => 34 + at * high;
    const line = (points: readonly Point[], isBack: boolean): string => {
      const [[column, row] = [0, 0], [lane] = [0, 0]] = points;
      const [to, below] = points[points.length - 1] as Point;
      // Down into the gap, around everything, and in from above.
      if (isBack) return `M${x(column) + 8} ${y(row)}V${y(row) + 26}H${x(lane)}V${y(below) - 26}H${x(to) + 8}V${y(below)}`;
      return points
        .map(([next, under], at) => {
          const [before, above] = points[at - 1] || [next, under];
          const middle = (y(under) + y(above)) / 2;
          return at ? `C${x(before)} ${middle} ${x(next)} ${middle} ${x(next)} ${y(under)}` : `M${x(next)} ${y(under)}`;
        })
        .join("");
    };
    const been = (scene: number): boolean => path.some((place) => place.scene === scene);
    // What was taken is drawn last, above the rest.
    const lines = [...data.lines].sort((a, b) => Number(isTaken(a.from, a.to)) - Number(isTaken(b.from, b.to)));
    const name = `${form.dataset.activity || ""}-arbre`;
    const picture = svg(
      "svg",
      { viewBox: `0 0 ${x(columns) + 24} ${y(rows) + 34}`, role: "img", "aria-labelledby": name, width: (x(columns) + 24) * 1.25 },
      svg("title", { id: name }, say("scenario.tree.title", { count: path.length, all: data.steps.length })),
      ...lines.map(({ from, to, at, back: isBack }) =>
        svg("path", { class: `line${isTaken(from, to) ? " is-taken" : ""}${isBack ? " is-back" : ""}`, d: line(at, isBack) }),
      ),
      ...data.steps.map(({ at: [column, row], end }, scene) => {
        const mark = svg("g", { class: `node${been(scene) ? " is-taken" : ""}` });
        const [cx, cy] = [x(column), y(row)];
        mark.append(
          end ? svg("rect", { x: cx - 15, y: cy - 15, width: 30, height: 30, rx: 3 }) : svg("circle", { cx, cy, r: 16 }),
          svg("text", { x: cx, y: cy + 5 }, String(scene + 1)),
        );
        return mark;
      }),
    );
    return h("div.tree__picture", null, picture);
  }

  /** The path taken, in words. */
  function retold(): HTMLElement {
    const entries = path.map((place, at) => {
      const next = path[at + 1]?.by;
      return h(
        "li",
        { "data-number": place.scene + 1 },
        h("span.hidden-text", null, `${place.scene + 1}. `),
        h("strong", null, sceneOf(place).label),
        Boolean(next) && h("span", { html: next?.text || "" }),
      );
    });
    return h("ol.tree__path", null, ...entries);
  }

  /** The same in words: every situation, what could be chosen there, and what was. */
  function listed(): HTMLElement {
    const entries = data.steps.map(({ label, choices = [], end }, scene) => {
      const been = path.some((place) => place.scene === scene);
      const entry = h(`li${been ? ".is-taken" : ""}` as "li", null, h("span.tree__title", null, label));
      if (end) entry.append(h("span.small", null, ` ${say(`scenario.outcome.${end.outcome}`)}`));
      if (been) entry.append(h("span.small.tree__been", null, ` ${say("scenario.tree.been")}`));
      if (choices.length) {
        entry.append(
          h(
            "ul",
            null,
            ...choices.map((choice) => {
              const mine = path.some((place, at) => place.by === choice && path[at - 1]?.scene === scene);
              const row = h(`li${mine ? ".is-taken" : ""}` as "li", null, h("span", { html: choice.text }), ` ${say("scenario.tree.to", { number: choice.to + 1 })}`);
              if (mine) row.append(h("strong", null, ` ${say("scenario.tree.yours")}`));
              return row;
            }),
          ),
        );
      }
      return entry;
    });
    return h("details", null, h("summary", null, icon("more"), say("scenario.tree.list")), h("ol.tree__list", null, ...entries));
  }

  $("button", intro).addEventListener("click", () => {
    path = walked(data, []);
    show(true);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  const values = item.values();
  path = walked(
    data,
    Array.from({ length: data.held }, (_, at) => values[`step-${at + 1}`] || 0).filter(Boolean),
  );
  if (path.length > 1) show(false);
  else path = [];
}
