/**
 * The heap object of one data model. It holds no allocator state: lists, bitmaps, counters and the limit lie in the
 * `zend_mm_heap` structure in linear memory, at C's offsets. What it does hold is where the structure is, and the
 * paths that most calls take, to and from the cache, written out so that engines inline them into the caller.
 * Everything else lives in the files beside this one, as functions over the heap.
 *
 * The short paths serve a plain release heap only. Debug, hardened and counting heaps close them by setting
 * `fastSize` and `fastCached` to 0, and so pay for their checks alone; hardened-heap.ts has short paths of its own.
 */
import { type Layout, smallFreeBucket } from "@zmm/layout";
import type { LinearMemory, SegmentProvider } from "@zmm/storage";
import type { BlockStatus } from "../block-status.js";
import type { CacheStat } from "../cache-stat.js";
import { type CallSite, NO_CALL_SITE } from "../call-site.js";
import type { CompiledMisses } from "../compiled/compiled-misses.js";
import { InvalidPointerError } from "../errors.js";
import { LiveMap } from "../live-map.js";
import type { Secrets } from "../secrets.js";
import type { ZendHeap as PublicZendHeap } from "../zend-heap.js";
import { allocateMiss } from "./allocate.js";
import { flushCache } from "./cache.js";
import { readCacheStats } from "./cache-stats.js";
import { freeForGood } from "./coalesce.js";
import { liveStatuses, readBlockStatus } from "./debug/check-block.js";
import { freeMiss } from "./free.js";
import {
  BLOCK_PREV,
  BLOCK_SIZE,
  CACHE_BYTES,
  CELL_SHIFT,
  DEBUG,
  HEADER_BYTES,
  HEAP_CACHE,
  HEAP_CACHED,
  HEAP_LIMIT,
  HEAP_PEAK,
  HEAP_REAL_PEAK,
  HEAP_REAL_SIZE,
  HEAP_SEGMENT_SIZE,
  HEAP_SIZE,
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
import { blockAt, checkAddress } from "./pointer.js";
import { reallocateMiss } from "./reallocate.js";
import { endRequest, shutdown } from "./shutdown.js";
import { checkedLimit } from "./sizes.js";
import { awake, readWord, writeWord } from "./words.js";

export class ZendHeap implements PublicZendHeap {
  readonly memory: LinearMemory;
  readonly provider: SegmentProvider;
  readonly layout: Layout;
  readonly hardened: boolean;
  site: CallSite = NO_CALL_SITE;

  /** The memory's cells; empty when the heap has ended or the buffer was replaced behind our back. */
  m: Int32Array;
  /** The cell where the structure begins. */
  base = 0;
  /** Requests of at least so many bytes never take the short path. */
  readonly fastSize: number;
  /** The cache takes blocks on the short path while it holds fewer bytes than this. */
  readonly fastCached: number;
  /** Whether a block's life leaves marks beyond the release layout. */
  readonly instrumented: boolean;
  /** Whether counters of the cache are kept. */
  readonly counting: boolean;
  /** The set of live blocks of a hardened heap. */
  readonly live: LiveMap | null;
  /** The marks of a debug heap. */
  secrets: Secrets | null = null;
  /** What serves misses of the cache in place of misses/, or null. */
  misses: CompiledMisses | null = null;
  /** Whether the heap has ended. */
  disposed = false;
  private readonly unsubscribe: () => void;

  constructor(provider: SegmentProvider, layout: Layout, hardened: boolean) {
    this.provider = provider;
    this.memory = provider.memory;
    this.layout = layout;
    this.hardened = hardened;
    this.live = hardened ? new LiveMap(this.memory.byteLength) : null;
    this.counting = layout.cacheStats;
    this.instrumented = DEBUG || hardened;
    const plain = !this.instrumented && !this.counting;
    this.fastSize = plain ? (MAX_SMALL << CELL_SHIFT) - ROUND_UP : 0;
    this.fastCached = plain ? CACHE_BYTES : 0;
    this.m = this.memory.i32;
    this.unsubscribe = this.memory.onGrow(() => {
      this.m = this.memory.i32;
      this.live?.cover(this.memory.byteLength);
    });
  }

  get compiled(): boolean {
    return this.misses !== null;
  }

  get address(): number {
    return (this.base << CELL_SHIFT) >>> 0;
  }

  /** @zend _zend_mm_alloc_int */
  allocate(size: number): number {
    if (typeof size === "number" && size >>> 0 === size && size < this.fastSize) {
      const m = this.m;
      let units = (size + ROUND_UP) >>> UNIT_SHIFT;
      if (units < MIN_UNITS) units = MIN_UNITS;
      const slot = this.base + HEAP_CACHE + ((units - MIN_UNITS) << WORD_SHIFT);
      const address = m[slot]!;
      const block = address >>> CELL_SHIFT;
      if (address !== 0 && m[block + BLOCK_SIZE] === ((units << UNIT_SHIFT) | USED)) {
        m[slot] = m[block + PREV_FREE]!;
        m[this.base + HEAP_CACHED] = m[this.base + HEAP_CACHED]! - (units << UNIT_SHIFT);
        return (address + HEADER_BYTES) >>> 0;
      }
    }
    return allocateMiss(this, size) >>> 0;
  }

  /** @zend _zend_mm_free_int */
  free(address: number): void {
    if (typeof address !== "number") throw new InvalidPointerError(address, "it is not a number");
    const m = this.m;
    const block = (address - HEADER_BYTES) >>> CELL_SHIFT;
    const word = m[block + BLOCK_SIZE]!;
    if (
      (word & UNIT_MASK) === USED &&
      (address & UNIT_MASK) === 0 &&
      address >>> 0 === address &&
      m[block + (word >>> CELL_SHIFT) + BLOCK_PREV] === word
    ) {
      const index = (word >>> UNIT_SHIFT) - MIN_UNITS;
      const cached = m[this.base + HEAP_CACHED]!;
      if (cached < this.fastCached && index >>> 0 < NUM_BUCKETS) {
        const slot = this.base + HEAP_CACHE + (index << WORD_SHIFT);
        m[block + PREV_FREE] = m[slot]!;
        if (WIDE) m[block + PREV_FREE + 1] = 0;
        m[slot] = block << CELL_SHIFT;
        m[this.base + HEAP_CACHED] = cached + word - 1;
        return;
      }
      if (this.fastCached !== 0) {
        freeForGood(this, m, block, word >>> CELL_SHIFT);
        return;
      }
    }
    freeMiss(this, address);
  }

  /** @zend _zend_mm_realloc_int */
  reallocate(address: number, size: number): number {
    return reallocateMiss(this, address, size);
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

  bucketHead(index: number): number {
    return smallFreeBucket(this.layout, this.address, index);
  }

  flushCache(): void {
    awake(this);
    flushCache(this);
  }

  checkBlock(address: number): BlockStatus | null {
    awake(this);
    checkAddress(this, address);
    return DEBUG ? readBlockStatus(this, address) : null;
  }

  *liveBlocks(): Generator<BlockStatus> {
    awake(this);
    if (DEBUG) yield* liveStatuses(this);
  }

  cacheStats(): CacheStat[] {
    awake(this);
    return readCacheStats(this);
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
    this.disposed = true;
    this.unsubscribe();
    this.m = new Int32Array(0);
  }
}
