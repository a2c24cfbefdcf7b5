/**
 * Assessments: questions drawn from banks, corrected one by one or at the end, taken again, looked through, charted.
 *
 * The state keeps a seed, which orders, and of each question whether it was drawn; the number of tries that ended, whether
 * this one did, and the best score. So a learner finds the same questions in the same order again, also after an update
 * of the banks.
 */
import type { Closing, Exam, Item, Kind, Step } from "../activity";
import { plural } from "../course";
import { $, append, h, icon, svg } from "../dom";
import { drawn, newSeed, shuffled } from "../draw";
import { registerPart, type Asked, type Quiz } from "../part";
import { createStepper, type Stepper } from "../stepper";

interface Draw {
  readonly title: string;
  readonly count: number;
  readonly keys: readonly string[];
}

interface Facts {
  readonly slots: Readonly<Record<"seed" | "tried" | "ended" | "best", number>>;
  /** Of each question: the slot that says whether it was drawn. */
  readonly drawn: Readonly<Record<string, number>>;
  readonly draws: readonly Draw[];
  readonly shufflesQuestions: boolean;
  readonly shufflesAnswers: boolean;
  readonly atEnd: boolean;
  /** 0 without an end. */
  readonly tries: number;
  /** Is everything asked again, drawn anew, and not only what was wrong? */
  readonly anew: boolean;
  /** 0 for none. */
  readonly passMark: number;
  readonly weight: number;
}

type Data = Readonly<Record<string, Facts>>;
type Pair = readonly [Kind, Item];

const MOST_TRIED = 7;
const BAR = 100;

registerPart<Data>("assessment", {
  ask(quiz) {
    const facts = quiz.data[quiz.page.id];
    return facts ? ask(quiz, facts) : null;
  },
});

