/**
 * A hardened release heap: the plain heap with the set of live blocks around it, which every call asks. What it does not
 * know goes the careful way, which says why.
 */
import type { Layout } from "@zmm/layout";
import type { SegmentProvider } from "@zmm/storage";
import type { CompiledMisses } from "../compiled/compiled-misses.js";
import type { LiveMap } from "../live-map.js";
import { strayInCache } from "./cache.js";
import { freeWithCare } from "./free.js";
import { InspectableHeap } from "./inspectable-heap.js";
import { ordinaryBytes } from "./misses/true-size.js";
import {
  BLOCK_SIZE,
  CELL_MASK,
  CELL_SHIFT,
  CHAIN_SHIFT,
  HAS_LESS,
  HEADER_BYTES,
  MIN_BYTES,
  PREV_FREE,
  ROUND_UP,
  SHORT_SIZES,
  TYPE_USED,
  UNIT_MASK,
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
      // the short path of the plain heap, with the question whether the block is live where its header is read anyway
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
    this.checkCached(size);
    const address = super.allocate(size);
    this.live.add(blockOf(address));
    return address;
  }

  /** @zend _zend_mm_free_int */
  override free(address: number): void {
    if (!this.knows(address)) {
      freeWithCare(this, address);
      return;
    }
    super.free(address);
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

/** The cell of the block whose user bytes start at a byte address. */
function blockOf(address: number): number {
  return (address - HEADER_BYTES) >>> CELL_SHIFT;
}
