/**
 * The layout of this copy's data model, as constants counted in *cells*.
 *
 * This folder is compiled three times, once a data model, with `ZMM_MODEL` replaced by its name (see
 * packages/heap/specialise.ts): to the engine each copy is code of its own, whose offsets are literals and whose
 * branches for other models are dead. Sizes read from fields cost 15 % on whole traces.
 *
 * A cell is one 32-bit element of the memory's `Int32Array`; cell `n` stands at address `4 * n`. Inside this folder
 * blocks, segments and sizes are cell numbers and cell counts, below 2^30 and thus small integers in every engine,
 * even in a memory of 4 GiB. What is *stored* in memory stays as C has it: byte addresses and byte sizes. Because the
 * two type bits of a size word are the two bits that a cell count drops, `word >>> 2` both strips the type and
 * converts: `block + (sizeWord >>> 2)` is the next block.
 */
import {
  ALIGNMENT,
  ALIGNMENT_LOG2,
  FREED_FILL,
  type HeapField,
  LAYOUTS,
  type Layout,
  MAGIC,
  type ModelName,
} from "@zmm/layout";

/** Replaced by the build with the name of the data model. */
declare const ZMM_MODEL: ModelName;

// What all models share, and the folder's code is to have as literals too.
export {
  MAX_REST_BLOCKS,
  MAX_SEGMENT_BYTES,
  REST_BLOCK,
  TYPE_FREE,
  TYPE_GUARD,
  TYPE_MASK,
  TYPE_USED,
} from "@zmm/layout";

/** The layout that this copy is compiled for. */
export const LAYOUT: Layout = LAYOUTS[ZMM_MODEL];

/** Bytes to cells is `>>> CELL_SHIFT`, cells to bytes `<< CELL_SHIFT`; in WebAssembly a cell is a byte. */
export const CELL_SHIFT = 2;

/** Bytes to units of 8, in which buckets count, is `>>> UNIT_SHIFT`; units to bytes `<< UNIT_SHIFT`. */
export const UNIT_SHIFT: number = ALIGNMENT_LOG2;
/** The bits of a size word below its units, its type among them, and those of an address that no block has. */
export const UNIT_MASK: number = ALIGNMENT - 1;

function cells(bytes: number): number {
  return bytes >>> CELL_SHIFT;
}

/** Whether blocks carry magics, cookies, call sites and guards. */
export const DEBUG: boolean = LAYOUT.model.debug;
/** Whether a word has a high half, which must be written as 0. */
export const WIDE: boolean = LAYOUT.model.word === 8;
/** Cells of a pointer and of a `size_t`: 1 or 2. */
export const WORD: number = cells(LAYOUT.model.word);
/** From an index into an array of words to cells. */
export const WORD_SHIFT: number = (WIDE ? 3 : 2) - CELL_SHIFT;
/** From the bytes of a block to its chain, in cells: behind where the chain for blocks of no bytes would be. */
export const CHAIN_SHIFT: number = UNIT_SHIFT - WORD_SHIFT;
/** From the low half of a wide word to its high half. */
export const HIGH: number = cells(4);
/** Cells to units of 8 bytes. */
export const CELLS_TO_UNITS: number = UNIT_SHIFT - CELL_SHIFT;
/** Cells are below this mask. Sums that have it on them need no check for overflow, as engines know. */
export const CELL_MASK: number = 0x3fffffff;
/** All bits of a cell. */
export const ALL_BITS: number = -1;
/** The bit that makes 32 bits look negative. */
export const SIGN: number = 2 ** 31;
/** No block is as large. */
export const MOST_CELLS: number = 0xffffffff >>> CELL_SHIFT;

const { blockInfo, freeBlock, heap } = LAYOUT.structs;

/** From a block to its size word. */
export const BLOCK_SIZE: number = cells(blockInfo.offsetOf("size"));
/** From a block to its copy of the previous block's size word. */
export const BLOCK_PREV: number = cells(blockInfo.offsetOf("prev"));
/** From a free block to its link to the previous one on its list. */
export const PREV_FREE: number = cells(freeBlock.offsetOf("prevFree"));
/** From a free block to its link to the next one on its list. */
export const NEXT_FREE: number = cells(freeBlock.offsetOf("nextFree"));
/** From a large free block to the address of the slot that holds it. */
export const PARENT: number = cells(freeBlock.offsetOf("parent"));
/** From a large free block to its left child; the right one follows. */
export const CHILD: number = cells(freeBlock.offsetOf("child"));
/** From a large free block to its right child. */
export const RIGHT: number = CHILD + WORD;
/** No path in a tree is longer than a size has bits: a longer walk is a cycle in broken links. */
export const MAX_DEPTH: number = 32;

