/**
 * The two-level segregated lists: 832 doubly linked lists of free blocks, found through one bitmap of rows and one
 * bitmap of lists for each row. Every step is a bounded number of loads and stores, whatever the heap holds.
 *
 * A list's first block has for its predecessor the cells before its head, placed so that the head is their `next in its
 * list`: the head needs no special case, as in the Zend heap's buckets.
 *
 * `m` is the memory as cells, `heap` the heap structure and `block` a free block, both as cells.
 */
import { HeapCorruptionError } from "../errors.js";
import { classOf } from "./size-class.js";
import {
  CELL_SHIFT,
  HEAP_CELLS,
  HEAP_HEADS,
  HEAP_LIST_BITS,
  HEAP_ROW_BITS,
  LISTS,
  NEXT_FREE,
  PREV_FREE,
  ROW_SHIFT,
} from "./structure.js";

/** Files a free block of `units` as the first of its list. */
export function insertBlock(m: Int32Array, heap: number, block: number, units: number): void {
  const index = classOf(units);
  const slot = heap + HEAP_HEADS + index;
  const head = m[slot]!;
  const before = (slot - NEXT_FREE) << CELL_SHIFT;
  m[block + PREV_FREE] = before;
  m[block + NEXT_FREE] = head;
  m[slot] = block << CELL_SHIFT;
  if (head === 0) setBit(m, heap, index);
  else {
    const after = (head >>> CELL_SHIFT) + PREV_FREE;
    if (m[after] !== before) throw brokenLink(head >>> CELL_SHIFT);
    m[after] = block << CELL_SHIFT;
  }
}

/** Takes a free block off its list, wherever in it it stands; nothing is written if a link is broken. */
export function removeBlock(m: Int32Array, heap: number, block: number): void {
  const address = block << CELL_SHIFT;
  const before = m[block + PREV_FREE]!;
  const next = m[block + NEXT_FREE]!;
  const slot = (before >>> CELL_SHIFT) + NEXT_FREE;
  if (m[slot] !== address) throw brokenLink(block);
  if (next === 0) clearBit(m, heap, slot - heap - HEAP_HEADS);
  else {
    const after = (next >>> CELL_SHIFT) + PREV_FREE;
    if (m[after] !== address) throw brokenLink(block);
    m[after] = before;
  }
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
  if (classOf(fromUnits) !== classOf(toUnits)) {
    removeBlock(m, heap, from);
    insertBlock(m, heap, to, toUnits);
  } else if (from !== to) replaceBlock(m, from, to);
}

/** Puts `to` in the place of `from` on the list. */
export function replaceBlock(m: Int32Array, from: number, to: number): void {
  const address = from << CELL_SHIFT;
  const before = m[from + PREV_FREE]!;
  const next = m[from + NEXT_FREE]!;
  const slot = (before >>> CELL_SHIFT) + NEXT_FREE;
  if (m[slot] !== address) throw brokenLink(from);
  if (next !== 0) {
    const after = (next >>> CELL_SHIFT) + PREV_FREE;
    if (m[after] !== address) throw brokenLink(from);
    m[after] = to << CELL_SHIFT;
  }
  m[to + PREV_FREE] = before;
  m[to + NEXT_FREE] = next;
  m[slot] = to << CELL_SHIFT;
}

/** Whether a free block is the only one of its list. */
export function isAlone(m: Int32Array, heap: number, block: number): boolean {
  const slot = (m[block + PREV_FREE]! >>> CELL_SHIFT) + NEXT_FREE;
  return m[block + NEXT_FREE] === 0 && slot >= heap + HEAP_HEADS && slot < heap + HEAP_CELLS;
}

/** The first block of the first list from class `index` on that is not empty, left where it is; 0 when all are. */
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

function setBit(m: Int32Array, heap: number, index: number): void {
  const row = index >>> ROW_SHIFT;
  m[heap + HEAP_LIST_BITS + row] = m[heap + HEAP_LIST_BITS + row]! | (1 << index);
  m[heap + HEAP_ROW_BITS] = m[heap + HEAP_ROW_BITS]! | (1 << row);
}

/** Clears the bit of the list whose head has become empty; `index` is out of range when a block became its last. */
export function clearBit(m: Int32Array, heap: number, index: number): void {
  if (index >>> 0 >= LISTS) return;
  const row = index >>> ROW_SHIFT;
  const lists = m[heap + HEAP_LIST_BITS + row]! & ~(1 << index);
  m[heap + HEAP_LIST_BITS + row] = lists;
  if (lists === 0) m[heap + HEAP_ROW_BITS] = m[heap + HEAP_ROW_BITS]! & ~(1 << row);
}

export function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

/** Says that the list which a free block stands on is damaged. */
export function brokenLink(block: number): HeapCorruptionError {
  return broken(block, "its neighbours on the free list do not point back at it");
}

/** Says that the heap is damaged at `block`. */
export function broken(block: number, detail: string): HeapCorruptionError {
  return new HeapCorruptionError((block << CELL_SHIFT) >>> 0, detail);
}
