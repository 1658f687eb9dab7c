/** Numbers that only the seed decides. */
export interface Random {
  /** A whole number from 0 to below `end`. */
  below(end: number): number;
  /** One of the elements. */
  pick<T>(from: readonly T[]): T;
  /** Whether an event of this chance happens. */
  chance(probability: number): boolean;
}

export function randomFrom(seed: number): Random {
  let state = (seed * 2 + 1) >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x85ebca6b);
    mixed ^= mixed >>> 13;
    return (mixed >>> 0) / 2 ** 32;
  };
  return {
    below: (end) => Math.floor(next() * end),
    pick: (from) => from[Math.floor(next() * from.length)] as (typeof from)[number],
    chance: (probability) => next() < probability,
  };
}
