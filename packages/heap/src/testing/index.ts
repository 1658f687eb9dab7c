export type { TestRunner } from "./assert.js";
export { type HeapContractOptions, heapContract, type MakeHeap, type PointerMistake } from "./contract.js";
