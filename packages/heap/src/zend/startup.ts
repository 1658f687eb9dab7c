/** How a heap comes to be: in fresh memory, or in bytes that already hold one. */

import { COMPACT_SIZE, type Layout, layoutOf, RESERVE_SIZE, SEGMENT_SIZE } from "@zmm/layout";
import type { SegmentProvider } from "@zmm/storage";
import type { CompiledMisses } from "../compiled/compiled-misses.js";
import { ConfigurationError, InvalidSizeError, OutOfMemoryError } from "../errors.js";
import { createSecrets } from "../secrets.js";
import type { AttachOptions, ZendHeapOptions } from "../zend-heap.js";
import { allocateBlock } from "./allocate.js";
import { addressOf } from "./blocks.js";
import { countFlushed } from "./cache-stats.js";
import { CarefulHeap } from "./careful-heap.js";
import { recoverSecrets } from "./debug/secrets.js";
import { HardenedHeap } from "./hardened-heap.js";
import { markAllocated } from "./instrument.js";
import { setWord } from "./misses/words.js";
import {
  CELL_SHIFT,
  DEBUG,
  HEADER_BYTES,
  HEAP_BUCKETS,
  HEAP_CACHED,
  HEAP_COMPACT_SIZE,
  HEAP_FREE_BITMAP,
  HEAP_INTERNAL,
  HEAP_LARGE,
  HEAP_LIMIT,
  HEAP_RESERVE,
  HEAP_RESERVE_SIZE,
  HEAP_REST,
  HEAP_REST_COUNT,
  HEAP_SEGMENT_SIZE,
  IN_USE,
  LAYOUT,
  NEXT_FREE,
  NUM_BUCKETS,
  PARENT,
  PREV_FREE,
  WORD,
  WORD_SHIFT,
} from "./model.js";
import { checkedLimit } from "./sizes.js";
import { liveBlocks } from "./walk.js";
import { readWord, writeWord } from "./words.js";
import { ZendHeap } from "./zend-heap.js";

/** @zend zend_mm_startup_ex */
export function startHeap(
  provider: SegmentProvider,
  options: ZendHeapOptions,
  misses: CompiledMisses | null = null,
): ZendHeap {
  const layout = layoutFor(options);
  const segmentSize = checkedSegmentSize(options.segmentSize ?? SEGMENT_SIZE);
  const reserveSize = checkedBytes("reserveSize", options.reserveSize ?? RESERVE_SIZE);
  const compactSize = checkedBytes("compactSize", options.compactSize ?? COMPACT_SIZE);
  const limit = options.limit === undefined ? LAYOUT.defaultLimit : checkedLimit(options.limit);
  const structSize = layout.structs.heap.size;
  const address = provider.allocate(structSize);
  if (address === 0) throw new OutOfMemoryError(0, structSize);
  const h = newHeap(provider, layout, options.hardened ?? false, misses);
  h.settle(address);
  h.m.fill(0, h.base, h.base + (structSize >>> CELL_SHIFT));
  h.m[h.base] = IN_USE;
  writeWord(h, h.base + HEAP_SEGMENT_SIZE, segmentSize);
  writeWord(h, h.base + HEAP_COMPACT_SIZE, compactSize);
  writeWord(h, h.base + HEAP_RESERVE_SIZE, reserveSize);
  writeWord(h, h.base + HEAP_LIMIT, LAYOUT.defaultLimit);
  initialiseLists(h);
  if (DEBUG) h.secrets = options.secrets ?? createSecrets();
  try {
    takeReserve(h);
    if (options.internal ?? false) moveInside(h);
  } catch (error) {
    h.dispose();
    throw error;
  }
  h.limit = limit;
  return h;
}

