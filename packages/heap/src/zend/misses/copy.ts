/** Copying memory. */
import { LOOP_CELLS } from "../model.js";

/** Copies `count` cells, a multiple of two, from cell `from` to cell `to`; the ranges do not overlap. */
export function copyCells(m: Int32Array, to: number, from: number, count: number): void {
  if (count > LOOP_CELLS) m.copyWithin(to, from, from + count);
  else for (let i = 0; i < count; i++) m[to + i] = m[from + i]!;
}
