/** Copying memory. */

/** Below this many cells a loop is faster than the call of a built-in. */
const LOOP_CELLS = 64;

/** Copies `count` cells, a multiple of two, from cell `from` to cell `to`; the ranges do not overlap. */
export function copyCells(m: Int32Array, to: number, from: number, count: number): void {
  if (count > LOOP_CELLS) m.copyWithin(to, from, from + count);
  else for (let i = 0; i < count; i++) m[to + i] = m[from + i]!;
}
