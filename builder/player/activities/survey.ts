/** An opinion about the course. No answer is right; whoever would rather not answer has answered. */
import { register, type Item, type Values } from "../activity";
import { $, append, focus, h, icon } from "../dom";
import { chosen, complain, settle } from "../question";

interface Data {
  /** By the number of the step: what reports call it. */
  readonly ids: Readonly<Record<string, string>>;
}

const isDone = ({ answer, apart }: Values): boolean => Boolean(answer || apart);

register<Data>("survey", { isDone, next: "survey.next", mount });

function mount(item: Item<Data>): void {
  const { form, say, data } = item;
  const asked = $(".asked", form);
  let done: HTMLElement | null = null;
  let busy = false;

  const change = (): void => {
    done?.remove();
    done = null;
    asked.hidden = false;
    ($("input:checked", asked) ?? $("input", asked)).focus();
  };
  const show = (saved: boolean, moved: boolean): void => {
    const { answer = 0 } = item.values();
    const input = $<HTMLInputElement>(`input[value="${answer}"]`, asked);
    input.checked = true;
    const heading = h(`${item.heading}.verdict` as "h2", { tabindex: -1 }, h("span", null, icon("info")), h("span", null, say(answer ? "survey.thanks" : "survey.noted")));
    const given = h("p", null, `${say("survey.yours")} `, h("strong", { html: (input.nextElementSibling as HTMLElement).innerHTML }));
    const actions = h("div.actions");
    append(actions, [item.next(), h("button.button.button--plain", { type: "button", click: change }, say("survey.again"))]);
    done = h("div.answered", null, h("div.ask", { html: $(".ask", asked).innerHTML }), h("div.feedback", null, heading, answer > 0 && given));
    if (!saved) done.append(h("p.error", { role: "alert" }, icon("warn"), h("span", null, say("player.unsent"))));
    done.append(actions);
    settle(asked);
    asked.hidden = true;
    asked.after(done);
    if (moved) focus(heading);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [answer] = chosen(asked);
    if (answer === undefined) {
      complain(asked, say("survey.missing"));
      return;
    }
    if (busy) return;
    busy = true;
    const id = data.ids[answer];
    void item.submit({ values: { answer, apart: Number(!answer) }, response: id ? [id] : null, result: "neutral" }).then((outcome) => {
      busy = false;
      show(outcome.ok, true);
    });
  });
  const { answer = 0 } = item.values();
  // A step may have gone from the scale since: then it is asked anew.
  if (isDone(item.values()) && asked.querySelector(`input[value="${answer}"]`)) show(true, false);
}
