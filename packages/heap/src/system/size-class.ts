/**
 * Which list a block belongs to. Below 32 units each size has a list of its own; above, each power of two is cut into
 * 32 lists of equal width. A class is `row * 32 + list`, so finding it takes no loop and no table.
 */
import { HEADER_BYTES, MIN_UNITS, ROW_LISTS, ROW_SHIFT, UNIT_SHIFT } from "./structure.js";

/** What a request is raised by before it is cut down to units. */
const ROUND_UP: number = HEADER_BYTES + 2 ** UNIT_SHIFT - 1;

/** Units of the block that serves a request of `size` bytes: its header, the bytes, rounded up. */
export function unitsFor(size: number): number {
  return Math.max((size + ROUND_UP) >>> UNIT_SHIFT, MIN_UNITS);
}

/** How far `units` is shifted down so that its five bits below the highest remain; 0 below 64 units. */
function shiftOf(units: number): number {
  return 31 - ROW_SHIFT - Math.clz32(units | ROW_LISTS);
}

/** The class that a free block of `units` is filed under. */
export function classOf(units: number): number {
  const shift = shiftOf(units);
  // from 32 units on, the highest bit carries into the row
  return (shift << ROW_SHIFT) + (units >>> shift);
}

/** The first class whose every block has at least `units`. */
export function searchClass(units: number): number {
  return classOf(units + (1 << shiftOf(units)) - 1);
}
