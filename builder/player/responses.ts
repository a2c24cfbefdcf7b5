/** Answers in the format of SCORM 2004 (R04-10), which xAPI and cmi5 share (T13). */
import type { AnsweredInteraction } from "./session";

/** What a fill-in holds at least in any LMS, in characters. */
const WORDS = 250;
const LONG_WORDS = 4_000;

type Name = (id: string) => string;

/** *name* gives the id that a standard takes. */
export function responseText({ type, response }: AnsweredInteraction, name: Name): string {
  if (typeof response === "object") return response.map(named(type, name)).join("[,]");
  return typeof response === "string" ? cut(response, type === "long-fill-in" ? LONG_WORDS : WORDS) : String(response);
}

/** Every pattern that is right: one, but for words that may be said in several ways. */
export function patterns({ type, correct }: AnsweredInteraction, name: Name): string[] {
  if (!correct.length) return [];
  if (type === "numeric") return [correct.join("[:]")];
  if (type === "fill-in" || type === "long-fill-in") return correct.map((words) => `{case_matters=false}${cut(words, WORDS)}`);
  return [correct.map(named(type, name)).join("[,]")];
}

function named(type: AnsweredInteraction["type"], name: Name): Name {
  return type === "matching" ? (pair) => pair.split(".").map(name).join("[.]") : name;
}

/** The first characters of *text*, none of them halved. */
export function cut(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : text;
}
