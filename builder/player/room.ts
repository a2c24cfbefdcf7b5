/** The room of a free text, counted in bytes of UTF-8: what still fits, cut between characters and never within one. */

/** Bytes of UTF-8. */
export function size(text: string): number {
  return new TextEncoder().encode(text).length;
}

/**
 * What stands in the field when *before* became *now*, and whether something of it was refused: the end of what was added,
 * never what stood there, and never half a character. A text that is too long already may only get shorter.
 */
export function accepted(before: string, now: string, bytes: number): [text: string, refused: boolean] {
  if (size(now) <= Math.max(bytes, size(before))) return [now, false];
  let start = 0;
  while (start < Math.min(before.length, now.length) && before[start] === now[start]) start += 1;
  let end = 0;
  while (end < Math.min(before.length, now.length) - start && before[before.length - 1 - end] === now[now.length - 1 - end]) end += 1;
  // A pair of surrogates is one character.
  if (start && /[\ud800-\udbff]/.test(now[start - 1] as string)) start -= 1;
  if (end && /[\udc00-\udfff]/.test(now[now.length - end] as string)) end -= 1;
  const [head, tail] = [now.slice(0, start), now.slice(now.length - end)];
  const room = bytes - size(head + tail);
  return room < 0 ? [before, true] : [head + fitting(now.slice(start, now.length - end), room) + tail, true];
}

/**
 * Roughly what people call a character: marks, skin tones and what a joiner holds together stay together. Properties by
 * their long names, as older browsers take no regular expression with the short ones, nor the script that holds it.
 */
const CHARACTER = /\r\n|\p{Regional_Indicator}{2}|.(?:[\p{M}\p{Emoji_Modifier}]|\u200d.)*/gsu;

function fitting(text: string, room: number): string {
  let taken = "";
  let left = room;
  // No text takes fewer bytes than it has units, so what lies further off cannot fit.
  for (const character of text.slice(0, room + 2).match(CHARACTER) || []) {
    left -= size(character);
    if (left < 0) break;
    taken += character;
  }
  return taken;
}
