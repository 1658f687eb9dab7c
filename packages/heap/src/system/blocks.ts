/**
 * Blocks of the system heap: a size word and its copy in the block behind are always written together.
 * `m` is the memory as cells, `heap` the heap structure and blocks as cells, sizes in units.
 */
import { broken, insertBlock, refileBlock } from "./free-lists.js";
import {
  CELL_SHIFT,
  FREE,
  HEADER_BYTES,
  MIN_UNITS,
  PREV,
  SIZE,
  TYPE_MASK,
  UNIT_CELL_SHIFT,
  UNIT_SHIFT,
  USED,
} from "./structure.js";

/** Units of a block, whatever its type. */
export function unitsOf(m: Int32Array, block: number): number {
  return m[block + SIZE]! >>> UNIT_SHIFT;
}

/** The block (or edge) physically behind a block of `units`. */
export function blockBehind(block: number, units: number): number {
  return block + (units << UNIT_CELL_SHIFT);
}

/** Marks `units` from `block` on as one used block. */
export function markUsed(m: Int32Array, block: number, units: number): void {
  const word = (units << UNIT_SHIFT) | USED;
  m[block + SIZE] = word;
  m[blockBehind(block, units) + PREV] = word;
}

/** Marks `units` from `block` on as one free block, not on any list yet. */
export function markFree(m: Int32Array, block: number, units: number): void {
  const word = (units << UNIT_SHIFT) | FREE;
  m[block + SIZE] = word;
  m[blockBehind(block, units) + PREV] = word;
}

/**
 * Units of the block at `block` if that is free, else 0.
 * @throws HeapCorruptionError when the block behind a free one does not repeat its size.
 */
export function freeUnitsAt(m: Int32Array, block: number): number {
  const word = m[block + SIZE]!;
  if ((word & TYPE_MASK) !== FREE) return 0;
  const units = word >>> UNIT_SHIFT;
  if (m[blockBehind(block, units) + PREV] !== word) throw broken(block, "the block behind does not repeat its size");
  return units;
}

/**
 * Cuts so much off the front of a free block that its user bytes start at a multiple of `alignment` bytes.
 * Returns the block behind the cut; both are on their lists.
 */
export function cutFront(m: Int32Array, heap: number, block: number, alignment: number): number {
  const address = ((block << CELL_SHIFT) >>> 0) + HEADER_BYTES;
  let front = (Math.ceil(address / alignment) * alignment - address) / 2 ** UNIT_SHIFT;
  if (front === 0) return block;
  if (front < MIN_UNITS) front += alignment / 2 ** UNIT_SHIFT;
  const have = freeUnitsAt(m, block);
  const rest = blockBehind(block, front);
  refileBlock(m, heap, block, have, rest, have - front);
  insertBlock(m, heap, block, front);
  markFree(m, rest, have - front);
  markFree(m, block, front);
  return rest;
}
