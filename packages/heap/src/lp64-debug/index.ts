/** The Zend heap of the data model `lp64-debug` alone, a third of the code of all three. */
import { attachHeap, startHeap } from "#zend/lp64-debug";
import { heapsOfModel, type ModelHeaps } from "../model-heaps.js";

export type { ModelHeaps } from "../model-heaps.js";

/** Starts `lp64-debug` heaps and finds them again. */
export const ZendHeap: ModelHeaps = /* @__PURE__ */ heapsOfModel("lp64-debug", { attachHeap, startHeap });
