/**
 * The two-level segregated lists: 832 doubly linked lists of free blocks, found through one bitmap of rows and one
 * bitmap of lists for each row. Every step is a bounded number of loads and stores, whatever the heap holds.
 *
 * `m` is the memory as cells, `heap` the heap structure and `block` a free block, both as cells.
 */
import { HeapCorruptionError } from "../errors.js";
import { classOf } from "./size-class.js";
import { CELL_SHIFT, HEAP_HEADS, HEAP_LIST_BITS, HEAP_ROW_BITS, NEXT_FREE, PREV_FREE, ROW_SHIFT } from "./structure.js";

const NO_LINK_BACK = "the next free block of its list does not link back";
const NO_LINK_HERE = "nothing before it in its list links here";

/** Files a free block of `units` as the first of its list. */
export function insertBlock(m: Int32Array, heap: number, block: number, units: number): void {
  const index = classOf(units);
  const slot = heap + HEAP_HEADS + index;
  const head = m[slot]!;
  const address = block << CELL_SHIFT;
  m[block + PREV_FREE] = 0;
  m[block + NEXT_FREE] = head;
  m[slot] = address;
  if (head !== 0) {
    m[(head >>> CELL_SHIFT) + PREV_FREE] = address;
    return;
  }
  const row = index >>> ROW_SHIFT;
  m[heap + HEAP_LIST_BITS + row] = m[heap + HEAP_LIST_BITS + row]! | (1 << index);
  m[heap + HEAP_ROW_BITS] = m[heap + HEAP_ROW_BITS]! | (1 << row);
}

/** Takes a free block of `units` off its list, wherever in it it stands; nothing is written if a link is broken. */
export function removeBlock(m: Int32Array, heap: number, block: number, units: number): void {
  const previous = m[block + PREV_FREE]!;
  const next = m[block + NEXT_FREE]!;
  const index = classOf(units);
  const slot = previous === 0 ? heap + HEAP_HEADS + index : (previous >>> CELL_SHIFT) + NEXT_FREE;
  if (m[slot] !== block << CELL_SHIFT) throw broken(block, NO_LINK_HERE);
  if (next !== 0) {
    if (m[(next >>> CELL_SHIFT) + PREV_FREE] !== block << CELL_SHIFT) throw broken(block, NO_LINK_BACK);
    m[(next >>> CELL_SHIFT) + PREV_FREE] = previous;
  } else if (previous === 0) clearBit(m, heap, index);
  m[slot] = next;
}

/**
 * A free block changed its start or its size: puts `to` of `toUnits` where `from` of `fromUnits` stood, or on the list
 * of its new class. Growing into a neighbour and splitting mostly stay in a class, and then no bitmap changes.
 */
export function refileBlock(
  m: Int32Array,
  heap: number,
  from: number,
  fromUnits: number,
  to: number,
  toUnits: number,
): void {
  const index = classOf(fromUnits);
  if (index !== classOf(toUnits)) {
    removeBlock(m, heap, from, fromUnits);
    insertBlock(m, heap, to, toUnits);
    return;
  }
  if (from === to) return;
  const previous = m[from + PREV_FREE]!;
  const next = m[from + NEXT_FREE]!;
  const slot = previous === 0 ? heap + HEAP_HEADS + index : (previous >>> CELL_SHIFT) + NEXT_FREE;
  if (m[slot] !== from << CELL_SHIFT) throw broken(from, NO_LINK_HERE);
  if (next !== 0) {
    if (m[(next >>> CELL_SHIFT) + PREV_FREE] !== from << CELL_SHIFT) throw broken(from, NO_LINK_BACK);
    m[(next >>> CELL_SHIFT) + PREV_FREE] = to << CELL_SHIFT;
  }
  m[to + PREV_FREE] = previous;
  m[to + NEXT_FREE] = next;
  m[slot] = to << CELL_SHIFT;
}

/** The first block of the first list from class `index` on that has any, left where it is; 0 when none has. */
export function findBlock(m: Int32Array, heap: number, index: number): number {
  let row = index >>> ROW_SHIFT;
  // shift counts are taken modulo 32, so a class shifts by its list
  let lists = m[heap + HEAP_LIST_BITS + row]! & (-1 << index);
  if (lists === 0) {
    const rows = m[heap + HEAP_ROW_BITS]! & (-2 << row);
    if (rows === 0) return 0;
    row = lowestBit(rows);
    lists = m[heap + HEAP_LIST_BITS + row]!;
  }
  return m[heap + HEAP_HEADS + ((row << ROW_SHIFT) | lowestBit(lists))]! >>> CELL_SHIFT;
}

function clearBit(m: Int32Array, heap: number, index: number): void {
  const row = index >>> ROW_SHIFT;
  const lists = m[heap + HEAP_LIST_BITS + row]! & ~(1 << index);
  m[heap + HEAP_LIST_BITS + row] = lists;
  if (lists === 0) m[heap + HEAP_ROW_BITS] = m[heap + HEAP_ROW_BITS]! & ~(1 << row);
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

/** Says that the heap is damaged at `block`. */
export function broken(block: number, detail: string): HeapCorruptionError {
  return new HeapCorruptionError((block << CELL_SHIFT) >>> 0, detail);
}
