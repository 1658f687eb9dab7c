// What a program imports that takes memory from an ArrayBuffer and calls the emalloc family.
export { createMemoryManager } from "@zmm/emalloc";
export { ZendHeap } from "@zmm/heap";
export { arrayBuffer } from "@zmm/storage";
