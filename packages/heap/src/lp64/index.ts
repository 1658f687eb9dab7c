/** The Zend heap of the data model `lp64` alone, a third of the code of all three. */
import { attachHeap, startHeap } from "#zend/lp64";
import { heapsOfModel, type ModelHeaps } from "../model-heaps.js";

/** Starts a plain `lp64` heap: half of the code again. */
export { startPlainHeap as createPlainHeap } from "#zend/lp64";
export type { ModelHeaps } from "../model-heaps.js";
export type { PlainHeap, PlainHeapOptions } from "../plain-heap.js";

/** Starts `lp64` heaps and finds them again. */
export const ZendHeap: ModelHeaps = /* @__PURE__ */ heapsOfModel("lp64", { attachHeap, startHeap });
