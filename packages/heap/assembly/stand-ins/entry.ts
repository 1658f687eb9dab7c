// What the module exports. Callers count in cells of four bytes.
import { mergeFree as merge } from "./misses/merge-free";
import { resizeInPlace as resize, resizeBlock as resizeAny } from "./misses/resize";
import { takeFree as take } from "./misses/take-free";
import type { Cells, ZendHeap } from "./zend-heap";

export function takeFree(heap: usize, cells: u32, found: u32): u32 {
  return take(changetype<ZendHeap>(heap), changetype<Cells>(0), cells << 2, found << 2) >>> 2;
}

export function mergeFree(heap: usize, block: u32, cells: u32): bool {
  return merge(changetype<ZendHeap>(heap), changetype<Cells>(0), block << 2, cells << 2);
}

export function resizeInPlace(heap: usize, block: u32, oldCells: u32, cells: u32): bool {
  return resize(changetype<ZendHeap>(heap), changetype<Cells>(0), block << 2, oldCells << 2, cells << 2);
}

export function resizeBlock(heap: usize, block: u32, oldCells: u32, cells: u32): u32 {
  return resizeAny(changetype<ZendHeap>(heap), changetype<Cells>(0), block << 2, oldCells << 2, cells << 2) >>> 2;
}
