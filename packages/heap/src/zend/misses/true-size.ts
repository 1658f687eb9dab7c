/** From requested sizes to those of blocks. */
import { MIN_BYTES, ROUND_UP, UNIT_SHIFT } from "../model.js";

/** The bytes of the block that serves a request below ORDINARY_SIZE. @zend ZEND_MM_TRUE_SIZE */
export function ordinaryBytes(size: number): number {
  const bytes = ((size + ROUND_UP) >>> UNIT_SHIFT) << UNIT_SHIFT;
  // a comparison: calls of Math are not what engines do best where sizes are known to be integers
  if (bytes < MIN_BYTES) return MIN_BYTES;
  return bytes;
}
