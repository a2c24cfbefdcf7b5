/** Beliefs before and after as a slope chart. Numbers tell the lines apart, never colours; a table stands beside it. */
import { svg } from "./dom";

/** Where a belief stands: 0 (completely false) to 1 (completely true), or null for "I do not know". */
export type Belief = number | null;

export interface Slope {
  readonly before: Belief;
  readonly after: Belief;
}

export interface Words {
  readonly title: string;
  readonly description: string;
  readonly before: string;
  readonly after: string;
  readonly top: string;
  readonly middle: string;
  readonly bottom: string;
  readonly unknown: string;
}

const LEFT = 118;
const RIGHT = 262;
const HEAD = 40;
const RADIUS = 12;
/** Between two points on one level, and between two levels at least. */
const FAN = 28;
const LEVEL = 38;

export function drawSlope(slopes: readonly Slope[], steps: number, words: Words, id: string): SVGElement {
  const level = (belief: Belief): number => (belief === null ? -1 : Math.round(belief * (steps - 1)));
  const sides = ["before", "after"] as const;
  const at = sides.map((side) => slopes.map((slope) => level(slope[side])));
  const together = (levels: readonly number[], one: number): number[] =>
    levels.map((each, index) => (each === one ? index : -1)).filter((index) => index >= 0);
  const crowd = Math.max(...at.map((levels) => Math.max(...levels.map((one) => together(levels, one).length))), 1);
  const gap = Math.max(LEVEL, (crowd - 1) * FAN + RADIUS * 2 + 4);
  const top = HEAD + ((crowd - 1) * FAN) / 2;
  const bottom = top + gap * (steps - 1);
  const base = (one: number): number => (one < 0 ? bottom + gap + 18 : bottom - gap * one);
  const y = (side: number, index: number): number => {
    const levels = at[side] as number[];
    const one = levels[index] as number;
    const crowded = together(levels, one);
    return base(one) + (crowded.indexOf(index) - (crowded.length - 1) / 2) * FAN;
  };

  const unknown = at.some((levels) => levels.includes(-1));
  const height = (unknown ? base(-1) + (crowd * FAN) / 2 : bottom) + 18;
  const chart = svg(
    "svg",
    { viewBox: `0 0 320 ${height}`, role: "img", "aria-labelledby": `${id}-titre ${id}-texte` },
    svg("title", { id: `${id}-titre` }, words.title),
    svg("desc", { id: `${id}-texte` }, words.description),
  );
  const line = (css: string, x1: number, y1: number, x2: number, y2: number): void =>
    chart.append(svg("line", { class: css, x1, y1, x2, y2 }));
  const tick = (text: string, one: number): void =>
    chart.append(svg("text", { class: "tick", x: LEFT - 22, y: base(one) + 4.5, "text-anchor": "end" }, text));

  for (let one = 0; one < steps; one += 1) line("grid", LEFT, base(one), RIGHT, base(one));
  tick(words.top, steps - 1);
  tick(words.middle, (steps - 1) / 2);
  tick(words.bottom, 0);
  if (unknown) {
    line("grid", LEFT, base(-1), RIGHT, base(-1));
    tick(words.unknown, -1);
  }
  for (const x of [LEFT, RIGHT]) line("axis", x, top - 14, x, bottom + 14);
  chart.append(svg("text", { class: "side", x: LEFT, y: 14, "text-anchor": "middle" }, words.before));
  chart.append(svg("text", { class: "side", x: RIGHT, y: 14, "text-anchor": "middle" }, words.after));

  slopes.forEach(({ before, after }, index) => {
    const css = before === null || after === null ? "line line--from-none" : "line";
    line(css, LEFT, y(0, index), RIGHT, y(1, index));
  });
  slopes.forEach((_, index) => {
    [LEFT, RIGHT].forEach((x, side) => {
      const cy = y(side, index);
      chart.append(
        svg(
          "g",
          { class: sides[side] as string },
          svg("circle", { cx: x, cy, r: RADIUS }),
          svg("text", { class: "mark", x, y: cy + 5 }, String(index + 1)),
        ),
      );
    });
  });
  return chart;
}
