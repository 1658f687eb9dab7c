// The least that a program imports which calls the emalloc family on a heap of one data model over an ArrayBuffer.
export { manageHeap } from "@zmm/emalloc/manager";
export { ZendHeap } from "@zmm/heap/ilp32";
export { arrayBuffer } from "@zmm/storage";
