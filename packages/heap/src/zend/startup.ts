/** How a heap comes to be: in fresh memory, or in bytes that already hold one. */
import {
  COMPACT_SIZE,
  isModelName,
  type Layout,
  LAYOUTS,
  layoutOf,
  MODEL_NAMES,
  RESERVE_SIZE,
  SEGMENT_SIZE,
  smallFreeBucket,
} from "@zmm/layout";
import type { SegmentProvider } from "@zmm/storage";
import { ConfigurationError, InvalidSizeError, OutOfMemoryError } from "../errors.js";
import { allocateBlock } from "./allocate.js";
import { addressOf } from "./blocks.js";
import { createSecrets, recoverSecrets } from "./debug/secrets.js";
import { CELL_SHIFT } from "./geometry.js";
import { markAllocated } from "./instrument.js";
import { LiveMap } from "./live-map.js";
import { liveBlocks } from "./walk.js";
import { readWord, writePointer, writeWord } from "./words.js";
import { ZendHeap, type ZendHeapOptions } from "./zend-heap.js";

/** @zend zend_mm_startup_ex */
export function startHeap(provider: SegmentProvider, options: ZendHeapOptions): ZendHeap {
  const layout = layoutFor(options);
  const segmentSize = checkedSegmentSize(layout, options.segmentSize ?? SEGMENT_SIZE);
  const reserveSize = checkedBytes("reserveSize", options.reserveSize ?? RESERVE_SIZE);
  const compactSize = checkedBytes("compactSize", options.compactSize ?? COMPACT_SIZE);
  const limit = options.limit === undefined ? layout.defaultLimit : checkedLimit(options.limit);
  const structSize = layout.structs.heap.size;
  const address = provider.allocate(structSize);
  if (address === 0) throw new OutOfMemoryError(0, structSize);
  const h = new ZendHeap(provider, layout, options.hardened ?? false);
  placeHeap(h, address);
  h.m.fill(0, address >>> CELL_SHIFT, (address + structSize) >>> CELL_SHIFT);
  h.m[address >>> CELL_SHIFT] = 1;
  writeWord(h, h.segmentSizeAt, segmentSize);
  writeWord(h, h.compactSizeAt, compactSize);
  writeWord(h, h.reserveSizeAt, reserveSize);
  writeWord(h, h.limitAt, layout.defaultLimit);
  initialiseLists(h);
  if (h.debug) h.secrets = options.secrets ?? createSecrets();
  if (h.hardened) h.live = new LiveMap(h.memory.byteLength);
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

/** Allocates the reserve, if one is wanted. */
export function takeReserve(h: ZendHeap): void {
  const size = readWord(h, h.reserveSizeAt);
  if (size > 0) writePointer(h, h.reserveAt, h.allocate(size));
}

/** Empties all lists, the tree and the cache. @zend zend_mm_init */
export function initialiseLists(h: ZendHeap): void {
  const m = h.m;
  m.fill(0, h.freeBitmapAt, h.freeBitmapAt + 2 * h.word);
  m.fill(0, h.cachedAt, h.bucketsAt);
  m.fill(0, h.largeAt, h.restAt);
  for (let index = 0; index < h.numBuckets; index++) initialiseHead(h, h.bucketsAt + ((2 * index) << h.wordShift));
  initialiseHead(h, h.restAt);
  m[h.restCountAt] = 0;
}

/** Lets a list head point at itself; `links` is its prev link's cell, before which the head begins. */
function initialiseHead(h: ZendHeap, links: number): void {
  const head = addressOf(links - h.prevFree);
  writePointer(h, links, head);
  writePointer(h, links + h.word, head);
}

/** Notes where the members of a structure at `address` stand. */
function placeHeap(h: ZendHeap, address: number): void {
  const { heap } = h.layout.structs;
  const cell = (name: Parameters<typeof heap.offsetOf>[0]) => (address + heap.offsetOf(name)) >>> CELL_SHIFT;
  h.address = address;
  h.cacheAt = cell("cache");
  h.cachedAt = cell("cached");
  h.sizeAt = cell("size");
  h.peakAt = cell("peak");
  h.realSizeAt = cell("realSize");
  h.realPeakAt = cell("realPeak");
  h.limitAt = cell("limit");
  h.segmentSizeAt = cell("segmentSize");
  h.compactSizeAt = cell("compactSize");
  h.segmentsAt = cell("segments");
  h.reserveAt = cell("reserve");
  h.reserveSizeAt = cell("reserveSize");
  h.overflowAt = cell("overflow");
  h.internalAt = cell("internal");
  h.freeBitmapAt = cell("freeBitmap");
  h.largeBitmapAt = cell("largeFreeBitmap");
  h.bucketsAt = cell("freeBuckets");
  h.largeAt = cell("largeFreeBuckets");
  h.restAt = cell("restBuckets");
  h.restCountAt = cell("restCount");
  if (h.counting) h.cacheStatsAt = cell("cacheStats");
}

/**
 * Moves the structure into a block of its own heap and gives its old place back. Blocks that point at list heads or
 * tree slots in the structure are pointed at their new places.
 * @zend zend_mm_startup_ex with internal
 */
function moveInside(h: ZendHeap): void {
  const size = h.layout.structs.heap.size;
  const block = allocateBlock(h, size);
  if (h.instrumented) markAllocated(h, block, size);
  const oldAddress = h.address;
  const newAddress = ((block << CELL_SHIFT) >>> 0) + h.headerSize;
  h.m[h.internalAt] = 1;
  h.memory.u8.copyWithin(newAddress, oldAddress, oldAddress + size);
  placeHeap(h, newAddress);
  const shift = newAddress - oldAddress;
  for (let index = 0; index < h.numBuckets; index++) {
    moveHead(h, h.bucketsAt + ((2 * index) << h.wordShift), shift);
    moveRoot(h, h.largeAt + (index << h.wordShift));
  }
  moveHead(h, h.restAt, shift);
  h.provider.free(oldAddress, size);
}

/** Points the members of a moved list at its head's new place; of an empty list, the head at itself. */
function moveHead(h: ZendHeap, links: number, shift: number): void {
  const m = h.m;
  const head = addressOf(links - h.prevFree);
  const oldHead = head - shift;
  if (m[links] === oldHead) initialiseHead(h, links);
  else {
    m[(m[links]! >>> CELL_SHIFT) + h.nextFree] = head;
    m[(m[links + h.word]! >>> CELL_SHIFT) + h.prevFree] = head;
  }
}

function moveRoot(h: ZendHeap, slot: number): void {
  const root = h.m[slot]!;
  if (root !== 0) h.m[(root >>> CELL_SHIFT) + h.parent] = addressOf(slot);
}

export function attachHeap(
  provider: SegmentProvider,
  address: number,
  options: Pick<ZendHeapOptions, "model" | "cacheStats" | "hardened">,
): ZendHeap {
  const layout = layoutFor(options);
  const fits = Number.isInteger(address) && address > 0 && address % 8 === 0;
  if (!fits || address + layout.structs.heap.size > provider.memory.byteLength) throw noHeapAt(address, layout);
  const h = new ZendHeap(provider, layout, options.hardened ?? false);
  placeHeap(h, address);
  if (!looksLikeHeap(h)) throw noHeapAt(address, layout);
  if (h.debug) h.secrets = recoverSecrets(h) ?? createSecrets();
  if (h.hardened) {
    h.live = new LiveMap(h.memory.byteLength);
    for (const block of liveBlocks(h)) h.live.add(block);
  }
  return h;
}

/** Whether what only a heap of this model can hold is there: its settings and all its list heads. */
function looksLikeHeap(h: ZendHeap): boolean {
  const segmentSize = readWord(h, h.segmentSizeAt);
  if (h.m[h.address >>> CELL_SHIFT] !== 1 || !isPowerOfTwo(segmentSize)) return false;
  for (let index = 0; index < h.numBuckets; index++) {
    const links = h.bucketsAt + ((2 * index) << h.wordShift);
    const head = smallFreeBucket(h.layout, h.address, index) | 0;
    if (h.m[(h.m[links]! >>> CELL_SHIFT) + h.nextFree] !== head) return false;
    if (h.m[(h.m[links + h.word]! >>> CELL_SHIFT) + h.prevFree] !== head) return false;
  }
  return true;
}

function noHeapAt(address: number, layout: Layout): ConfigurationError {
  return new ConfigurationError(`no heap of model '${layout.model.name}' lies at address ${address}`);
}

function layoutFor(options: Pick<ZendHeapOptions, "model" | "cacheStats">): Layout {
  const model = options.model ?? "ilp32";
  if (!isModelName(model)) {
    throw new ConfigurationError(`unknown model '${String(model)}': known are ${MODEL_NAMES.join(", ")}`);
  }
  const layout = LAYOUTS[model];
  return options.cacheStats ? layoutOf(layout.model, { cacheStats: true }) : layout;
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(value) && value > 0 && value <= 2 ** 31 && (value & (value - 1)) === 0;
}

function checkedSegmentSize(layout: Layout, bytes: number): number {
  if (!isPowerOfTwo(bytes)) throw new ConfigurationError("'block_size' must be a power of two");
  const least = layout.segmentHeaderSize + layout.headerSize + layout.minBlockSize;
  if (bytes < least) throw new ConfigurationError("ZEND_MM_SEG_SIZE is too small");
  return bytes;
}

function checkedBytes(name: string, bytes: number): number {
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw new InvalidSizeError(bytes, name);
  return bytes;
}

/** A limit may be infinite; it becomes the largest that a word holds. */
function checkedLimit(bytes: number): number {
  if (!(bytes >= 0)) throw new InvalidSizeError(bytes, "limit");
  return bytes;
}
