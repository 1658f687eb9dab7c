/** The cache: one chain per small size, linked through `prev_free_block`, last freed first. */
import { bucketSize } from "@zmm/layout";
import type { HeapReader } from "./heap-reader.js";

/** The blocks of one small size that stand in a chain, a ring or on no list at all. */
export interface BucketView {
  /** The bucket's index, 0 to `numBuckets - 1`. */
  readonly index: number;
  /** The true size of its blocks, in bytes. */
  readonly size: number;
  /** The addresses of its blocks, in the order of the list. */
  readonly blocks: readonly number[];
}

/** The chains of the cache that are not empty, by index, each head first. */
export function* cacheChains(heap: HeapReader): Generator<BucketView, void, undefined> {
  for (let index = 0; index < heap.layout.numBuckets; index++) {
    const blocks = [...cacheChain(heap, index)];
    if (blocks.length > 0) yield { index, size: bucketSize(heap.layout, index), blocks };
  }
}

/** The addresses of the blocks of one chain, head first. A damaged chain ends where it leaves the bytes or repeats. */
export function* cacheChain(heap: HeapReader, index: number): Generator<number, void, undefined> {
  const seen = new Set<number>();
  let block = heap.element("cache", index);
  while (block !== 0 && !seen.has(block) && heap.holds(block, heap.layout.minBlockSize)) {
    seen.add(block);
    yield block;
    block = heap.prevFree(block);
  }
}

/** The addresses of all cached blocks. */
export function cachedBlocks(heap: HeapReader): Set<number> {
  const all = new Set<number>();
  for (let index = 0; index < heap.layout.numBuckets; index++) {
    for (const block of cacheChain(heap, index)) all.add(block);
  }
  return all;
}
