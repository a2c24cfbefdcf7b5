/**
 * The course in the browser: finds its data, opens the session, shows one page at a time and takes answers.
 *
 * This file is the core chunk of `player.js`. It knows one interface, `Session` (through `begin`), and never which
 * standard it runs under; activity kinds and adapters register themselves.
 */
import { kindOf, type Answer, type Closing, type Item, type Kind, type Step } from "./activity";
import { speaker, plural, type ActivityFacts, type Course, type PageFacts, type Say } from "./course";
import { $, $$, h } from "./dom";
import { mountMedia } from "./media";
import { createNav, type Nav } from "./nav";
import { createNotices, mountLeave } from "./notices";
import type { Asked, Part } from "./part";
import { createProgress, type Progress } from "./progress";
import { registry } from "./registry";
import { begin, type Attempt, type Interaction, type Outcome } from "./session";
import { applySettings, mountSettings } from "./settings";
import { StateError, unpack } from "./state";
import { createStepper, type Stepper } from "./stepper";
import { createTexts, type Texts } from "./texts";

document.documentElement.classList.add("js");
applySettings();
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => void boot());
else void boot();

async function boot(): Promise<void> {
  const course = readCourse();
  const say = speaker(course);
  const progress = createProgress(course);
  let attempt: Attempt | null = null;
  let nav: Nav | null = null;
  const notices = createNotices(course, say, () => void attempt?.commit());

  mountSettings();
  $("#_place").textContent = say("player.opening");
  attempt = await begin({
    window,
    course,
    snapshot: () => progress.snapshot(nav?.location || ""),
    notify: (recording, detail) => notices.tell(recording, detail),
  });

  const { opened } = attempt;
  // What the LMS judges by goes before what the course says, on the page as in the record.
  const { completion } = course;
  if (opened.passMark !== undefined) for (const goal of [completion, ...(completion.audiences || [])]) goal.passMark = opened.passMark;
  restore(course, progress, opened.state);
  progress.raise(opened.status);

  const texts = createTexts(window, course, progress, attempt);
  const mounted = createPages(course, progress, say, attempt, texts, () => nav?.refresh());
  const session = attempt;
  nav = createNav(course, progress, say, opened.recorded && opened.writable, (page) => {
    if (page) mounted.show(page);
    session.touch();
  });
  mountMedia(course, say, opened.preferences?.captions ?? true, (captions) => session.prefer({ captions }));
  if (opened.preferences?.audio === false) {
    // Off at the start, as the learner set it for all courses; the browser's own controls turn it on.
    for (const media of $$<HTMLMediaElement>("video, audio")) media.muted = media.controls = true;
  }
  const context = { course, progress, say, attempt, texts, nav, items: mounted.items };
  for (const [part, data] of partsOf(course)) part.mount?.({ ...context, data });
  // Only now does each page know how it is judged.
  progress.raise(opened.status);
  mountErase(attempt, texts);
  nav.start(opened.location);
  mountLeave(session, course, say, notices);
  // What was reached before may never have arrived, or follow only from this version's rule.
  const { score, status } = progress;
  const isMore = score !== null && opened.score !== undefined && score > (opened.score ?? -1);
  if (status !== opened.status || isMore) void session.commit();

  window.addEventListener("beforeprint", () => {
    for (const details of $$<HTMLDetailsElement>(".is-shown details")) details.open = true;
  });
}

/** The data leaves the page once read: solutions are not to be found in it. */
function readCourse(): Course {
  const script = $("#course-data");
  const course = JSON.parse(script.textContent || "") as Course;
  script.remove();
  return { ...course, scope: course.scope ?? course.uuid, parts: course.parts ?? {} };
}

function partsOf(course: Course): [Part, unknown][] {
  return Object.entries(course.parts).map(([name, data]) => [registry().parts[name] as Part, data]);
}

function restore(course: Course, progress: Progress, text: string): void {
  if (!text) return;
  try {
    progress.restore(unpack(course.scope, course.layout, text));
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    // A clean start; what the LMS says of status stands all the same.
    console.warn(`Cartable: RUN-006 state not taken over: ${error.message} (${text.length} characters)`);
  }
}

function mountErase({ erase }: Attempt, texts: Texts): void {
  const place = $("#_effacer");
  if (!erase) return;
  const [ask, sure] = $$("button", place) as [HTMLElement, HTMLElement];
  place.hidden = false;
  ask.addEventListener("click", () => {
    ask.hidden = true;
    $("p", place).hidden = sure.hidden = false;
    sure.focus();
  });
  sure.addEventListener("click", () => {
    texts.erase();
    erase();
    window.location.hash = "";
    window.location.reload();
  });
}

interface Pages {
  readonly items: ReadonlyMap<string, Item>;
  show(page: PageFacts): void;
}

