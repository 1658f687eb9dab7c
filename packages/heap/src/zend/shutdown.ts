/** The end of a request, and the end of a heap. @zend zend_mm_shutdown */
import { TYPE_FREE, TYPE_USED } from "@zmm/layout";
import { addressOf, cellsOf, writeHeader } from "./blocks.js";
import { addToFreeList } from "./free-lists.js";
import { CELL_SHIFT } from "./geometry.js";
import { blockCellsIn, markSegmentBorders, nextSegmentField, segmentBytes } from "./segments.js";
import { initialiseLists, takeReserve } from "./startup.js";
import { readWord, writePointer } from "./words.js";
import type { ZendHeap } from "./zend-heap.js";

/**
 * Drops all blocks at once. With a reserve the oldest segment stays, and so does the one that holds the structure of
 * an internal heap; the others go back to the storage, which is compacted if the request took much.
 */
export function endRequest(h: ZendHeap): void {
  const kept = freeSegments(h, segmentToKeep(h));
  const compactSize = readWord(h, h.compactSizeAt);
  if (compactSize > 0 && h.m[h.realPeakAt]! >>> 0 > compactSize) h.provider.compact();
  const { m } = h;
  initialiseLists(h);
  if (h.live !== null) h.live.clear();
  const realSize = kept === 0 ? 0 : segmentBytes(h, kept);
  m[h.realSizeAt] = realSize;
  m[h.realPeakAt] = realSize;
  m[h.sizeAt] = 0;
  m[h.peakAt] = 0;
  if (kept !== 0) reopenSegment(h, kept);
  writePointer(h, h.reserveAt, 0);
  takeReserve(h);
  m[h.overflowAt] = 0;
}

/** Gives everything back to the storage. */
export function shutdown(h: ZendHeap): void {
  const { address, provider } = h;
  const internal = h.m[h.internalAt] !== 0;
  freeSegments(h, 0);
  if (!internal) provider.free(address, h.layout.structs.heap.size);
}

/** The segment that outlives the request, or 0: the oldest, or the one that the structure lies in. */
function segmentToKeep(h: ZendHeap): number {
  const m = h.m;
  const own = m[h.internalAt] === 0 ? -1 : h.address >>> CELL_SHIFT;
  if (own < 0 && readWord(h, h.reserveSizeAt) === 0) return 0;
  let segment = m[h.segmentsAt]! >>> CELL_SHIFT;
  for (;;) {
    if (own > segment && own < segment + (segmentBytes(h, segment) >>> CELL_SHIFT)) return segment;
    const older = segment === 0 ? 0 : m[nextSegmentField(h, segment)]! >>> CELL_SHIFT;
    if (older === 0) return segment;
    segment = older;
  }
}

/** Frees all segments but `kept`, which becomes the only one listed (none if it is 0); returns it. */
function freeSegments(h: ZendHeap, kept: number): number {
  let segment = h.m[h.segmentsAt]! >>> CELL_SHIFT;
  while (segment !== 0) {
    const older = h.m[nextSegmentField(h, segment)]! >>> CELL_SHIFT;
    if (segment !== kept) h.provider.free((segment << CELL_SHIFT) >>> 0, segmentBytes(h, segment));
    segment = older;
  }
  if (kept !== 0) writePointer(h, nextSegmentField(h, kept), 0);
  // The structure of an internal heap went with its segment when none is kept.
  if (kept !== 0 || h.m[h.internalAt] === 0) h.m[h.segmentsAt] = addressOf(kept);
  return kept;
}

/** Makes a kept segment one free block again, around the structure where it lies inside. */
function reopenSegment(h: ZendHeap, segment: number): void {
  markSegmentBorders(h, segment);
  const first = segment + h.segmentHeader;
  const end = first + blockCellsIn(h, segmentBytes(h, segment));
  if (h.m[h.internalAt] === 0) {
    openBlock(h, first, end);
    return;
  }
  const own = (h.address - h.headerSize) >>> CELL_SHIFT;
  const cells = cellsOf(h, own);
  openBlock(h, first, own);
  writeHeader(h, own, cells, TYPE_USED);
  openBlock(h, own + cells, end);
  if (h.live !== null) h.live.add(own);
  h.m[h.sizeAt] = cells << CELL_SHIFT;
  h.m[h.peakAt] = cells << CELL_SHIFT;
}

/** Makes what lies between two cells a free block; nothing where they meet. */
function openBlock(h: ZendHeap, from: number, to: number): void {
  if (to === from) return;
  writeHeader(h, from, to - from, TYPE_FREE);
  addToFreeList(h, from, to - from);
}
