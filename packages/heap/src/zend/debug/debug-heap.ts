/** A debug heap: every block carries marks, which each call writes, checks and erases. */
import type { Layout } from "@zmm/layout";
import type { SegmentProvider } from "@zmm/storage";
import { allocateWithCare } from "../allocate.js";
import { freeWithCare } from "../free.js";
import { InspectableHeap } from "../inspectable-heap.js";
import { tryAllocateMarked, tryFreeMarked, tryReallocateMarked } from "../misses/dispatch.js";
import { reallocateWithCare } from "../reallocate.js";
import { isAwake } from "../words.js";

export class DebugHeap extends InspectableHeap {
  constructor(provider: SegmentProvider, layout: Layout) {
    super(provider, layout, false, null);
  }

  /** @zend _zend_mm_alloc_int */
  override allocate(size: number): number {
    if (typeof size === "number" && size >>> 0 === size && isAwake(this)) {
      const address = tryAllocateMarked(this, size);
      if (address !== 0) return address >>> 0;
    }
    return allocateWithCare(this, size);
  }

  /** @zend _zend_mm_free_int */
  override free(address: number): void {
    if (typeof address === "number" && address >>> 0 === address && isAwake(this)) {
      if (tryFreeMarked(this, address)) return;
    }
    freeWithCare(this, address);
  }

  /** @zend _zend_mm_realloc_int */
  override reallocate(address: number, size: number): number {
    if (
      typeof address === "number" &&
      address >>> 0 === address &&
      typeof size === "number" &&
      size >>> 0 === size &&
      isAwake(this)
    ) {
      const resized = tryReallocateMarked(this, address, size);
      if (resized !== 0) return resized >>> 0;
    }
    return reallocateWithCare(this, address, size);
  }
}
