// The least that a program imports which calls the emalloc family on a plain heap.
export { emallocFamily } from "@zmm/emalloc/family";
export { createPlainHeap } from "@zmm/heap/ilp32";
export { firstFit } from "@zmm/storage";
