/** How the heaps that can be looked at come to be: in fresh memory, or in bytes that already hold one. */
import { type Layout, layoutOf } from "@zmm/layout";
import type { SegmentProvider } from "@zmm/storage";
import type { CompileFor } from "../compiled/compiled-misses.js";
import { ConfigurationError } from "../errors.js";
import { createSecrets, type Secrets } from "../secrets.js";
import { isSegmentSize } from "../segment-size.js";
import type { AttachOptions, ZendHeapOptions } from "../zend-heap.js";
import { addressOf } from "./blocks.js";
import { CarefulHeap } from "./careful-heap.js";
import { recoverSecrets } from "./debug/secrets.js";
import { HardenedHeap } from "./hardened-heap.js";
import { InspectableHeap } from "./inspectable-heap.js";
import {
  CELL_SHIFT,
  DEBUG,
  HEAP_BUCKETS,
  HEAP_SEGMENT_SIZE,
  IN_USE,
  LAYOUT,
  NEXT_FREE,
  NUM_BUCKETS,
  PREV_FREE,
  WORD,
  WORD_SHIFT,
} from "./model.js";
import { moveInside } from "./move-inside.js";
import { startIn } from "./startup.js";
import { liveBlocks } from "./walk.js";
import { readWord } from "./words.js";

/** @zend zend_mm_startup_ex */
export function startHeap(
  provider: SegmentProvider,
  options: ZendHeapOptions,
  compileFor: CompileFor = inJavaScript,
): InspectableHeap {
  const layout = layoutFor(options);
  const create = () => {
    const h = newHeap(provider, layout, options.hardened ?? false, compileFor);
    if (DEBUG) takeSecrets(h, options.secrets ?? createSecrets(), compileFor);
    return h;
  };
  return startIn(provider, options, layout.structs.heap.size, create, options.internal ? moveInside : undefined);
}

/** The object of the kind that the settings ask for. */
function newHeap(
  provider: SegmentProvider,
  layout: Layout,
  hardened: boolean,
  compileFor: CompileFor,
): InspectableHeap {
  if (DEBUG) {
    // its misses come with its marks
    if (layout.cacheStats || hardened) return new CarefulHeap(provider, layout, hardened, null);
    return new InspectableHeap(provider, layout, false, null);
  }
  const misses = compileFor(provider.memory, null);
  if (layout.cacheStats) return new CarefulHeap(provider, layout, hardened, misses);
  return hardened ? new HardenedHeap(provider, layout, misses) : new InspectableHeap(provider, layout, false, misses);
}

/** Gives a debug heap its marks, which compiled misses hold too. */
function takeSecrets(h: InspectableHeap, secrets: Secrets, compileFor: CompileFor): void {
  const { cookieLow, cookieHigh, startMagic, endMagic } = secrets;
  // as cells are read: with a sign
  h.secrets = {
    cookieLow: cookieLow | 0,
    cookieHigh: cookieHigh | 0,
    startMagic: startMagic | 0,
    endMagic: endMagic | 0,
  };
  if (!(h instanceof CarefulHeap)) h.misses = compileFor(h.memory, h.secrets);
}

/** Compiles nothing. */
function inJavaScript(): null {
  return null;
}

/** Takes up a heap that lies in memory. */
export function attachHeap(
  provider: SegmentProvider,
  address: number,
  options: AttachOptions,
  compileFor: CompileFor = inJavaScript,
): InspectableHeap {
  const layout = layoutFor(options);
  // a module may have grown the memory, or other threads
  provider.memory.refresh();
  const fits = Number.isInteger(address) && address > 0 && address % 8 === 0;
  if (!fits || address + layout.structs.heap.size > provider.memory.byteLength) throw noHeapAt(address);
  const h = newHeap(provider, layout, options.hardened ?? false, compileFor);
  h.settle(address);
  try {
    if (!looksLikeHeap(h)) throw noHeapAt(address);
    if (DEBUG) takeSecrets(h, recoverSecrets(h, createSecrets()), compileFor);
    if (h.live !== null) for (const block of liveBlocks(h)) h.live.add(block);
  } catch (error) {
    h.leave();
    throw error;
  }
  return h;
}

/** Whether what only a heap of this model can hold is there: its settings and all its list heads. */
function looksLikeHeap(h: InspectableHeap): boolean {
  const segmentSize = readWord(h, h.base + HEAP_SEGMENT_SIZE);
  if (h.m[h.base] !== IN_USE || !isSegmentSize(segmentSize)) return false;
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
