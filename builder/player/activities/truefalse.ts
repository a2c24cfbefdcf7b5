/** True or false: a statement of knowledge. The state keeps 1 for "false", 2 for "true". */
import { register, type Values } from "../activity";
import { check, chosen, drawChoices, mountAsking, uncheck, type Common } from "../question";

interface Data extends Common {
  readonly right: boolean;
  /** After either answer: HTML. */
  readonly after: { readonly true: string; readonly false: string };
}

const FALSE = 1;
const TRUE = 2;

const isDone = (values: Values): boolean => Boolean(values.answer);
const credit = (data: Data, values: Values): number => Number(values.answer === (data.right ? TRUE : FALSE));

register<Data>("truefalse", {
  isDone,
  credit,
  next: "truefalse.next",
  mount(item) {
    const { data, form, say } = item;
    const right = data.right ? TRUE : FALSE;
    mountAsking(item, {
      isDone: () => isDone(item.values()),
      read() {
        const [answer] = chosen(form);
        return answer ? { values: { answer }, response: answer === TRUE, credit: credit(data, { answer }) } : "player.missing";
      },
      shown(solution) {
        const { answer } = item.values();
        const good = answer === right;
        // Of two answers, the wrong one tells the right one; its verdict says no more than that.
        const isRight = (number: number): boolean => (solution || good) && number === right;
        const rows = [TRUE, FALSE].map((number) => ({ number, isChosen: number === answer, isRight: isRight(number) }));
        return {
          sign: good ? "good" : "bad",
          verdict: say(solution || good ? `truefalse.verdict.${good ? "right" : "wrong"}.${data.right ? "true" : "false"}` : "player.wrong"),
          body: [drawChoices(item, "truefalse", rows)],
          reasons: [],
          feedback: data.after[answer === TRUE ? "true" : "false"] + data.feedback,
        };
      },
      restart: () => uncheck(form),
      fill: () => check(form, (number) => number === item.values().answer),
    });
  },
});
