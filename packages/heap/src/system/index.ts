export type { SystemBlock } from "./check.js";
export { SystemHeap, type SystemHeapOptions } from "./system-heap.js";
