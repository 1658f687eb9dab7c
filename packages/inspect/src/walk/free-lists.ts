/** The lists of free blocks: rings of small ones, the rest list, the trees of large ones. */
import { bucketSize, restBucket, smallFreeBucket } from "@zmm/layout";
import type { BucketView } from "./cache.js";
import type { HeapReader } from "./heap-reader.js";

/** A node of a tree of large free blocks. */
export interface TreeNodeView {
  /** The large bucket: its blocks are of 2^index to 2^(index + 1) - 1 bytes. */
  readonly index: number;
  /** The way from the root, a digit 0 or 1 for each child taken; empty for the root itself. */
  readonly path: string;
  /** Address of the block that is the node. */
  readonly address: number;
  /** Bytes of the block, header included. */
  readonly size: number;
  /** The other blocks of the same size in the node's ring, in next order. */
  readonly siblings: readonly number[];
}

/** The small buckets that are not empty, by index, each in next order: last freed first. */
export function* smallBuckets(heap: HeapReader): Generator<BucketView, void, undefined> {
  for (let index = 0; index < heap.layout.numBuckets; index++) {
    const blocks = [...ring(heap, smallFreeBucket(heap.layout, heap.address, index))];
    if (blocks.length > 0) yield { index, size: bucketSize(heap.layout, index), blocks };
  }
}

/** The blocks of the rest list in next order: oldest first. */
export function restList(heap: HeapReader): number[] {
  return [...ring(heap, restBucket(heap.layout, heap.address))];
}

/**
 * The members of a ring behind `head`, in next direction, without the head. The head need only have links.
 * A damaged ring ends where it leaves the bytes or comes back to a member it has shown.
 */
export function* ring(heap: HeapReader, head: number): Generator<number, void, undefined> {
  const seen = new Set<number>([head]);
  let block = heap.nextFree(head);
  while (!seen.has(block) && heap.holds(block, heap.layout.structs.smallFreeBlock.size)) {
    seen.add(block);
    yield block;
    block = heap.nextFree(block);
  }
}

/** The nodes of all trees, by bucket, each in pre-order with child 0 first. */
export function* largeTree(heap: HeapReader): Generator<TreeNodeView, void, undefined> {
  for (let index = 0; index < heap.layout.numBuckets; index++) {
    yield* treeNodes(heap, index);
  }
}

/** The nodes of the tree of one large bucket, in pre-order with child 0 first. A damaged tree loses the branch. */
export function* treeNodes(heap: HeapReader, index: number): Generator<TreeNodeView, void, undefined> {
  const seen = new Set<number>();
  const open = [{ address: heap.element("largeFreeBuckets", index), path: "" }];
  for (let node = open.pop(); node; node = open.pop()) {
    const { address, path } = node;
    if (address === 0 || seen.has(address) || !heap.holds(address, heap.layout.structs.freeBlock.size)) continue;
    seen.add(address);
    yield { index, path, address, size: heap.blockSize(address), siblings: [...ring(heap, address)] };
    open.push({ address: heap.child(address, 1), path: `${path}1` });
    open.push({ address: heap.child(address, 0), path: `${path}0` });
  }
}
