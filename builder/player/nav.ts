/** Which page is shown, and how far the learner is: the bar, the outline, the home page; or the one lesson there is. */
import { plural, type Course, type PageFacts, type Say } from "./course";
import { $, $$, focus } from "./dom";
import type { Progress } from "./progress";

const HOME = "_accueil";
/** From here the outline stands beside the text; see player.css. */
const WIDE = "(min-width: 1024px)";

export interface Nav {
  /** Id of the page shown; "" on the home page. */
  readonly page: string;
  /** The last page shown, for the LMS to bring the learner back to. */
  readonly location: string;
  /** Shows what the address asks for, else *otherwise*. */
  start(otherwise: string): void;
  refresh(): void;
}

type Shown = (page: PageFacts | null) => void;

export function createNav(course: Course, progress: Progress, say: Say, isRecorded: boolean, shown: Shown): Nav {
  return course.kind === "lesson" ? createAlone(course, progress, say, isRecorded, shown) : createOutline(course, progress, say, shown);
}

/** A lesson that the LMS launches by itself: its own outline leads on, so here there is only an end. */
function createAlone(course: Course, progress: Progress, say: Say, isRecorded: boolean, shown: Shown): Nav {
  const page = course.pages[0] as PageFacts;
  const refresh = (): void => {
    const isDone = progress.isDone(page);
    $("#_place").textContent = say(isDone ? "player.state.done" : "player.state.here");
    const [button, ending] = [$("#_terminer"), $("#_suite")];
    const words = say(isRecorded ? "player.alone.recorded" : "player.alone.done");
    if (isDone && ending.textContent !== words) ending.textContent = words;
    // The button goes once it is pressed; what it led to takes the focus.
    if (isDone && document.activeElement === button) focus(ending, true);
    button.hidden = isDone || page.kind === "quiz";
  };
  const follow = (): void => {
    const element = document.getElementById(window.location.hash.slice(1));
    if (element) reach(element);
  };
  window.addEventListener("hashchange", follow);
  return {
    page: page.id,
    location: page.id,
    start() {
      $(".view").classList.add("is-shown");
      refresh();
      shown(page);
      follow();
    },
    refresh,
  };
}

/** Brings *element* into sight, and the focus to it. */
function reach(element: HTMLElement): void {
  const closed = element.closest("details");
  if (closed) closed.open = true;
  focus(element, true);
  element.scrollIntoView();
}

