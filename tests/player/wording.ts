/** What the player makes of words and numbers that were typed: one JSON command a line, one JSON answer a line. */
import { packed, readDecimal, unpacked, valueOf } from "../../builder/player/decimal";
import { accepts, fold, type Accepted } from "../../builder/player/wording";

declare const process: {
  stdin: { setEncoding(name: string): void; on(event: "data", listener: (text: string) => void): void };
  stdout: { write(text: string): void };
};

/** The number, and the same one after it was kept in the state; null where it is none. */
function number({ text, english }: { text: string; english: boolean }): [number, number, number, string] | null {
  const found = readDecimal(text, english);
  return found && [valueOf(found), valueOf(unpacked(packed(found))), packed(found), String(valueOf(found))];
}

const COMMANDS: Record<string, (parameter: never) => unknown> = {
  fold: (text: string) => fold(text),
  accepts: ({ typed, ...accepted }: Accepted & { typed: string }) => accepts(accepted, typed),
  number,
};
let rest = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (text) => {
  const lines = (rest + text).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) {
    const [name, parameter] = JSON.parse(line) as [string, never];
    process.stdout.write(`${JSON.stringify({ value: (COMMANDS[name] as (parameter: never) => unknown)(parameter) })}\n`);
  }
});
