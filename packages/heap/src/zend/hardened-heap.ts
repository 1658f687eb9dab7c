/**
 * A hardened release heap: the plain heap with the set of live blocks around it, which every call asks. What it does not
 * know goes the careful way, which says why.
 *
 * Its short paths are those of the plain heap, with the question whether the block is live where its header is read
 * anyway. What misses the cache is in methods of its own, and what is rare in others still: engines copy only so much code
 * into a caller's loop, and a program's first calls, which all miss, decide what. With these sizes both short paths are copied
 * whatever comes first; where a free was left out, hits cost a sixth more. For the same reason the marks of the set are read
 * and written in line here, as LiveMap does it.
 */
import type { Layout } from "@zmm/layout";
import type { SegmentProvider } from "@zmm/storage";
import type { CompiledMisses } from "../compiled/compiled-misses.js";
import type { LiveMap } from "../live-map.js";
import { strayInCache } from "./cache.js";
import { freeMiss, freeWithCare } from "./free.js";
import { InspectableHeap } from "./inspectable-heap.js";
import { blockOf } from "./misses/addresses.js";
import { explained } from "./misses/dispatch.js";
import { ordinaryBytes } from "./misses/true-size.js";
import {
  BLOCK_PREV,
  BLOCK_SIZE,
  CACHE_BYTES,
  CELL_MASK,
  CELL_SHIFT,
  CHAIN_SHIFT,
  HAS_LESS,
  HEADER_BYTES,
  MIN_BYTES,
  PREV_FREE,
  ROUND_UP,
  SHORT_SIZES,
  SIGN,
  SMALL_BYTES,
  TYPE_USED,
  UNIT_MASK,
  UNIT_SHIFT,
  WIDE,
  WORD_SHIFT,
} from "./model.js";
import { reallocateWithCare } from "./reallocate.js";

export class HardenedHeap extends InspectableHeap {
  declare readonly live: LiveMap;

  constructor(provider: SegmentProvider, layout: Layout, misses: CompiledMisses | null) {
    super(provider, layout, true, misses);
  }

  /** @zend _zend_mm_alloc_int */
  override allocate(size: number): number {
    if (typeof size === "number" && (size | 0) === size && size > 0) {
      if (size > SHORT_SIZES) return this.allocateUncached(size);
      const m = this.m;
      let bytes = (size + ROUND_UP) & ~UNIT_MASK;
      if (HAS_LESS && bytes < MIN_BYTES) bytes = MIN_BYTES;
      const chain = (this.chains + (bytes >>> CHAIN_SHIFT)) & CELL_MASK;
      const address = m[chain]!;
      if (address === 0) return this.allocateUncached(size);
      const block = address >>> CELL_SHIFT;
      const { marks } = this.live;
      if (m[block + BLOCK_SIZE] === (bytes | TYPE_USED) && marks[block >>> 1] === 0) {
        marks[block >>> 1] = 1;
        m[chain] = m[block + PREV_FREE]!;
        const { cached } = this;
        m[cached] = m[cached]! - bytes;
        return (address + HEADER_BYTES) >>> 0;
      }
    }
    return this.allocateAny(size);
  }

  /** The way of an allocation of `size` bytes, an integer above 0, for which the cache has no block. */
  private allocateUncached(size: number): number {
    const { misses } = this;
    let address = 0;
    if (misses !== null) {
      try {
        address = misses.allocate(this.base << CELL_SHIFT, 0, size) >>> 0;
      } catch (error) {
        throw explained(this, misses, error);
      }
    }
    if (address === 0) return this.allocateAny(size);
    const block = (address - HEADER_BYTES) >>> CELL_SHIFT;
    const { marks } = this.live;
    marks[block >>> 1] = 1;
    return address;
  }

  /** The way of all other allocations. */
  private allocateAny(size: number): number {
    this.checkCached(size);
    const address = super.allocate(size);
    this.live.add(blockOf(address));
    return address;
  }

  /** @zend _zend_mm_free_int */
  override free(address: number): void {
    if (typeof address === "number" && (address | 0) === address) {
      const m = this.m;
      const cached = m[this.cached]!;
      const block = (address - HEADER_BYTES) >>> CELL_SHIFT;
      const word = m[block + BLOCK_SIZE]!;
      const { marks } = this.live;
      if (
        marks[block >>> 1] === 1 &&
        cached < CACHE_BYTES &&
        (((word ^ TYPE_USED) | address) & (UNIT_MASK | SIGN)) === 0 &&
        (word - (MIN_BYTES | TYPE_USED)) >>> 0 < SMALL_BYTES &&
        m[block + (word >>> CELL_SHIFT) + BLOCK_PREV] === word
      ) {
        marks[block >>> 1] = 0;
        const chain = (this.chains + ((word >>> UNIT_SHIFT) << WORD_SHIFT)) & CELL_MASK;
        m[block + PREV_FREE] = m[chain]!;
        if (WIDE) m[block + PREV_FREE + 1] = 0;
        m[chain] = address - HEADER_BYTES;
        m[this.cached] = cached + word - TYPE_USED;
        return;
      }
      this.freeUncached(address);
      return;
    }
    this.freeAny(address);
  }

  /** The way of a free of an integer, the address of a block that the cache does not take. */
  private freeUncached(address: number): void {
    const { misses } = this;
    if (misses !== null && (address & UNIT_MASK) === 0) {
      const block = (address - HEADER_BYTES) >>> CELL_SHIFT;
      const { marks } = this.live;
      if (marks[block >>> 1] === 1) {
        try {
          if (misses.free(this.base << CELL_SHIFT, 0, address) !== 0) {
            marks[block >>> 1] = 0;
            return;
          }
        } catch (error) {
          throw explained(this, misses, error, address);
        }
      }
    }
    this.freeAny(address);
  }

  /** The way of all other frees; the block stays live where that throws. */
  private freeAny(address: number): void {
    if (this.knows(address)) {
      freeMiss(this, address);
      this.live.delete(blockOf(address));
    } else {
      freeWithCare(this, address);
    }
  }

  /** @zend _zend_mm_realloc_int */
  override reallocate(address: number, size: number): number {
    if (!this.knows(address)) return reallocateWithCare(this, address, size);
    this.checkCached(size);
    const resized = super.reallocate(address, size);
    this.live.delete(blockOf(address));
    this.live.add(blockOf(resized));
    return resized;
  }

  /** Whether a live block starts at a byte address. */
  private knows(address: number): boolean {
    return (
      typeof address === "number" &&
      address >>> 0 === address &&
      (address & UNIT_MASK) === 0 &&
      this.live.has(blockOf(address))
    );
  }

  /**
   * Looks at the cached block that a request for `size` bytes would get, before anything is changed: what lies in a live
   * one is not a link.
   * @throws HeapCorruptionError when that block is live.
   */
  private checkCached(size: number): void {
    if (typeof size !== "number" || size >>> 0 !== size || size > SHORT_SIZES) return;
    const address = this.m[(this.chains + (ordinaryBytes(size) >>> CHAIN_SHIFT)) & CELL_MASK]!;
    // no block starts at 0, which ends a chain
    if (this.live.has(address >>> CELL_SHIFT)) throw strayInCache(address);
  }
}
