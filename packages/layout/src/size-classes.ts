/** Which block serves a request, and which bucket a block belongs to. Sizes in bytes, as plain numbers. */
import { highestBit } from "./bits.js";
import { ALIGNMENT_LOG2, type Layout } from "./layout.js";
import { alignUp } from "./struct.js";

/**
 * The bytes of the block that serves a request of `size` bytes, not yet wrapped to the model's word.
 * @zend ZEND_MM_TRUE_SIZE
 */
export function trueSize(layout: Layout, size: number): number {
  if (size < layout.minSize) return layout.minBlockSize;
  return alignUp(size + layout.headerSize + layout.endMagicSize, 2 ** ALIGNMENT_LOG2);
}

/** Whether blocks of this true size have a bucket of their own. @zend ZEND_MM_SMALL_SIZE */
export function isSmall(layout: Layout, trueSize: number): boolean {
  return trueSize < layout.maxSmallSize;
}

/** The small bucket, 0 to `numBuckets - 1`, of a small true size. @zend ZEND_MM_BUCKET_INDEX */
export function bucketIndex(layout: Layout, trueSize: number): number {
  return (trueSize - layout.minBlockSize) / 2 ** ALIGNMENT_LOG2;
}

/** The true size that a small bucket holds. */
export function bucketSize(layout: Layout, index: number): number {
  return layout.minBlockSize + index * 2 ** ALIGNMENT_LOG2;
}

/**
 * The large bucket of a true size: the position of its highest set bit, so that bucket k holds 2^k to 2^(k+1) - 1.
 * @zend ZEND_MM_LARGE_BUCKET_INDEX
 */
export function largeBucketIndex(trueSize: number): number {
  return highestBit(trueSize);
}

/**
 * The address of the list head of small bucket `index`, in a heap structure at `heapAddress`.
 *
 * `free_buckets` stores only the two links of each head. The head itself is an address so far before its pair that
 * `prev_free_block` and `next_free_block` of a block standing there fall on the pair: heads overlap each other and
 * what lies before the array, and only their links may be touched.
 * @zend ZEND_MM_SMALL_FREE_BUCKET
 */
export function smallFreeBucket(layout: Layout, heapAddress: number, index: number): number {
  return overlappingHead(layout, heapAddress + layout.structs.heap.offsetOf("freeBuckets"), index);
}

/** The address of the rest list's head, by the same trick over `rest_buckets`. @zend ZEND_MM_REST_BUCKET */
export function restBucket(layout: Layout, heapAddress: number): number {
  return overlappingHead(layout, heapAddress + layout.structs.heap.offsetOf("restBuckets"), 0);
}

function overlappingHead(layout: Layout, array: number, index: number): number {
  const pair = 2 * layout.model.word;
  return array + index * pair + pair - layout.structs.smallFreeBlock.size;
}
