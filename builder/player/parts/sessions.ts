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
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const own = say("sessions.own");
    const now = Date.now();
    for (const card of $$("[data-session]")) {
      const [begin, end] = [card.dataset.begin, card.dataset.end].map((text) => new Date(text || "")) as [Date, Date];
      const isPast = end.getTime() <= now;
      card.classList.toggle("is-past", isPast);
      $("[data-past]", card).hidden = !isPast;
      for (const each of $$("[data-before]", card)) each.hidden = isPast;
      if (isPast || !card.dataset.offset) continue;
      // The clocks may change during the meeting: its start is what the zones are compared by.
      if (-begin.getTimezoneOffset() === Number(card.dataset.offset)) continue;
      const place = $("[data-own]", card);
      place.textContent = `${capital(day(begin, course.language))}, ${hours(data, begin, end)} (${own}${zone ? `, ${zone}` : ""})`;
      place.hidden = false;
    }
  },
});

function day(moment: Date, language: string): string {
  return moment.toLocaleDateString(language, { weekday: "long", day: "numeric", month: "long" });
}

function hours({ hour, minute, between }: Data, begin: Date, end: Date): string {
  const [from, to] = [begin, end].map((moment) => {
    const minutes = moment.getMinutes();
    return (minutes ? minute : hour)
      .replace("{hour}", String(moment.getHours()))
      .replace("{minute}", `0${minutes}`.slice(-2));
  }) as [string, string];
  return between.replace("{start}", from).replace("{end}", to);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
