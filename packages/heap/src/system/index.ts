export type { SystemBlock } from "./check.js";
export type { SystemHeapOptions } from "./startup.js";
export { SystemHeap } from "./system-heap.js";
