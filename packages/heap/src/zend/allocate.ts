/** The way of an allocation that the short path in zend-heap.ts does not serve. @zend _zend_mm_alloc_int */
import { TYPE_FREE, TYPE_GUARD, TYPE_USED } from "@zmm/layout";
import { checkLinkage, writeHeader } from "./blocks.js";
import { addToCached, popCached } from "./cache.js";
import { countFreeList, countHit, countMiss } from "./cache-stats.js";
import { failForLimit, failForMemory } from "./failure.js";
import { addToFreeList, moveFree, removeFromFreeList, searchSmall } from "./free-lists.js";
import { markAllocated } from "./instrument.js";
import { searchLarge } from "./large-tree.js";
import {
  BLOCK_PREV,
  BLOCK_SIZE,
  CELL_SHIFT,
  HEADER_BYTES,
  HEAP_LIMIT,
  HEAP_PEAK,
  HEAP_REAL_SIZE,
  HEAP_SEGMENT_SIZE,
  HEAP_SIZE,
  MAX_SMALL,
  MIN_BLOCK,
  MIN_UNITS,
  ROUND_UP,
  SEGMENT_HEADER,
} from "./model.js";
import { addToRestList, searchRest } from "./rest-list.js";
import { blockCellsIn, createSegment, ordinaryBlockSpace, segmentBytes, segmentSizeFor } from "./segments.js";
import { checkSize, fitsWord, trueBytes } from "./sizes.js";
import { addToSize, awake, readWord } from "./words.js";
import type { ZendHeap } from "./zend-heap.js";

/** Requests below this need no care for the word's range. */
const ORDINARY_SIZE = 2 ** 30;

/** The address of a new block for `size` bytes, which the cache did not have (or nobody has asked it yet). */
export function allocateMiss(h: ZendHeap, size: number): number {
  if (size >>> 0 !== size || size >= ORDINARY_SIZE || h.fastCached === 0) return allocateWithCare(h, size);
  const m = h.m;
  let units = (size + ROUND_UP) >>> 3;
  if (units < MIN_UNITS) units = MIN_UNITS;
  const block = m.length === 0 ? 0 : searchFree(h, m, units << 1);
  if (block === 0) return allocateWithCare(h, size);
  takeFree(h, m, block, units << 1);
  return ((block << CELL_SHIFT) >>> 0) + HEADER_BYTES;
}

/** The same for any size and any heap. */
function allocateWithCare(h: ZendHeap, size: number): number {
  awake(h);
  checkSize(size);
  const block = allocateBlock(h, size);
  if (h.instrumented) markAllocated(h, block, size);
  return ((block << CELL_SHIFT) >>> 0) + HEADER_BYTES;
}

/** A used block for `size` bytes, without the marks of instrumented heaps. */
export function allocateBlock(h: ZendHeap, size: number): number {
  const bytes = trueBytes(size);
  if (!fitsWord(bytes)) failForMemory(h, size, false);
  // Beyond 4 GiB, which only a 64-bit model can ask for, there are no blocks to search.
  if (bytes >= 2 ** 32) return allocateFromNewSegment(h, bytes, size);
  const cells = bytes >>> CELL_SHIFT;
  if (cells < MAX_SMALL) {
    const cached = popCached(h, cells);
    if (h.counting) (cached === 0 ? countMiss : countHit)(h, cells);
    if (cached !== 0) {
      addToCached(h, -bytes);
      return cached;
    }
  }
  const found = searchFree(h, h.m, cells) || (isNearLimit(h) ? searchRest(h, cells) : 0);
  if (h.counting && cells < MAX_SMALL) countFreeList(h, found !== 0);
  if (found === 0) return allocateFromNewSegment(h, bytes, size);
  takeFree(h, h.m, found, cells);
  return found;
}

/** The free block that serves `cells`, still on its list, or 0. */
function searchFree(h: ZendHeap, m: Int32Array, cells: number): number {
  if (cells < MAX_SMALL) {
    const small = searchSmall(h, m, cells);
    if (small !== 0) return small;
  }
  return searchLarge(h, m, cells);
}

/** Whether the heap could not take another ordinary segment. */
function isNearLimit(h: ZendHeap): boolean {
  const segmentSize = readWord(h, h.base + HEAP_SEGMENT_SIZE);
  return h.m[h.base + HEAP_REAL_SIZE]! >>> 0 >= readWord(h, h.base + HEAP_LIMIT) - segmentSize;
}

/** Takes a free block off its list and marks its first `cells` as used; what remains is freed if it can be a block. */
function takeFree(h: ZendHeap, m: Int32Array, block: number, cells: number): void {
  const word = m[block + BLOCK_SIZE]!;
  const available = word >>> CELL_SHIFT;
  const prev = m[block + BLOCK_PREV]!;
  if (
    m[block + available + BLOCK_PREV] !== word ||
    (prev !== TYPE_GUARD && m[block - (prev >>> CELL_SHIFT) + BLOCK_SIZE] !== prev)
  ) {
    checkLinkage(h, block);
  }
  const remaining = available - cells;
  let taken = available;
  if (remaining < MIN_BLOCK) removeFromFreeList(h, m, block, available);
  else {
    taken = cells;
    moveFree(h, m, block, available, block + cells, remaining);
    writeHeader(h, m, block + cells, remaining, TYPE_FREE);
  }
  writeHeader(h, m, block, taken, TYPE_USED);
  const size = (m[h.base + HEAP_SIZE]! + (taken << CELL_SHIFT)) >>> 0;
  m[h.base + HEAP_SIZE] = size;
  if (size > m[h.base + HEAP_PEAK]! >>> 0) m[h.base + HEAP_PEAK] = size;
}

/**
 * Cuts a block of `bytes` off a new segment. What remains of an ordinary segment goes to the free lists, what remains
 * of one made for a large block to the rest list.
 */
function allocateFromNewSegment(h: ZendHeap, bytes: number, size: number): number {
  const wanted = segmentSizeFor(h, bytes);
  const realSize = h.m[h.base + HEAP_REAL_SIZE]! >>> 0;
  if (!fitsWord(wanted) || realSize + wanted > readWord(h, h.base + HEAP_LIMIT)) failForLimit(h, size);
  const keepRest = bytes > ordinaryBlockSpace(h);
  const segment = createSegment(h, wanted);
  if (segment === 0) failForMemory(h, size, true);
  const block = segment + SEGMENT_HEADER;
  const available = blockCellsIn(segmentBytes(h, segment));
  const taken = splitBlock(h, block, available, bytes >>> CELL_SHIFT, keepRest);
  addToSize(h, taken << CELL_SHIFT);
  return block;
}

/** Writes the used block, and the free one behind it if enough remains; returns the cells that were taken. */
export function splitBlock(h: ZendHeap, block: number, available: number, cells: number, toRest: boolean): number {
  const m = h.m;
  const remaining = available - cells;
  if (remaining < MIN_BLOCK) {
    writeHeader(h, m, block, available, TYPE_USED);
    return available;
  }
  const rest = block + cells;
  writeHeader(h, m, block, cells, TYPE_USED);
  writeHeader(h, m, rest, remaining, TYPE_FREE);
  if (toRest) addToRestList(h, rest, remaining);
  else addToFreeList(h, m, rest, remaining);
  return cells;
}
