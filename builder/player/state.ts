/**
 * The learner's state as one short ASCII string, and back; tracking.py bounds its length, this file packs it.
 *
 * `1` format · 3 characters of check · 1 of status · 2 of slot count · the slots, bits in slot order, most significant
 * first · where there are texts, a point, then for each 2 characters of slot, 3 of length, and its UTF-8. Every character
 * but the point is one of 64, so 6 bits. An older package's state has fewer slots: the rest read 0. A newer one has more:
 * they are ignored. Synchronous, because a page that is being closed has no time for anything else.
 */
import { STATUSES, type Status } from "./session";

export interface Layout {
  /** Bits of every slot ever given, in slot order; a removed slot keeps its place, a text has none. */
  readonly widths: readonly number[];
  /** Slots and the narrower ones that they outgrew, in slot order. */
  readonly outgrown?: readonly (readonly [slot: number, before: number])[];
}

/** By slot number; what is not there is empty. */
export type Texts = Readonly<Record<number, string>>;

export interface State {
  readonly status: Status;
  readonly slots: readonly number[];
  readonly texts?: Texts;
}

export class StateError extends Error {}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const FORMAT = "1";
const HEAD = 7;
const TEXT_HEAD = 5;
const TEXTS = ".";

export function pack(scope: string, layout: Layout, { status, slots, texts = {} }: State): string {
  const { widths } = layout;
  let body = digit(STATUSES.indexOf(status)) + number(widths.length, 2) + bits(widths.map((width, slot) => [slots[slot] || 0, width]));
  const written = Object.keys(texts).map(Number).filter((slot) => texts[slot]).sort((a, b) => a - b);
  if (written.length) body += TEXTS;
  for (const slot of written) {
    const packed = bits(Array.from(new TextEncoder().encode(texts[slot]), (byte) => [byte, 8]));
    body += number(slot, 2) + number(packed.length, 3) + packed;
  }
  return FORMAT + check(scope, body) + body;
}

/** The state in *text*, its slots cut or filled up to the layout. Throws `StateError` on what no package of this scope wrote. */
export function unpack(scope: string, layout: Layout, text: string): State {
  if (text[0] !== FORMAT) throw new StateError(`format "${text[0] || ""}" is not known`);
  const body = text.slice(4);
  if (text.length < HEAD || text.slice(1, 4) !== check(scope, body)) throw new StateError("its check does not match");
  const point = text.indexOf(TEXTS, HEAD);
  const head = values(body.slice(0, 3)) as [number, number, number];
  const status = STATUSES[head[0]];
  if (!status) throw new StateError("its status is not known");
  const digits = values(text.slice(HEAD, point < 0 ? undefined : point));
  const written = layout.widths.slice(0, head[1] * 64 + head[2]);
  // Slots never change their width, so those that we know must take the room they take; nothing else may look like them.
  const length = Math.ceil(written.reduce((sum, width) => sum + width, 0) / 6);
  const isOlder = head[1] * 64 + head[2] <= layout.widths.length;
  if (isOlder ? digits.length !== length : digits.length < length) throw new StateError("its slots have other widths");
  let position = 0;
  const slots = layout.widths.map((width, slot) => {
    let value = 0;
    for (let bit = 0; bit < width && slot < written.length; bit += 1) {
      const group = digits[Math.floor(position / 6)] || 0;
      value = value * 2 + ((group >> (5 - (position % 6))) & 1);
      position += 1;
    }
    return value;
  });
  // What was answered before a question got more choices was answered all the same.
  for (const [slot, before] of layout.outgrown ?? []) slots[slot] = slots[slot] || slots[before] || 0;
  return { status, slots, texts: point < 0 ? {} : readTexts(text.slice(point + 1), layout) };
}

function readTexts(text: string, { widths }: Layout): Texts {
  const texts: Record<number, string> = {};
  for (let at = 0; at < text.length || !at; ) {
    const [slot, length] = [sum(values(text.slice(at, at + 2))), sum(values(text.slice(at + 2, at + TEXT_HEAD)))];
    const digits = values(text.slice(at + TEXT_HEAD, at + TEXT_HEAD + length));
    const isWhole = length && length % 4 !== 1 && digits.length === length;
    if (!isWhole || slot in texts || widths[slot]) throw new StateError("its texts do not fit together");
    const bytes = new Uint8Array(Math.floor((length * 6) / 8));
    bytes.forEach((_, index) => {
      const [first, shift] = [Math.floor((index * 8) / 6), (index * 8) % 6];
      bytes[index] = ((((digits[first] as number) << 6) | (digits[first + 1] as number)) >> (4 - shift)) & 0xff;
    });
    try {
      // A byte order mark is part of what was written.
      texts[slot] = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw new StateError("its texts are not UTF-8");
    }
    at += TEXT_HEAD + length;
  }
  return texts;
}

/** The status in *text*; incomplete when it is no state of this scope. */
export function statusIn(scope: string, text: string): Status {
  try {
    return unpack(scope, { widths: [] }, text).status;
  } catch {
    return "incomplete";
  }
}

/** 18 bits of FNV-1a over the scope and the body: another course's state, or a cut one, is not taken for ours. */
function check(scope: string, body: string): string {
  let hash = 0x811c9dc5;
  for (const character of `${scope}/${body}`) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return number(hash & 0x3ffff, 3);
}

/** Values of so many bits, one after the other, six bits a character. */
function bits(pairs: readonly (readonly [value: number, width: number])[]): string {
  let text = "";
  let group = 0;
  let held = 0;
  for (const [value, width] of pairs) {
    for (let bit = width - 1; bit >= 0; bit -= 1) {
      group = group * 2 + (Math.floor(value / 2 ** bit) % 2);
      held += 1;
      if (held === 6) {
        text += digit(group);
        group = held = 0;
      }
    }
  }
  return held ? text + digit(group * 2 ** (6 - held)) : text;
}

function digit(value: number): string {
  return ALPHABET[value] as string;
}

function number(value: number, size: number): string {
  let text = "";
  for (let place = size - 1; place >= 0; place -= 1) text += digit((value >> (6 * place)) & 63);
  return text;
}

function sum(digits: readonly number[]): number {
  return digits.reduce((value, each) => value * 64 + each, 0);
}

function values(text: string): number[] {
  return Array.from(text, (character) => {
    const value = ALPHABET.indexOf(character);
    if (value < 0) throw new StateError(`"${character}" does not belong there`);
    return value;
  });
}
