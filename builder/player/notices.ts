/** How recording stands, in words: a strip under the bar with its remedy when something is wrong, a line in the foot always. */
import type { Course, Say } from "./course";
import { $, $$, focus, h, icon } from "./dom";
import type { Attempt, Outcome, Recording } from "./session";

export interface Notices {
  /** *detail* is the last failure, "" when there is none. */
  tell(recording: Recording, detail: string): void;
  /** The learner is on the way out: everything is being saved. */
  leaving(): void;
  /** That failed: the strip says so, and has the focus. */
  stay(): void;
}

interface Strip {
  readonly sign: "warn" | "info";
  readonly title: string;
  readonly text: string;
  readonly detail?: string;
  readonly action?: readonly [words: string, act: () => void];
}

export function createNotices(course: Course, say: Say, retry: () => void): Notices {
  const strip = $("#avis-enregistrement");
  const foot = $("#_etat");
  let shown = "";
  let failingSince: Date | null = null;
  let wantsOut = false;
  let saves = 0;

  const time = (date: Date): string =>
    say("player.time", { hours: String(date.getHours()), minutes: String(date.getMinutes()).padStart(2, "0") });
  /** A live region: the same words twice would be read twice. */
  const set = (text: string): void => {
    if (foot.textContent !== text) foot.textContent = text;
  };
  const show = (view: Strip): void => {
    const { sign, title, text, detail, action } = view;
    const key = JSON.stringify([title, text, !detail]);
    if (shown === key) {
      // A fold that the learner opened stays open through retries.
      if (detail) $("code", strip).textContent = message(detail);
      return;
    }
    shown = key;
    const words = h("div.notice__text", null, h("h2", null, title), h("p", null, text), detail ? fold(detail) : null);
    const button = action && h("button.button", { type: "button", click: action[1] }, action[0]);
    strip.className = sign === "info" ? "notice notice--info" : "notice";
    strip.textContent = "";
    strip.append(h("div.notice__in", null, icon(sign), words, button));
    strip.hidden = false;
  };
  const hide = (): void => {
    shown = "";
    strip.hidden = true;
  };
  /** The platform's own words, for whoever looks after it. */
  const message = (detail: string): string => {
    const version = course.version ? ` ${course.version}` : "";
    return `${detail}\n${course.title}${version}, ${new Date().toISOString()}`;
  };
  const fold = (detail: string): HTMLElement => {
    const words = h("code", null, message(detail));
    const button = h("button.button", { type: "button" }, say("player.detail.copy"));
    button.addEventListener("click", () => {
      void copy(words).then((copied) => {
        if (copied) button.textContent = say("player.detail.copied");
      });
    });
    return h("details", null, h("summary", null, say("player.detail")), h("p", null, say("player.detail.text")), words, button);
  };

  return {
    tell(recording, detail) {
      if (recording !== "failing") {
        failingSince = null;
        wantsOut = false;
      }
      if (recording === "pending") {
        // Something waits to be sent: worth a word only when it waits because a call failed.
        if (detail) set(say("player.queued"));
        return;
      }
      if (recording === "saved") {
        hide();
        // The first word comes at the opening, before there was anything to save.
        saves += 1;
        set(saves === 1 ? say("player.saved.auto") : say("player.saved", { time: time(new Date()) }));
      } else if (recording === "failing") {
        failingSince = failingSince ?? new Date();
        const offline = navigator.onLine ? "" : `${say("player.offline")} `;
        const title = wantsOut ? say("player.leaving.failed") : say("player.failing.title", { time: time(failingSince) });
        set(say("player.saved.not"));
        show({ sign: "warn", title, text: offline + say("player.failing.text"), detail, action: [say("player.failing.retry"), retry] });
      } else if (recording === "unrecorded") {
        set(say("player.saved.not"));
        // Somebody was there (RUN-001, RUN-005), and another launch may well do what this one did not.
        const text = /^RUN-00[15]/.test(detail) ? say("player.unrecorded.refused") : say("player.unrecorded.text");
        show({ sign: "warn", title: say("player.unrecorded.title"), text, detail });
      } else {
        set(say("player.saved.readonly"));
        show({ sign: "info", title: say("player.readonly.title"), text: say("player.readonly.text"), action: [say("player.close"), hide] });
      }
    },
    leaving() {
      wantsOut = true;
      set(say("player.leaving"));
    },
    stay() {
      const title = $("h2", strip);
      if (title) focus(title);
    },
  };
}

/** By the clipboard; in a frame or without https it may be out of reach, and the browser's old way is not. */
async function copy(element: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(element.textContent || "");
    return true;
  } catch {
    window.getSelection()?.selectAllChildren(element);
    return document.execCommand("copy");
  }
}

/** "Enregistrer et quitter", wherever somebody else than this device records: by no other way can all LMSs be told in time. */
export function mountLeave({ leave }: Attempt, course: Course, say: Say, notices: Notices): void {
  if (!leave) return;
  let busy = false;
  for (const place of $$("[data-leave]")) {
    place.hidden = false;
    place.addEventListener("click", (event) => {
      if (busy || !(event.target as Element).closest("button")) return;
      busy = true;
      notices.leaving();
      void leave().then((outcome) => {
        busy = false;
        if (outcome.ok) depart(course, say, outcome);
        else notices.stay();
      });
    });
  }
}

/** Nothing more is written from here on, so nothing that could be answered is left on the page. */
function depart(course: Course, say: Say, { pending }: Outcome): void {
  for (const media of $$<HTMLMediaElement>("audio, video")) media.pause();
  const key = pending ? "player.gone.pending" : "player.gone.title";
  const heading = h("h1", { tabindex: -1 }, say(key));
  const text = h("p", null, say(pending ? "player.gone.pending.text" : "player.gone.text"));
  for (const part of $$(".bar, .shell, .notice, .sheet, .foot, .skip")) part.hidden = true;
  $(".shell").before(h("main.page", null, h("div.lesson.gone", null, h("p.label", null, course.title), heading, text)));
  document.title = say(key);
  window.scrollTo(0, 0);
  focus(heading);
}
