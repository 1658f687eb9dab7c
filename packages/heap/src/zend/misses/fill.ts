/** Filling memory. */
import { LOOP_CELLS } from "../model.js";

/** Writes `value` to the cells from `from` up to `to`. */
export function fillCells(m: Int32Array, from: number, to: number, value: number): void {
  if (to - from > LOOP_CELLS) m.fill(value, from, to);
  else for (let cell = from; cell < to; cell++) m[cell] = value;
}
