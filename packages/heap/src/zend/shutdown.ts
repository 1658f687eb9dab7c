/** The end of a request, and the end of a heap. @zend zend_mm_shutdown */

import type { SegmentProvider } from "@zmm/storage";
import { OutOfMemoryError } from "../errors.js";
import { FirstError } from "../first-error.js";
import { addressOf, cellsOf } from "./blocks.js";
import { blockOf } from "./misses/addresses.js";
import { addToFreeList } from "./misses/free-lists.js";
import { writeHeader } from "./misses/headers.js";
import { setWord } from "./misses/words.js";
import {
  CELL_SHIFT,
  DEFAULT_LIMIT,
  HEAP_COMPACT_SIZE,
  HEAP_INTERNAL,
  HEAP_LIMIT,
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
import { blockCellsIn, markSegmentBorders, nextSegmentField, segmentBytes, segmentList } from "./segments.js";
import { initialiseLists, takeReserve } from "./startup.js";
import { readWord, writeWord } from "./words.js";
import type { ZendHeap } from "./zend-heap.js";

/**
 * Drops all blocks at once. With a reserve the oldest segment stays, and so does the one that holds the structure of
 * an internal heap; the others go back to the storage, which is compacted if the request took much. The heap is as new
 * before the storage is called, and stays so whatever that throws.
 */
export function endRequest(h: ZendHeap): void {
  const kept = segmentToKeep(h);
  const dropped = droppedSegments(h, kept);
  const compactSize = readWord(h, h.base + HEAP_COMPACT_SIZE);
  const compacts = compactSize > 0 && h.m[h.base + HEAP_REAL_PEAK]! >>> 0 > compactSize;
  startAnew(h, kept);
  const later = new FirstError();
  giveBack(h.provider, dropped, later);
  if (compacts) later.attempt(() => h.provider.compact());
  later.attempt(() => renewReserve(h));
  h.m[h.base + HEAP_OVERFLOW] = 0;
  later.throw();
}

/** Gives everything back to the storage, also what follows something that it would not take. */
export function shutdown(h: ZendHeap): void {
  const { address, provider, structSize } = h;
  const internal = h.m[h.base + HEAP_INTERNAL] !== 0;
  const dropped = droppedSegments(h, 0);
  // so that no heap is attached to what is left
  h.m[h.base] = 0;
  const later = new FirstError();
  giveBack(provider, dropped, later);
  if (!internal) later.attempt(() => provider.free(address, structSize));
  later.throw();
}

/** A segment that goes back to the storage: its address and bytes. */
interface Dropped {
  readonly address: number;
  readonly bytes: number;
}

/** All segments but `kept`. @throws HeapCorruptionError when the list of segments is broken; nothing has changed then. */
function droppedSegments(h: ZendHeap, kept: number): Dropped[] {
  const dropped: Dropped[] = [];
  for (const segment of segmentList(h)) {
    if (segment !== kept) dropped.push({ address: (segment << CELL_SHIFT) >>> 0, bytes: segmentBytes(h, segment) });
  }
  return dropped;
}

function giveBack(provider: SegmentProvider, dropped: readonly Dropped[], later: FirstError): void {
  for (const { address, bytes } of dropped) later.attempt(() => provider.free(address, bytes));
}

/** The segment that outlives the request, or 0: the oldest, or the one that the structure lies in. */
function segmentToKeep(h: ZendHeap): number {
  const own = h.m[h.base + HEAP_INTERNAL] === 0 ? -1 : h.address >>> CELL_SHIFT;
  if (own < 0 && readWord(h, h.base + HEAP_RESERVE_SIZE) === 0) return 0;
  let oldest = 0;
  for (const segment of segmentList(h)) {
    if (own > segment && own < segment + (segmentBytes(h, segment) >>> CELL_SHIFT)) return segment;
    oldest = segment;
  }
  return oldest;
}

/** Empties all lists and counters; of the segments only `kept` is left (none if it is 0), as free blocks. */
function startAnew(h: ZendHeap, kept: number): void {
  const { m } = h;
  if (kept !== 0) setWord(m, nextSegmentField(kept), 0);
  m[h.base + HEAP_SEGMENTS] = addressOf(kept);
  initialiseLists(h);
  if (h.live !== null) h.live.clear();
  const realSize = kept === 0 ? 0 : segmentBytes(h, kept);
  m[h.base + HEAP_REAL_SIZE] = realSize;
  m[h.base + HEAP_REAL_PEAK] = realSize;
  m[h.base + HEAP_SIZE] = 0;
  m[h.base + HEAP_PEAK] = 0;
  if (kept !== 0) reopenSegment(h, kept);
  setWord(m, h.base + HEAP_RESERVE, 0);
}

/** Allocates the reserve, whatever the limit is; without memory for it the next request begins without one. */
function renewReserve(h: ZendHeap): void {
  const { limit } = h;
  writeWord(h, h.base + HEAP_LIMIT, DEFAULT_LIMIT);
  try {
    takeReserve(h);
  } catch (error) {
    if (!(error instanceof OutOfMemoryError)) throw error;
  } finally {
    writeWord(h, h.base + HEAP_LIMIT, limit);
  }
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
