// What the module of a debug heap exports, as entry.ts does for the others.
export { allocateMarked as allocate, freeMarked as free, reallocateMarked as reallocate } from "./misses/marked-calls";
