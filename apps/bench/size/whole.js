// The three layers that people install, whole, with one provider: what a bundler makes of them is held to a size.
export * from "@zmm/emalloc";
export * from "@zmm/heap";
export { arrayBuffer } from "@zmm/storage";
