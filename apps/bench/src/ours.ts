/**
 * What our peers are made of, alone in its module like the loop: the bench imports it once per contestant, each time under
 * another URL. What an engine knows of a call it knows per copy of the code, so each of our heaps is measured as it runs in a
 * program that has one heap, whatever others the bench has beside it.
 */
import type { MemoryManager } from "@zmm/emalloc";
import type { Allocator } from "./peers/peer.js";

export { createMemoryManager } from "@zmm/emalloc";
export { SystemHeap, ZendHeap } from "@zmm/heap";
export { arrayBuffer, wasmMemory } from "@zmm/storage";

/** The emalloc family as a program calls it. */
export function callsOf(manager: MemoryManager): Allocator {
  return {
    allocate: (size) => manager.emalloc(size),
    free: (address) => manager.efree(address),
    reallocate: (address, size) => manager.erealloc(address, size),
  };
}
