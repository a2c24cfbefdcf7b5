/** A text in one's own words: kept like a reflection, and sent only when the learner says so. Never required. */
import { register, type Item } from "../activity";
import { $, h, icon } from "../dom";
import { complain, settle } from "../question";
import { mountWriting, type Writing } from "../writing";

interface Data extends Writing {
  readonly reported: boolean;
}

register<Data>("longtext", {
  isDone: () => true,
  isOptional: true,
  next: "longtext.next",
  mount(item) {
    mountWriting(item);
    if (item.data.reported) mountSending(item);
  },
});

function mountSending(item: Item<Data>): void {
  const { form, say } = item;
  const asked = $(".write__send", form);
  // Where this device alone records, there is nobody to send it to.
  if (item.text.isShared) {
    asked.hidden = $("[data-sends]", form).hidden = true;
    return;
  }
  const status = $("[role=status]", asked);
  let busy = false;

  const tell = (key: string, sign: "good" | "warn"): void => {
    status.textContent = "";
    status.append(icon(sign), h("span", null, say(key)));
    status.className = `sent is-${sign}`;
  };
  form.addEventListener("submit", () => {
    const text = item.text.read().trim();
    settle(asked);
    if (!text) {
      complain(asked, say("longtext.missing"), $("textarea", form));
      return;
    }
    if (busy) return;
    busy = true;
    void item.submit({ values: { sent: 1 }, response: text, result: "neutral" }).then((outcome) => {
      busy = false;
      tell(outcome.ok ? "longtext.sent" : "longtext.unsent", outcome.ok ? "good" : "warn");
    });
  });
  if (item.values().sent) tell("longtext.sent", "good");
}
