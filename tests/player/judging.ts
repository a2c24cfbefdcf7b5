/** What follows from a learner's doings, outside a browser: draws, orders, completion. Commands as in harness.ts. */
import { judge, type Rule } from "../../builder/player/completion";
import { drawn, shuffled } from "../../builder/player/draw";

declare const process: {
  stdin: { setEncoding(name: string): void; on(event: "data", listener: (text: string) => void): void };
  stdout: { write(text: string): void };
};

interface Drawing {
  seed: number;
  keys: string[];
  count: number;
}

interface Judging {
  rule: Rule;
  /** Pages that are done, slots that are played, scores by page ("" for the course), pages whose score is final. */
  done?: number[];
  played?: number[];
  scores?: Record<string, number>;
  final?: string[];
}

const name = (page?: number): string => (page === undefined ? "" : String(page));

function drawing(all: readonly Drawing[]): unknown {
  return all.map(({ seed, keys, count }) => ({ drawn: drawn(seed, keys, count), order: shuffled(seed, "order", keys) }));
}

function judging(all: readonly Judging[]): unknown {
  return all.map(({ rule, done = [], played = [], scores = {}, final = [] }) =>
    judge(rule, {
      isDone: (page) => done.includes(page),
      isPlayed: (slots) => slots.some((slot) => played.includes(slot)),
      score: (page) => scores[name(page)] ?? 0,
      isFinal: (page) => final.includes(name(page)),
    }),
  );
}

const COMMANDS: Record<string, (parameter: never) => unknown> = { drawing, judging };
let rest = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (text) => {
  const lines = (rest + text).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) {
    const [command, parameter] = JSON.parse(line) as [string, never];
    const value = (COMMANDS[command] as (parameter: never) => unknown)(parameter);
    process.stdout.write(`${JSON.stringify({ value })}\n`);
  }
});
