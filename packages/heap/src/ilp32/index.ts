/** The Zend heap of the data model `ilp32` alone, a third of the code of all three. */
import { attachHeap, startHeap } from "#zend/ilp32";
import { heapsOfModel, type ModelHeaps } from "../model-heaps.js";

/** Starts a plain `ilp32` heap: half of the code again. */
export { startPlainHeap as createPlainHeap } from "#zend/ilp32";
export type { ModelHeaps } from "../model-heaps.js";
export type { PlainHeap, PlainHeapOptions } from "../plain-heap.js";

/** Starts `ilp32` heaps and finds them again. */
export const ZendHeap: ModelHeaps = /* @__PURE__ */ heapsOfModel("ilp32", { attachHeap, startHeap });
