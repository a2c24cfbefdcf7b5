/**
 * « Que répondez-vous ? »: a reply is chosen and judged, then worded in one's own way, then compared with a model. The
 * state keeps the choice and that one has compared; the words are a free text. The model comes from the course data.
 */
import { register, type Item, type Values } from "../activity";
import { plural } from "../course";
import { $, append, focus, h } from "../dom";
import { check, chosen, drawChoices, explain, mountAsking, uncheck, type Common, type Shown } from "../question";
import { accepted, size } from "../room";

interface Choice {
  readonly number: number;
  readonly id: string;
  readonly right: boolean;
  readonly feedback: string;
}

interface Data extends Common {
  readonly choices: readonly Choice[];
  /** Room for one's own words, in bytes of UTF-8. */
  readonly bytes: number;
  readonly rows: number;
  /** HTML. */
  readonly model: string;
  readonly reasons: readonly string[];
}

const taken = ({ choices }: Data, { answer }: Values): Choice | undefined => choices.find(({ number }) => number === answer);
const credit = (data: Data, values: Values): number => Number(taken(data, values)?.right || false);

register<Data>("reply", {
  isDone: ({ answer }) => Boolean(answer),
  credit,
  next: "reply.next",
  written({ form, key, text }) {
    const words = ($<HTMLTextAreaElement>("textarea", form)?.value ?? text.read()).trim();
    const said = ($(".heard .said", form).textContent || "").trim();
    return words ? [{ kind: "heading", level: 3, text: said, mark: `item ${key}` }, { kind: "text", text: words }] : [];
  },
  mount(item) {
    const { form } = item;
    mountAsking(item, {
      isDone: () => Boolean(item.values().answer),
      read() {
        const [answer] = chosen(form);
        if (!answer) return "player.missing";
        const values = { answer, compared: 0 };
        const choice = taken(item.data, values);
        return { values, response: choice ? [choice.id] : [], credit: credit(item.data, values) };
      },
      shown: (solution) => shown(item, solution),
      restart: () => uncheck(form),
      fill: () => check(form, (number) => number === item.values().answer),
    });
  },
});

function shown(item: Item<Data>, solution: boolean): Shown {
  const { data, say } = item;
  const choice = taken(data, item.values());
  const isRight = Boolean(choice?.right);
  const rows = data.choices.map((each) => ({ number: each.number, isChosen: each === choice, isRight: each.right && (solution || each === choice) }));
  const reasons = data.choices
    .filter((each) => each.feedback && (each === choice || (solution && each.right)))
    .sort((a, b) => Number(b === choice) - Number(a === choice))
    .map((each) => [each.number, each.feedback] as const);
  return {
    sign: isRight ? "good" : "bad",
    verdict: say(isRight ? "reply.verdict.right" : "reply.verdict.wrong"),
    body: [drawChoices(item, "reply", rows)],
    reasons: [...explain(item, reasons), Boolean(data.feedback) && h("div.reason", { html: data.feedback }), solution && wording(item)].filter(
      (node): node is HTMLElement => Boolean(node),
    ),
    feedback: "",
    // Until the model is seen, any choice can be thought over.
    again: !isRight || !item.values().compared,
  };
}

/** Room for one's own reply, then both replies side by side. */
function wording(item: Item<Data>): HTMLElement {
  const { data, say, text: keeper } = item;
  const id = `${item.key.replace(/[^A-Za-z0-9-]/g, "_")}-mots`;
  const below = item.heading === "h2" ? "h3" : "h4";
  const area = h("textarea.write", { id, rows: data.rows, dir: "auto", autocomplete: "off", "aria-describedby": `${id}-regle ${id}-place` });
  const room = h("p.small.room.num", { id: `${id}-place` });
  const place = h("span", null, "");
  const written = h("div.written", { dir: "auto" });
  const status = h("p.hidden-text", { role: "status" });
  const compare = h("button.button", { type: "button", click: () => open(true) }, say("reply.compare"));
  const own = h(
    "div",
    null,
    h("label.write__label", { for: id }, say("reflection.field")),
    h("p.small.write__rule", { id: `${id}-regle` }, h("strong", null, say("reflection.rule")), " ", place),
    area,
    written,
    room,
    status,
    h("div.actions", null, compare),
  );
  const box = h("div.wording", null, h(`${below}.ask` as "h3", null, say("reply.word")), h("p.hint", null, say("reply.word.hint")), own);
  let last = keeper.read();

  const tell = (refused: boolean): void => {
    const left = data.bytes - size(last);
    const words = left < 0 ? say("reflection.over", { count: -left }) : say(plural("reflection.room", left), { count: left });
    room.textContent = refused ? `${say("reflection.full")} ${words}` : words;
    room.classList.toggle("is-short", refused || left < data.bytes / 5);
    status.textContent = refused ? room.textContent : "";
    written.textContent = last;
  };
  const tellPlace = (where: string): void => {
    place.textContent = say(`reflection.place.${where}${where === "device" && keeper.isShared ? ".shared" : ""}`);
  };
  const take = (): void => {
    const [kept, refused] = accepted(last, area.value, data.bytes);
    if (kept !== area.value) area.value = kept;
    if (kept === last && !refused) return;
    last = kept;
    tell(refused);
    if (!keeper.write(last) && keeper.place !== "page") tellPlace("page");
  };
  const open = (moved: boolean): void => {
    if (!item.values().compared) item.keep({ compared: 1 });
    own.hidden = true;
    const heading = h(`${below}.ask` as "h3", { tabindex: -1 }, say("reply.compared"));
    const why = h("div.compared__why", null, h("p.label", null, say("reply.reasons")), h("ul", null, ...data.reasons.map((html) => h("li", { html }))));
    const change = h("button.button.button--plain", { type: "button", click: close }, say("reply.change"));
    box.textContent = "";
    append(box, [
      // Hidden, and still the place where what was written is found.
      own,
      heading,
      h(
        "div.compared",
        null,
        h("div", null, h("p.label", null, say("reply.own")), h("p.said", { dir: "auto" }, last || say("reply.own.none"))),
        h("div.compared__model", null, h("p.label", null, say("reply.model")), h("p.said", { html: data.model })),
      ),
      Boolean(data.reasons.length) && why,
      h("div.actions", null, change),
    ]);
    if (moved) focus(heading);
  };
  const close = (): void => {
    box.textContent = "";
    own.hidden = false;
    append(box, [h(`${below}.ask` as "h3", null, say("reply.word")), h("p.hint", null, say("reply.word.hint")), own]);
    area.focus();
  };

  area.value = last;
  area.addEventListener("input", (event) => {
    // Half a syllable of an input method is nothing to judge; its end comes as an event of its own.
    if (!(event as InputEvent).isComposing) take();
  });
  area.addEventListener("compositionend", take);
  tellPlace(keeper.place);
  tell(false);
  if (item.values().compared) open(false);
  return box;
}
