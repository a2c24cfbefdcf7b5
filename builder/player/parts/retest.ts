/**
 * The re-test: weeks later, the myths that need it most are told in other words. Each is judged once more, and asked for
 * what the course said of it: who forgot and who thinks otherwise are not the same. Never scored.
 *
 * Which myths come is worked out from the first opinions alone, so it is the same at each visit until all are done.
 */
import type { Item } from "../activity";
import { $, $$, append, focus, h, icon } from "../dom";
import { registerPart } from "../part";
import { chosen, complain, settle } from "../question";

interface Myth {
  readonly verdict: "true" | "false" | "nuance";
  readonly steps: number;
  readonly claim: string;
  readonly facts: string;
  readonly keep: string;
  readonly condition: string;
  readonly source: string;
  /** Other wordings, between quotation marks: HTML. */
  readonly variants?: readonly string[];
}

type Asked = Item<Myth>;

/** "I do not know", apart from the scale. */
const UNKNOWN = 15;
const FIRM = 3;
/** Share of true claims: whoever is only asked for myths learns to reject everything. */
const TRUE_SHARE = 0.3;
/** What the state keeps of the memory, by verdict; one more for "I do not remember". */
const RECALLED = { true: 1, false: 2, nuance: 3 } as const;
const FORGOTTEN = 4;

/** 0 "wholly false" to 1 "wholly true"; null for no opinion. */
function place(value: number, steps: number): number | null {
  return value === UNKNOWN || !value ? null : (value - 1) / (steps - 1);
}

/** How much the myth needs to come back, 0 most: firm errors, no opinion, other errors, the rest. */
export function need({ data, values }: Pick<Asked, "data" | "values">): number {
  const { before = 0, confidence = 0 } = values();
  const at = place(before, data.steps);
  if (at === null || at === 0.5) return 1;
  const truth = { true: 1, false: 0, nuance: 0.5 }[data.verdict];
  const isWrong = data.verdict === "nuance" ? at === 0 || at === 1 : Math.abs(at - truth) > 0.5;
  if (!isWrong) return 3;
  // Where firmness is not asked, an end of the scale stands for it.
  return (confidence ? confidence === FIRM : at <= 1 / 6 || at >= 5 / 6) ? 0 : 2;
}

