/**
 * Segments: large pieces of the storage, in a singly linked list from the newest to the oldest.
 *
 * ```
 *   +------+------+-------+-------+-----+-------+
 *   | size | next | block | block | ... | guard |
 *   +------+------+-------+-------+-----+-------+
 * ```
 */

import { HeapCorruptionError } from "../errors.js";
import { addressOf, markFirstBlock, writeGuard } from "./blocks.js";
import { setWord } from "./misses/words.js";
import {
  CELL_SHIFT,
  HEADER_BYTES,
  HEAP_REAL_SIZE,
  HEAP_SEGMENT_SIZE,
  HEAP_SEGMENTS,
  MAX_SEGMENT_BYTES,
  SEGMENT_HEADER,
  WORD,
} from "./model.js";
import { addToRealSize, readWord } from "./words.js";
import type { ZendHeap } from "./zend-heap.js";

/** Bytes of a segment that are not block space. */
function segmentOverhead(): number {
  return (SEGMENT_HEADER << CELL_SHIFT) + HEADER_BYTES;
}

/** Bytes of block space in an ordinary segment: larger blocks get a segment of their own. */
export function ordinaryBlockSpace(h: ZendHeap): number {
  return readWord(h, h.base + HEAP_SEGMENT_SIZE) - segmentOverhead();
}

/** The bytes of the segment for a block of `bytes`: an ordinary one, or the next multiple of it that is enough. */
export function segmentSizeFor(h: ZendHeap, bytes: number): number {
  const ordinary = readWord(h, h.base + HEAP_SEGMENT_SIZE);
  if (bytes <= ordinaryBlockSpace(h)) return ordinary;
  return Math.ceil((bytes + segmentOverhead()) / ordinary) * ordinary;
}

/** Cells of block space in a segment of `bytes`. */
export function blockCellsIn(bytes: number): number {
  return (bytes - segmentOverhead()) >>> CELL_SHIFT;
}

/** Bytes of the segment at `segment`. */
export function segmentBytes(h: ZendHeap, segment: number): number {
  return h.m[segment]! >>> 0;
}

/** The cell of a segment's link to the next older one. */
export function nextSegmentField(segment: number): number {
  return segment + WORD;
}

/**
 * Takes a segment of `bytes` from the storage, puts it in front of the list and marks its borders; the block space
 * between them has no header yet.
 * @returns the segment, or 0 when the storage has no memory.
 */
export function createSegment(h: ZendHeap, bytes: number): number {
  const address = bytes > MAX_SEGMENT_BYTES ? 0 : h.provider.allocate(bytes);
  if (address === 0) return 0;
  const segment = address >>> CELL_SHIFT;
  addToRealSize(h, bytes);
  setWord(h.m, segment, bytes);
  setWord(h.m, nextSegmentField(segment), h.m[h.base + HEAP_SEGMENTS]!);
  h.m[h.base + HEAP_SEGMENTS] = address;
  markSegmentBorders(h, segment);
  return segment;
}

/** Marks the first block's start and the guard of a segment whose size is written. */
export function markSegmentBorders(h: ZendHeap, segment: number): void {
  const first = segment + SEGMENT_HEADER;
  markFirstBlock(h, first);
  writeGuard(h, first + blockCellsIn(segmentBytes(h, segment)));
}

/**
 * Checks that the guard at cell `guard` is the one at the segment's end, and not a header that was overwritten.
 * @throws HeapCorruptionError
 */
export function checkGuard(h: ZendHeap, segment: number, guard: number): void {
  if (guard === segment + SEGMENT_HEADER + blockCellsIn(segmentBytes(h, segment))) return;
  throw new HeapCorruptionError(
    (guard << CELL_SHIFT) >>> 0,
    "it says that it is a guard, and its segment ends elsewhere",
  );
}

/** Unlinks a segment and gives it back to the storage. @zend zend_mm_del_segment */
export function deleteSegment(h: ZendHeap, segment: number): void {
  const bytes = segmentBytes(h, segment);
  h.m[linkTo(h, segment)] = h.m[nextSegmentField(segment)]!;
  addToRealSize(h, -bytes);
  h.provider.free((segment << CELL_SHIFT) >>> 0, bytes);
}

/**
 * Gives a segment another size through the storage; patches the list if it moved. Its end is not marked yet.
 * @returns the segment, or 0 when the storage has no memory; then nothing has changed.
 */
export function resizeSegment(h: ZendHeap, segment: number, bytes: number): number {
  const oldBytes = segmentBytes(h, segment);
  const link = linkTo(h, segment);
  const address = bytes > MAX_SEGMENT_BYTES ? 0 : h.provider.reallocate((segment << CELL_SHIFT) >>> 0, oldBytes, bytes);
  if (address === 0) return 0;
  const moved = address >>> CELL_SHIFT;
  addToRealSize(h, bytes - oldBytes);
  setWord(h.m, moved, bytes);
  h.m[link] = address;
  return moved;
}

/**
 * All segments, newest first.
 * @throws HeapCorruptionError when the list names more bytes than the heap has: it is a ring, or leads elsewhere.
 */
export function listSegments(h: ZendHeap): number[] {
  const segments: number[] = [];
  let left = h.m[h.base + HEAP_REAL_SIZE]! >>> 0;
  let segment = h.m[h.base + HEAP_SEGMENTS]! >>> CELL_SHIFT;
  while (segment !== 0) {
    const bytes = segmentBytes(h, segment);
    left -= bytes;
    if (!(left >= 0 && bytes > 0))
      throw new HeapCorruptionError((segment << CELL_SHIFT) >>> 0, "the list of segments has more bytes than the heap");
    segments.push(segment);
    segment = h.m[nextSegmentField(segment)]! >>> CELL_SHIFT;
  }
  return segments;
}

/** The cell that links to a segment: the list's start or the `next` of the one before. */
function linkTo(h: ZendHeap, segment: number): number {
  const m = h.m;
  const address = addressOf(segment);
  let passed = 0;
  let link = h.base + HEAP_SEGMENTS;
  while (m[link] !== address) {
    const other = m[link]! >>> CELL_SHIFT;
    passed += segmentBytes(h, other);
    if (other === 0 || passed > m[h.base + HEAP_REAL_SIZE]! >>> 0) {
      throw new HeapCorruptionError(address >>> 0, "the list of segments does not contain the block's segment");
    }
    link = nextSegmentField(other);
  }
  return link;
}
