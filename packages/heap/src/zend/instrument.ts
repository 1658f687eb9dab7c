/** What instrumented heaps note when a block comes to life, changes its size or dies. */

import { eraseUserBytes, writeDebugInfo } from "./misses/marks.js";
import { DEBUG } from "./model.js";
import type { ZendHeap } from "./zend-heap.js";

/** A block was handed out for `size` bytes. */
export function markAllocated(h: ZendHeap, block: number, size: number): void {
  h.live?.add(block);
  if (!DEBUG) return;
  const { file, line, origFile, origLine } = h.site;
  writeDebugInfo(h, h.m, block, size, file, line, origFile, origLine);
}

/** A block is about to be freed or cached. */
export function markFreed(h: ZendHeap, block: number): void {
  h.live?.delete(block);
  if (DEBUG) eraseUserBytes(h.m, block);
}
