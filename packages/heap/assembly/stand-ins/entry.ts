// What the module exports.
import { mergeFree as merge } from "./misses/merge-free";
import { takeFree as take } from "./misses/take-free";
import type { Cells, ZendHeap } from "./zend-heap";

export function takeFree(heap: usize, cells: i32, found: i32): i32 {
  return take(changetype<ZendHeap>(heap), changetype<Cells>(0), cells, found);
}

export function mergeFree(heap: usize, block: i32, cells: i32): bool {
  return merge(changetype<ZendHeap>(heap), changetype<Cells>(0), block, cells);
}
