/**
 * Everything that follows from a data model, computed once: the structures and the constants of `zend_alloc.c`.
 *
 * Glossary. *Requested size*: what the caller asks for. *True size*: bytes of the whole block that serves it, header
 * included. *Small*: a true size that has a bucket of its own. *Segment*: a large piece of memory from the storage
 * layer, cut into blocks and closed by a guard block.
 */
import { DATA_MODELS, type DataModel, isModelName, MODEL_NAMES, type ModelName } from "./data-model.js";
import { alignUp } from "./struct.js";
import { bucketCount, buildStructs, type Structs } from "./structs.js";

/** Every block address and block size is a multiple of this many bytes. @zend ZEND_MM_ALIGNMENT */
export const ALIGNMENT = 8;
/** log2 of `ALIGNMENT`. @zend ZEND_MM_ALIGNMENT_LOG2 */
export const ALIGNMENT_LOG2 = 3;

/** Default bytes of a segment. @zend ZEND_MM_SEG_SIZE */
export const SEGMENT_SIZE: number = 256 * 1024;
/** The most bytes that segments may be set to: the largest power of two that fits 32 bits. */
export const MAX_SEGMENT_SIZE = 0x8000_0000;
/** The most bytes of any segment, of those for one large block too: addresses are below 2^32. */
export const MAX_SEGMENT_BYTES = 0xffff_ffff;
/** Default bytes set aside for error handling. @zend ZEND_MM_RESERVE_SIZE */
export const RESERVE_SIZE: number = 8 * 1024;
/** Default real peak in bytes above which a request end compacts the storage. @zend ZEND_MM_COMPACT */
export const COMPACT_SIZE: number = 2 * 1024 * 1024;
/** Large blocks that the rest list holds at most. @zend ZEND_MM_MAX_REST_BLOCKS */
export const MAX_REST_BLOCKS = 16;
/** What `parent` of a large block on the rest list holds instead of an address. @zend ZEND_MM_REST_BLOCK */
export const REST_BLOCK = 1;

/** The two low bits of a block's `size` word. @zend ZEND_MM_TYPE_MASK */
export const TYPE_MASK = 3;
/** @zend ZEND_MM_FREE_BLOCK */
export const TYPE_FREE = 0;
/** @zend ZEND_MM_USED_BLOCK */
export const TYPE_USED = 1;
/** @zend ZEND_MM_GUARD_BLOCK */
export const TYPE_GUARD = 3;

/** What the `magic` member of a debug block says. @zend MEM_BLOCK_VALID and its kin */
export const MAGIC = {
  valid: 0x7312f8dc,
  freed: 0x99954317,
  cached: 0xfb8277dc,
  guard: 0x2a8fcc84,
  leak: 0x6c5e8f2d,
} as const;

/** What debug builds fill freed user bytes with. */
export const FREED_FILL = 0x5a;

/** The structures and constants of one data model; all sizes in bytes. */
export interface Layout {
  readonly model: DataModel;
  readonly structs: Structs;
  /** Whether the heap structure ends with cache statistics. @zend ZEND_MM_CACHE_STAT */
  readonly cacheStats: boolean;
  /** Buckets of the cache, the free lists and the tree. @zend ZEND_MM_NUM_BUCKETS */
  readonly numBuckets: number;
  /** From a block's address to the user's bytes. @zend ZEND_MM_ALIGNED_HEADER_SIZE */
  readonly headerSize: number;
  /** Behind the user's bytes: 4 with heap protection, else 0. @zend END_MAGIC_SIZE */
  readonly endMagicSize: number;
  /** The smallest block. @zend ZEND_MM_ALIGNED_MIN_HEADER_SIZE */
  readonly minBlockSize: number;
  /** Requests below this get the smallest block. @zend ZEND_MM_MIN_SIZE */
  readonly minSize: number;
  /** From a segment's address to its first block. @zend ZEND_MM_ALIGNED_SEGMENT_SIZE */
  readonly segmentHeaderSize: number;
  /** True sizes below this are small. @zend ZEND_MM_MAX_SMALL_SIZE */
  readonly maxSmallSize: number;
  /** Bytes of blocks that the cache takes in before it is full. @zend ZEND_MM_CACHE_SIZE */
  readonly cacheSize: number;
  /** The memory limit of a new heap. @zend `ZEND_MM_LONG_CONST(1) << (ZEND_MM_NUM_BUCKETS - 2)` */
  readonly defaultLimit: number;
}

/** The layout of a data model. */
export function layoutOf(model: DataModel, options: { cacheStats?: boolean } = {}): Layout {
  const cacheStats = options.cacheStats ?? false;
  const structs = buildStructs(model, cacheStats);
  const numBuckets = bucketCount(model);
  const headerSize = alignUp(structs.block.size, ALIGNMENT);
  const endMagicSize = model.debug ? 4 : 0;
  const minBlockSize = Math.max(
    alignUp(headerSize + endMagicSize, ALIGNMENT),
    alignUp(structs.smallFreeBlock.size, ALIGNMENT),
  );
  return {
    model,
    structs,
    cacheStats,
    numBuckets,
    headerSize,
    endMagicSize,
    minBlockSize,
    minSize: Math.max(0, minBlockSize - headerSize - endMagicSize),
    segmentHeaderSize: alignUp(structs.segment.size, ALIGNMENT),
    maxSmallSize: numBuckets * ALIGNMENT + minBlockSize,
    cacheSize: numBuckets * 4 * 1024,
    defaultLimit: 2 ** (numBuckets - 2),
  };
}

// Marked as pure, so that programs which look at no structures are bundled without them.
/** The layouts of the three data models, without cache statistics. */
export const LAYOUTS: Readonly<Record<ModelName, Layout>> = {
  ilp32: /* @__PURE__ */ layoutOfModel("ilp32"),
  lp64: /* @__PURE__ */ layoutOfModel("lp64"),
  "lp64-debug": /* @__PURE__ */ layoutOfModel("lp64-debug"),
};

function layoutOfModel(name: ModelName): Layout {
  return layoutOf(DATA_MODELS[name]);
}

/**
 * The layout that a user names.
 * @throws RangeError naming the known models when there is none of that name.
 */
export function layoutNamed(name: string): Layout {
  if (!isModelName(name)) throw new RangeError(`unknown model '${name}': known are ${MODEL_NAMES.join(", ")}`);
  return LAYOUTS[name];
}
