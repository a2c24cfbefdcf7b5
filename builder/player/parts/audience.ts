/** "Vous êtes…": where the course asks other things of other audiences, its home page lets learners say which is theirs. */
import { $, h } from "../dom";
import { registerPart } from "../part";

/** Each audience that has a rule of its own: the words shown, and its slot. */
type Data = readonly (readonly [words: string, slot: number])[];

registerPart<Data>("audience", {
  mount({ data, progress, attempt, nav, say }) {
    const option = (words: string, slot: number | null): HTMLElement => {
      const isChosen = slot === null ? !data.some(([, each]) => progress.at(each)) : progress.at(slot) > 0;
      const choose = (): void => {
        for (const [, each] of data) progress.put(each, Number(each === slot));
        progress.raise();
        attempt.touch();
        nav.refresh();
      };
      const input = h("input", { type: "radio", name: "_public", checked: isChosen, change: choose });
      return h("label.choice", null, input, h("span.choice__text", null, words));
    };
    const list = h("div.choices", null, ...data.map(([words, slot]) => option(words, slot)), option(say("audience.none"), null));
    const legend = h("legend.ask", null, say("audience.ask"));
    const about = h("p.hint", null, say("audience.why"));
    const box = h("section.row.audience", null, h("p.label", null, say("audience.label")), h("fieldset", null, legend, about, list));
    $("#_accueil .lesson > h2").after(box);
  },
});
