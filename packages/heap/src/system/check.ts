/** Walks a system heap from its bytes and checks every invariant on the way. Reads, never writes. */
import { HeapCorruptionError } from "../errors.js";
import { blockBehind, unitsOf } from "./blocks.js";
import { classOf } from "./size-class.js";
import {
  CELL_SHIFT,
  EDGE,
  FREE,
  HEADER_BYTES,
  HEADER_CELLS,
  HEAP_HEADS,
  HEAP_LIST_BITS,
  HEAP_REAL_SIZE,
  HEAP_ROW_BITS,
  HEAP_SEGMENTS,
  HEAP_SIZE,
  MIN_UNITS,
  NEXT_FREE,
  PREV,
  PREV_FREE,
  ROW_LISTS,
  ROW_SHIFT,
  ROWS,
  SEGMENT_BYTES,
  SEGMENT_CELLS,
  SEGMENT_NEXT,
  SEGMENT_PREV,
  SIZE,
  TYPE_MASK,
  UNIT_SHIFT,
  USED,
} from "./structure.js";

/** One block as a walk finds it. */
export interface SystemBlock {
  /** Address of the user's bytes. */
  readonly address: number;
  /** Bytes of the whole block. */
  readonly size: number;
  readonly used: boolean;
}

/**
 * All blocks in address order within each segment, newest segment first.
 * @throws HeapCorruptionError at the first thing that does not hold.
 */
export function* walkBlocks(m: Int32Array, heap: number): Generator<SystemBlock> {
  const listed = listedBlocks(m, heap);
  let realSize = 0;
  let size = 0;
  let before = 0;
  for (let link = m[heap + HEAP_SEGMENTS]!; link !== 0; link = m[(link >>> CELL_SHIFT) + SEGMENT_NEXT]!) {
    const segment = link >>> CELL_SHIFT;
    verify(m[segment + SEGMENT_PREV] === before, segment, "the segment before does not link here");
    before = link;
    realSize += m[segment + SEGMENT_BYTES]! >>> 0;
    for (const block of blocksOf(m, segment)) {
      if (block.used) size += block.size;
      else verify(listed.delete(block.address), block.address >>> CELL_SHIFT, "a free block is on no list");
      yield block;
    }
  }
  verify(listed.size === 0, heap, "a list holds a block that is in no segment");
  verify(size === m[heap + HEAP_SIZE]! >>> 0, heap, "the blocks do not add up to the usage");
  verify(realSize === m[heap + HEAP_REAL_SIZE]! >>> 0, heap, "the segments do not add up to the real usage");
}

function* blocksOf(m: Int32Array, segment: number): Generator<SystemBlock> {
  const end = segment + ((m[segment + SEGMENT_BYTES]! >>> CELL_SHIFT) - HEADER_CELLS);
  let block = segment + SEGMENT_CELLS;
  let before: number = EDGE;
  while (block < end) {
    const word = m[block + SIZE]!;
    const type = word & TYPE_MASK;
    const units = word >>> UNIT_SHIFT;
    verify(type === FREE || type === USED, block, "a size word has no valid type");
    verify(units >= MIN_UNITS && blockBehind(block, units) <= end, block, "a block ends outside its segment");
    verify(m[block + PREV] === before, block, "a block does not repeat the size word of the one before");
    verify(type === USED || (before & TYPE_MASK) !== FREE, block, "two free blocks are neighbours");
    yield { address: ((block << CELL_SHIFT) >>> 0) + HEADER_BYTES, size: units * 2 ** UNIT_SHIFT, used: type === USED };
    before = word;
    block = blockBehind(block, units);
  }
  verify(m[block + SIZE] === EDGE && m[block + PREV] === before, block, "the edge at the segment's end is damaged");
}

/** The user addresses of all blocks on free lists. */
function listedBlocks(m: Int32Array, heap: number): Set<number> {
  const listed = new Set<number>();
  for (let row = 0; row < ROWS; row++) {
    const lists = m[heap + HEAP_LIST_BITS + row]!;
    verify(((m[heap + HEAP_ROW_BITS]! >>> row) & 1) === (lists === 0 ? 0 : 1), heap, "a row's bit is wrong");
    for (let list = 0; list < ROW_LISTS; list++) {
      const index = (row << ROW_SHIFT) | list;
      const head = m[heap + HEAP_HEADS + index]!;
      verify(((lists >>> list) & 1) === (head === 0 ? 0 : 1), heap, "a list's bit is wrong");
      collectList(m, heap, index, listed);
    }
  }
  return listed;
}

function collectList(m: Int32Array, heap: number, index: number, listed: Set<number>): void {
  const slot = heap + HEAP_HEADS + index;
  let before = (slot - NEXT_FREE) << CELL_SHIFT;
  for (let link = m[slot]!; link !== 0; link = m[(link >>> CELL_SHIFT) + NEXT_FREE]!) {
    const block = link >>> CELL_SHIFT;
    const address = (link >>> 0) + HEADER_BYTES;
    verify(m[block + PREV_FREE] === before, block, "a free list does not link back");
    verify(!listed.has(address), block, "a block is listed twice");
    verify(classOf(unitsOf(m, block)) === index, block, "a free block is on a list of another size");
    listed.add(address);
    before = link;
  }
}

function verify(holds: boolean, cell: number, detail: string): void {
  if (!holds) throw new HeapCorruptionError((cell << CELL_SHIFT) >>> 0, detail);
}

/** Why `block` is not the used block of user bytes at `address`; null when it is. */
export function usedBlockFault(m: Int32Array, address: number, block: number): string | null {
  if (address >>> 0 !== address || address % HEADER_BYTES !== 0) return "it is not a multiple of 8";
  if (block < 0 || block >= m.length) return "it lies outside the memory";
  const word = m[block + SIZE]!;
  const type = word & TYPE_MASK;
  if (type === FREE) return "its header says that it is free";
  if (type !== USED || word >>> UNIT_SHIFT < MIN_UNITS) return "it has no header of the system heap";
  if (m[blockBehind(block, word >>> UNIT_SHIFT) + PREV] !== word) return "the block behind it does not repeat its size";
  return null;
}
