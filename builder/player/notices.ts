/** How recording stands, in words: a strip under the bar with its remedy when something is wrong, a line in the foot always. */
import type { Say } from "./course";
import { $, h, icon } from "./dom";
import type { Recording } from "./session";

export interface Notices {
  /** *detail* is the last failure, "" when there is none. */
  tell(recording: Recording, detail: string): void;
}

export function createNotices(say: Say, retry: () => void): Notices {
  const strip = $("#avis-enregistrement");
  const foot = $("#etat");
  let shown = "";
  let failingSince: Date | null = null;
  let saves = 0;

  const time = (date: Date): string =>
    say("player.time", { hours: String(date.getHours()), minutes: String(date.getMinutes()).padStart(2, "0") });
  /** A live region: the same words twice would be read twice. */
  const set = (text: string): void => {
    if (foot.textContent !== text) foot.textContent = text;
  };
  const show = (key: string, sign: string, title: string, text: string, action: [string, () => void] | null): void => {
    if (shown === key) return;
    shown = key;
    const words = h("div.notice__text", null, h("h2", null, title), h("p", null, text));
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

  return {
    tell(recording, detail) {
      if (recording !== "failing") failingSince = null;
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
        const title = say("player.failing.title", { time: time(failingSince) });
        set(say("player.saved.not"));
        show(`failing${offline}`, "warn", title, offline + say("player.failing.text"), [say("player.failing.retry"), retry]);
      } else if (recording === "unrecorded") {
        set(say("player.saved.not"));
        show("unrecorded", "warn", say("player.unrecorded.title"), say("player.unrecorded.text"), null);
      } else {
        set(say("player.saved.readonly"));
        show("readonly", "info", say("player.readonly.title"), say("player.readonly.text"), [say("player.close"), hide]);
      }
    },
  };
}
