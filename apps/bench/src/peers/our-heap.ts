import type { Heap } from "@zmm/heap";
import type { Peer } from "./peer.js";

/** A heap of ours, called bare: the loop calls its methods with nothing in between. */
export function heapPeer(heap: Heap): Peer {
  return {
    allocator: heap,
    memory: () => ({ real: heap.usage(true), peak: heap.peakUsage(true) }),
    cells: () => heap.memory.i32,
    endRequest: () => heap.endRequest(),
  };
}
