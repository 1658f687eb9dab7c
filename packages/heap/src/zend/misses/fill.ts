/** Filling memory. */

/** Below this many cells a loop is faster than the call of a built-in. */
const LOOP_CELLS = 64;

/** Writes `value` to the cells from `from` up to `to`. */
export function fillCells(m: Int32Array, from: number, to: number, value: number): void {
  if (to - from > LOOP_CELLS) m.fill(value, from, to);
  else for (let cell = from; cell < to; cell++) m[cell] = value;
}
