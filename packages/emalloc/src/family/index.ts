/** The emalloc family alone: what programs load that call a heap by PHP's names, and need no manager. */
import type { Heap } from "@zmm/heap";
import type { LinearMemory } from "@zmm/storage";
import { RequestCalls } from "../request-calls.js";

export type { Nullable, StringSource } from "../request-calls.js";

/**
 * The emalloc family over a heap of yours, which stays yours to dispose of. There are no persistent blocks, handles,
 * events, requests as objects and debug reports: `manageHeap` and `createMemoryManager` have those. Sizes are bytes, addresses
 * byte offsets in `heap.memory`, 0 is null.
 */
export function emallocFamily(heap: Heap): EmallocFamily {
  return new EmallocFamily(heap);
}

export class EmallocFamily extends RequestCalls {
  protected front: Heap;
  protected current: Heap;
  readonly memory: LinearMemory;

  /** Use `emallocFamily`. @internal */
  constructor(heap: Heap) {
    super();
    this.front = heap;
    this.current = heap;
    this.memory = heap.memory;
  }

  /** Drops all blocks at once, or with `full` ends the heap. `silent` or not, no leaks are reported. */
  shutdown_memory_manager(_silent: boolean, full: boolean): void {
    if (full) this.current.dispose();
    else this.current.endRequest();
  }
}
