/**
 * A hardened release heap: the plain heap with the set of live blocks around it, which every call asks. What it does not
 * know goes the careful way, which says why.
 */
import type { Layout } from "@zmm/layout";
import type { SegmentProvider } from "@zmm/storage";
import type { Misses } from "../compiled/compiled-misses.js";
import type { LiveMap } from "../live-map.js";
import { strayInCache } from "./cache.js";
import { freeWithCare } from "./free.js";
import { BLOCK_SIZE, CELL_SHIFT, HEADER_BYTES, HIGH, WIDE } from "./model.js";
import { reallocateWithCare } from "./reallocate.js";
import { ZendHeap } from "./zend-heap.js";

export class HardenedHeap extends ZendHeap {
  declare readonly live: LiveMap;

  constructor(provider: SegmentProvider, layout: Layout, misses: Misses | null) {
    super(provider, layout, true, misses);
  }

  /** @zend _zend_mm_alloc_int */
  override allocate(size: number): number {
    const address = super.allocate(size);
    const block = (address - HEADER_BYTES) >>> CELL_SHIFT;
    if (this.live.has(block)) throw strayInCache(address - HEADER_BYTES);
    this.live.add(block);
    return address;
  }

  /** @zend _zend_mm_free_int */
  override free(address: number): void {
    if (!this.knows(address)) {
      freeWithCare(this, address);
      return;
    }
    super.free(address);
    this.live.delete((address - HEADER_BYTES) >>> CELL_SHIFT);
  }

  /** @zend _zend_mm_realloc_int */
  override reallocate(address: number, size: number): number {
    if (!this.knows(address)) return reallocateWithCare(this, address, size);
    const resized = super.reallocate(address, size);
    if (resized !== address) {
      this.live.delete((address - HEADER_BYTES) >>> CELL_SHIFT);
      this.live.add((resized - HEADER_BYTES) >>> CELL_SHIFT);
    }
    return resized;
  }

  /** Whether a live block starts at a byte address, with a size that a word of the model's low half can say. */
  private knows(address: number): boolean {
    if (typeof address !== "number" || address >>> 0 !== address || (address & 7) !== 0) return false;
    const block = (address - HEADER_BYTES) >>> CELL_SHIFT;
    return this.live.has(block) && !(WIDE && this.m[block + BLOCK_SIZE + HIGH] !== 0);
  }
}
