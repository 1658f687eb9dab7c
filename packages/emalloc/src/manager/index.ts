export { manageHeap } from "../manage-heap.js";
export type { MemoryManager } from "../memory-manager.js";
export type { ManagerOptions } from "../options.js";
