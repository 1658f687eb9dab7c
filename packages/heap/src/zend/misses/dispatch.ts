/**
 * The ways into this folder: its functions as they stand, or as WebAssembly where the heap has them so (see
 * ../../compiled/compiled-misses.ts). Both do the same, to the byte.
 */
import type { CompiledMisses } from "../../compiled/compiled-misses.js";
import { HeapCorruptionError } from "../../errors.js";
import { CELL_SHIFT } from "../model.js";
import type { ZendHeap } from "../zend-heap.js";
import { mergeFree } from "./merge-free.js";
import { resizeBlock, resizeInPlace } from "./resize.js";
import { takeFree } from "./take-free.js";

/** takeFree, in the form that the heap has. */
export function takeBlock(h: ZendHeap, cells: number, found: number): number {
  const { misses } = h;
  if (misses === null) return takeFree(h, h.m, cells, found);
  try {
    return misses.takeFree(h.base << CELL_SHIFT, cells, found);
  } catch (error) {
    throw explained(h, misses, error);
  }
}

/** mergeFree, in the form that the heap has. */
export function giveBack(h: ZendHeap, m: Int32Array, block: number, cells: number): boolean {
  const { misses } = h;
  if (misses === null) return mergeFree(h, m, block, cells);
  try {
    return misses.mergeFree(h.base << CELL_SHIFT, block, cells) !== 0;
  } catch (error) {
    throw explained(h, misses, error);
  }
}

/** resizeBlock, in the form that the heap has. */
export function resizeOrSwap(h: ZendHeap, m: Int32Array, block: number, oldCells: number, cells: number): number {
  const { misses } = h;
  if (misses === null) return resizeBlock(h, m, block, oldCells, cells);
  try {
    return misses.resizeBlock(h.base << CELL_SHIFT, block, oldCells, cells);
  } catch (error) {
    throw explained(h, misses, error);
  }
}

/** resizeInPlace, in the form that the heap has. */
export function moveBorder(h: ZendHeap, m: Int32Array, block: number, oldCells: number, cells: number): boolean {
  const { misses } = h;
  if (misses === null) return resizeInPlace(h, m, block, oldCells, cells);
  try {
    return misses.resizeInPlace(h.base << CELL_SHIFT, block, oldCells, cells) !== 0;
  } catch (error) {
    throw explained(h, misses, error);
  }
}

/** WebAssembly stops where JavaScript reads `undefined`: at a link that leads out of the memory. */
function explained(h: ZendHeap, misses: CompiledMisses, error: unknown): unknown {
  return misses.isTrap(error)
    ? new HeapCorruptionError(h.address, "a link of its lists leads out of the memory")
    : error;
}
