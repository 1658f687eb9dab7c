/** Whole words of the data model, of which values below 2^32 fill the low half. */
import { HIGH, WIDE } from "../model.js";

/** Writes the word at `cell`. */
export function setWord(m: Int32Array, cell: number, value: number): void {
  m[cell] = value;
  if (WIDE) m[cell + HIGH] = 0;
}