/** Mounts the activities of all pages, and watches which pages have been seen to their end. */
function createPages(course: Course, progress: Progress, say: Say, attempt: Attempt, texts: Texts, refresh: () => void): Pages {
  const steppers = new Map<string, Stepper>();
  const since = new Map<string, number>();
  const mounted = new Map<string, Item>();
  const asked = new Map<string, Asked>();
  /** Of lessons that ask again at their end: shows that end once it is time. */
  const ends = new Map<string, () => void>();

  const seen = (page: PageFacts): void => {
    if (!progress.see(page)) return;
    attempt.touch();
    refresh();
  };

  for (const page of course.pages) mountPage(page);

  function mountPage(page: PageFacts): void {
    const view = document.getElementById(page.id) as HTMLElement;
    const items: [Kind, Item][] = [];
    for (const key of page.activities) {
      const facts = course.activities[key] as ActivityFacts;
      const kind = kindOf(facts.kind);
      const form = $$<HTMLFormElement>("[data-activity]", view).find((each) => each.dataset.activity === key);
      if (!kind || !form) throw new Error(`Cartable: activity ${key} cannot be shown`);
      items.push([kind, createItem(page, key, facts, form)]);
    }
    if (page.kind === "quiz") {
      const lead = (stepper: Stepper | null): unknown => (stepper ? steppers.set(page.id, stepper) : steppers.delete(page.id));
      const began = (key: string): unknown => since.set(key, Date.now());
      const quiz = { page, view, items, course, progress, say, attempt, lead, began, seen: () => seen(page) };
      for (const [part, data] of partsOf(course)) {
        const found = part.ask?.({ ...quiz, data });
        if (found) asked.set(page.id, found);
      }
    }
    if (!asked.has(page.id)) mountSteps(page, view, items);
    // After the stepper, since an answer of an earlier visit is shown with its way on.
    for (const [kind, item] of items) {
      mounted.set(item.key, item);
      kind.mount(item);
    }
    mountWay(page, view);
  }

  function mountSteps(page: PageFacts, view: HTMLElement, items: readonly [Kind, Item][]): void {
    const second = $("[data-second]", view);
    const closings = Array.from(new Set(items.map(([kind]) => kind)), (kind) =>
      kind.closing?.(items.filter(([each]) => each === kind).map(([, item]) => item), second),
    ).filter((each): each is Closing => Boolean(each));
    if (page.kind === "quiz") mountQuiz(page, view, items, closings);
    else if (closings.length) mountEnd(page, view, items, closings);
  }

  function createItem(page: PageFacts, key: string, facts: ActivityFacts, form: HTMLFormElement): Item {
    const heading = page.kind === "quiz" || !hasHeading(form) ? "h2" : "h3";
    return {
      key,
      course,
      form,
      data: facts.data,
      heading,
      say,
      values: () => progress.values(key),
      get text() {
        return texts.of(key);
      },
      keep(values) {
        progress.set(key, values);
        attempt.touch();
      },
      submit: (answer) => submit(page, key, facts, answer),
      next: () => steppers.get(page.id)?.next(form) ?? null,
      advance: () => steppers.get(page.id)?.advance(),
      get exam() {
        return asked.get(page.id)?.exam;
      },
    };
  }

  async function submit(page: PageFacts, key: string, facts: ActivityFacts, answer: Answer): Promise<Outcome> {
    const latency = (Date.now() - (since.get(key) ?? since.get(page.id) ?? Date.now())) / 1000;
    progress.set(key, answer.values);
    asked.get(page.id)?.answered();
    ends.get(page.id)?.();
    // Before the answer is saved, so that one save holds both.
    if (page.kind === "quiz" && progress.isAnswered(page)) progress.see(page);
    since.set(key, Date.now());
    const { interaction, belief } = facts;
    // A belief leaves the state only where the course says so; what is not reported is in the state all the same.
    const isReported = answer.response !== null && interaction && (!belief || course.analytics === "full" || course.analytics === "aggregate");
    const { also, credit, result } = answer;
    const told = (response: NonNullable<Answer["response"]>, suffix?: string, isFollowed = false): Promise<Outcome> =>
      attempt.answer({
        ...(interaction as Interaction),
        ...(suffix && { id: `${interaction?.id}.${suffix}`, iri: `${interaction?.iri}/${suffix}` }),
        ...(belief && course.analytics === "aggregate" && { anonymous: true }),
        response,
        result,
        ...(credit !== undefined && { credit }),
        ...(isFollowed && { isFollowed }),
        weight: facts.weight,
        latency,
        time: new Date(),
      });
    if (isReported && also) void told(also.response, also.suffix, true);
    const outcome = isReported ? await told(answer.response as NonNullable<Answer["response"]>, answer.suffix) : await attempt.commit();
    refresh();
    return outcome;
  }

  /** One question at a time, then what is asked again, then the outcome. */
  function mountQuiz(page: PageFacts, view: HTMLElement, items: readonly [Kind, Item][], closings: readonly Closing[]): void {
    const outcome = $("[data-outcome]", view);
    const second = $("[data-second]", view);
    const end: Step = { element: outcome, label: say("player.outcome"), isDone: () => false };
    const steps: Step[] = [
      ...items.map(([kind, { form, values, say: words }]) => ({
        element: form,
        label: words(kind.next),
        isOptional: () => Boolean(kind.isOptional) && !progress.isSeen(page),
        isDone: () => (kind.isAnswered ?? kind.isDone)(values()),
      })),
      ...closings.flatMap((closing) => closing.steps),
      end,
    ];
    // What stands before the first question introduces it, and makes room once the learner is under way.
    for (const element of Array.from(view.children)) {
      if (element.matches("[data-activity]")) break;
      if (!element.matches(".head")) element.classList.add("intro");
    }
    const stepper = createStepper(steps, say, (index) => {
      const current = (steps[index] as Step).element;
      view.classList.toggle("is-under-way", index > 0);
      view.classList.toggle("is-asking", current !== outcome);
      if (second) second.hidden = !second.contains(current);
      since.set(page.activities[index] || "", Date.now());
      if (current !== outcome) return;
      outcome.textContent = "";
      const said = [...scores(page), ...closings.map((closing) => closing.summary())];
      outcome.append(...(said.length ? said : [thanks()]), again(() => stepper.go(0), said.length ? "player.outcome.back" : "player.outcome.back.form"));
      seen(page);
    });
    steppers.set(page.id, stepper);
  }

  /** What stands at the end of a form that asks for opinions only: it has no right answers to count. */
  function thanks(): HTMLElement {
    return h("div.row", null, h("span"), h("h2", { tabindex: -1, "data-focus": true }, say("player.outcome.thanks")));
  }

  function again(back: () => void, label: string): HTMLElement {
    const button = h("button.button.button--plain", { type: "button", click: back }, say(label));
    return h("div.row", null, h("span"), h("div.actions", null, button));
  }

  /** How many of the quiz's scored questions are right, in words; nothing where none is scored. */
  function scores(page: PageFacts): HTMLElement[] {
    const keys = page.activities.filter((key) => course.activities[key]?.scored);
    if (!keys.length) return [];
    const right = keys.filter((key) => progress.credit(key) === 1).length;
    const count = keys.length;
    const [all, none] = count === 1 ? ["player.outcome.only", "player.outcome.only.wrong"] : ["player.outcome.all", "player.outcome.none"];
    const form = right === count ? all : right ? plural("player.outcome", right) : none;
    return [
      h(
        "section.row.score",
        { "aria-label": say("player.outcome.title") },
        h("p.label", null, say("player.outcome.label")),
        h(
          "div",
          null,
          h("h2", { tabindex: -1, "data-focus": true }, say(form as string, { right, count })),
          right < count && h("p", null, say("player.outcome.retry")),
        ),
      ),
    ];
  }

  /** A lesson asks again below its text, once everything there has been answered. */
  function mountEnd(page: PageFacts, view: HTMLElement, items: readonly [Kind, Item][], closings: readonly Closing[]): void {
    const second = $("[data-second]", view);
    const outcome = h("section.outcome", { hidden: true });
    second.after(outcome);
    const end: Step = { element: outcome, label: "", isDone: () => false };
    const steps = [...closings.flatMap((closing) => closing.steps), end];
    const isReady = (): boolean => items.every(([kind, item]) => (kind.isAnswered ?? kind.isDone)(item.values()));
    const reveal = (): void => {
      if (!isReady() || steppers.has(page.id)) return;
      steppers.set(
        page.id,
        createStepper(steps, say, (index) => {
          const atEnd = (steps[index] as Step).element === outcome;
          second.hidden = atEnd;
          outcome.textContent = "";
          if (atEnd) outcome.append(...closings.map((closing) => closing.summary()));
        }),
      );
    };
    // Not at each "submit": some kinds end with another click.
    ends.set(page.id, reveal);
    reveal();
  }

  /** Seen: left by "next", or its end reached with everything answered. */
  function mountWay(page: PageFacts, view: HTMLElement): void {
    const way = $(".way", view);
    $(".way__next, #_terminer", way).addEventListener("click", () => seen(page));
    if (page.kind === "quiz") return;
    new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting) && progress.isAnswered(page)) seen(page);
    }).observe(way);
  }

  return {
    items: mounted,
    show(page) {
      since.set(page.id, Date.now());
    },
  };
}

/** Does a heading of level 2 stand before *form* on its page, so that one of level 3 may follow? */
function hasHeading(form: HTMLElement): boolean {
  const view = form.closest(".view") as HTMLElement;
  return $$("h2", view).some((each) => Boolean(each.compareDocumentPosition(form) & Node.DOCUMENT_POSITION_FOLLOWING));
}
