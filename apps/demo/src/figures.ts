/** What a heap's bytes say about it, in numbers. */
import { allBlocks, type HeapReader, heapFields, segments } from "@zmm/inspect";

/** A heap in a dozen numbers. Sizes in bytes. */
export interface HeapFigures {
  /** Bytes in live blocks, headers included. */
  readonly usage: number;
  /** The most bytes in live and cached blocks there have been. */
  readonly peak: number;
  /** Bytes taken from the storage. */
  readonly realSize: number;
  readonly realPeak: number;
  readonly segments: number;
  readonly usedBlocks: number;
  readonly cachedBlocks: number;
  /** Bytes in the cache. */
  readonly cached: number;
  readonly freeBlocks: number;
  /** Bytes in free blocks. */
  readonly free: number;
  /** Bytes of the largest free block. */
  readonly largestFree: number;
  /** The share of the free bytes that lies outside the largest free block, 0 to 1. */
  readonly fragmentation: number;
}

/** Walks the whole heap. */
export function heapFigures(reader: HeapReader): HeapFigures {
  const { size, peak, realSize, realPeak, cached } = heapFields(reader);
  const blocks = { used: 0, cached: 0, free: 0, guard: 0 };
  let free = 0;
  let largestFree = 0;
  for (const block of allBlocks(reader)) {
    blocks[block.type]++;
    if (block.type !== "free") continue;
    free += block.size;
    largestFree = Math.max(largestFree, block.size);
  }
  return {
    usage: size - cached,
    peak,
    realSize,
    realPeak,
    segments: [...segments(reader)].length,
    usedBlocks: blocks.used,
    cachedBlocks: blocks.cached,
    cached,
    freeBlocks: blocks.free,
    free,
    largestFree,
    fragmentation: free === 0 ? 0 : 1 - largestFree / free,
  };
}
