/**
 * A hardened release heap: the plain heap with the set of live blocks around it, which every call asks. What it does not
 * know goes the careful way, which says why.
 *
 * Its short paths are those of the plain heap, with the question whether the block is live where its header is read
 * anyway. All else of a call is in methods of its own: engines copy only so much code into a caller's loop, and what
 * misses the cache would take the room of what hits it. For the same reason the bits of the set are read and written in
 * line here, as LiveMap does it: as calls they cost 3 %.
 */
import type { Layout } from "@zmm/layout";
import type { SegmentProvider } from "@zmm/storage";
import type { CompiledMisses } from "../compiled/compiled-misses.js";
import type { LiveMap } from "../live-map.js";
import { allocateWithCare } from "./allocate.js";
import { strayInCache } from "./cache.js";
import { freeMiss, freeWithCare } from "./free.js";
import { InspectableHeap } from "./inspectable-heap.js";
import { blockOf } from "./misses/addresses.js";
import { tryAllocate } from "./misses/dispatch.js";
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
    if (typeof size === "number" && (size | 0) === size && (size - 1) >>> 0 < SHORT_SIZES) {
      const m = this.m;
      let bytes = (size + ROUND_UP) & ~UNIT_MASK;
      if (HAS_LESS && bytes < MIN_BYTES) bytes = MIN_BYTES;
      const chain = (this.chains + (bytes >>> CHAIN_SHIFT)) & CELL_MASK;
      const address = m[chain]!;
      const block = address >>> CELL_SHIFT;
      const { bits } = this.live;
      const marks = bits[block >>> 6]!;
      const mark = 1 << (block >>> 1);
      if (address !== 0 && m[block + BLOCK_SIZE] === (bytes | TYPE_USED) && (marks & mark) === 0) {
        bits[block >>> 6] = marks | mark;
        m[chain] = m[block + PREV_FREE]!;
        const { cached } = this;
        m[cached] = m[cached]! - bytes;
        return (address + HEADER_BYTES) >>> 0;
      }
    }
    return this.allocateMiss(size);
  }

  /**
   * The way of an allocation that the short path does not serve: the plain heap's without its hits, which engines would copy in
   * here, at the cost of ours (8 %).
   */
  private allocateMiss(size: number): number {
    this.checkCached(size);
    let address = 0;
    if (typeof size === "number" && (size | 0) === size) address = tryAllocate(this, size) >>> 0;
    if (address === 0) address = allocateWithCare(this, size);
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
      const { bits } = this.live;
      const marks = bits[block >>> 6]!;
      const mark = 1 << (block >>> 1);
      if (
        (marks & mark) !== 0 &&
        cached < CACHE_BYTES &&
        (((word ^ TYPE_USED) | address) & (UNIT_MASK | SIGN)) === 0 &&
        (word - (MIN_BYTES | TYPE_USED)) >>> 0 < SMALL_BYTES &&
        m[block + (word >>> CELL_SHIFT) + BLOCK_PREV] === word
      ) {
        bits[block >>> 6] = marks ^ mark;
        const chain = (this.chains + ((word >>> UNIT_SHIFT) << WORD_SHIFT)) & CELL_MASK;
        m[block + PREV_FREE] = m[chain]!;
        if (WIDE) m[block + PREV_FREE + 1] = 0;
        m[chain] = address - HEADER_BYTES;
        m[this.cached] = cached + word - TYPE_USED;
        return;
      }
      if ((marks & mark) !== 0 && (address & UNIT_MASK) === 0) {
        this.freeLive(address);
        return;
      }
    }
    if (this.knows(address)) this.freeLive(address);
    else freeWithCare(this, address);
  }

  /** The way of a free that the short path does not serve; the block stays live where that throws. */
  private freeLive(address: number): void {
    freeMiss(this, address);
    this.live.delete(blockOf(address));
  }

  /** @zend _zend_mm_realloc_int */
  override reallocate(address: number, size: number): number {
    if (!this.knows(address)) return reallocateWithCare(this, address, size);
    this.checkCached(size);
    const resized = super.reallocate(address, size);
    if (resized !== address) {
      this.live.delete(blockOf(address));
      this.live.add(blockOf(resized));
    }
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
    if (address !== 0 && this.live.has(address >>> CELL_SHIFT)) throw strayInCache(address);
  }
}
