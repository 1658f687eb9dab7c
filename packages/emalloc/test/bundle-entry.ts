export * from "@zmm/emalloc";
export { SystemHeap, ZendHeap } from "@zmm/heap";
