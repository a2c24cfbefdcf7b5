/** What matching and sorting share: each source is given a target. The state keeps the target's number by the source's. */
import { register, type Item, type Values } from "./activity";
import { plural } from "./course";
import { $$, h, icon } from "./dom";
import { mountAsking, type Common, type Shown } from "./question";

interface Source {
  readonly number: number;
  readonly id: string;
  readonly target: number;
  readonly feedback: string;
}

interface Data extends Common {
  readonly sources: readonly Source[];
  readonly targets: readonly { readonly number: number; readonly id: string }[];
}

/** How the form of a kind asks for the target of one source, in an element `[data-source]`. */
export interface Row {
  /** Number of the target chosen; 0 for none yet. */
  read(row: HTMLElement): number;
  /** Chooses a target; 0 takes it back. */
  write(row: HTMLElement, target: number): void;
  control(row: HTMLElement): HTMLElement;
  /** The words of the source: HTML. */
  source(row: HTMLElement): string;
  /** The words of a target: HTML; "" where there is none of that number. */
  target(row: HTMLElement, target: number): string;
}

/** Every field with a number is a source's. */
function isDone(values: Values): boolean {
  return Object.keys(values).every((name) => Number.isNaN(Number(name)) || values[name]);
}

function isRight(values: Values, { number, target }: Source): boolean {
  return values[number] === target;
}

function share({ sources }: Data, values: Values): number {
  return sources.filter((source) => isRight(values, source)).length / sources.length;
}

/** Makes a kind of questions that pair, from how its form does. */
export function registerPairing(kind: string, form: Row): void {
  register<Data>(kind, {
    isDone,
    credit: share,
    next: `${kind}.next`,
    mount(item) {
      const { data } = item;
      // In the order of the page, which is not that of the data.
      const rows = $$("[data-source]", item.form).map((row) => {
        const source = data.sources.find(({ number }) => number === Number(row.dataset.source)) as Source;
        return [row, source] as const;
      });
      let told = true;
      const fill = (): void => {
        for (const [row, { number }] of rows) form.write(row, item.values()[number] || 0);
      };
      // An update may have added a source: what was answered before still stands in the form.
      fill();
      mountAsking(item, {
        isDone: () => isDone(item.values()),
        read() {
          const open = rows.find(([row]) => !form.read(row));
          if (open) return { missing: `${kind}.missing`, at: form.control(open[0]) };
          const values = Object.fromEntries(rows.map(([row, { number }]) => [number, form.read(row)]));
          const response = rows.map(([row, { id }]) => `${id}.${data.targets.find(({ number }) => number === form.read(row))?.id}`);
          return { values, response, credit: share(data, values) };
        },
        shown(solution) {
          told = solution;
          return shown(kind, form, item, rows, solution);
        },
        fill,
        restart() {
          // Whoever has been told what is right finds it again from nothing; else the answer is there to be changed.
          if (told || !isDone(item.values())) for (const [row] of rows) form.write(row, 0);
        },
      });
    },
  });
}

function shown(kind: string, form: Row, { say, values: read }: Item<Data>, rows: readonly (readonly [HTMLElement, Source])[], solution: boolean): Shown {
  const values = read();
  const count = rows.length;
  const right = rows.filter(([, source]) => isRight(values, source)).length;
  const line = (key: string, html: string): HTMLElement =>
    h("span.linked", null, h("span.linked__who", null, `${say(`${kind}.${key}`)} `), h("span", { html }));
  const body = rows.map(([row, source]) => {
    const good = isRight(values, source);
    const sign = good ? "good" : "bad";
    const yours = form.target(row, values[source.number] || 0) || say(`${kind}.gone`);
    return h(
      `li.choice.choice--done${solution ? `.is-${sign}` : ""}` as "li",
      null,
      h(
        "span.choice__text",
        null,
        solution && h("span.choice__verdict", null, icon(sign), say(`${kind}.${good ? "right" : "wrong"}`)),
        h("strong.choice__answer.linked", { html: form.source(row) }),
        line("yours", yours),
        solution && !good && line("answer", form.target(row, source.target)),
      ),
    );
  });
  const reasons = rows
    .filter(([, { feedback }]) => solution && feedback)
    .sort(([, a], [, b]) => Number(isRight(values, a)) - Number(isRight(values, b)))
    .map(([row, { feedback }]) => {
      const reason = h("div.reason", { html: feedback });
      const name = h("strong", { html: form.source(row) });
      ($$("p", reason)[0] ?? reason).prepend(name, /[.!?…»”]\s*$/.test(name.textContent || "") ? " " : ". ");
      return reason;
    });
  const verdict = right === count ? "verdict.right" : right ? plural("verdict.part", right) : "verdict.wrong";
  return {
    sign: right === count ? "good" : right ? "part" : "bad",
    verdict: say(`${kind}.${verdict}`, { right, count }),
    body: [h("ul.choices.choices--done", null, ...body)],
    reasons,
  };
}
