/**
 * Where a heap's bytes are, and how well they are used.
 *
 * Every byte that the heap has from the storage is counted exactly once in `bytes`: its members, without `real`, add
 * up to `real`.
 */
import { bucketSize } from "@zmm/layout";
import { cacheChains, cachedBlocks } from "../walk/cache.js";
import { cacheCounterAddress } from "../walk/cache-stats.js";
import { debugMarks } from "../walk/debug-marks.js";
import { restList, smallBuckets, treeNodes } from "../walk/free-lists.js";
import type { HeapReader } from "../walk/heap-reader.js";
import { type BlockView, blocks, segments } from "../walk/segments.js";
import { type Fragmentation, fragmentationOf } from "./fragmentation.js";
import { type HistogramRow, histogramOf } from "./histogram.js";
import { type LargestAllocation, largestAllocation } from "./largest.js";

/** The bytes taken from the storage, by what they are. */
export interface ByteShares {
  /** All of them. */
  readonly real: number;
  /** Segment headers and guards. */
  readonly segmentOverhead: number;
  /** Headers of used blocks, and in the debug model their end magics. */
  readonly usedHeaders: number;
  /** What the program may write to, rounding included. */
  readonly usedData: number;
  /** Whole blocks in the cache. */
  readonly cached: number;
  /** Whole blocks on the free lists. */
  readonly free: number;
  /** Whole blocks on the rest list. */
  readonly rest: number;
}

/** How many blocks there are. */
export interface BlockCounts {
  readonly segments: number;
  readonly used: number;
  readonly cached: number;
  readonly free: number;
  readonly rest: number;
}

/** One size class: the chain of the cache and the ring of free blocks of one small true size. */
export interface BucketStatistics {
  readonly index: number;
  /** The true size, in bytes. */
  readonly size: number;
  /** Blocks in the chain of the cache. */
  readonly cached: number;
  /** Blocks in the ring of free ones. */
  readonly free: number;
  /** Hits and misses of the chain since the heap started; null when the heap does not count them. */
  readonly hits: number | null;
  readonly misses: number | null;
}

/** One tree of large free blocks. */
export interface TreeStatistics {
  readonly index: number;
  readonly nodes: number;
  /** Blocks, those in the rings of nodes included. */
  readonly blocks: number;
  readonly bytes: number;
  /** Digits of the longest path. */
  readonly depth: number;
}

/** All statistics of a heap: plain data. */
export interface HeapStatistics {
  readonly bytes: ByteShares;
  readonly counts: BlockCounts;
  readonly fragmentation: Fragmentation;
  /** Used, cached and free blocks by size, one row per power of two that occurs. */
  readonly histogram: readonly HistogramRow[];
  /** The small size classes that hold any block, or have been asked for one. */
  readonly buckets: readonly BucketStatistics[];
  readonly trees: readonly TreeStatistics[];
  readonly largest: LargestAllocation;
}

/** What the bytes of a heap do not say. */
export interface StatisticsOptions {
  /**
   * What the program asked for, by address of the block's data, where it is known. Debug heaps know it themselves;
   * without it, what rounding costs cannot be told.
   */
  readonly requested?: ReadonlyMap<number, number>;
}

/** Reads all statistics off a heap's bytes. */
export function statistics(heap: HeapReader, options: StatisticsOptions = {}): HeapStatistics {
  const all = collectBlocks(heap);
  const bytes = sharesOf(heap, all);
  return {
    bytes,
    counts: countsOf(all),
    fragmentation: fragmentationOf(heap, bytes, all, requestedBytes(heap, all, options)),
    histogram: histogramOf(all),
    buckets: bucketsOf(heap),
    trees: treesOf(heap),
    largest: largestAllocation(heap, all),
  };
}

/** All blocks of a heap by what they are. */
export interface CollectedBlocks {
  readonly segments: number;
  readonly used: readonly BlockView[];
  readonly cached: readonly BlockView[];
  /** On the free lists. */
  readonly free: readonly BlockView[];
  readonly rest: readonly BlockView[];
}