/** The object of the kind that the settings ask for. */
function newHeap(
  provider: SegmentProvider,
  layout: Layout,
  hardened: boolean,
  misses: CompiledMisses | null,
): ZendHeap {
  if (DEBUG || layout.cacheStats) return new CarefulHeap(provider, layout, hardened, misses);
  return hardened ? new HardenedHeap(provider, layout, misses) : new ZendHeap(provider, layout, false, misses);
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
function initialiseHead(h: ZendHeap, links: number): void {
  const head = addressOf(links - PREV_FREE);
  setWord(h.m, links, head);
  setWord(h.m, links + WORD, head);
}

/**
 * Moves the structure into a block of its own heap and gives its old place back. Blocks that point at list heads or
 * tree slots in the structure are pointed at their new places.
 * @zend zend_mm_startup_ex with internal
 */
function moveInside(h: ZendHeap): void {
  const size = h.layout.structs.heap.size;
  const block = allocateBlock(h, size);
  markAllocated(h, block, size);
  const oldAddress = h.address;
  const newAddress = ((block << CELL_SHIFT) >>> 0) + HEADER_BYTES;
  h.m[h.base + HEAP_INTERNAL] = 1;
  h.memory.u8.copyWithin(newAddress, oldAddress, oldAddress + size);
  h.settle(newAddress);
  const shift = newAddress - oldAddress;
  for (let index = 0; index < NUM_BUCKETS; index++) {
    moveHead(h, h.base + HEAP_BUCKETS + ((2 * index) << WORD_SHIFT), shift);
    moveRoot(h, h.base + HEAP_LARGE + (index << WORD_SHIFT));
  }
  moveHead(h, h.base + HEAP_REST, shift);
  h.provider.free(oldAddress, size);
}

/** Points the members of a moved list at its head's new place; of an empty list, the head at itself. */
function moveHead(h: ZendHeap, links: number, shift: number): void {
  const m = h.m;
  const head = addressOf(links - PREV_FREE);
  const oldHead = head - shift;
  if (m[links] === oldHead) initialiseHead(h, links);
  else {
    m[(m[links]! >>> CELL_SHIFT) + NEXT_FREE] = head;
    m[(m[links + WORD]! >>> CELL_SHIFT) + PREV_FREE] = head;
  }
}

function moveRoot(h: ZendHeap, slot: number): void {
  const root = h.m[slot]!;
  if (root !== 0) h.m[(root >>> CELL_SHIFT) + PARENT] = addressOf(slot);
}

/** Takes up a heap that lies in memory. */
export function attachHeap(
  provider: SegmentProvider,
  address: number,
  options: AttachOptions,
  misses: CompiledMisses | null = null,
): ZendHeap {
  const layout = layoutFor(options);
  const fits = Number.isInteger(address) && address > 0 && address % 8 === 0;
  if (!fits || address + layout.structs.heap.size > provider.memory.byteLength) throw noHeapAt(address);
  const h = newHeap(provider, layout, options.hardened ?? false, misses);
  h.settle(address);
  if (!looksLikeHeap(h)) throw noHeapAt(address);
  if (DEBUG) h.secrets = recoverSecrets(h) ?? createSecrets();
  if (h.live !== null) for (const block of liveBlocks(h)) h.live.add(block);
  return h;
}

/** Whether what only a heap of this model can hold is there: its settings and all its list heads. */
function looksLikeHeap(h: ZendHeap): boolean {
  const segmentSize = readWord(h, h.base + HEAP_SEGMENT_SIZE);
  if (h.m[h.base] !== IN_USE || !isPowerOfTwo(segmentSize)) return false;
  for (let index = 0; index < NUM_BUCKETS; index++) {
    const links = h.base + HEAP_BUCKETS + ((2 * index) << WORD_SHIFT);
    const head = addressOf(links - PREV_FREE);
    if (h.m[(h.m[links]! >>> CELL_SHIFT) + NEXT_FREE] !== head) return false;
    if (h.m[(h.m[links + WORD]! >>> CELL_SHIFT) + PREV_FREE] !== head) return false;
  }
  return true;
}

function noHeapAt(address: number): ConfigurationError {
  return new ConfigurationError(`no heap of model '${LAYOUT.model.name}' lies at address ${address}`);
}

/** This model's layout, with the tail for cache statistics where they are wanted. */
function layoutFor(options: Pick<ZendHeapOptions, "cacheStats">): Layout {
  return options.cacheStats ? layoutOf(LAYOUT.model, { cacheStats: true }) : LAYOUT;
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(value) && value > 0 && value <= 2 ** 31 && (value & (value - 1)) === 0;
}

function checkedSegmentSize(bytes: number): number {
  if (!isPowerOfTwo(bytes)) throw new ConfigurationError("'block_size' must be a power of two");
  const least = LAYOUT.segmentHeaderSize + LAYOUT.headerSize + LAYOUT.minBlockSize;
  if (bytes < least) throw new ConfigurationError("ZEND_MM_SEG_SIZE is too small");
  return bytes;
}

function checkedBytes(name: string, bytes: number): number {
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw new InvalidSizeError(bytes, name);
  return bytes;
}
