/**
 * The structures of `zend_alloc.c`, composed as C composes them.
 *
 * ```
 *   a used block                          a free block
 *   +------------------+ <- block         +------------------+ <- block
 *   | size     | type  |                  | size      | 0    |
 *   | prev     | type  |                  | prev      | type |
 *   +------------------+ <- data          +------------------+
 *   | the user's bytes |                  | prev_free_block  |
 *   |                  |                  | next_free_block  |
 *   |                  |                  | parent, child[2] |  large blocks only
 *   +------------------+ <- next block    +------------------+ <- next block
 * ```
 *
 * The two low bits of `size` are the block's type; `prev` repeats the `size` word of the block physically before.
 */
import type { DataModel } from "./data-model.js";
import { arrayOf, type CType, type Member, nested, type Struct, struct } from "./struct.js";

const int: CType = { c: "int", size: 4, align: 4, count: 1, shows: "number" };
const uint: CType = { c: "unsigned int", size: 4, align: 4, count: 1, shows: "number" };
// marked as pure, so that bundles without debug structures need not keep the call
const magic: CType = /* @__PURE__ */ Object.assign({}, uint, { shows: "bits" } as const);

function wordTypes(word: number): { size: CType; bits: CType; pointer: (to: string) => CType } {
  const base = { size: word, align: word, count: 1 } as const;
  return {
    size: { ...base, c: "size_t", shows: "number" },
    bits: { ...base, c: "size_t", shows: "bits" },
    pointer: (to) => ({ ...base, c: `${to}*`, shows: "address" }),
  };
}

/** The tables of one data model. */
export interface Structs {
  /** @zend zend_mm_block_info */
  readonly blockInfo: Struct<"cookie" | "size" | "prev">;
  /** @zend zend_mm_debug_info */
  readonly debugInfo: Struct<"filename" | "line" | "origFilename" | "origLine" | "size" | "startMagic">;
  /** @zend zend_mm_block */
  readonly block: Struct<"info" | "magic" | "debug">;
  /** @zend zend_mm_small_free_block */
  readonly smallFreeBlock: Struct<"info" | "magic" | "prevFree" | "nextFree">;
  /** @zend zend_mm_free_block */
  readonly freeBlock: Struct<"info" | "magic" | "prevFree" | "nextFree" | "parent" | "child">;
  /** @zend zend_mm_segment */
  readonly segment: Struct<"size" | "next">;
  /** @zend zend_mm_heap */
  readonly heap: Struct<HeapField>;
}

export type HeapField =
  | "useZendAlloc"
  | "malloc"
  | "free"
  | "realloc"
  | "freeBitmap"
  | "largeFreeBitmap"
  | "segmentSize"
  | "compactSize"
  | "segments"
  | "storage"
  | "realSize"
  | "realPeak"
  | "limit"
  | "size"
  | "peak"
  | "reserveSize"
  | "reserve"
  | "overflow"
  | "internal"
  | "cached"
  | "cache"
  | "freeBuckets"
  | "largeFreeBuckets"
  | "restBuckets"
  | "restCount"
  | "cacheStats";

/** Buckets of the cache, of the small free lists and of the tree alike. @zend ZEND_MM_NUM_BUCKETS */
export function bucketCount(model: DataModel): number {
  return 8 * model.word;
}

/** Lays out all structures for `model`; with `cacheStats` the heap ends with the counters of `ZEND_MM_CACHE_STAT`. */
export function buildStructs(model: DataModel, cacheStats: boolean): Structs {
  const { size, bits, pointer } = wordTypes(model.word);
  const debug = model.debug;
  const freeBlockPointer = pointer("zend_mm_free_block");

  const blockInfo = struct("zend_mm_block_info", {
    cookie: debug ? ["_cookie", bits] : null,
    size: ["_size", size],
    prev: ["_prev", size],
  });
  const debugInfo = struct("zend_mm_debug_info", {
    filename: ["filename", pointer("const char")],
    line: ["lineno", uint],
    origFilename: ["orig_filename", pointer("const char")],
    origLine: ["orig_lineno", uint],
    size: ["size", size],
    startMagic: ["start_magic", magic],
  });
  const block = struct("zend_mm_block", {
    info: ["info", nested(blockInfo)],
    magic: debug ? ["magic", magic] : null,
    debug: debug ? ["debug", nested(debugInfo)] : null,
  });
  const magicMember: Member = debug ? ["magic", magic] : null;
  const freeMembers = {
    info: ["info", nested(blockInfo)],
    magic: magicMember,
    prevFree: ["prev_free_block", freeBlockPointer],
    nextFree: ["next_free_block", freeBlockPointer],
  } as const;
  const smallFreeBlock = struct("zend_mm_small_free_block", freeMembers);
  const freeBlock = struct("zend_mm_free_block", {
    ...freeMembers,
    parent: ["parent", pointer("zend_mm_free_block*")],
    child: ["child", arrayOf(freeBlockPointer, 2)],
  });
  const segment = struct("zend_mm_segment", {
    size: ["size", size],
    next: ["next_segment", pointer("zend_mm_segment")],
  });
  return {
    blockInfo,
    debugInfo,
    block,
    smallFreeBlock,
    freeBlock,
    segment,
    heap: heapStruct(model, cacheStats),
  };
}

function heapStruct(model: DataModel, cacheStats: boolean): Struct<HeapField> {
  const { size, bits, pointer } = wordTypes(model.word);
  const buckets = bucketCount(model);
  const freeBlockPointer = pointer("zend_mm_free_block");
  const cacheStat = struct("cache_stat", {
    count: ["count", int],
    maxCount: ["max_count", int],
    hit: ["hit", int],
    miss: ["miss", int],
  });
  return struct<HeapField>("zend_mm_heap", {
    useZendAlloc: ["use_zend_alloc", int],
    malloc: ["_malloc", pointer("void")],
    free: ["_free", pointer("void")],
    realloc: ["_realloc", pointer("void")],
    freeBitmap: ["free_bitmap", bits],
    largeFreeBitmap: ["large_free_bitmap", bits],
    segmentSize: ["block_size", size],
    compactSize: ["compact_size", size],
    segments: ["segments_list", pointer("zend_mm_segment")],
    storage: ["storage", pointer("zend_mm_storage")],
    realSize: ["real_size", size],
    realPeak: ["real_peak", size],
    limit: ["limit", size],
    size: ["size", size],
    peak: ["peak", size],
    reserveSize: ["reserve_size", size],
    reserve: ["reserve", pointer("void")],
    overflow: ["overflow", int],
    internal: ["internal", int],
    cached: ["cached", uint],
    cache: ["cache", arrayOf(freeBlockPointer, buckets)],
    freeBuckets: ["free_buckets", arrayOf(freeBlockPointer, 2 * buckets)],
    largeFreeBuckets: ["large_free_buckets", arrayOf(freeBlockPointer, buckets)],
    restBuckets: ["rest_buckets", arrayOf(freeBlockPointer, 2)],
    restCount: ["rest_count", int],
    cacheStats: cacheStats ? ["cache_stat", arrayOf(nested(cacheStat), buckets + 1)] : null,
  });
}
