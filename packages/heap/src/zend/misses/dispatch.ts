/**
 * The ways into this folder: its functions as they stand, or as WebAssembly where the heap has them so (see
 * ../../compiled/compiled-misses.ts). Both do the same, to the byte.
 */
import type { CompiledMisses } from "../../compiled/compiled-misses.js";
import { HeapCorruptionError } from "../../errors.js";
import { CELL_SHIFT, DEBUG, ROUND_UP } from "../model.js";
import { blockAt } from "../pointer.js";
import { isAwake } from "../words.js";
import type { ZendHeap } from "../zend-heap.js";
import { blockOf, userAddress } from "./addresses.js";
import { allocateMarked, freeMarked, reallocateMarked } from "./marked-calls.js";
import { mergeFree } from "./merge-free.js";
import { takeFree } from "./take-free.js";
import { allocateSize, freeAddress, reallocateSize } from "./whole-calls.js";

/**
 * allocateSize, or in a debug heap allocateMarked at the heap's call site, in the form that the heap has. 0 also where
 * JavaScript would serve a view that is gone; WebAssembly needs none.
 */
export function tryAllocate(h: ZendHeap, size: number): number {
  const { misses } = h;
  if (misses === null) {
    if (!isAwake(h)) return 0;
    if (!DEBUG) return allocateSize(h, h.m, size);
    const { file, line, origFile, origLine } = h.site;
    return allocateMarked(h, h.m, size, file, line, origFile, origLine);
  }
  try {
    if (!DEBUG) return misses.allocate(h.base << CELL_SHIFT, 0, size);
    const { file, line, origFile, origLine } = h.site;
    return misses.allocate(h.base << CELL_SHIFT, 0, size, file, line, origFile, origLine);
  } catch (error) {
    throw explained(h, misses, error);
  }
}

/** freeAddress, or in a debug heap freeMarked, in the form that the heap has. */
export function tryFree(h: ZendHeap, address: number): boolean {
  const { misses } = h;
  if (misses === null) {
    if (!isAwake(h)) return false;
    return DEBUG ? freeMarked(h, h.m, address) : freeAddress(h, h.m, address);
  }
  try {
    return misses.free(h.base << CELL_SHIFT, 0, address) !== 0;
  } catch (error) {
    throw explained(h, misses, error, address);
  }
}

/** reallocateSize, or in a debug heap reallocateMarked at the heap's call site, in the form that the heap has. */
export function tryReallocate(h: ZendHeap, address: number, size: number): number {
  const { misses } = h;
  if (misses === null) {
    if (!isAwake(h)) return 0;
    if (!DEBUG) return reallocateSize(h, h.m, address, size);
    const { file, line, origFile, origLine } = h.site;
    return reallocateMarked(h, h.m, address, size, file, line, origFile, origLine);
  }
  try {
    if (!DEBUG) return misses.reallocate(h.base << CELL_SHIFT, 0, address, size);
    const { file, line, origFile, origLine } = h.site;
    return misses.reallocate(h.base << CELL_SHIFT, 0, address, size, file, line, origFile, origLine);
  } catch (error) {
    throw explained(h, misses, error, address);
  }
}

/** A used block of `cells` that the cache does not have: from the free lists, or 0. */
export function takeBlock(h: ZendHeap, cells: number): number {
  if (DEBUG || h.misses === null) return takeFree(h, h.m, cells, 0);
  const address = tryAllocate(h, (cells << CELL_SHIFT) - ROUND_UP);
  return address === 0 ? 0 : blockOf(address);
}

/** Frees a used block of `cells` that the cache does not take; false where mergeFree says so. */
export function giveBack(h: ZendHeap, m: Int32Array, block: number, cells: number): boolean {
  if (DEBUG || h.misses === null) return mergeFree(h, m, block, cells);
  return tryFree(h, userAddress(block));
}

/**
 * What is to be thrown for what a compiled function threw; `address` is that of the block that it was called with, or 0.
 * WebAssembly stops where JavaScript reads `undefined`: at an address of the caller's, or at a link, that leads out of the
 * memory.
 */
export function explained(h: ZendHeap, misses: CompiledMisses, error: unknown, address = 0): unknown {
  if (!misses.isTrap(error)) return error;
  try {
    // a hardened heap that counts has struck the block off the set of live ones by then
    if (address !== 0 && (h.live === null || !h.counting)) blockAt(h, address);
  } catch (fault) {
    return fault;
  }
  return new HeapCorruptionError(h.address, "a link of its lists leads out of the memory");
}