function ask(quiz: Quiz<Data>, facts: Facts): Asked {
  const { page, view, items, course, progress, say, attempt } = quiz;
  const { at, put } = progress;
  const { slots, draws, atEnd, tries } = facts;
  const outcome = $("[data-outcome]", view);
  const second = $("[data-second]", view);
  const pairs = new Map(items.map((pair) => [pair[1].key, pair]));
  let stepper: Stepper | null = null;
  view.classList.add("assessed");

  const has = (slot: keyof Facts["slots"]): boolean => at(slots[slot]) > 0;
  const isScored = (key: string): boolean => Boolean(course.activities[key]?.scored);
  const weightOf = (key: string): number => course.activities[key]?.weight || 0;
  const isAnswered = (key: string): boolean => {
    const [kind, item] = pairs.get(key) as Pair;
    return (kind.isAnswered ?? kind.isDone)(item.values());
  };
  /** What this learner has, in the learner's order. */
  const mine = (): string[] => {
    const keys = page.activities.filter((key) => at(facts.drawn[key] as number));
    return facts.shufflesQuestions ? shuffled(at(slots.seed), "order", keys) : keys;
  };
  const sum = (keys: readonly string[], share: (key: string) => number): number =>
    keys.reduce((all, key) => all + weightOf(key) * share(key), 0);
  const share = (keys: readonly string[]): number => sum(keys, progress.credit) / (sum(keys, () => 1) || 1);
  const isUnderWay = (): boolean => has("seed") && !has("ended") && mine().length > 0;
  const left = (): number => (tries ? Math.max(tries - at(slots.tried), 0) : Infinity);
  const wrong = (): string[] => mine().filter((key) => isScored(key) && progress.credit(key) < 1);

  progress.adopt(page, {
    isDone: () => has("tried"),
    share: () => Math.max(at(slots.best) / 100, atEnd && !has("ended") ? 0 : share(mine())),
    weight: facts.weight,
  });

  const exam: Exam = {
    isQuiet: () => atEnd && !has("ended"),
    isOpen: () => !tries || left() < (has("ended") ? 1 : 2) || (has("ended") && !wrong().length),
    kept(item, saved, moved) {
      const actions = $(".asked .actions", item.form);
      $(".kept", item.form)?.remove();
      const words = h("p.small.kept", { role: "status" }, icon(saved ? "good" : "warn"), say(saved ? "assessment.kept" : "player.unsent"));
      actions.after(words);
      if (saved && moved) stepper?.advance();
    },
  };

  /** Gives this learner questions of each bank; those of an earlier try are gone. */
  function draw(): void {
    const seed = newSeed();
    put(slots.seed, seed);
    const taken = new Set(draws.flatMap(({ keys, count }) => drawn(seed, keys, count)));
    for (const key of page.activities) put(facts.drawn[key] as number, taken.has(key) ? 1 : 0);
  }

  function forget(keys: readonly string[]): void {
    for (const key of keys) {
      if (!isScored(key)) continue;
      const values = Object.keys((pairs.get(key) as Pair)[1].values());
      progress.set(key, Object.fromEntries(values.map((field) => [field, 0])));
      (pairs.get(key) as Pair)[1].redraw?.();
    }
  }

  function end(): void {
    if (has("ended")) return;
    put(slots.ended, 1);
    put(slots.tried, Math.min(at(slots.tried) + 1, MOST_TRIED));
    put(slots.best, Math.max(at(slots.best), Math.round(100 * share(mine()))));
    progress.raise();
  }

  /** Only one thing stands on the page at a time. */
  function only(...elements: readonly HTMLElement[]): void {
    for (const each of [...items.map(([, { form }]) => form), second, outcome]) if (each) each.hidden = !elements.includes(each);
    $(".step-back", view)?.remove();
    view.classList.remove("is-asking", "is-under-way");
    stepper = null;
    quiz.lead(null);
  }

  function fill(...children: readonly (Node | null | false)[]): void {
    outcome.textContent = "";
    append(outcome, children);
  }

  function reveal(): void {
    outcome.scrollIntoView({ block: "start" });
    $("[data-focus]", outcome)?.focus({ preventScroll: true });
  }

  function intro(): void {
    only(outcome);
    const count = draws.reduce((all, each) => all + each.count, 0);
    const facts_ = [
      say(plural("assessment.count", count), { count }),
      say(atEnd ? "assessment.at-end" : "assessment.at-once"),
      facts.passMark ? say("assessment.mark", { mark: facts.passMark }) : "",
      tries ? say(plural("assessment.tries", tries), { count: tries }) : "",
    ];
    const begin = h("button.button.button--strong", { type: "button", "data-begin": true, click: () => again(true) }, say("assessment.begin"));
    const list = h("ul", null, ...facts_.filter(Boolean).map((text) => h("li", null, text)));
    const title = h("h2", { tabindex: -1, "data-focus": true }, say("assessment.before"));
    view.classList.add("is-asking");
    fill(section("assessment.label", title, list, h("div.actions", null, begin)));
  }

  /** A new try; where *anew*, with other questions. */
  function again(anew: boolean): void {
    if (anew) {
      forget(mine());
      draw();
      forget(mine());
    } else forget(wrong());
    put(slots.ended, 0);
    void attempt.commit();
    start(!anew);
    stepper?.go(0);
  }

  /** One question after the other; after an error was made, perhaps only those that are to be answered again. */
  function start(isPart: boolean): void {
    only();
    fill();
    const all = mine();
    for (const key of all) prepare(key);
    const asked = isPart ? all.filter((key) => !isAnswered(key)) : all;
    const keys = asked.length ? asked : all;
    keys.forEach((key, index) => number(key, index + 1, keys.length));
    const found = keys.map((key) => pairs.get(key) as Pair);
    if (second) second.textContent = "";
    const closings = closingsOf(found, second);
    const steps: Step[] = [
      ...found.map(([kind, item]) => ({
        element: item.form,
        label: say(kind.next),
        isDone: () => isAnswered(item.key),
      })),
      ...closings.flatMap((closing) => closing.steps),
      { element: outcome, label: say(atEnd ? "assessment.check" : "assessment.results"), isDone: () => false },
    ];
    const made = createStepper(steps, say, (index) => {
      const current = (steps[index] as Step).element;
      view.classList.add("is-under-way");
      view.classList.toggle("is-asking", atEnd || current !== outcome);
      if (second) second.hidden = !second.contains(current);
      quiz.began(keys[index] || "");
      if (current !== outcome) return;
      if (atEnd) check(keys);
      else finish();
    });
    if (has("ended")) return;
    stepper = made;
    quiz.lead(made);
  }

  /** What the kinds of *found* ask again at the end, in *section*. */
  function closingsOf(found: readonly Pair[], section: HTMLElement): Closing[] {
    const kinds = Array.from(new Set(found.map(([kind]) => kind)));
    return kinds.flatMap((kind) => kind.closing?.(found.filter(([each]) => each === kind).map(([, item]) => item), section) ?? []);
  }

  /** The form says where it stands among those that this learner has, and its answers in the learner's order. */
  function prepare(key: string): void {
    const [{ isOptional }, { form }] = pairs.get(key) as Pair;
    outcome.before(form);
    if (second) outcome.before(second);
    $(".kept", form)?.remove();
    const submit = $(".asked [type=submit]", form);
    if (exam.isQuiet() && submit) {
      submit.textContent = say("assessment.keep");
      const remark = $(".asked .actions .small", form);
      if (remark) remark.textContent = say("assessment.change");
    }
    // Nothing is sent where nothing is asked: there has to be a way on all the same.
    if ((exam.isQuiet() || isOptional) && !$("[data-skip]", form)) {
      const skip = (): void => stepper?.advance();
      const button = h("button.button.button--plain", { type: "button", "data-skip": true, click: skip }, say("assessment.skip"));
      if (submit) submit.after(button);
      else $(".row > div", form).append(h("div.actions", null, button));
    }
    const { kind, data } = course.activities[key] as { kind: string; data: unknown };
    if (!facts.shufflesAnswers || kind !== "choice") return;
    const { choices } = data as { choices: { number: number }[] };
    const order = shuffled(at(slots.seed), key, choices.map((choice) => String(choice.number)));
    choices.sort((a, b) => order.indexOf(String(a.number)) - order.indexOf(String(b.number)));
    const list = $(".choices", form);
    for (const one of order) list.append($(`input[value="${one}"]`, list).closest(".choice") as Element);
  }

  function number(key: string, place: number, count: number): void {
    const [, { form }] = pairs.get(key) as Pair;
    const words = say("player.of", { number: place, count });
    const shown = $(".panel__place", form);
    if (shown) shown.textContent = words;
    form.setAttribute("aria-label", `${say(`${(course.activities[key] as { kind: string }).kind}.label`)} ${words}`);
  }

  /** Before it is all sent: what is answered, and what is not. */
  function check(keys: readonly string[]): void {
    const missing = keys.filter((key) => !isAnswered(key)).length;
    const rows = keys.map((key, index) => {
      const go = (): void => stepper?.go(index);
      const button = h("button.button.button--plain", { type: "button", click: go }, asked(key));
      const state = h("span.small", null, say(isAnswered(key) ? "assessment.answered" : "assessment.unanswered"));
      return h("li", null, button, " ", state);
    });
    const title = h("h2", { tabindex: -1, "data-focus": true }, say("assessment.check.title"));
    const words = missing ? say(plural("assessment.missing", missing), { count: missing }) : say("assessment.complete");
    const button = h("button.button.button--strong", { type: "button", "data-finish": true, click: finish }, say("assessment.finish"));
    fill(section("assessment.check.label", title, h("p", null, words), h("ol.checks", null, ...rows), h("div.actions", null, button)));
  }

  function finish(): void {
    const isNew = !has("ended");
    end();
    const shown = (saved: boolean): void => {
      for (const key of mine()) (pairs.get(key) as Pair)[1].redraw?.();
      quiz.seen();
      results(saved);
      if (isNew) reveal();
    };
    if (isNew) void attempt.commit().then(({ ok }) => shown(ok));
    else shown(true);
  }

  function results(saved: boolean): void {
    only(outcome);
    $(".review", view)?.remove();
    view.classList.add("is-under-way");
    const keys = mine().filter(isScored);
    const score = Math.round(100 * share(keys));
    const right = keys.filter((key) => progress.credit(key) === 1).length;
    const best = at(slots.best);
    const title = h(
      "h2",
      { tabindex: -1, "data-focus": true },
      keys.length ? say("assessment.score", { score }) : say("assessment.unscored"),
    );
    const words = [
      keys.length ? say(plural("assessment.right", right), { right, count: keys.length }) : "",
      keys.some((key) => progress.credit(key) % 1) ? say("assessment.partly") : "",
      facts.passMark ? say(best >= facts.passMark ? "assessment.passed" : "assessment.failed", { mark: facts.passMark }) : "",
      best > score ? say("assessment.best", { best }) : "",
      tries && wrong().length ? say(left() ? plural("assessment.left", left()) : "assessment.left.none", { count: left() }) : "",
    ].filter(Boolean);
    const actions = h("div.actions");
    const button = (key: string, click: () => void, name: string): HTMLElement =>
      h("button.button", { type: "button", [name]: true, click }, say(key));
    const isAgain = left() > 0 && (wrong().length > 0 || facts.anew);
    append(actions, [
      isAgain && !facts.anew && button("assessment.again.errors", () => again(false), "data-again"),
      isAgain && facts.anew && button("assessment.again", () => again(true), "data-again"),
      button("assessment.review", review, "data-review"),
    ]);
    fill(
      section(
        "assessment.results.label",
        title,
        h("p", null, words.join(" ")),
        !saved && h("p.error", { role: "alert" }, icon("warn"), h("span", null, say("player.unsent"))),
        actions,
      ),
      ...(keys.length ? chart() : []),
      // Where beliefs were drawn, too: how they moved.
      ...closingsOf(
        mine().map((key) => pairs.get(key) as Pair).filter(([kind, item]) => kind.isDone(item.values())),
        h("section"),
      ).map((closing) => closing.summary()),
    );
  }

  /** Each question with the answer given, what is right and why, one below the other. */
  function review(): void {
    const keys = mine();
    only(outcome, ...keys.map((key) => (pairs.get(key) as Pair)[1].form));
    for (const key of keys) {
      prepare(key);
      (pairs.get(key) as Pair)[1].redraw?.();
    }
    keys.forEach((key, index) => number(key, index + 1, keys.length));
    const back = h("button.button", { type: "button", click: () => (results(true), reveal()) }, say("assessment.review.end"));
    view.classList.add("is-under-way");
    fill(h("div.row", null, h("span"), h("div.actions", null, back)));
    const title = h("h2", { tabindex: -1 }, say("assessment.review.title"));
    const words = exam.isOpen() ? "" : h("p", null, say("assessment.review.closed"));
    $(".review", view)?.remove();
    const head = section("assessment.review.label", title, words || false);
    head.classList.add("review");
    (pairs.get(keys[0] as string) as Pair)[1].form.before(head);
    head.scrollIntoView({ block: "start" });
    title.focus({ preventScroll: true });
  }

  /** How much of each theme is right: bars with their words, and a table behind them. */
  function chart(): HTMLElement[] {
    const themes = draws
      .map(({ title, keys }) => {
        const own = keys.filter((key) => at(facts.drawn[key] as number) && isScored(key));
        return { title, count: own.length, right: own.filter((key) => progress.credit(key) === 1).length, percent: Math.round(100 * share(own)) };
      })
      .filter(({ count }) => count);
    const rows = themes.map(({ title, count, right, percent }) =>
      h("li", null, h("span.bars__name", null, title), bar(percent), h("span.num", null, say("assessment.of", { right, count }))),
    );
    const head = (key: string): HTMLElement => h("th", { role: "columnheader", scope: "col" }, say(key));
    const cell = (key: string, text: string): HTMLElement => h("td.num", { role: "cell", "data-label": say(key) }, text);
    const table = h(
      "table.table-cards",
      null,
      h("caption", null, say("assessment.table")),
      h(
        "thead",
        { role: "rowgroup" },
        h("tr", { role: "row" }, ...["assessment.theme", "assessment.questions", "assessment.good", "assessment.share"].map(head)),
      ),
      h(
        "tbody",
        { role: "rowgroup" },
        ...themes.map(({ title, count, right, percent }) =>
          h(
            "tr",
            { role: "row" },
            h("th", { role: "rowheader", scope: "row" }, title),
            cell("assessment.questions", String(count)),
            cell("assessment.good", String(right)),
            cell("assessment.share", say("assessment.percent", { percent })),
          ),
        ),
      ),
    );
    const title = h("h3", null, say("assessment.chart"));
    return [
      section("assessment.chart.label", title, h("ul.bars", null, ...rows)),
      h(
        "section.row.table-block",
        { "aria-label": say("assessment.table") },
        h("p.label", null, say("assessment.table.label")),
        h("div", null, h("details", null, h("summary", null, icon("more"), say("assessment.table")), table)),
      ),
    ];
  }

  /** The question in its own words. */
  function asked(key: string): string {
    const [, { form }] = pairs.get(key) as Pair;
    return ($(".ask, .claim", form)?.textContent || "").trim();
  }

  function section(label: string, ...children: readonly (Node | false)[]): HTMLElement {
    const box = h("div");
    append(box, children);
    return h("section.row.score", { "aria-label": say(label) }, h("p.label", null, say(label)), box);
  }

  for (const element of Array.from(view.children)) {
    if (element.matches("[data-activity]")) break;
    if (!element.matches(".head")) element.classList.add("intro");
  }
  if (!has("seed") || !mine().length) intro();
  else if (isUnderWay()) start(at(slots.tried) > 0 && !facts.anew);
  else {
    for (const key of mine()) prepare(key);
    results(true);
  }

  return {
    exam,
    answered() {
      // Saved together with the answer, which ends it; where it is corrected at the end, the learner says when.
      if (!atEnd && isUnderWay() && mine().every(isAnswered)) end();
    },
  };
}

function bar(percent: number): SVGElement {
  return svg(
    "svg",
    { class: "bars__bar", viewBox: `0 0 ${BAR} 8`, preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" },
    svg("rect", { class: "bars__ground", x: 0, y: 0, width: BAR, height: 8 }),
    svg("rect", { class: "bars__value", x: 0, y: 0, width: percent, height: 8 }),
  );
}