function createOutline(course: Course, progress: Progress, say: Say, shown: Shown): Nav {
  const root = document.documentElement;
  const menu = $("[aria-controls=_plan]");
  const outline = $("#_plan");
  const wide = window.matchMedia(WIDE);
  const views = $$(".view");
  const segments = $$("[data-pages]");
  /** The outline's and the home page's links, by address: a long course has hundreds. */
  const links = new Map<string, HTMLElement[]>();
  for (const link of $$("#_plan a, .toc a")) {
    const address = link.getAttribute("href") || "";
    links.set(address, [...(links.get(address) || []), link]);
  }
  /** What each of them shows. */
  const painted = new Map<HTMLElement, string>();
  let current: HTMLElement | null = null;
  let location = "";

  const pageOf = (view: HTMLElement | null): PageFacts | null => course.pages.find((page) => page.id === view?.id) ?? null;

  /** The view that holds the element of the address; a hash may name a source or a note. */
  const target = (): [HTMLElement | null, HTMLElement | null] => {
    const id = window.location.hash.slice(1);
    const element = id ? document.getElementById(id) : null;
    return [element?.closest<HTMLElement>(".view") ?? null, element];
  };
  const show = (view: HTMLElement, element: HTMLElement | null, moved: boolean): void => {
    const changed = view !== current;
    current = view;
    const page = pageOf(view);
    if (page) location = page.id;
    for (const each of views) each.classList.toggle("is-shown", each === view);
    root.classList.toggle("at-home", view.id === HOME);
    if (changed) openMenu(wide.matches && view.id !== HOME && !root.classList.contains("menu-shut"));
    else if (!wide.matches) openMenu(false);
    const title = page?.title ?? (view.id === HOME ? "" : $("h1", view).textContent);
    document.title = title ? `${title} – ${course.title}` : course.title;
    refresh();
    const link = $("[aria-current]", outline);
    if (changed && link && wide.matches) reveal(link);
    if (changed) shown(page);
    if (!moved) return;
    if (element && element !== view) reach(element);
    else {
      window.scrollTo(0, 0);
      focus($("h1", view), true);
    }
  };
  /** In a long outline; `scrollIntoView` would move the page as well. */
  const reveal = (link: HTMLElement): void => {
    const { scrollTop, clientHeight } = outline;
    if (link.offsetTop < scrollTop || link.offsetTop + link.offsetHeight > scrollTop + clientHeight) {
      outline.scrollTop = link.offsetTop - clientHeight / 3;
    }
  };
  const follow = (): void => {
    const [view, element] = target();
    if (view) show(view, element, true);
  };

  const openMenu = (open: boolean): void => {
    root.classList.toggle("menu-open", open);
    menu.setAttribute("aria-expanded", String(open));
  };
  let scroll = 0;
  menu.addEventListener("click", () => {
    const open = !root.classList.contains("menu-open");
    if (wide.matches) root.classList.toggle("menu-shut", !open);
    else if (open) scroll = window.scrollY;
    openMenu(open);
    if (wide.matches) return;
    if (open) {
      window.scrollTo(0, 0);
      ($("[aria-current]", outline) ?? $("a", outline)).focus();
    } else window.scrollTo(0, scroll);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || wide.matches || !root.classList.contains("menu-open")) return;
    openMenu(false);
    window.scrollTo(0, scroll);
    menu.focus();
  });
  wide.addListener(() => openMenu(wide.matches && current?.id !== HOME && !root.classList.contains("menu-shut")));
  window.addEventListener("hashchange", follow);
  // A link to where one is changes no hash, and is obeyed all the same.
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest?.("a[href^='#']");
    if (link && link.getAttribute("href") === window.location.hash) follow();
  });

  function refresh(): void {
    // What was still under way when the learner left has nothing to be shown on.
    if (!current?.isConnected) return;
    const page = pageOf(current);
    const done = course.pages.filter(progress.isDone);
    const left = course.pages.filter((each) => !done.includes(each));
    // Where the learner was, else what comes next after it, else what was left out before.
    const last = course.pages.findIndex((each) => each.id === location);
    const resume = course.pages.find((each, index) => index >= last && !progress.isDone(each)) ?? left[0];
    const here = page ?? (done.length || location ? resume : undefined);
    const count = course.pages.length;

    const asked = course.pages.filter(progress.isAsked);
    course.pages.forEach((each) => {
      const state = progress.isDone(each) ? "done" : each === here ? "here" : "todo";
      // Where the course asks for some of its pages, the others say that they are free.
      const isFree = state === "todo" && asked.length > 0 && !asked.includes(each);
      for (const link of links.get(`#${each.id}`) || []) {
        const inOutline = outline.contains(link);
        const sign = inOutline && each === page ? "here" : state;
        // In a long course, painting hundreds of signs anew would cost more than the answer.
        const shows = [state, sign, isFree, each === page].join();
        if (painted.get(link) === shows) continue;
        painted.set(link, shows);
        $("use", link).setAttribute("href", `#i-${sign}`);
        $("svg", link).setAttribute("class", sign === "done" ? "sign" : `sign sign--${sign}`);
        const words = say(isFree ? "player.state.free" : `player.state.${state}`);
        $("[data-state]", link).textContent = inOutline ? ` (${words.toLowerCase()})` : `${words}, `;
        if (inOutline && each === page) link.setAttribute("aria-current", "page");
        else if (!inOutline && each === here && state !== "done") link.setAttribute("aria-current", "step");
        else link.removeAttribute("aria-current");
      }
    });
    for (const view of views) {
      if (view.dataset.view !== "annex") continue;
      for (const link of links.get(`#${view.id}`) || []) {
        if (view === current) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
      }
    }
    for (const step of segments) {
      const pages = (step.dataset.pages || "").split(" ").map((index) => course.pages[Number(index)] as PageFacts);
      step.classList.toggle("is-done", pages.every(progress.isDone));
      step.classList.toggle("is-here", here !== undefined && pages.includes(here));
    }

    $("#_place").textContent = page
      ? say("player.place", { number: course.pages.indexOf(page) + 1, count })
      : say(plural("player.place.home", done.length), { done: done.length, count });

    const button = $<HTMLAnchorElement>("#_reprendre");
    if (resume && (done.length || location)) {
      button.href = `#${resume.id}`;
      $("span", button).textContent = say("player.resume", { number: course.pages.indexOf(resume) + 1 });
    } else if (!resume) {
      button.href = `#${course.pages[0]?.id ?? HOME}`;
      $("span", button).textContent = say("player.review");
    }
    $("#_reste").textContent = remaining(done.length, left, count);
  }

  function remaining(done: number, left: readonly PageFacts[], count: number): string {
    const minutes = left.reduce((sum, each) => sum + each.minutes, 0);
    const [hours, rest] = [Math.floor(minutes / 60), String(minutes % 60).padStart(2, "0")];
    const time = hours ? say("player.span.hours", { hours, minutes: rest }) : say("player.span", { minutes });
    if (left.length) return say(done ? plural("player.left", done) : "player.left.none", { done, count, time });
    const words = [say("player.left.all")];
    const { score, status } = progress;
    if (score !== null) words.push(say("player.left.score", { score }));
    if (status === "passed") words.push(say("player.left.passed"));
    const mark = course.completion.passMark;
    if (status === "failed" && mark) words.push(say("player.left.failed", { mark }));
    return words.join(" ");
  }

  return {
    get page() {
      return pageOf(current)?.id || "";
    },
    get location() {
      return location;
    },
    start(otherwise) {
      const [view, element] = target();
      const fallback = document.getElementById(otherwise)?.closest<HTMLElement>(".view") ?? $(`#${HOME}`);
      location = course.pages.some((page) => page.id === otherwise) ? otherwise : "";
      show(view ?? fallback, element, element !== null && element !== view);
      // The address says where one is, so that "back" and a reload come here.
      if (!view && fallback.id !== HOME) window.history.replaceState(null, "", `#${fallback.id}`);
    },
    refresh,
  };
}
