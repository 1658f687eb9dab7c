/** Walking over all blocks, for what a running heap itself needs to know. (Reports belong to @zmm/inspect.) */
import { TYPE_MASK, TYPE_USED } from "@zmm/layout";
import { HeapCorruptionError } from "../errors.js";
import { linkageFault } from "./blocks.js";
import { CELL_SHIFT } from "./geometry.js";
import { nextSegmentField, segmentBytes } from "./segments.js";
import type { ZendHeap } from "./zend-heap.js";

/**
 * All blocks that are in use or cached, newest segment first, each segment in address order.
 * @throws HeapCorruptionError when headers do not agree.
 */
export function* usedBlocks(h: ZendHeap): Generator<number> {
  let segment = h.m[h.segmentsAt]! >>> CELL_SHIFT;
  while (segment !== 0) {
    const end = segment + (segmentBytes(h, segment) >>> CELL_SHIFT) - h.header;
    let block = segment + h.segmentHeader;
    while (block < end) {
      const fault = linkageFault(h, block);
      const word = h.m[block + h.sizeField]!;
      if (fault !== null || word >>> CELL_SHIFT === 0) {
        throw new HeapCorruptionError((block << CELL_SHIFT) >>> 0, fault ?? "its size is 0");
      }
      if ((word & TYPE_MASK) === TYPE_USED) yield block;
      block += word >>> CELL_SHIFT;
    }
    segment = h.m[nextSegmentField(h, segment)]! >>> CELL_SHIFT;
  }
}

/** All blocks in use; those in the cache are not. */
export function* liveBlocks(h: ZendHeap): Generator<number> {
  const cached = cachedBlocks(h);
  for (const block of usedBlocks(h)) if (!cached.has(block)) yield block;
}

function cachedBlocks(h: ZendHeap): Set<number> {
  const cached = new Set<number>();
  for (let index = 0; index < h.numBuckets; index++) {
    let address = h.m[h.cacheAt + (index << h.wordShift)]!;
    while (address !== 0) {
      const block = address >>> CELL_SHIFT;
      if (cached.has(block)) throw new HeapCorruptionError(address >>> 0, "it stands in the cache twice");
      cached.add(block);
      address = h.m[block + h.prevFree]!;
    }
  }
  return cached;
}
