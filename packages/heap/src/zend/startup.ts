/** How a plain heap comes to be. The other kinds start in inspectable-startup.ts, with what stands here. */
import { COMPACT_SIZE, RESERVE_SIZE, SEGMENT_SIZE } from "@zmm/layout";
import type { SegmentProvider } from "@zmm/storage";
import { ConfigurationError, InvalidSizeError, OutOfMemoryError } from "../errors.js";
import type { PlainHeap, PlainHeapOptions } from "../plain-heap.js";
import { isSegmentSize } from "../segment-size.js";
import { addressOf } from "./blocks.js";
import { countFlushed } from "./cache-stats.js";
import { setWord } from "./misses/words.js";
import {
  CELL_SHIFT,
  DEFAULT_LIMIT,
  HEAP_BUCKETS,
  HEAP_BYTES,
  HEAP_CACHED,
  HEAP_COMPACT_SIZE,
  HEAP_FREE_BITMAP,
  HEAP_LARGE,
  HEAP_LIMIT,
  HEAP_RESERVE,
  HEAP_RESERVE_SIZE,
  HEAP_REST,
  HEAP_REST_COUNT,
  HEAP_SEGMENT_SIZE,
  IN_USE,
  LEAST_SEGMENT,
  NUM_BUCKETS,
  PREV_FREE,
  WORD,
  WORD_SHIFT,
} from "./model.js";
import { checkedLimit } from "./sizes.js";
import { readWord, writeWord } from "./words.js";
import { ZendHeap } from "./zend-heap.js";

/** A heap that can do no more than serve calls, and needs the least code. @zend zend_mm_startup_ex */
export function startPlainHeap(provider: SegmentProvider, options: PlainHeapOptions): PlainHeap {
  return startIn(provider, options, HEAP_BYTES, () => new ZendHeap(provider, HEAP_BYTES, null));
}

/**
 * Places a structure of `structSize` bytes and makes the heap on it that `create` makes.
 * @param complete what else is to be done to the heap before its limit holds.
 * @zend zend_mm_startup_ex
 */
export function startIn<H extends ZendHeap>(
  provider: SegmentProvider,
  options: PlainHeapOptions,
  structSize: number,
  create: () => H,
  complete?: (h: H) => void,
): H {
  const segmentSize = checkedSegmentSize(options.segmentSize ?? SEGMENT_SIZE);
  const reserveSize = checkedBytes("reserveSize", options.reserveSize ?? RESERVE_SIZE);
  const compactSize = checkedBytes("compactSize", options.compactSize ?? COMPACT_SIZE);
  const limit = options.limit === undefined ? DEFAULT_LIMIT : checkedLimit(options.limit);
  const address = provider.allocate(structSize);
  if (address === 0) throw new OutOfMemoryError(0, structSize);
  const h = create();
  h.settle(address);
  h.m.fill(0, h.base, h.base + (structSize >>> CELL_SHIFT));
  h.m[h.base] = IN_USE;
  writeWord(h, h.base + HEAP_SEGMENT_SIZE, segmentSize);
  writeWord(h, h.base + HEAP_COMPACT_SIZE, compactSize);
  writeWord(h, h.base + HEAP_RESERVE_SIZE, reserveSize);
  writeWord(h, h.base + HEAP_LIMIT, DEFAULT_LIMIT);
  initialiseLists(h);
  try {
    takeReserve(h);
    complete?.(h);
  } catch (error) {
    h.dispose();
    throw error;
  }
  h.limit = limit;
  return h;
}

/** Allocates the reserve, if one is wanted. */
export function takeReserve(h: ZendHeap): void {
  const size = readWord(h, h.base + HEAP_RESERVE_SIZE);
  if (size === 0) return;
  // before the view is asked for, which the allocation may replace
  const reserve = h.allocate(size);
  setWord(h.m, h.base + HEAP_RESERVE, reserve);
}

/** Empties all lists, the tree and the cache. @zend zend_mm_init */
export function initialiseLists(h: ZendHeap): void {
  const m = h.m;
  m.fill(0, h.base + HEAP_FREE_BITMAP, h.base + HEAP_FREE_BITMAP + 2 * WORD);
  m.fill(0, h.base + HEAP_CACHED, h.base + HEAP_BUCKETS);
  m.fill(0, h.base + HEAP_LARGE, h.base + HEAP_REST);
  for (let index = 0; index < NUM_BUCKETS; index++) {
    initialiseHead(h, h.base + HEAP_BUCKETS + ((2 * index) << WORD_SHIFT));
    if (h.counting) countFlushed(h, index);
  }
  initialiseHead(h, h.base + HEAP_REST);
  m[h.base + HEAP_REST_COUNT] = 0;
}

/** Lets a list head point at itself; `links` is its prev link's cell, before which the head begins. */
export function initialiseHead(h: ZendHeap, links: number): void {
  const head = addressOf(links - PREV_FREE);
  setWord(h.m, links, head);
  setWord(h.m, links + WORD, head);
}

function checkedSegmentSize(bytes: number): number {
  if (!isSegmentSize(bytes)) throw new ConfigurationError("'block_size' must be a power of two");
  if (bytes < LEAST_SEGMENT) throw new ConfigurationError("ZEND_MM_SEG_SIZE is too small");
  return bytes;
}

function checkedBytes(name: string, bytes: number): number {
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw new InvalidSizeError(bytes, name);
  return bytes;
}
