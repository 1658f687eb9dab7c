// What a program imports that allocates from an ArrayBuffer, and calls the heap itself.
export { ZendHeap } from "@zmm/heap";
export { arrayBuffer } from "@zmm/storage";
