export * from "@zmm/emalloc";
export { SystemHeap } from "@zmm/heap";
