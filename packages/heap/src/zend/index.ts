export * as faults from "./misses/faults.js";
export { attachHeap, startHeap } from "./startup.js";
