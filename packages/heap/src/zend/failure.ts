/** How a heap fails for lack of memory. The order is PHP's: flush the cache, free the reserve, then the error. */

import { MemoryLimitError, OutOfMemoryError } from "../errors.js";
import { flushCache } from "./cache.js";
import { setWord } from "./misses/words.js";
import { DEBUG, HEAP_LIMIT, HEAP_OVERFLOW, HEAP_REAL_SIZE, HEAP_RESERVE } from "./model.js";
import { readWord } from "./words.js";
import type { ZendHeap } from "./zend-heap.js";

/** The limit does not allow the segment that `size` bytes would need. */
export function failForLimit(h: ZendHeap, size: number): never {
  flushCache(h);
  releaseReserve(h);
  throw new MemoryLimitError(readWord(h, h.base + HEAP_LIMIT), size, describeSite(h));
}

/** The storage has no memory, or (then without a flush) the size wraps. */
export function failForMemory(h: ZendHeap, size: number, flush: boolean): never {
  if (flush) flushCache(h);
  releaseReserve(h);
  throw new OutOfMemoryError(h.m[h.base + HEAP_REAL_SIZE]! >>> 0, size, describeSite(h));
}

/** Frees the reserve, so that whoever handles the error has memory; it comes back with the next request (quirk Q12). */
function releaseReserve(h: ZendHeap): void {
  const { m } = h;
  const reserve = m[h.base + HEAP_RESERVE]! >>> 0;
  m[h.base + HEAP_OVERFLOW] = m[h.base + HEAP_OVERFLOW] === 0 ? 1 : 2;
  if (reserve === 0) return;
  h.free(reserve);
  setWord(h.m, h.base + HEAP_RESERVE, 0);
}

/** What a debug heap's messages say of the place: ` at FILE:LINE`, or nothing. */
function describeSite(h: ZendHeap): string {
  return DEBUG && h.site.label !== "" ? ` at ${h.site.label}` : "";
}
