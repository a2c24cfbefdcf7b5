/**
 * The meetings of the course, by the reader's clock: which are over, and at what time the others begin where the reader is.
 * What a build writes stays true for ever; what depends on today is said here.
 */
import { $, $$ } from "../dom";
import { registerPart, type Context } from "../part";

/** How the language writes hours: `{hour}` and `{minute}`, `{start}` and `{end}` are filled in. */
interface Data {
  readonly hour: string;
  readonly minute: string;
  readonly between: string;
}

registerPart<Data>("sessions", {
  mount({ data, course, say }: Context<Data>) {
    const now = Date.now();
    for (const card of $$("[data-session]")) {
      const [begin, end] = [card.dataset.begin, card.dataset.end].map((text) => new Date(text || "")) as [Date, Date];
      const isPast = end.getTime() <= now;
      card.classList.toggle("is-past", isPast);
      $("[data-past]", card).hidden = !isPast;
      for (const each of $$("[data-before]", card)) each.hidden = isPast;
      // The clocks may change during the meeting: its start is what the zones are compared by.
      if (isPast || !card.dataset.offset || -begin.getTimezoneOffset() === Number(card.dataset.offset)) continue;
      const place = $("[data-own]", card);
      const isSame = begin.getDate() === Number((card.dataset.day || "").slice(-2));
      place.textContent = say(isSame ? "sessions.own" : "sessions.own.day", {
        hours: hours(data, begin, end),
        day: begin.toLocaleDateString(course.language, { weekday: "long", day: "numeric", month: "long" }),
      });
      place.hidden = false;
    }
    // What is over comes last on the page of all sessions, each group in its order.
    const all = $("#_rencontres");
    if (all) for (const card of $$(".is-past", all)) $(".way", all).before(card);
  },
});

function hours({ hour, minute, between }: Data, begin: Date, end: Date): string {
  const [from, to] = [begin, end].map((moment) => {
    const minutes = moment.getMinutes();
    return (minutes ? minute : hour)
      .replace("{hour}", String(moment.getHours()))
      .replace("{minute}", `0${minutes}`.slice(-2));
  }) as [string, string];
  return between.replace("{start}", from).replace("{end}", to);
}
