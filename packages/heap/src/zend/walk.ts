/** Walking over all blocks, for what a running heap itself needs to know. (Reports belong to @zmm/inspect.) */

import { HeapCorruptionError } from "../errors.js";
import { linkageFault } from "./blocks.js";
import {
  BLOCK_SIZE,
  CELL_SHIFT,
  HEADER,
  HEAP_CACHE,
  NUM_BUCKETS,
  PREV_FREE,
  SEGMENT_HEADER,
  TYPE_MASK,
  TYPE_USED,
  WORD_SHIFT,
} from "./model.js";
import { listSegments, segmentBytes } from "./segments.js";
import type { ZendHeap } from "./zend-heap.js";

/** All blocks that are in use or cached, in the order of allBlocks. @throws HeapCorruptionError when headers do not agree. */
export function* usedBlocks(h: ZendHeap): Generator<number> {
  for (const block of allBlocks(h)) if ((h.m[block + BLOCK_SIZE]! & TYPE_MASK) === TYPE_USED) yield block;
}

/**
 * All blocks, newest segment first, each segment in address order.
 * @throws HeapCorruptionError when headers do not agree.
 */
export function* allBlocks(h: ZendHeap): Generator<number> {
  for (const segment of listSegments(h)) {
    const end = segment + (segmentBytes(h, segment) >>> CELL_SHIFT) - HEADER;
    let block = segment + SEGMENT_HEADER;
    while (block < end) {
      const fault = linkageFault(h.m, block);
      const word = h.m[block + BLOCK_SIZE]!;
      if (fault !== null || word >>> CELL_SHIFT === 0) {
        throw new HeapCorruptionError((block << CELL_SHIFT) >>> 0, fault ?? "its size is 0");
      }
      yield block;
      block += word >>> CELL_SHIFT;
    }
  }
}

/** All blocks in use; those in the cache are not. */
export function* liveBlocks(h: ZendHeap): Generator<number> {
  const cached = cachedBlocks(h);
  for (const block of usedBlocks(h)) if (!cached.has(block)) yield block;
}

function cachedBlocks(h: ZendHeap): Set<number> {
  const cached = new Set<number>();
  for (let index = 0; index < NUM_BUCKETS; index++) {
    let address = h.m[h.base + HEAP_CACHE + (index << WORD_SHIFT)]!;
    while (address !== 0) {
      const block = address >>> CELL_SHIFT;
      if (cached.has(block)) throw new HeapCorruptionError(address >>> 0, "it stands in the cache twice");
      cached.add(block);
      address = h.m[block + PREV_FREE]!;
    }
  }
  return cached;
}
