/**
 * The Zend heap: PHP 5's allocator over any segment provider, with all of its state in linear memory.
 *
 * The class holds no allocator state of its own: lists, bitmaps, counters and the limit lie in the `zend_mm_heap`
 * structure at `address`, at C's offsets. What it does hold is where things are (the layout, counted in cells) and
 * the two paths that most calls take, to and from the cache, written out so that engines inline them into the caller.
 * Everything else lives in the files beside this one, as functions over the heap.
 *
 * The short paths serve a plain release heap only. Debug, hardened and counting heaps close them by setting
 * `fastSize` and `fastCached` to 0, and so pay for their checks alone.
 */
import { type Layout, type ModelName, smallFreeBucket } from "@zmm/layout";
import type { LinearMemory, SegmentProvider } from "@zmm/storage";
import type { Heap } from "../heap.js";
import { allocateMiss } from "./allocate.js";
import { flushCache } from "./cache.js";
import { type CallSite, NO_CALL_SITE } from "./debug/call-site.js";
import { type BlockStatus, liveStatuses, readBlockStatus } from "./debug/check-block.js";
import type { Secrets } from "./debug/secrets.js";
import { freeMiss } from "./free.js";
import { CELL_SHIFT, geometryOf } from "./geometry.js";
import type { LiveMap } from "./live-map.js";
import { blockAt } from "./pointer.js";
import { reallocateMiss } from "./reallocate.js";
import { endRequest, shutdown } from "./shutdown.js";
import { attachHeap, startHeap } from "./startup.js";
import { awake, readWord, writeWord } from "./words.js";

/** How a heap starts. @zend zend_mm_startup_ex */
export interface ZendHeapOptions {
  /** The data model; `"ilp32"` unless said otherwise, as WebAssembly has it. */
  readonly model?: ModelName;
  /** Bytes of an ordinary segment, a power of two; 256 KiB. @zend ZEND_MM_SEG_SIZE */
  readonly segmentSize?: number;
  /** Bytes set aside so that error handling has memory; 8 KiB, 0 for none. */
  readonly reserveSize?: number;
  /** Real peak in bytes above which a request end compacts the storage; 2 MiB, 0 for never. @zend ZEND_MM_COMPACT */
  readonly compactSize?: number;
  /** Bytes that the heap may take from the storage; 2^30 or 2^62 by the data model. */
  readonly limit?: number;
  /** Whether the heap structure moves into a block of its own heap. */
  readonly internal?: boolean;
  /** Whether to count hits and misses of the cache, in the structure's tail. @zend ZEND_MM_CACHE_STAT */
  readonly cacheStats?: boolean;
  /** Whether each call checks its pointer against the set of live blocks. */
  readonly hardened?: boolean;
  /** The marks of a debug heap, random unless given (for runs whose bytes must repeat). */
  readonly secrets?: Secrets;
}

export class ZendHeap implements Heap {
  readonly memory: LinearMemory;
  readonly provider: SegmentProvider;
  readonly layout: Layout;
  /** Whether each call checks its pointer against the set of live blocks. */
  readonly hardened: boolean;
  /** Address of the `zend_mm_heap` structure. */
  address = 0;

  /** The memory's cells; empty when the heap has ended or the buffer was replaced behind our back. @internal */
  m: Int32Array;
  /** Requests of at least so many bytes never take the short path. @internal */
  fastSize = 0;
  /** The cache takes blocks on the short path while it holds fewer bytes than this. @internal */
  fastCached = 0;

  // The layout in bytes and cells, see geometry.ts. @internal
  readonly headerSize: number;
  /** What is added to a request before it is cut down to units of 8 bytes. @internal */
  readonly roundUp: number;
  /** The smallest block in units of 8 bytes. @internal */
  readonly minUnits: number;
  readonly numBuckets: number;
  /** log2 of `word`: from an index to cells. @internal */
  readonly wordShift: number;
  readonly word: number;
  readonly wide: boolean;
  readonly debug: boolean;
  readonly sizeField: number;
  readonly prevField: number;
  readonly prevFree: number;
  readonly nextFree: number;
  readonly parent: number;
  readonly child: number;
  readonly header: number;
  readonly minBlock: number;
  readonly segmentHeader: number;
  readonly maxSmall: number;
  readonly cacheSize: number;

