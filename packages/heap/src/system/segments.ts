/** Segments of the system heap: taken from the provider, laid out as one free block, given back when they are one again. */
import type { SegmentProvider } from "@zmm/storage";
import { blockBehind, markFree } from "./blocks.js";
import { broken, insertBlock, isAlone, removeBlock } from "./free-lists.js";
import {
  CELL_SHIFT,
  EDGE,
  HEAP_REAL_PEAK,
  HEAP_REAL_SIZE,
  HEAP_SEGMENT_SIZE,
  HEAP_SEGMENTS,
  PREV,
  SEGMENT_BYTES,
  SEGMENT_CELLS,
  SEGMENT_NEXT,
  SEGMENT_OVERHEAD,
  SEGMENT_PREV,
  SIZE,
  UNIT_SHIFT,
} from "./structure.js";

/** Bytes of the segment for a block of `units`: a multiple of the heap's segment size. */
export function segmentBytesFor(units: number, segmentSize: number): number {
  const needed = units * 2 ** UNIT_SHIFT + SEGMENT_OVERHEAD;
  return Math.ceil(needed / segmentSize) * segmentSize;
}

/** Puts the segment at byte `address` on the front of the list and files all of it as one free block. Returns that. */
export function addSegment(m: Int32Array, heap: number, address: number, bytes: number): number {
  const segment = address >>> CELL_SHIFT;
  const first = m[heap + HEAP_SEGMENTS]!;
  m[segment + SEGMENT_BYTES] = bytes;
  m[segment + SEGMENT_NEXT] = first;
  m[segment + SEGMENT_PREV] = 0;
  if (first !== 0) m[(first >>> CELL_SHIFT) + SEGMENT_PREV] = address;
  m[heap + HEAP_SEGMENTS] = address;
  const real = (m[heap + HEAP_REAL_SIZE]! + bytes) >>> 0;
  m[heap + HEAP_REAL_SIZE] = real;
  if (real > m[heap + HEAP_REAL_PEAK]! >>> 0) m[heap + HEAP_REAL_PEAK] = real;
  return layOut(m, heap, segment);
}

/** Makes a segment that is on the list one free block, and returns that. */
export function layOut(m: Int32Array, heap: number, segment: number): number {
  const units = ((m[segment + SEGMENT_BYTES]! >>> 0) - SEGMENT_OVERHEAD) >>> UNIT_SHIFT;
  const block = segment + SEGMENT_CELLS;
  m[block + PREV] = EDGE;
  m[blockBehind(block, units) + SIZE] = EDGE;
  markFree(m, block, units);
  insertBlock(m, heap, block, units);
  return block;
}

/** Takes a segment off the list and returns its bytes. */
function unlinkSegment(m: Int32Array, heap: number, segment: number): number {
  const bytes = m[segment + SEGMENT_BYTES]! >>> 0;
  const next = m[segment + SEGMENT_NEXT]!;
  const previous = m[segment + SEGMENT_PREV]!;
  if (next !== 0) m[(next >>> CELL_SHIFT) + SEGMENT_PREV] = previous;
  if (previous !== 0) m[(previous >>> CELL_SHIFT) + SEGMENT_NEXT] = next;
  else m[heap + HEAP_SEGMENTS] = next;
  m[heap + HEAP_REAL_SIZE] = m[heap + HEAP_REAL_SIZE]! - bytes;
  return bytes;
}

/**
 * Gives the segment that a free block fills back to the provider. A segment of ordinary size stays when no other block
 * of its class is free, so that a heap that sways around a segment's edge does not take and give without end.
 */
export function releaseSegment(m: Int32Array, heap: number, provider: SegmentProvider, block: number): void {
  const segment = block - SEGMENT_CELLS;
  const isOrdinary = m[segment + SEGMENT_BYTES] === m[heap + HEAP_SEGMENT_SIZE];
  if (isOrdinary && isAlone(m, heap, block)) return;
  removeBlock(m, heap, block);
  giveBack(m, heap, provider, segment);
}

/** A segment that is off the list: its address, and its bytes. */
export interface UnlinkedSegment {
  readonly address: number;
  readonly bytes: number;
}

/** Takes the newest segments off the list, until `least` are left. Nothing is given back yet. */
export function unlinkNewest(m: Int32Array, heap: number, least: 0 | 1): UnlinkedSegment[] {
  const unlinked: UnlinkedSegment[] = [];
  for (;;) {
    const segment = m[heap + HEAP_SEGMENTS]! >>> CELL_SHIFT;
    if (segment === 0 || (least === 1 && m[segment + SEGMENT_NEXT] === 0)) return unlinked;
    if (m[segment + SEGMENT_BYTES]! >>> 0 > m[heap + HEAP_REAL_SIZE]! >>> 0)
      throw broken(segment, "the list of segments has more bytes than the heap");
    unlinked.push({ address: (segment << CELL_SHIFT) >>> 0, bytes: unlinkSegment(m, heap, segment) });
  }
}

/** Takes a segment off the list and gives it back. */
export function giveBack(m: Int32Array, heap: number, provider: SegmentProvider, segment: number): void {
  provider.free((segment << CELL_SHIFT) >>> 0, unlinkSegment(m, heap, segment));
}
