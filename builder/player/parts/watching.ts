/**
 * Films and recordings that the course asks for: which parts of each were played.
 *
 * A film is cut into twenty parts, a bit each in the state, so that it may be played over several visits. The browser
 * tells what was played apart from what was skipped (`played`): seeking counts for nothing.
 */
import { $, $$ } from "../dom";
import { registerPart } from "../part";

/** By page, then by asset: the slot. */
type Data = Readonly<Record<string, Readonly<Record<string, number>>>>;

const PARTS = 20;
/** How much of a part must have been played, so that a hair's breadth between two ranges does not matter. */
const ENOUGH = 0.9;

registerPart<Data>("watching", {
  mount({ data, course, progress, attempt, nav }) {
    for (const [page, assets] of Object.entries(data)) {
      const view = document.getElementById(page);
      if (!view || !course.pages.some((each) => each.id === page)) continue;
      for (const section of $$("[data-media]", view)) {
        const slot = assets[section.dataset.media || ""];
        if (slot !== undefined) watch($<HTMLMediaElement>("video, audio", section), slot);
      }
    }

    function watch(player: HTMLMediaElement, slot: number): void {
      const note = (): void => {
        // What a group watches together, nobody has watched; see group.ts.
        if (document.documentElement.classList.contains("is-group")) return;
        const { duration, played } = player;
        if (!Number.isFinite(duration) || !duration) return;
        const before = progress.at(slot);
        let mask = before;
        for (let part = 0; part < PARTS; part += 1) {
          const bit = 2 ** part;
          const [start, end] = [(duration * part) / PARTS, (duration * (part + 1)) / PARTS];
          if (!(Math.floor(mask / bit) % 2) && overlap(played, start, end) >= ENOUGH * (end - start)) mask += bit;
        }
        if (mask === before) return;
        progress.put(slot, mask);
        progress.raise();
        attempt.touch();
        nav.refresh();
      };
      for (const event of ["timeupdate", "pause", "ended"]) player.addEventListener(event, note);
    }
  },
});

/** Seconds of *ranges* that lie between *start* and *end*; the ranges never overlap each other. */
function overlap(ranges: TimeRanges, start: number, end: number): number {
  let sum = 0;
  for (let index = 0; index < ranges.length; index += 1) {
    sum += Math.max(Math.min(ranges.end(index), end) - Math.max(ranges.start(index), start), 0);
  }
  return sum;
}
