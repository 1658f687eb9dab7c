/** The end of a request, and the end of a heap. @zend zend_mm_shutdown */

import { addressOf, cellsOf } from "./blocks.js";
import { blockOf } from "./misses/addresses.js";
import { addToFreeList } from "./misses/free-lists.js";
import { writeHeader } from "./misses/headers.js";
import { setWord } from "./misses/words.js";
import {
  CELL_SHIFT,
  HEAP_COMPACT_SIZE,
  HEAP_INTERNAL,
  HEAP_OVERFLOW,
  HEAP_PEAK,
  HEAP_REAL_PEAK,
  HEAP_REAL_SIZE,
  HEAP_RESERVE,
  HEAP_RESERVE_SIZE,
  HEAP_SEGMENTS,
  HEAP_SIZE,
  SEGMENT_HEADER,
  TYPE_FREE,
  TYPE_USED,
} from "./model.js";
import { blockCellsIn, markSegmentBorders, nextSegmentField, segmentBytes } from "./segments.js";
import { initialiseLists, takeReserve } from "./startup.js";
import { readWord } from "./words.js";
import type { ZendHeap } from "./zend-heap.js";

/**
 * Drops all blocks at once. With a reserve the oldest segment stays, and so does the one that holds the structure of
 * an internal heap; the others go back to the storage, which is compacted if the request took much.
 */
export function endRequest(h: ZendHeap): void {
  const kept = freeSegments(h, segmentToKeep(h));
  const compactSize = readWord(h, h.base + HEAP_COMPACT_SIZE);
  if (compactSize > 0 && h.m[h.base + HEAP_REAL_PEAK]! >>> 0 > compactSize) h.provider.compact();
  const { m } = h;
  initialiseLists(h);
  if (h.live !== null) h.live.clear();
  const realSize = kept === 0 ? 0 : segmentBytes(h, kept);
  m[h.base + HEAP_REAL_SIZE] = realSize;
  m[h.base + HEAP_REAL_PEAK] = realSize;
  m[h.base + HEAP_SIZE] = 0;
  m[h.base + HEAP_PEAK] = 0;
  if (kept !== 0) reopenSegment(h, kept);
  setWord(h.m, h.base + HEAP_RESERVE, 0);
  takeReserve(h);
  m[h.base + HEAP_OVERFLOW] = 0;
}

/** Gives everything back to the storage. */
export function shutdown(h: ZendHeap): void {
  const { address, provider, structSize } = h;
  const internal = h.m[h.base + HEAP_INTERNAL] !== 0;
  freeSegments(h, 0);
  if (!internal) provider.free(address, structSize);
}

/** The segment that outlives the request, or 0: the oldest, or the one that the structure lies in. */
function segmentToKeep(h: ZendHeap): number {
  const m = h.m;
  const own = m[h.base + HEAP_INTERNAL] === 0 ? -1 : h.address >>> CELL_SHIFT;
  if (own < 0 && readWord(h, h.base + HEAP_RESERVE_SIZE) === 0) return 0;
  let segment = m[h.base + HEAP_SEGMENTS]! >>> CELL_SHIFT;
  for (;;) {
    if (own > segment && own < segment + (segmentBytes(h, segment) >>> CELL_SHIFT)) return segment;
    const older = segment === 0 ? 0 : m[nextSegmentField(segment)]! >>> CELL_SHIFT;
    if (older === 0) return segment;
    segment = older;
  }
}

/** Frees all segments but `kept`, which becomes the only one listed (none if it is 0); returns it. */
function freeSegments(h: ZendHeap, kept: number): number {
  let segment = h.m[h.base + HEAP_SEGMENTS]! >>> CELL_SHIFT;
  while (segment !== 0) {
    const older = h.m[nextSegmentField(segment)]! >>> CELL_SHIFT;
    if (segment !== kept) h.provider.free((segment << CELL_SHIFT) >>> 0, segmentBytes(h, segment));
    segment = older;
  }
  if (kept !== 0) setWord(h.m, nextSegmentField(kept), 0);
  // The structure of an internal heap went with its segment when none is kept.
  if (kept !== 0 || h.m[h.base + HEAP_INTERNAL] === 0) h.m[h.base + HEAP_SEGMENTS] = addressOf(kept);
  return kept;
}

/** Makes a kept segment one free block again, around the structure where it lies inside. */
function reopenSegment(h: ZendHeap, segment: number): void {
  markSegmentBorders(h, segment);
  const first = segment + SEGMENT_HEADER;
  const end = first + blockCellsIn(segmentBytes(h, segment));
  if (h.m[h.base + HEAP_INTERNAL] === 0) {
    openBlock(h, first, end);
    return;
  }
  const own = blockOf(h.address);
  const cells = cellsOf(h, own);
  openBlock(h, first, own);
  writeHeader(h, h.m, own, cells, TYPE_USED);
  openBlock(h, own + cells, end);
  if (h.live !== null) h.live.add(own);
  h.m[h.base + HEAP_SIZE] = cells << CELL_SHIFT;
  h.m[h.base + HEAP_PEAK] = cells << CELL_SHIFT;
}

/** Makes what lies between two cells a free block; nothing where they meet. */
function openBlock(h: ZendHeap, from: number, to: number): void {
  if (to === from) return;
  writeHeader(h, h.m, from, to - from, TYPE_FREE);
  addToFreeList(h, h.m, from, to - from);
}