function collectBlocks(heap: HeapReader): CollectedBlocks {
  const cachedSet = cachedBlocks(heap);
  const restSet = new Set(restList(heap));
  const found = { segments: 0, used: [], cached: [], free: [], rest: [] } as {
    segments: number;
  } & Record<"used" | "cached" | "free" | "rest", BlockView[]>;
  for (const segment of segments(heap)) {
    found.segments++;
    for (const block of blocks(heap, segment, cachedSet)) {
      if (block.type === "guard") continue;
      const kind = block.type === "free" && restSet.has(block.address) ? "rest" : block.type;
      found[kind].push(block);
    }
  }
  return found;
}

function sharesOf(heap: HeapReader, all: CollectedBlocks): ByteShares {
  const { headerSize, endMagicSize, segmentHeaderSize } = heap.layout;
  const used = sum(all.used);
  const usedHeaders = all.used.length * (headerSize + endMagicSize);
  const [cached, free, rest] = [sum(all.cached), sum(all.free), sum(all.rest)];
  const segmentOverhead = all.segments * (segmentHeaderSize + headerSize);
  return {
    real: used + cached + free + rest + segmentOverhead,
    segmentOverhead,
    usedHeaders,
    usedData: used - usedHeaders,
    cached,
    free,
    rest,
  };
}

function sum(blocks: readonly BlockView[]): number {
  return blocks.reduce((bytes, block) => bytes + block.size, 0);
}

function countsOf(all: CollectedBlocks): BlockCounts {
  return {
    segments: all.segments,
    used: all.used.length,
    cached: all.cached.length,
    free: all.free.length,
    rest: all.rest.length,
  };
}

/** Bytes that the program asked for; null when that is not known of every used block. */
function requestedBytes(heap: HeapReader, all: CollectedBlocks, options: StatisticsOptions): number | null {
  let bytes = 0;
  for (const { address } of all.used) {
    const known = heap.layout.model.debug
      ? debugMarks(heap, address).requestedSize
      : options.requested?.get(address + heap.layout.headerSize);
    if (known === undefined) return null;
    bytes += known;
  }
  return bytes;
}

function bucketsOf(heap: HeapReader): BucketStatistics[] {
  const cached = new Map([...cacheChains(heap)].map(({ index, blocks }) => [index, blocks.length]));
  const free = new Map([...smallBuckets(heap)].map(({ index, blocks }) => [index, blocks.length]));
  const rows = Array.from({ length: heap.layout.numBuckets }, (_, index) => ({
    index,
    size: bucketSize(heap.layout, index),
    cached: cached.get(index) ?? 0,
    free: free.get(index) ?? 0,
    hits: counter(heap, index, "hit"),
    misses: counter(heap, index, "miss"),
  }));
  return rows.filter((row) => row.cached + row.free + (row.hits ?? 0) + (row.misses ?? 0) > 0);
}

/** A counter of `ZEND_MM_CACHE_STAT`, or null when the heap keeps none. */
function counter(heap: HeapReader, index: number, name: "hit" | "miss"): number | null {
  const address = cacheCounterAddress(heap, index, name);
  return address === null ? null : heap.u32(address);
}

function treesOf(heap: HeapReader): TreeStatistics[] {
  const trees: TreeStatistics[] = [];
  for (let index = 0; index < heap.layout.numBuckets; index++) {
    const nodes = [...treeNodes(heap, index)];
    if (nodes.length === 0) continue;
    trees.push({
      index,
      nodes: nodes.length,
      blocks: nodes.reduce((count, node) => count + 1 + node.siblings.length, 0),
      bytes: nodes.reduce((bytes, node) => bytes + node.size * (1 + node.siblings.length), 0),
      depth: Math.max(...nodes.map((node) => node.path.length)),
    });
  }
  return trees;
}
