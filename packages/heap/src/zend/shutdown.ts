/** The end of a request, and the end of a heap. @zend zend_mm_shutdown */

import { attemptAll } from "../attempt-all.js";
import { MemoryLimitError, OutOfMemoryError } from "../errors.js";
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
import { blockCellsIn, listSegments, markSegmentBorders, nextSegmentField, segmentBytes } from "./segments.js";
import { initialiseLists, takeReserve } from "./startup.js";
import { readWord } from "./words.js";
import type { ZendHeap } from "./zend-heap.js";

/**
 * Drops all blocks at once. With a reserve the oldest segment stays, and so does the one that holds the structure of
 * an internal heap; the others go back to the storage, which is compacted if the request took much. The heap is as new
 * before the storage is called, and stays so whatever that throws.
 */
export function endRequest(h: ZendHeap): void {
  const segments = listSegments(h);
  const kept = segmentToKeep(h, segments);
  const steps = stepsBack(h, segments, kept);
  const compactSize = readWord(h, h.base + HEAP_COMPACT_SIZE);
  if (compactSize > 0 && h.m[h.base + HEAP_REAL_PEAK]! >>> 0 > compactSize) steps.push(() => h.provider.compact());
  startAnew(h, kept);
  attemptAll([...steps, () => renewReserve(h)]);
}

/** Ends the heap and gives everything back to the storage, also what follows something that it would not take. */
export function shutdown(h: ZendHeap): void {
  const { address, provider, structSize } = h;
  const steps = stepsBack(h, listSegments(h), 0);
  if (h.m[h.base + HEAP_INTERNAL] === 0) steps.push(() => provider.free(address, structSize));
  // so that no heap is attached to what is left
  h.m[h.base] = 0;
  h.leave();
  attemptAll(steps);
}

/** What gives all segments but `kept` back to the storage. */
function stepsBack(h: ZendHeap, segments: readonly number[], kept: number): (() => void)[] {
  const { provider } = h;
  return segments
    .filter((segment) => segment !== kept)
    .map((segment) => provider.free.bind(provider, (segment << CELL_SHIFT) >>> 0, segmentBytes(h, segment)));
}

/** The segment that outlives the request, or 0: the oldest, or the one that the structure lies in. */
function segmentToKeep(h: ZendHeap, segments: readonly number[]): number {
  const isInternal = h.m[h.base + HEAP_INTERNAL] !== 0;
  if (!isInternal && readWord(h, h.base + HEAP_RESERVE_SIZE) === 0) return 0;
  const holds = (segment: number) => h.base > segment && h.base < segment + (segmentBytes(h, segment) >>> CELL_SHIFT);
  return segments.find((segment) => isInternal && holds(segment)) ?? segments.at(-1) ?? 0;
}

/** Empties all lists and counters; of the segments only `kept` is left (none if it is 0), as free blocks. */
function startAnew(h: ZendHeap, kept: number): void {
  const { m } = h;
  if (kept !== 0) setWord(m, nextSegmentField(kept), 0);
  m[h.base + HEAP_SEGMENTS] = addressOf(kept);
  initialiseLists(h);
  h.live?.clear();
  const realSize = kept === 0 ? 0 : segmentBytes(h, kept);
  m[h.base + HEAP_REAL_SIZE] = realSize;
  m[h.base + HEAP_REAL_PEAK] = realSize;
  m[h.base + HEAP_SIZE] = 0;
  m[h.base + HEAP_PEAK] = 0;
  if (kept !== 0) reopenSegment(h, kept);
  setWord(m, h.base + HEAP_RESERVE, 0);
  m[h.base + HEAP_OVERFLOW] = 0;
}

/** Allocates the reserve; where the limit or the storage leaves no room for it, the next request begins without one. */
function renewReserve(h: ZendHeap): void {
  try {
    takeReserve(h);
  } catch (error) {
    if (!(error instanceof OutOfMemoryError || error instanceof MemoryLimitError)) throw error;
    h.m[h.base + HEAP_OVERFLOW] = 0;
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
  h.live?.add(own);
  h.m[h.base + HEAP_SIZE] = cells << CELL_SHIFT;
  h.m[h.base + HEAP_PEAK] = cells << CELL_SHIFT;
}

/** Makes what lies between two cells a free block; nothing where they meet. */
function openBlock(h: ZendHeap, from: number, to: number): void {
  if (to === from) return;
  writeHeader(h, h.m, from, to - from, TYPE_FREE);
  addToFreeList(h, h.m, from, to - from);
}
