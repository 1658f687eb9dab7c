/**
 * The heap object of one data model. It holds no allocator state: lists, bitmaps, counters and the limit lie in the
 * `zend_mm_heap` structure in linear memory, at C's offsets. What it does hold is where the structure is, and the
 * paths that most calls take, to and from the cache, written out so that engines inline them into the caller.
 * Everything else lives in the files beside this one, as functions over the heap.
 *
 * This class is the plain heap alone, which can be had without the rest (startPlainHeap in startup.ts). A heap that can be
 * looked at is an InspectableHeap, and heaps that check or count more have a class of their own each. A debug heap's calls have
 * no short paths: each of them has marks to see to.
 *
 * How the short paths are written is measured: an engine spends most of a call on looking at what the code takes for
 * granted. Tests of bits stand in for several comparisons, cells are masked, and what is returned is known to fit, so
 * that no engine has to ask what kind of number it has. The last question of an allocation is whether something differs: V8
 * puts what follows a "no" right behind the question, in registers. Asked whether it agrees, a hit came behind the way of a
 * miss, to which its values had been spilled.
 */
import type { LinearMemory, SegmentProvider } from "@zmm/storage";
import { type CallSite, NO_CALL_SITE } from "../call-site.js";
import type { CompiledMisses } from "../compiled/compiled-misses.js";
import type { LiveMap } from "../live-map.js";
import type { PlainHeap } from "../plain-heap.js";
import type { Secrets } from "../secrets.js";
import { allocateWithCare } from "./allocate.js";
import { flushCache } from "./cache.js";
import { readBlockStatus } from "./debug/check-block.js";
import { freeMiss } from "./free.js";
import { explained, tryAllocate, tryReallocate } from "./misses/dispatch.js";
import {
  BLOCK_PREV,
  BLOCK_SIZE,
  CACHE_BYTES,
  CELL_MASK,
  CELL_SHIFT,
  CHAIN_SHIFT,
  DEBUG,
  HAS_LESS,
  HEADER_BYTES,
  HEAP_CACHE,
  HEAP_CACHED,
  HEAP_LIMIT,
  HEAP_PEAK,
  HEAP_REAL_PEAK,
  HEAP_REAL_SIZE,
  HEAP_SEGMENT_SIZE,
  HEAP_SIZE,
  MIN_BYTES,
  MIN_UNITS,
  PREV_FREE,
  ROUND_UP,
  SHORT_ADDRESSES,
  SHORT_SIZES,
  SIGN,
  SMALL_BYTES,
  TYPE_USED,
  UNIT_MASK,
  UNIT_SHIFT,
  WIDE,
  WORD_SHIFT,
} from "./model.js";
import { blockAt } from "./pointer.js";
import { reallocateWithCare } from "./reallocate.js";
import { endRequest, shutdown } from "./shutdown.js";
import { checkedLimit } from "./sizes.js";
import { awake, readWord, writeWord } from "./words.js";

export class ZendHeap implements PlainHeap {
  readonly memory: LinearMemory;
  readonly provider: SegmentProvider;
  /** Bytes of the structure. */
  readonly structSize: number;
  site: CallSite = NO_CALL_SITE;

  /** The memory's cells; empty when the heap has ended or the buffer was replaced behind our back. */
  m: Int32Array;
  /** The cell where the structure begins. */
  base = 0;
  /** The cell of `cached`, the bytes of the blocks in the cache. */
  cached = 0;
  /** The cell where the cache's chain for blocks of no bytes would be. */
  chains = 0;
  /** Whether the functions over the heap leave marks of a block's life; HardenedHeap does it by itself. */
  readonly instrumented: boolean;
  /** Whether counters of the cache are kept. */
  readonly counting: boolean;
  /** What serves misses of the cache in place of misses/; null where nothing does, and when the heap has ended. */
  misses: CompiledMisses | null;
  /** The set of live blocks of a hardened heap. */
  readonly live: LiveMap | null;
  /** The marks of a debug heap. */
  secrets: Secrets | null = null;
  /** Whether the heap has ended. */
  disposed = false;
  private readonly unsubscribe: () => void;

  constructor(
    provider: SegmentProvider,
    structSize: number,
    misses: CompiledMisses | null,
    live: LiveMap | null = null,
    counting = false,
  ) {
    this.provider = provider;
    this.memory = provider.memory;
    this.m = this.memory.i32;
    this.structSize = structSize;
    this.live = live;
    this.counting = counting;
    this.instrumented = DEBUG || (live !== null && counting);
    this.misses = misses;
    this.unsubscribe = this.memory.onGrow(() => {
      this.m = this.memory.i32;
      this.live?.cover(this.memory.byteLength);
    });
  }

  /** Says at which byte address the structure lies. What the short paths would add to it at each call is added here. */
  settle(address: number): void {
    this.base = address >>> CELL_SHIFT;
    this.cached = this.base + HEAP_CACHED;
    this.chains = this.base + HEAP_CACHE - (MIN_UNITS << WORD_SHIFT);
  }

  get word(): 4 | 8 {
    return WIDE ? 8 : 4;
  }

  get address(): number {
    return (this.base << CELL_SHIFT) >>> 0;
  }

