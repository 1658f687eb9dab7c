/** The way of an allocation that the short path in zend-heap.ts does not serve. @zend _zend_mm_alloc_int */
import { MAGIC, TYPE_FREE, TYPE_GUARD, TYPE_MASK, TYPE_USED } from "@zmm/layout";
import { HeapCorruptionError } from "../errors.js";
import { checkLinkage, writeHeader } from "./blocks.js";
import { addToCached, popCached } from "./cache.js";
import { countFreeList, countHit, countMiss } from "./cache-stats.js";
import { sealBlock, setMagic } from "./debug/seal.js";
import { failForLimit, failForMemory } from "./failure.js";
import { addToFreeList, clearBucketBit, lowestBit, moveFree, removeFromFreeList, searchSmall } from "./free-lists.js";
import { markAllocated } from "./instrument.js";
import { becomeNode, largeBucketOf, searchLarge } from "./large-tree.js";
import {
  BLOCK_PREV,
  BLOCK_SIZE,
  CELL_SHIFT,
  CHILD,
  DEBUG,
  HEADER_BYTES,
  HEAP_LARGE,
  HEAP_LARGE_BITMAP,
  HEAP_LIMIT,
  HEAP_PEAK,
  HEAP_REAL_SIZE,
  HEAP_SEGMENT_SIZE,
  HEAP_SIZE,
  MAX_SMALL,
  MIN_BLOCK,
  MIN_UNITS,
  NEXT_FREE,
  PARENT,
  PREV_FREE,
  ROUND_UP,
  SEGMENT_HEADER,
  UNIT_SHIFT,
  WIDE,
  WORD,
  WORD_SHIFT,
} from "./model.js";
import { addToRestList, searchRest } from "./rest-list.js";
import { blockCellsIn, createSegment, ordinaryBlockSpace, segmentBytes, segmentSizeFor } from "./segments.js";
import { checkSize, fitsWord, ORDINARY_SIZE, trueBytes } from "./sizes.js";
import { addToSize, awake, readWord } from "./words.js";
import type { ZendHeap } from "./zend-heap.js";

/** The address of a new block for `size` bytes, which the cache did not have (or nobody has asked it yet). */
export function allocateMiss(h: ZendHeap, size: number): number {
  const isOrdinary = typeof size === "number" && size >>> 0 === size && size < ORDINARY_SIZE;
  if (isOrdinary && !h.counting && h.m.length !== 0) {
    let units = (size + ROUND_UP) >>> UNIT_SHIFT;
    if (units < MIN_UNITS) units = MIN_UNITS;
    const cells = units << 1;
    let block = 0;
    if (h.instrumented && cells < MAX_SMALL) {
      block = popCached(h, cells);
      if (block !== 0) addToCached(h, -(cells << CELL_SHIFT));
    }
    if (block === 0) block = takeFree(h, h.m, cells, 0);
    if (block !== 0) {
      if (h.instrumented) markAllocated(h, block, size);
      return ((block << CELL_SHIFT) >>> 0) + HEADER_BYTES;
    }
  }
  return allocateWithCare(h, size);
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
  if (h.counting) countFreeList(h, cells < MAX_SMALL && searchSmall(h, h.m, cells) !== 0);
  return takeFree(h, h.m, cells, 0) || takeRest(h, cells) || allocateFromNewSegment(h, bytes, size);
}

/** A block of the rest list, when the heap could not take another ordinary segment; else 0. */
function takeRest(h: ZendHeap, cells: number): number {
  const segmentSize = readWord(h, h.base + HEAP_SEGMENT_SIZE);
  if (h.m[h.base + HEAP_REAL_SIZE]! >>> 0 < readWord(h, h.base + HEAP_LIMIT) - segmentSize) return 0;
  const rest = searchRest(h, cells);
  return rest === 0 ? 0 : takeFree(h, h.m, cells, rest);
}

/**
 * Takes a free block, marks its first `cells` as used, and frees what remains if that can be a block: `found`, or if
 * that is 0 the one that the free lists have for the size. Returns it, or 0 when they have none.
 *
 * One function and a long one: every allocation that misses the cache comes through here, and what it does in line
 * costs half of what it would cost as calls. It is also too long for engines to copy into callers, whose loops get
 * room for the short paths.
 */
