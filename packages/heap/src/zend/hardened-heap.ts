/**
 * A hardened release heap: beside the memory it keeps the set of live blocks, and every call asks it. The short paths
 * are those of the plain heap with that question added; whatever is not in order takes the long way, which says why.
 */
import type { Layout } from "@zmm/layout";
import type { SegmentProvider } from "@zmm/storage";
import type { Misses } from "../compiled/compiled-misses.js";
import type { LiveMap } from "../live-map.js";
import { allocateMarked } from "./allocate.js";
import { CarefulHeap } from "./careful-heap.js";
import { freeForGood } from "./coalesce.js";
import { freeWithCare } from "./free.js";
import { tryAllocate } from "./misses/dispatch.js";
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
import { isAwake } from "./words.js";

export class HardenedHeap extends CarefulHeap {
  declare readonly live: LiveMap;

  constructor(provider: SegmentProvider, layout: Layout, misses: Misses | null) {
    super(provider, layout, true, misses);
  }

  /** @zend _zend_mm_alloc_int */
  override allocate(size: number): number {
    if (typeof size === "number" && (size | 0) === size && size > 0) {
      if (size <= SHORT_SIZES) {
        const m = this.m;
        let bytes = (size + ROUND_UP) & ~UNIT_MASK;
        if (HAS_LESS && bytes < MIN_BYTES) bytes = MIN_BYTES;
        const chain = (this.chains + (bytes >>> CHAIN_SHIFT)) & CELL_MASK;
        const address = m[chain]!;
        if (address !== 0) {
          const block = address >>> CELL_SHIFT;
          const { bits } = this.live;
          const marks = bits[block >>> 6]!;
          const mark = 1 << (block >>> 1);
          if (m[block + BLOCK_SIZE] !== (bytes | TYPE_USED) || (marks & mark) !== 0) return allocateMarked(this, size);
          bits[block >>> 6] = marks | mark;
          m[chain] = m[block + PREV_FREE]!;
          const { cached } = this;
          m[cached] = m[cached]! - bytes;
          return (address + HEADER_BYTES) >>> 0;
        }
      }
      const address = isAwake(this) ? tryAllocate(this, size) : 0;
      if (address !== 0) {
        this.live.add((address - HEADER_BYTES) >>> CELL_SHIFT);
        return address >>> 0;
      }
    }
    return allocateMarked(this, size) >>> 0;
  }

  /** @zend _zend_mm_free_int */
  override free(address: number): void {
    if (typeof address === "number" && (address | 0) === address) {
      const m = this.m;
      const block = (address - HEADER_BYTES) >>> CELL_SHIFT;
      const word = m[block + BLOCK_SIZE]!;
      const { bits } = this.live;
      const marks = bits[block >>> 6]!;
      const mark = 1 << (block >>> 1);
      if (
        (marks & mark) !== 0 &&
        (((word ^ TYPE_USED) | address) & (UNIT_MASK | SIGN)) === 0 &&
        m[block + (word >>> CELL_SHIFT) + BLOCK_PREV] === word &&
        !(WIDE && m[block + BLOCK_SIZE + 1] !== 0)
      ) {
        const cached = m[this.cached]!;
        if (cached >= CACHE_BYTES || (word - (MIN_BYTES | TYPE_USED)) >>> 0 >= SMALL_BYTES) {
          freeForGood(this, m, block, word >>> CELL_SHIFT);
          this.live.delete(block);
          return;
        }
        bits[block >>> 6] = marks & ~mark;
        const chain = (this.chains + ((word >>> UNIT_SHIFT) << WORD_SHIFT)) & CELL_MASK;
        m[block + PREV_FREE] = m[chain]!;
        if (WIDE) m[block + PREV_FREE + 1] = 0;
        m[chain] = address - HEADER_BYTES;
        m[this.cached] = cached + word - TYPE_USED;
        return;
      }
    }
    freeWithCare(this, address);
  }
}
