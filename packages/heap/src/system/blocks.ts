/**
 * Blocks of the system heap: a size word and its copy in the block behind are always written together.
 * `m` is the memory as cells, `heap` the heap structure and blocks as cells, sizes in units.
 */
import { broken, insertBlock, refileBlock, removeBlock } from "./free-lists.js";
import {
  CELL_SHIFT,
  FREE,
  HEADER_BYTES,
  HEADER_CELLS,
  HEAP_PEAK,
  HEAP_SIZE,
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
function markUsed(m: Int32Array, block: number, units: number): void {
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
function freeUnitsAt(m: Int32Array, block: number): number {
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

/**
 * Turns a free block into a used one of `units`; what is left of it takes its place among the free ones. Returns the
 * address of the user's bytes.
 */
export function handOut(m: Int32Array, heap: number, block: number, units: number): number {
  const have = freeUnitsAt(m, block);
  const rest = have - units;
  let given = have;
  if (rest < MIN_UNITS) removeBlock(m, heap, block);
  else {
    const tail = blockBehind(block, units);
    refileBlock(m, heap, block, have, tail, rest);
    markFree(m, tail, rest);
    given = units;
  }
  markUsed(m, block, given);
  addToSize(m, heap, given);
  return ((block + HEADER_CELLS) << CELL_SHIFT) >>> 0;
}

/** Shrinks a used block of `have`, or grows it into a free block behind; false when it has to move. */
export function resizeInPlace(m: Int32Array, heap: number, block: number, have: number, units: number): boolean {
  const next = blockBehind(block, have);
  const room = have + freeUnitsAt(m, next);
  if (units > room) return false;
  if (units <= have && have - units < MIN_UNITS) return true;
  const rest = room - units;
  const tail = blockBehind(block, units);
  if (rest < MIN_UNITS) removeBlock(m, heap, next);
  else if (room === have) insertBlock(m, heap, tail, rest);
  else refileBlock(m, heap, next, room - have, tail, rest);
  if (rest >= MIN_UNITS) markFree(m, tail, rest);
  const given = rest < MIN_UNITS ? room : units;
  markUsed(m, block, given);
  addToSize(m, heap, given - have);
  return true;
}

/** Adds `units` to the usage and lifts its peak. */
function addToSize(m: Int32Array, heap: number, units: number): void {
  const size = (m[heap + HEAP_SIZE]! + (units << UNIT_SHIFT)) >>> 0;
  m[heap + HEAP_SIZE] = size;
  if (size > m[heap + HEAP_PEAK]! >>> 0) m[heap + HEAP_PEAK] = size;
}

/** Cells up to which a loop copies faster than the call of the built-in. */
const SHORT_COPY = 32;

/** Copies `cells` cells; the two ranges share none. */
export function copyCells(m: Int32Array, to: number, from: number, cells: number): void {
  if (cells > SHORT_COPY) {
    m.copyWithin(to, from, from + cells);
    return;
  }
  for (let i = 0; i < cells; i++) m[to + i] = m[from + i]!;
}