function takeFree(h: ZendHeap, m: Int32Array, cells: number, found: number): number {
  const base = h.base;
  let block = found || (cells < MAX_SMALL ? searchSmall(h, m, cells) : 0);
  if (block === 0) {
    const carved = carveRoot(h, m, cells);
    if (carved !== 0) return carved;
    block = searchLarge(h, m, cells);
    if (block === 0) return 0;
  }

  // It must be free and large enough, and its size and its neighbours' headers must agree.
  const word = m[block + BLOCK_SIZE]!;
  const available = word >>> CELL_SHIFT;
  const before = m[block + BLOCK_PREV]!;
  if (
    (word & TYPE_MASK) !== TYPE_FREE ||
    available < cells ||
    m[block + available + BLOCK_PREV] !== word ||
    (before !== TYPE_GUARD && m[block - (before >>> CELL_SHIFT) + BLOCK_SIZE] !== before)
  ) {
    checkLinkage(h, block);
    throw new HeapCorruptionError(
      (block << CELL_SHIFT) >>> 0,
      "a free list leads to it, and it is no free block of that size",
    );
  }

  let taken = available;
  const remaining = available - cells;
  if (remaining < MIN_BLOCK) {
    // All of it. From a bucket, the commonest case, it is unlinked in line.
    const address = block << CELL_SHIFT;
    const prev = m[block + PREV_FREE]!;
    const next = m[block + NEXT_FREE]!;
    const behind = (prev >>> CELL_SHIFT) + NEXT_FREE;
    const ahead = (next >>> CELL_SHIFT) + PREV_FREE;
    if (available < MAX_SMALL && m[behind] === address && m[ahead] === address) {
      m[behind] = next;
      m[ahead] = prev;
      if (prev === next) clearBucketBit(h, m, available);
    } else removeFromFreeList(h, m, block, available);
  } else {
    // A part of it: what remains takes its place on the lists, and gets its header.
    taken = cells;
    const rest = block + cells;
    moveFree(h, m, block, available, rest, remaining);
    const restWord = remaining << CELL_SHIFT;
    m[rest + BLOCK_SIZE] = restWord;
    m[rest + remaining + BLOCK_PREV] = restWord;
    if (WIDE) {
      m[rest + BLOCK_SIZE + 1] = 0;
      m[rest + remaining + BLOCK_PREV + 1] = 0;
      if (DEBUG) sealBlock(h, rest);
    }
  }
  const usedWord = (taken << CELL_SHIFT) | TYPE_USED;
  m[block + BLOCK_SIZE] = usedWord;
  m[block + taken + BLOCK_PREV] = usedWord;
  if (WIDE) {
    m[block + BLOCK_SIZE + 1] = 0;
    m[block + taken + BLOCK_PREV + 1] = 0;
    if (DEBUG) sealBlock(h, block);
  }

  const size = (m[base + HEAP_SIZE]! + (taken << CELL_SHIFT)) >>> 0;
  m[base + HEAP_SIZE] = size;
  if (size > m[base + HEAP_PEAK]! >>> 0) m[base + HEAP_PEAK] = size;
  return block;
}

/**
 * Does what takeFree does in the commonest case of all: no list has anything of the size, and the next bucket holds one
 * block only, which stays in its bucket when `cells` are cut off. 0 when it is not so, or anything looks wrong.
 */
function carveRoot(h: ZendHeap, m: Int32Array, cells: number): number {
  const base = h.base;
  const lowest = largeBucketOf(cells);
  const bits = m[base + HEAP_LARGE_BITMAP]! >>> lowest;
  if (bits === 0 || (bits & 1) !== 0) return 0;
  const index = lowest + lowestBit(bits);
  const root = base + HEAP_LARGE + (index << WORD_SHIFT);
  const address = m[root]!;
  const block = address >>> CELL_SHIFT;
  const word = m[block + BLOCK_SIZE]!;
  const available = word >>> CELL_SHIFT;
  const remaining = available - cells;
  const before = m[block + BLOCK_PREV]!;
  if (
    m[block + PREV_FREE] !== address ||
    m[block + NEXT_FREE] !== address ||
    m[block + PARENT] !== root << CELL_SHIFT ||
    m[block + CHILD] !== 0 ||
    m[block + CHILD + WORD] !== 0 ||
    remaining < MAX_SMALL ||
    largeBucketOf(remaining) !== index ||
    (word & TYPE_MASK) !== TYPE_FREE ||
    m[block + available + BLOCK_PREV] !== word ||
    (before !== TYPE_GUARD && m[block - (before >>> CELL_SHIFT) + BLOCK_SIZE] !== before)
  ) {
    return 0;
  }
  const rest = block + cells;
  if (DEBUG) setMagic(h, rest, MAGIC.freed);
  becomeNode(m, rest, root);
  writeHeader(h, m, rest, remaining, TYPE_FREE);
  writeHeader(h, m, block, cells, TYPE_USED);
  addToSize(h, cells << CELL_SHIFT);
  return block;
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