  /** @zend _zend_mm_alloc_int */
  allocate(size: number): number {
    if (typeof size === "number" && (size | 0) === size) {
      if (!DEBUG && (size - 1) >>> 0 < SHORT_SIZES) {
        const m = this.m;
        let bytes = (size + ROUND_UP) & ~UNIT_MASK;
        if (HAS_LESS && bytes < MIN_BYTES) bytes = MIN_BYTES;
        const chain = (this.chains + (bytes >>> CHAIN_SHIFT)) & CELL_MASK;
        const address = m[chain];
        // the view is gone: a module grew the memory, or the heap has ended
        if (address === undefined) return allocateWithCare(this, size);
        const block = address >>> CELL_SHIFT;
        if ((address - 1) >>> 0 < SHORT_ADDRESSES && !((m[block + BLOCK_SIZE]! ^ (bytes | TYPE_USED)) >>> 0 > 0)) {
          m[chain] = m[block + PREV_FREE]!;
          const { cached } = this;
          m[cached] = m[cached]! - bytes;
          return (address + HEADER_BYTES) | 0;
        }
      }
      const address = tryAllocate(this, size);
      if (address !== 0) return address >>> 0;
    }
    return allocateWithCare(this, size) >>> 0;
  }

  /** @zend _zend_mm_free_int */
  free(address: number): void {
    if (!DEBUG && typeof address === "number" && (address | 0) === address) {
      const m = this.m;
      const counter = this.cached & CELL_MASK;
      const cached = m[counter]!;
      const block = (address - HEADER_BYTES) >>> CELL_SHIFT;
      const word = m[block + BLOCK_SIZE]!;
      if (
        cached < CACHE_BYTES &&
        (((word ^ TYPE_USED) | address) & (UNIT_MASK | SIGN)) === 0 &&
        (word - (MIN_BYTES | TYPE_USED)) >>> 0 < SMALL_BYTES &&
        m[block + (word >>> CELL_SHIFT) + BLOCK_PREV] === word
      ) {
        const chain = (this.chains + ((word >>> UNIT_SHIFT) << WORD_SHIFT)) & CELL_MASK;
        m[block + PREV_FREE] = m[chain]!;
        if (WIDE) m[block + PREV_FREE + 1] = 0;
        m[chain] = address - HEADER_BYTES;
        m[counter] = cached + word - TYPE_USED;
        return;
      }
      // what tryFree does, in place: the first miss may come long after the caller's loop was compiled, and engines that had
      // not seen freeMiss called by then left it out of the loop. A view that is gone had no cell to read
      const { misses, base } = this;
      if (misses !== null) {
        try {
          if (misses.free(base << CELL_SHIFT, 0, address) !== 0) return;
        } catch (error) {
          throw explained(this, misses, error, address);
        }
      }
    }
    freeMiss(this, address);
  }

  /** @zend _zend_mm_realloc_int */
  reallocate(address: number, size: number): number {
    if (typeof size === "number" && (size | 0) === size && typeof address === "number" && address >>> 0 === address) {
      const resized = tryReallocate(this, address, size);
      if (resized !== 0) return resized >>> 0;
    }
    return reallocateWithCare(this, address, size) >>> 0;
  }

  /**
   * The bytes of the whole block, header included, as PHP says it; in the debug model the requested size.
   * @zend _zend_mm_block_size
   */
  blockSize(address: number): number {
    awake(this);
    const block = blockAt(this, address);
    if (DEBUG) return readBlockStatus(this, address).size;
    return (this.m[block + BLOCK_SIZE]! & ~3) >>> 0;
  }

  /** Bytes in live blocks (headers included, cached blocks not), or those taken from the storage. @zend zend_memory_usage */
  usage(real = false): number {
    awake(this);
    const { m } = this;
    if (real) return m[this.base + HEAP_REAL_SIZE]! >>> 0;
    return (m[this.base + HEAP_SIZE]! >>> 0) - (m[this.base + HEAP_CACHED]! >>> 0);
  }

  /** The highest bytes in blocks, cached ones included (quirk Q4). @zend zend_memory_peak_usage */
  peakUsage(real = false): number {
    awake(this);
    return this.m[real ? this.base + HEAP_REAL_PEAK : this.base + HEAP_PEAK]! >>> 0;
  }

  /** Bytes that the heap may take from the storage; never below one segment. @zend zend_set_memory_limit */
  get limit(): number {
    awake(this);
    return readWord(this, this.base + HEAP_LIMIT);
  }

  set limit(bytes: number) {
    awake(this);
    writeWord(this, this.base + HEAP_LIMIT, Math.max(checkedLimit(bytes), this.segmentSize));
  }

  get segmentSize(): number {
    awake(this);
    return readWord(this, this.base + HEAP_SEGMENT_SIZE);
  }

  flushCache(): void {
    awake(this);
    flushCache(this);
  }

  /** Drops every block; the oldest segment and a new reserve stay. @zend zend_mm_shutdown(full = 0) */
  endRequest(): void {
    awake(this);
    endRequest(this);
  }

  /** Gives all segments and the structure back to the provider, which lives on. @zend zend_mm_shutdown(full = 1) */
  dispose(): void {
    if (this.disposed) return;
    awake(this);
    shutdown(this);
  }

  /** Ends this object and leaves the memory as it is. */
  leave(): void {
    this.disposed = true;
    this.misses = null;
    this.unsubscribe();
    this.m = new Int32Array(0);
  }
}
