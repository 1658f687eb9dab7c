/** Heaps without short paths: those that count what their cache does, and hardened debug heaps. */
import { allocateWithCare } from "./allocate.js";
import { freeWithCare } from "./free.js";
import { InspectableHeap } from "./inspectable-heap.js";
import { reallocateWithCare } from "./reallocate.js";

export class CarefulHeap extends InspectableHeap {
  /** @zend _zend_mm_alloc_int */
  override allocate(size: number): number {
    return allocateWithCare(this, size);
  }

  /** @zend _zend_mm_free_int */
  override free(address: number): void {
    freeWithCare(this, address);
  }

  /** @zend _zend_mm_realloc_int */
  override reallocate(address: number, size: number): number {
    return reallocateWithCare(this, address, size);
  }
}
