/** The largest requests that a heap can serve as it stands. */
import { bucketIndex, isSmall } from "@zmm/layout";
import type { HeapReader } from "../walk/heap-reader.js";
import type { CollectedBlocks } from "./statistics.js";

/** Addresses are below 2^32 in every data model here. */
const ADDRESS_SPACE = 2 ** 32;

/** Sizes in bytes as a program asks for them; -1 where nothing can be served. */
export interface LargestAllocation {
  /** From the free lists, without another segment. */
  readonly fromFreeLists: number;
  /** From the cache; only a request of exactly a cached size class gets that block. */
  readonly fromCache: number;
  /** With a new segment, as far as the limit goes; the storage may have less. */
  readonly fromNewSegment: number;
}

export function largestAllocation(heap: HeapReader, all: CollectedBlocks): LargestAllocation {
  const reachable = all.free.filter(({ size }) => isReachable(heap, size));
  return {
    fromFreeLists: request(heap, largestOf(reachable)),
    fromCache: request(heap, largestOf(all.cached)),
    fromNewSegment: fromNewSegment(heap),
  };
}

/** Whether a search finds blocks of this size; a small bucket whose bit was lost (quirk Q2) hides its blocks. */
function isReachable(heap: HeapReader, size: number): boolean {
  if (!isSmall(heap.layout, size)) return true;
  const bits = heap.bits(heap.fieldAddress("freeBitmap"));
  return (bits >> BigInt(bucketIndex(heap.layout, size))) % 2n === 1n;
}

function largestOf(blocks: readonly { readonly size: number }[]): number {
  return blocks.reduce((most, { size }) => Math.max(most, size), 0);
}

/** The largest request that a block serves. */
function request(heap: HeapReader, blockSize: number): number {
  return blockSize === 0 ? -1 : blockSize - heap.layout.headerSize - heap.layout.endMagicSize;
}

function fromNewSegment(heap: HeapReader): number {
  const { layout } = heap;
  const unit = heap.field("segmentSize");
  const room = Math.min(heap.field("limit") - heap.field("realSize"), ADDRESS_SPACE - unit);
  const segment = Math.floor(room / unit) * unit;
  if (!(segment > 0)) return -1;
  return request(heap, segment - layout.segmentHeaderSize - layout.headerSize);
}