/** The same for the same key, and no rule to be seen in it. */
function lot(key: string): number {
  let hash = 0x811c9dc5;
  for (const character of key) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** At most *count* of *items*, true claims among them where there are any. */
export function pick<One extends Pick<Asked, "key" | "data" | "values">>(items: readonly One[], count: number): One[] {
  const ranked = [...items].sort((a, b) => need(a) - need(b) || lot(a.key) - lot(b.key));
  const isTrue = ({ data }: One): boolean => data.verdict === "true";
  const trues = ranked.filter(isTrue).slice(0, Math.ceil(Math.min(count, items.length) * TRUE_SHARE));
  const others = ranked.filter((each) => !trues.includes(each)).slice(0, count - trues.length);
  return [...trues, ...others].sort((a, b) => lot(`${a.key}/`) - lot(`${b.key}/`));
}

registerPart<{ readonly count: number }>("retest", {
  mount({ course, data: { count }, items, say }) {
    const section = $("[data-retest]");
    const page = (section.closest(".view") as HTMLElement).id;
    const myths = [...items.values()].filter((item) => course.activities[item.key]?.kind === "myth") as Asked[];
    const known = myths.filter((item) => item.data.variants?.length);
    const label = (item: Asked, value: number): string => lower($(`input[value="${value}"] + span`, item.form)?.textContent || "");
    const verdict = (item: Asked): string => say(`retest.recall.${RECALLED[item.data.verdict]}`);
    let shown: HTMLElement[] = [];

    /** What there is to be asked may change with every opinion given on another page. */
    const begin = (): void => {
      // What was begun is ended before others come.
      const begun = known.filter((item) => item.values().later);
      const judged = known.filter((item) => item.values().before);
      for (const each of shown) each.remove();
      if (!judged.length) {
        shown = [early()];
        append(section, shown);
        return;
      }
      const picked = pick(judged, count);
      const asked = [...begun, ...picked.filter((item) => !begun.includes(item))].slice(0, Math.max(count, begun.length));
      const forms = asked.map((item, index) => form(item, index, asked.length));
      const end = h("div.row.retest__end", { hidden: true });
      shown = [...forms, end];
      append(section, shown);
      const left = asked.findIndex((item) => !item.values().later);
      show(forms, end, asked, left < 0 ? asked.length : left, false);
    };

    const early = (): HTMLElement => {
      const pages = course.pages.filter((each) => each.activities.some((key) => known.some((item) => item.key === key)) && each.id !== page);
      const links = pages.map((each) => h("li", null, h("a", { href: `#${each.id}` }, each.title)));
      return h("div.row", null, h("span"), h("div", null, h("p", null, say("retest.early")), h("ul", null, ...links)));
    };

    const show = (forms: readonly HTMLElement[], end: HTMLElement, asked: readonly Asked[], index: number, moved: boolean): void => {
      forms.forEach((each, at) => {
        each.hidden = at !== index;
      });
      end.hidden = index < forms.length;
      if (!end.hidden) conclude(end, asked);
      const current = forms[index] ?? end;
      current.addEventListener("retest-next", () => show(forms, end, asked, index + 1, true), { once: true });
      if (!moved) return;
      focus(current.querySelector<HTMLElement>("[data-focus]") ?? current, true);
      current.scrollIntoView({ block: "start" });
    };

    const form = (item: Asked, index: number, all: number): HTMLFormElement => {
      const name = `${item.key}/plus-tard`;
      const asked = $(".asked", item.form).cloneNode(true) as HTMLElement;
      asked.hidden = false;
      asked.querySelector("[data-confidence]")?.remove();
      for (const each of $$("[id]", asked)) each.id += "-3";
      for (const each of $$(".error", asked)) each.remove();
      const claim = $(".claim", asked);
      // Another wording at each re-test would be another question; one is enough, always the same.
      claim.innerHTML = item.data.variants?.[0] || item.data.claim;
      const group = $("fieldset", asked);
      group.setAttribute("aria-describedby", claim.id);
      for (const input of $$<HTMLInputElement>("input", group)) {
        input.name = name;
        input.checked = false;
      }
      const where = say("player.of", { number: index + 1, count: all });
      const rank = asked.querySelector(".panel__place") ?? $(".label", asked).appendChild(h("span.panel__place.num"));
      rank.textContent = where;
      const recall = h("fieldset.recall", null, h("legend.ask.ask--scale", null, say("retest.recall")));
      const options = [...Object.values(RECALLED), FORGOTTEN].map((value) =>
        h("label.choice", null, h("input", { type: "radio", name: `${name}/souvenir`, value }), h("span.choice__text", null, say(`retest.recall.${value}`))),
      );
      recall.append(h("div.choices", null, ...options));
      group.after(recall);
      const actions = $(".actions", asked);
      actions.textContent = "";
      actions.append(h("button.button", { type: "submit" }, say("retest.submit")));
      const element = h("form.panel", { novalidate: true, "data-retest-of": item.key, "aria-label": `${say("retest.label")} ${where}` }, asked);
      const open = (saved: boolean, moved: boolean): void => {
        asked.hidden = true;
        const card = answered(item, saved, index === all - 1, element);
        element.append(card);
        if (moved) focus($("[data-heading]", card));
      };
      element.addEventListener("submit", (event) => {
        event.preventDefault();
        const [later = 0] = chosen(group);
        const [recalled = 0] = chosen(recall);
        if (!later || !recalled) {
          complain(asked, say("retest.missing"));
          if (later) $<HTMLInputElement>("input", recall).focus();
          return;
        }
        settle(asked);
        $("button", actions).setAttribute("disabled", "");
        const response = later === UNKNOWN ? null : later;
        void item.submit({ values: { later, recalled }, response, result: "neutral", suffix: "later" }).then(({ ok }) => open(ok, true));
      });
      if (item.values().later) open(true, false);
      return element;
    };

    const answered = (item: Asked, saved: boolean, isLast: boolean, element: HTMLElement): HTMLElement => {
      const { data } = item;
      const { later = 0, before = 0, recalled = 0 } = item.values();
      const remembered = recalled === RECALLED[data.verdict];
      const heading = h("h3.verdict", { tabindex: -1, "data-heading": true });
      heading.append(say(remembered ? "retest.remembered" : "retest.misremembered", { verdict: verdict(item) }));
      const strip = (css: string, name: string, html: string): HTMLElement =>
        h(`div.strip.strip--${css}.row`, null, h("h4.label", null, say(name)), h("div", { html: /^<(p|ul|ol|div)/.test(html) ? html : `<p>${html}</p>` }));
      const next = h("button.button", { type: "button" }, say(isLast ? "retest.end" : "retest.next"));
      next.addEventListener("click", () => element.dispatchEvent(new CustomEvent("retest-next")));
      const card = h(
        "div.answered",
        null,
        h(
          "div.row",
          null,
          h("span"),
          h("div", null, heading, h("p", null, say("retest.now", { now: label(item, later), before: label(item, before) }))),
        ),
        strip("facts", "myth.facts", data.facts),
        strip("claim", `myth.claim.${data.verdict}`, `<p class="said">${data.claim}</p>`),
        strip("keep", "myth.keep", data.keep),
      );
      if (data.source) card.append(strip("sources", "myth.source", data.source));
      if (!saved) card.append(h("div.row", null, h("span"), h("p.error", { role: "alert" }, icon("warn"), h("span", null, say("player.unsent")))));
      card.append(h("div.row", null, h("span"), h("div.actions", null, next)));
      return card;
    };

    const conclude = (end: HTMLElement, asked: readonly Asked[]): void => {
      const right = asked.filter((item) => item.values().recalled === RECALLED[item.data.verdict]).length;
      const columns = ["before", "after", "later"] as const;
      const head = (key: string): HTMLElement => h("th", { role: "columnheader", scope: "col" }, say(`retest.table.${key}`));
      const rows = asked.map((item) => {
        const cells = columns.map((moment) =>
          h("td", { role: "cell", "data-label": say(`retest.table.${moment}`) }, item.values()[moment] ? label(item, item.values()[moment] || 0) : "–"),
        );
        const facts = h("td", { role: "cell", "data-label": say("retest.table.facts") }, verdict(item));
        return h("tr", { role: "row" }, h("th", { role: "rowheader", scope: "row", html: item.data.claim }), ...cells, facts);
      });
      end.textContent = "";
      append(end, [
        h("span"),
        h(
          "div",
          null,
          h("h3", { tabindex: -1, "data-focus": true }, say("retest.done")),
          h("p", null, say("retest.done.words", { right, count: asked.length })),
          h(
            "table.table-cards",
            null,
            h("caption", null, say("retest.table")),
            h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...["claim", ...columns, "facts"].map(head))),
            h("tbody", { role: "rowgroup" }, ...rows),
          ),
        ),
      ]);
    };

    begin();
    // Opinions given on the way here count; nobody is asked anew while a question stands open.
    window.addEventListener("hashchange", () => {
      if (window.location.hash === `#${page}` && !known.some((item) => item.values().later)) begin();
    });
  },
});

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
