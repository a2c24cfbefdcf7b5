/** True or false: a statement of knowledge. The state keeps 1 for "false", 2 for "true". */
import { register, type Values } from "../activity";
import { mountQuestion } from "../question";

interface Data {
  readonly right: boolean;
  readonly feedback: { readonly true: string; readonly false: string };
  readonly source: string;
}

const FALSE = 1;
const TRUE = 2;

const isDone = (values: Values): boolean => Boolean(values.answer);
const isRight = (data: Data, values: Values): boolean => values.answer === (data.right ? TRUE : FALSE);

register<Data>("truefalse", {
  isDone,
  isRight,
  next: "truefalse.next",
  mount(item) {
    const { data, say } = item;
    const right = data.right ? TRUE : FALSE;
    mountQuestion(
      item,
      () => isDone(item.values()),
      ([answer = 0]) => ({
        values: { answer },
        response: answer === TRUE,
        result: answer === right ? "correct" : "wrong",
      }),
      () => {
        const { answer } = item.values();
        const good = answer === right;
        return {
          rows: [TRUE, FALSE].map((number) => ({ number, isChosen: number === answer, isRight: number === right })),
          sign: good ? "good" : "bad",
          verdict: say(`truefalse.verdict.${good ? "right" : "wrong"}.${data.right ? "true" : "false"}`),
          reasons: [],
          feedback: data.feedback[answer === TRUE ? "true" : "false"],
          source: data.source,
          prefix: "truefalse",
          again: !good,
        };
      },
    );
  },
});
