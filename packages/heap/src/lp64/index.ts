/** The Zend heap of the data model `lp64` alone, a third of the code of all three. */

import type { SegmentProvider } from "@zmm/storage";
import { attachHeap, startHeap, startPlainHeap } from "#zend/lp64";
import { heapsOfModel, type ModelHeaps } from "../model-heaps.js";
import type { PlainHeap, PlainHeapOptions } from "../plain-heap.js";

export type { ModelHeaps } from "../model-heaps.js";
export type { PlainHeap, PlainHeapOptions } from "../plain-heap.js";

/** Starts `lp64` heaps and finds them again. */
export const ZendHeap: ModelHeaps = /* @__PURE__ */ heapsOfModel("lp64", { attachHeap, startHeap });

/**
 * Starts a plain `lp64` heap, for three quarters of the code that `ZendHeap` takes.
 * @throws ConfigurationError when a setting cannot be.
 * @throws OutOfMemoryError when the storage has no memory for the structure or the reserve.
 * @zend zend_mm_startup_ex
 */
export function createPlainHeap(provider: SegmentProvider, options: PlainHeapOptions = {}): PlainHeap {
  return startPlainHeap(provider, options);
}