  // Where the structure's members stand, as cells; set when the structure is placed. @internal
  cacheAt = 0;
  cachedAt = 0;
  sizeAt = 0;
  peakAt = 0;
  realSizeAt = 0;
  realPeakAt = 0;
  limitAt = 0;
  segmentSizeAt = 0;
  compactSizeAt = 0;
  segmentsAt = 0;
  reserveAt = 0;
  reserveSizeAt = 0;
  overflowAt = 0;
  internalAt = 0;
  freeBitmapAt = 0;
  largeBitmapAt = 0;
  bucketsAt = 0;
  largeAt = 0;
  restAt = 0;
  restCountAt = 0;
  cacheStatsAt = 0;

  /** Whether allocations and frees leave marks beyond the release layout. @internal */
  readonly instrumented: boolean;
  /** Whether counters of the cache are kept. @internal */
  readonly counting: boolean;
  /** The set of live blocks of a hardened heap. @internal */
  live: LiveMap | null = null;
  /** The random marks of a debug heap. @internal */
  secrets: Secrets | null = null;
  /** What the next debug block records as the place that asked for it. */
  site: CallSite = NO_CALL_SITE;
  /** Whether the heap has ended. @internal */
  disposed = false;
  /** Ends the subscription to the memory's growth. @internal */
  private readonly unsubscribe: () => void;

  /** Use `ZendHeap.create` or `ZendHeap.attach`. @internal */
  constructor(provider: SegmentProvider, layout: Layout, hardened: boolean) {
    this.provider = provider;
    this.memory = provider.memory;
    this.layout = layout;
    this.hardened = hardened;
    this.debug = layout.model.debug;
    this.counting = layout.cacheStats;
    this.instrumented = this.debug || hardened;
    this.m = this.memory.i32;
    const geometry = geometryOf(layout);
    this.word = geometry.word;
    this.wide = geometry.wide;
    this.sizeField = geometry.sizeField;
    this.prevField = geometry.prevField;
    this.prevFree = geometry.prevFree;
    this.nextFree = geometry.nextFree;
    this.parent = geometry.parent;
    this.child = geometry.child;
    this.header = geometry.header;
    this.minBlock = geometry.minBlock;
    this.segmentHeader = geometry.segmentHeader;
    this.maxSmall = geometry.maxSmall;
    this.wordShift = geometry.wide ? 1 : 0;
    this.numBuckets = layout.numBuckets;
    this.headerSize = layout.headerSize;
    this.roundUp = layout.headerSize + layout.endMagicSize + 7;
    this.minUnits = layout.minBlockSize >>> 3;
    this.cacheSize = layout.cacheSize;
    if (!this.instrumented && !this.counting) {
      this.fastSize = layout.maxSmallSize - layout.headerSize - 7;
      this.fastCached = layout.cacheSize;
    }
    this.unsubscribe = this.memory.onGrow(() => {
      if (!this.disposed) this.m = this.memory.i32;
    });
  }

  /**
   * Starts a heap: places its structure, allocates the reserve.
   * @throws ConfigurationError when a setting cannot be.
   * @throws OutOfMemoryError when the storage has no memory for the structure or the reserve.
   * @zend zend_mm_startup_ex
   */
  static create(provider: SegmentProvider, options: ZendHeapOptions = {}): ZendHeap {
    return startHeap(provider, options);
  }

  /**
   * Takes up a heap that already lies in the provider's memory, where `create` or another thread or process left it.
   * Model, cache statistics and hardening must be given as the heap was created; the rest is read from its bytes.
   * @param address of the `zend_mm_heap` structure, in bytes.
   * @throws ConfigurationError when no heap of that model lies there.
   */
  static attach(
    provider: SegmentProvider,
    address: number,
    options: Pick<ZendHeapOptions, "model" | "cacheStats" | "hardened"> = {},
  ): ZendHeap {
    return attachHeap(provider, address, options);
  }

