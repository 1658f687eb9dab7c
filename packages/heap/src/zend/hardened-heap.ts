/**
 * A hardened release heap: beside the memory it keeps the set of live blocks, and every call asks it. The short paths
 * are those of the plain heap with that question added; whatever is not in order takes the long way, which says why.
 */
import type { Layout } from "@zmm/layout";
import type { SegmentProvider } from "@zmm/storage";
import { InvalidPointerError } from "../errors.js";
import type { LiveMap } from "../live-map.js";
import { allocateMiss } from "./allocate.js";
import { freeForGood } from "./coalesce.js";
import { freeMiss } from "./free.js";
import {
  BLOCK_PREV,
  BLOCK_SIZE,
  CACHE_BYTES,
  CELL_SHIFT,
  HEADER_BYTES,
  HEAP_CACHE,
  HEAP_CACHED,
  MAX_SMALL,
  MIN_UNITS,
  NUM_BUCKETS,
  PREV_FREE,
  ROUND_UP,
  UNIT_MASK,
  UNIT_SHIFT,
  USED,
  WIDE,
  WORD_SHIFT,
} from "./model.js";
import { ZendHeap } from "./zend-heap.js";

export class HardenedHeap extends ZendHeap {
  declare readonly live: LiveMap;

  constructor(provider: SegmentProvider, layout: Layout) {
    super(provider, layout, true);
  }

  /** @zend _zend_mm_alloc_int */
  override allocate(size: number): number {
    if (typeof size === "number" && size >>> 0 === size && size < (MAX_SMALL << CELL_SHIFT) - ROUND_UP) {
      const m = this.m;
      let units = (size + ROUND_UP) >>> UNIT_SHIFT;
      if (units < MIN_UNITS) units = MIN_UNITS;
      const slot = this.base + HEAP_CACHE + ((units - MIN_UNITS) << WORD_SHIFT);
      const address = m[slot]!;
      const block = address >>> CELL_SHIFT;
      const { bits } = this.live;
      const marks = bits[block >>> 6]!;
      const mark = 1 << (block >>> 1);
      if (address !== 0 && m[block + BLOCK_SIZE] === ((units << UNIT_SHIFT) | USED) && (marks & mark) === 0) {
        bits[block >>> 6] = marks | mark;
        m[slot] = m[block + PREV_FREE]!;
        m[this.base + HEAP_CACHED] = m[this.base + HEAP_CACHED]! - (units << UNIT_SHIFT);
        return (address >>> 0) + HEADER_BYTES;
      }
    }
    return allocateMiss(this, size);
  }

  /** @zend _zend_mm_free_int */
  override free(address: number): void {
    if (typeof address !== "number") throw new InvalidPointerError(address, "it is not a number");
    const m = this.m;
    const block = (address - HEADER_BYTES) >>> CELL_SHIFT;
    const word = m[block + BLOCK_SIZE]!;
    const { bits } = this.live;
    const marks = bits[block >>> 6]!;
    const mark = 1 << (block >>> 1);
    if (
      (marks & mark) === 0 ||
      (word & UNIT_MASK) !== USED ||
      (address & UNIT_MASK) !== 0 ||
      address >>> 0 !== address ||
      m[block + (word >>> CELL_SHIFT) + BLOCK_PREV] !== word ||
      (WIDE && m[block + BLOCK_SIZE + 1] !== 0)
    ) {
      freeMiss(this, address);
      return;
    }
    const index = (word >>> UNIT_SHIFT) - MIN_UNITS;
    if (index >>> 0 >= NUM_BUCKETS || m[this.base + HEAP_CACHED]! >= CACHE_BYTES) {
      freeForGood(this, m, block, word >>> CELL_SHIFT);
      this.live.delete(block);
      return;
    }
    bits[block >>> 6] = marks & ~mark;
    const slot = this.base + HEAP_CACHE + (index << WORD_SHIFT);
    m[block + PREV_FREE] = m[slot]!;
    if (WIDE) m[block + PREV_FREE + 1] = 0;
    m[slot] = block << CELL_SHIFT;
    m[this.base + HEAP_CACHED] = m[this.base + HEAP_CACHED]! + word - 1;
  }
}