/** From a block to the user's bytes, in bytes. */
export const HEADER_BYTES: number = LAYOUT.headerSize;
/** From a block to the user's bytes. */
export const HEADER: number = cells(LAYOUT.headerSize);
/** The smallest block. */
export const MIN_BLOCK: number = cells(LAYOUT.minBlockSize);
/** The smallest block in units of 8 bytes, in which buckets count. */
export const MIN_UNITS: number = LAYOUT.minBlockSize >>> UNIT_SHIFT;
/** What is added to a request before it is cut down to units of 8 bytes. */
export const ROUND_UP: number = LAYOUT.headerSize + LAYOUT.endMagicSize + UNIT_MASK;
/** Up to this many cells a loop is faster than the call of a built-in that copies or fills. */
export const LOOP_CELLS: number = cells(256);
/** Requests below this need no care for the range of words and cells. */
export const ORDINARY_SIZE: number = 2 ** 30;
/** The smallest block, in bytes. */
export const MIN_BYTES: number = LAYOUT.minBlockSize;
/** Whether the smallest requests need less than the smallest block. */
export const HAS_LESS: boolean = ROUND_UP + 1 < MIN_BYTES;
/** Requests from 1 to this many bytes get small blocks. */
export const SHORT_SIZES: number = LAYOUT.maxSmallSize - ROUND_UP - 1;
/** The users' bytes of blocks at addresses from 1 to this one begin below 2^31: a number of 32 bits with a sign. */
export const SHORT_ADDRESSES: number = 2 ** 31 - 1 - HEADER_BYTES;
/** From the smallest block's bytes to those of the first block that is not small. */
export const SMALL_BYTES: number = LAYOUT.maxSmallSize - MIN_BYTES;
/** Blocks below this are small. */
export const MAX_SMALL: number = cells(LAYOUT.maxSmallSize);
/** From a segment to its first block. */
export const SEGMENT_HEADER: number = cells(LAYOUT.segmentHeaderSize);
export const NUM_BUCKETS: number = LAYOUT.numBuckets;
/** Bytes of blocks that the cache takes in before it is full. */
export const CACHE_BYTES: number = LAYOUT.cacheSize;

/** What debug blocks say that they are, as cells read it. */
export const MAGIC_VALID: number = MAGIC.valid | 0;
export const MAGIC_FREED: number = MAGIC.freed | 0;
export const MAGIC_CACHED: number = MAGIC.cached | 0;
export const MAGIC_GUARD: number = MAGIC.guard | 0;
/** Four bytes of what dead blocks are filled with. */
export const FREED_CELL: number = FREED_FILL * 0x01010101;

// From a debug block to the members of its header; 0 in release.
const { block, debugInfo } = LAYOUT.structs;
function debugMember(name: Parameters<typeof debugInfo.offsetOf>[0]): number {
  return DEBUG ? cells(block.offsetOf("debug") + debugInfo.offsetOf(name)) : 0;
}
export const DEBUG_MAGIC: number = DEBUG ? cells(block.offsetOf("magic")) : 0;
export const DEBUG_FILE: number = debugMember("filename");
export const DEBUG_LINE: number = debugMember("line");
export const DEBUG_ORIG_FILE: number = debugMember("origFilename");
export const DEBUG_ORIG_LINE: number = debugMember("origLine");
export const DEBUG_SIZE: number = debugMember("size");
export const DEBUG_START_MAGIC: number = debugMember("startMagic");

function member(name: HeapField): number {
  return cells(heap.offsetOf(name));
}

/** The first word of every heap structure. @zend zend_mm_heap.use_zend_alloc */
export const IN_USE: number = 1;

/** Bytes of the heap structure, without the counters of the cache. */
export const HEAP_BYTES: number = heap.size;
/** The memory limit of a new heap, in bytes. */
export const DEFAULT_LIMIT: number = LAYOUT.defaultLimit;
/** The smallest segment that has room for a block, in bytes. */
export const LEAST_SEGMENT: number = LAYOUT.segmentHeaderSize + HEADER_BYTES + MIN_BYTES;

// From the heap structure to its members.
export const HEAP_FREE_BITMAP: number = member("freeBitmap");
export const HEAP_LARGE_BITMAP: number = member("largeFreeBitmap");
export const HEAP_SEGMENT_SIZE: number = member("segmentSize");
export const HEAP_COMPACT_SIZE: number = member("compactSize");
export const HEAP_SEGMENTS: number = member("segments");
export const HEAP_REAL_SIZE: number = member("realSize");
export const HEAP_REAL_PEAK: number = member("realPeak");
export const HEAP_LIMIT: number = member("limit");
export const HEAP_SIZE: number = member("size");
export const HEAP_PEAK: number = member("peak");
export const HEAP_RESERVE_SIZE: number = member("reserveSize");
export const HEAP_RESERVE: number = member("reserve");
export const HEAP_OVERFLOW: number = member("overflow");
export const HEAP_INTERNAL: number = member("internal");
export const HEAP_CACHED: number = member("cached");
export const HEAP_CACHE: number = member("cache");
export const HEAP_BUCKETS: number = member("freeBuckets");
export const HEAP_LARGE: number = member("largeFreeBuckets");
export const HEAP_REST: number = member("restBuckets");
export const HEAP_REST_COUNT: number = member("restCount");
/** The cache statistics, where a heap keeps them, follow the last member. */
export const HEAP_CACHE_STATS: number = HEAP_REST_COUNT + 1;
