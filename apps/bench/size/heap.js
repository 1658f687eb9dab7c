// The least that a program imports which calls a heap of one data model itself.
export { ZendHeap } from "@zmm/heap/ilp32";
export { arrayBuffer } from "@zmm/storage";
