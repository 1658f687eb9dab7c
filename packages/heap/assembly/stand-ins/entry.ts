// What the module exports: the three calls, on the heap whose structure lies at `heap`.
import { allocateBytes, freeAddress, reallocateBytes } from "./misses/whole-calls";
import type { Cells, ZendHeap } from "./zend-heap";

export function allocate(heap: usize, bytes: u32): u32 {
  return allocateBytes(changetype<ZendHeap>(heap), changetype<Cells>(0), bytes);
}

export function free(heap: usize, address: u32): bool {
  return freeAddress(changetype<ZendHeap>(heap), changetype<Cells>(0), address);
}

export function reallocate(heap: usize, address: u32, bytes: u32): u32 {
  return reallocateBytes(changetype<ZendHeap>(heap), changetype<Cells>(0), address, bytes);
}
