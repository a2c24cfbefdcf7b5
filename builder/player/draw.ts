/**
 * Chance that can be had again: the same seed gives the same order, whatever else there is.
 *
 * Each thing gets a rank from the seed and its own key, so one that is added or taken away moves no other.
 */

/** What the seed's slot holds, from 1 on; 0 is "not drawn yet". */
const SEEDS = 4095;

export function newSeed(random: () => number = Math.random): number {
  return 1 + Math.floor(random() * SEEDS);
}

/** *keys* in the order of *seed*; *purpose* tells one order of the same keys from another. */
export function shuffled(seed: number, purpose: string, keys: readonly string[]): string[] {
  const ranks = new Map(keys.map((key) => [key, rank(`${seed}/${purpose}/${key}`)]));
  return [...keys].sort((a, b) => (ranks.get(a) as number) - (ranks.get(b) as number) || (a < b ? -1 : 1));
}

/** So many of *keys*, in the order in which they are given. */
export function drawn(seed: number, keys: readonly string[], count: number): string[] {
  const taken = new Set(shuffled(seed, "draw", keys).slice(0, count));
  return keys.filter((key) => taken.has(key));
}

/** 32 bits of FNV-1a, stirred as MurmurHash3 does at its end: keys that differ in their last character lie far apart. */
function rank(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
