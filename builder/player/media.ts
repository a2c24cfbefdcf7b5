/**
 * Films and recordings: buttons over the browser's own element, captions from the course data (`<track>` is blocked on
 * `file://`), a transcript that follows the voice. Nothing is loaded before the learner asks for it.
 */
import type { Course, Cue, Say } from "./course";
import { $, $$, append, h, icon } from "./dom";

const SPEEDS = [1, 1.25, 1.5, 0.75];

/** Old Safari has its own names; on the iPhone only the video itself can fill the screen. */
interface Fullscreen {
  webkitRequestFullscreen?(): void;
  webkitEnterFullscreen?(): void;
}

export function mountMedia(course: Course, say: Say, captionsOn: boolean, prefer: (captions: boolean) => void): void {
  const take = (section: HTMLElement): void => {
    const facts = course.media[section.dataset.media || ""];
    mount(section, facts?.cues || [], facts?.language ?? course.language, say, captionsOn, prefer);
  };
  $$("[data-media]").forEach(take);
  // What an activity shows later asks for its buttons itself.
  document.addEventListener("media", ({ target }) => take(target as HTMLElement));
}

function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function mount(
  section: HTMLElement,
  cues: readonly Cue[],
  language: string,
  say: Say,
  captionsOn: boolean,
  prefer: (captions: boolean) => void,
): void {
  const player = $<HTMLMediaElement>("video, audio", section);
  const frame = $(".media__player", section);
  const screen = $(".media__screen", section);
  const kind = section.dataset.kind === "audio" ? "audio" : "video";
  const length = Math.ceil(cues[cues.length - 1]?.[1] || 0);
  let captions = captionsOn;

  player.controls = false;
  const poster = player.dataset.poster;
  if (poster) {
    // Only when its lesson is shown: each request counts on a poor network.
    new IntersectionObserver((entries, observer) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      (player as HTMLVideoElement).poster = poster;
      observer.disconnect();
    }).observe(screen);
  }

  const word = h("span", null, say("player.media.play"));
  const play = h("button", { type: "button", click: toggle }, icon("play"), word);
  const range = h("input", { type: "range", min: 0, max: length || 1, step: 0.1, value: 0 });
  range.setAttribute("aria-label", say(`player.media.position.${kind}`));
  const time = h("span.num.controls__time");
  const speedWord = h("span.num", null, "1×");
  const speed = h("button", { type: "button", click: faster }, h("span.hidden-text", null, `${say("player.media.speed")} `), speedWord);
  const controls = h("div.controls", null, play, range, time);
  const spoken = h("span");
  const line = h("p.media__caption", { hidden: true }, spoken);

  if (kind === "video") {
    if (cues.length) {
      const toggleCaptions = h("button", { type: "button", "aria-pressed": String(captions) }, h("span", null, say("player.media.captions")));
      toggleCaptions.addEventListener("click", () => {
        captions = !captions;
        toggleCaptions.setAttribute("aria-pressed", String(captions));
        prefer(captions);
        speak();
      });
      controls.append(toggleCaptions);
      screen.append(line);
    }
    screen.addEventListener("click", toggle);
  }
  controls.append(speed);
  if (kind === "video") controls.append(h("button", { type: "button", "aria-label": say("player.media.full"), click: fill }, icon("full")));
  frame.append(controls);

  const track = player.addTextTrack("captions", language, language);
  track.mode = "hidden";
  if (typeof VTTCue === "function") for (const [start, end, text] of cues) track.addCue(new VTTCue(start, end, text));

  // The transcript's lines become buttons that go where they are spoken.
  const lines = $$(".transcript li", section).map((item, index) => {
    const button = h("button", { type: "button", click: () => seek(cues[index]?.[0] || 0, true) }, ...Array.from(item.children));
    item.append(button);
    return button;
  });

  let absent: HTMLElement | null = null;
  player.addEventListener("error", fail);
  for (const event of ["play", "pause", "ended"]) player.addEventListener(event, state);
  for (const event of ["timeupdate", "seeked", "loadedmetadata", "durationchange"]) player.addEventListener(event, tick);
  range.addEventListener("input", () => seek(Number(range.value), false));
  tick();

  function toggle(): void {
    if (player.paused) void player.play().catch(() => undefined);
    else player.pause();
  }

  function state(): void {
    word.textContent = say(player.paused ? "player.media.play" : "player.media.pause");
    play.replaceChild(icon(player.paused ? "play" : "pause"), play.firstChild as Node);
  }

  function tick(): void {
    const all = Number.isFinite(player.duration) && player.duration ? player.duration : length;
    range.max = String(all || 1);
    if (player.readyState || !Number(range.value)) range.value = String(player.currentTime);
    const words = { now: clock(player.currentTime), all: clock(all) };
    time.textContent = `${words.now} / ${words.all}`;
    range.setAttribute("aria-valuetext", say("player.media.time", words));
    speak();
  }

  function speak(): void {
    const now = player.currentTime;
    const begun = now > 0 || !player.paused;
    const at = begun ? cues.findIndex(([start, end]) => now >= start && now < end) : -1;
    spoken.textContent = cues[at]?.[2] || "";
    line.hidden = !captions;
    lines.forEach((button, index) => {
      if (index === at) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    });
  }

  function seek(seconds: number, start: boolean): void {
    const go = (): void => {
      player.currentTime = seconds;
    };
    if (player.readyState) go();
    else {
      player.addEventListener("loadedmetadata", go, { once: true });
      player.preload = "metadata";
      player.load();
    }
    if (start) void player.play().catch(() => undefined);
  }

  function faster(): void {
    const rate = SPEEDS[(SPEEDS.indexOf(player.playbackRate) + 1) % SPEEDS.length] ?? 1;
    player.playbackRate = rate;
    player.defaultPlaybackRate = rate;
    speedWord.textContent = `${rate.toLocaleString(document.documentElement.lang)}×`;
  }

  function fill(): void {
    if (document.fullscreenElement) void document.exitFullscreen();
    else if (frame.requestFullscreen) void frame.requestFullscreen().catch(() => undefined);
    else if ((frame as Fullscreen).webkitRequestFullscreen) (frame as Fullscreen).webkitRequestFullscreen?.();
    else {
      track.mode = captions ? "showing" : "hidden";
      (player as Fullscreen).webkitEnterFullscreen?.();
    }
  }

  /** Offline, or the file is missing: said where the film would be, with what remains. */
  function fail(): void {
    if (absent) return;
    const retry = h("button.button", { type: "button" }, say("player.media.retry"));
    const words = h(
      "div",
      null,
      h("p", null, h("strong", null, say(navigator.onLine ? "player.media.error.title" : "player.media.offline.title"))),
      h("p", null, say("player.media.error.text")),
    );
    append(words, [retry]);
    const box = (absent = h("div.absent", { role: "alert" }, icon("offline"), words));
    frame.hidden = true;
    frame.after(box);
    retry.addEventListener("click", () => {
      box.remove();
      absent = null;
      frame.hidden = false;
      player.load();
      play.focus();
      toggle();
    });
  }
}
