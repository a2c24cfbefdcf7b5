/**
 * Words compared as people compare them; the other half of builder/activities/wording.py, tried on the same table. No
 * look behind, which Safari 13 does not know, and properties by names that Firefox 78 takes.
 */
const LIGATURES: Readonly<Record<string, string>> = { œ: "oe", æ: "ae", ß: "ss", ø: "o", ł: "l", đ: "d" };
/** Holds the place of a decimal sign. */
const POINT = "\ue000";

/** *text* in small letters, one space between its words; of its punctuation only decimal points are left. */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\p{Mark}\p{Format}]/gu, "")
    .replace(/[œæßøłđ]/g, (letter) => LIGATURES[letter] as string)
    .replace(/([0-9])[.,](?=[0-9])/g, `$1${POINT}`)
    .replace(/[\p{Punctuation}\p{Separator}\p{Control}`´ʼ−]/gu, " ")
    .replace(/\ue000/g, ".")
    .split(" ")
    .filter(Boolean)
    .join(" ");
}

/** *text* folded, without any space. */
export function joined(text: string): string {
  return fold(text).replace(/ /g, "");
}

/** What a blank accepts. */
export interface Accepted {
  /** Folded, without spaces. */
  readonly forms: readonly string[];
  /** For the whole of the folded words. */
  readonly patterns: readonly string[];
}

export function accepts({ forms, patterns }: Accepted, typed: string): boolean {
  return forms.includes(joined(typed)) || patterns.some((source) => new RegExp(`^(?:${source})$`, "u").test(fold(typed)));
}
