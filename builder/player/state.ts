/**
 * The learner's state as one short ASCII string, and back; tracking.py bounds its length, this file packs it.
 *
 * `1` format · 3 characters of check · 1 of status · 2 of slot count · the slots, bits in slot order, most significant
 * first. Every character is one of 64, so 6 bits. An older package's state has fewer slots: the rest read 0. A newer
 * one has more: they are ignored. Synchronous, because a page that is being closed has no time for anything else.
 */
import { STATUSES, type Status } from "./session";

export interface Layout {
  /** Bits of every slot ever given, in slot order; a removed slot keeps its place. */
  readonly widths: readonly number[];
}

export interface State {
  readonly status: Status;
  readonly slots: readonly number[];
}

export class StateError extends Error {}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const FORMAT = "1";
const HEAD = 7;

export function pack(uuid: string, layout: Layout, state: State): string {
  const { widths } = layout;
  let body = digit(STATUSES.indexOf(state.status)) + number(widths.length, 2);
  let bits = 0;
  let held = 0;
  widths.forEach((width, slot) => {
    const value = state.slots[slot] ?? 0;
    for (let bit = width - 1; bit >= 0; bit -= 1) {
      bits = bits * 2 + (Math.floor(value / 2 ** bit) % 2);
      held += 1;
      if (held === 6) {
        body += digit(bits);
        bits = held = 0;
      }
    }
  });
  if (held) body += digit(bits * 2 ** (6 - held));
  return FORMAT + check(uuid, body) + body;
}

/** The state in *text*, its slots cut or filled up to the layout. Throws `StateError` on what no package of this course wrote. */
export function unpack(uuid: string, layout: Layout, text: string): State {
  if (text[0] !== FORMAT) throw new StateError(`state format "${text[0] ?? ""}" is not known`);
  const body = text.slice(4);
  if (text.length < HEAD || text.slice(1, 4) !== check(uuid, body)) throw new StateError("the state's check does not match");
  const status = STATUSES[values(body.slice(0, 1))[0] as number];
  if (!status) throw new StateError("the state's status is not known");
  const digits = values(text.slice(HEAD));
  let position = 0;
  // What an older package did not have lies behind the end, or in the padding: it reads 0 without asking for the count.
  const slots = layout.widths.map((width) => {
    let value = 0;
    for (let bit = 0; bit < width; bit += 1) {
      const group = digits[Math.floor(position / 6)] ?? 0;
      value = value * 2 + ((group >> (5 - (position % 6))) & 1);
      position += 1;
    }
    return value;
  });
  return { status, slots };
}

/** The status in *text*; incomplete when it is no state of this course. */
export function statusIn(uuid: string, text: string): Status {
  try {
    return unpack(uuid, { widths: [] }, text).status;
  } catch {
    return "incomplete";
  }
}

/** 18 bits of FNV-1a over the course and the body: another course's state, or a cut one, is not taken for ours. */
function check(uuid: string, body: string): string {
  let hash = 0x811c9dc5;
  for (const character of `${uuid}/${body}`) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return number(hash & 0x3ffff, 3);
}

function digit(value: number): string {
  return ALPHABET[value] as string;
}

function number(value: number, size: number): string {
  let text = "";
  for (let place = size - 1; place >= 0; place -= 1) text += digit((value >> (6 * place)) & 63);
  return text;
}

function values(text: string): number[] {
  return Array.from(text, (character) => {
    const value = ALPHABET.indexOf(character);
    if (value < 0) throw new StateError(`"${character}" does not belong in a state`);
    return value;
  });
}