  /** @zend _zend_mm_alloc_int */
  allocate(size: number): number {
    if (size >>> 0 === size && size < this.fastSize) {
      const m = this.m;
      let units = (size + this.roundUp) >>> 3;
      if (units < this.minUnits) units = this.minUnits;
      const slot = this.cacheAt + ((units - this.minUnits) << this.wordShift);
      const address = m[slot]!;
      const block = address >>> CELL_SHIFT;
      if (address !== 0 && m[block] === ((units << 3) | 1)) {
        m[slot] = m[block + this.prevFree]!;
        m[this.cachedAt] = m[this.cachedAt]! - (units << 3);
        return (address >>> 0) + this.headerSize;
      }
    }
    return allocateMiss(this, size);
  }

  /** @zend _zend_mm_free_int */
  free(address: number): void {
    const m = this.m;
    const block = (address - this.headerSize) >>> CELL_SHIFT;
    const word = m[block]!;
    const index = (word >>> 3) - this.minUnits;
    if (
      (word & 7) === 1 &&
      index >>> 0 < this.numBuckets &&
      m[this.cachedAt]! < this.fastCached &&
      (address & 7) === 0 &&
      m[block + (word >>> CELL_SHIFT) + this.prevField] === word
    ) {
      const slot = this.cacheAt + (index << this.wordShift);
      m[block + this.prevFree] = m[slot]!;
      if (this.wide) m[block + this.prevFree + 1] = 0;
      m[slot] = block << CELL_SHIFT;
      m[this.cachedAt] = m[this.cachedAt]! + word - 1;
      return;
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
    if (this.debug) return readBlockStatus(this, address).size;
    return (this.m[block + this.sizeField]! & ~3) >>> 0;
  }

  /** Bytes in live blocks (headers included, cached blocks not), or those taken from the storage. @zend zend_memory_usage */
  usage(real = false): number {
    awake(this);
    const { m } = this;
    if (real) return m[this.realSizeAt]! >>> 0;
    return (m[this.sizeAt]! >>> 0) - (m[this.cachedAt]! >>> 0);
  }

  /** The highest bytes in blocks, cached ones included (quirk Q4). @zend zend_memory_peak_usage */
  peakUsage(real = false): number {
    awake(this);
    return this.m[real ? this.realPeakAt : this.peakAt]! >>> 0;
  }

  /** Bytes that the heap may take from the storage; never below one segment. @zend zend_set_memory_limit */
  get limit(): number {
    awake(this);
    return readWord(this, this.limitAt);
  }

  set limit(bytes: number) {
    awake(this);
    writeWord(this, this.limitAt, Math.max(bytes, this.segmentSize));
  }

  /** Bytes of an ordinary segment. @zend zend_mm_heap.block_size */
  get segmentSize(): number {
    awake(this);
    return readWord(this, this.segmentSizeAt);
  }

  /** The address of small bucket `index`'s list head, 0 to `numBuckets - 1`. @zend ZEND_MM_SMALL_FREE_BUCKET */
  bucketHead(index: number): number {
    return smallFreeBucket(this.layout, this.address, index);
  }

  /** Turns every cached block into a free one, and gives segments back that become empty. @zend zend_mm_free_cache */
  flushCache(): void {
    awake(this);
    flushCache(this);
  }

  /**
   * In the debug model, what the header of the block at `address` says, however damaged; null in release.
   * @zend _mem_block_check
   */
  checkBlock(address: number): BlockStatus | null {
    awake(this);
    return this.debug ? readBlockStatus(this, address) : null;
  }

  /** In the debug model, the states of all live blocks, newest segment first; none in release. @zend zend_mm_check_leaks */
  *liveBlocks(): Generator<BlockStatus> {
    awake(this);
    if (this.debug) yield* liveStatuses(this);
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
