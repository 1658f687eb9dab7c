// What the module exports: the three calls, on the heap whose structure lies at `heap`.
import { allocateSize, freeAddress, reallocateSize } from "./misses/whole-calls";
import type { Cells, ZendHeap } from "./zend-heap";

export function allocate(heap: usize, size: u32): u32 {
  return allocateSize(changetype<ZendHeap>(heap), changetype<Cells>(0), size);
}

export function free(heap: usize, address: u32): bool {
  return freeAddress(changetype<ZendHeap>(heap), changetype<Cells>(0), address);
}

export function reallocate(heap: usize, address: u32, size: u32): u32 {
  return reallocateSize(changetype<ZendHeap>(heap), changetype<Cells>(0), address, size);
}
