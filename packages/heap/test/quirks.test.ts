/**
 * The quirks of PHP's allocator that decide addresses, each shown on a running heap; Q7, where it corrupts itself, in
 * its corrected form. ILP32 unless a quirk needs another model: header 8, smallest block 16, small below 272.
 */
import { MemoryLimitError, OutOfMemoryError, ZendHeap, type ZendHeapOptions } from "@zmm/heap";
import { check, heapFields, largeTree, restList, smallBuckets } from "@zmm/inspect";
import { LAYOUTS, largeBucketIndex } from "@zmm/layout";
import { arrayBuffer, failing, measured } from "@zmm/storage";
import { describe, expect, it } from "vitest";
import { picture, reader, violations } from "./support/picture.js";

const KIB = 1024;

function start(options: ZendHeapOptions = {}): ZendHeap {
  return ZendHeap.create(arrayBuffer(), { reserveSize: 0, ...options });
}

function fields(heap: ZendHeap) {
  return heapFields(reader(heap));
}

/** Blocks of `size` with used ones between them, so that none merges when it is freed. */
function apart(heap: ZendHeap, count: number, size: number): number[] {
  return Array.from({ length: count }, () => {
    const block = heap.allocate(size);
    heap.allocate(8);
    return block;
  });
}

describe("Q1: a bucket is first in, first out; the cache is last in, first out", () => {
  it("hands the block out again that was cached last", () => {
    const heap = start();
    const [a, b, c] = apart(heap, 3, 56) as [number, number, number];
    for (const block of [a, b, c]) heap.free(block);
    expect([heap.allocate(56), heap.allocate(56), heap.allocate(56)]).toEqual([c, b, a]);
  });

  it("hands the block out first that was put into its bucket first", () => {
    const heap = start();
    const [a, b, c] = apart(heap, 3, 56) as [number, number, number];
    for (const block of [a, b, c]) heap.free(block);
    heap.flushCache(); // its chain runs from the newest: c, b, a
    expect([heap.allocate(56), heap.allocate(56), heap.allocate(56)]).toEqual([c, b, a]);
    const oldest = [...smallBuckets(reader(heap))];
    expect(oldest).toEqual([]);
  });
});

describe("Q2: a small block that leaves the rest list may clear the bit of a bucket that is not empty", () => {
  /** A small remainder of 64 bytes on the rest list, whose bucket then gets one block too. */
  function smallRest(): { heap: ZendHeap; big: number; lone: number } {
    const heap = start();
    const lone = heap.allocate(56);
    heap.allocate(8);
    const big = heap.allocate(512 * KIB - 8 - 8 - 8 - 64);
    heap.free(lone);
    heap.flushCache();
    return { heap, big, lone };
  }

  it("loses the bit, and the block with it, until its bucket gets another", () => {
    const { heap, big, lone } = smallRest();
    expect(restList(reader(heap)).length).toBe(1);
    const bit = 1 << ((64 - 16) / 8);
    expect(Number.parseInt(fields(heap).freeBitmap, 16) & bit).toBe(bit);
    heap.reallocate(big, 512 * KIB - 8 - 8 - 8); // grows over the remainder
    expect(restList(reader(heap))).toEqual([]);
    expect(Number.parseInt(fields(heap).freeBitmap, 16) & bit).toBe(0);
    expect([...smallBuckets(reader(heap))].map((bucket) => bucket.blocks)).toEqual([[lone - 8]]);
    expect(heap.allocate(56)).not.toBe(lone);
  });

  it("is told apart from damage by the checker", () => {
    const { heap, big } = smallRest();
    heap.reallocate(big, 512 * KIB - 8 - 8 - 8);
    const verdict = check(reader(heap));
    expect(verdict.violations).toEqual([]);
    expect(verdict.notes.map((note) => note.quirk)).toContain("Q2");
  });
});

it("Q3: flushing the cache does not reduce size", () => {
  const heap = start();
  const [block] = apart(heap, 1, 56) as [number];
  heap.free(block);
  const before = fields(heap).size;
  expect(fields(heap).cached).toBe(64);
  heap.flushCache();
  expect(fields(heap).cached).toBe(0);
  expect(fields(heap).size).toBe(before);
});

it("Q4: the peak counts cached blocks as used, usage does not", () => {
  const heap = start();
  const blocks = apart(heap, 4, 56);
  const peak = heap.peakUsage();
  for (const block of blocks) heap.free(block);
  expect(heap.usage()).toBe(peak - 4 * 64);
  heap.allocate(200);
  expect(heap.usage()).toBe(peak - 4 * 64 + 208);
  expect(heap.peakUsage()).toBe(peak + 208);
});

it("Q5: realloc prefers a cached block to growing in place", () => {
  const heap = start();
  const cached = heap.allocate(56);
  heap.allocate(8);
  const block = heap.allocate(40); // followed by free space
  heap.free(cached);
  expect(heap.reallocate(block, 56)).toBe(cached);
  const again = heap.allocate(40);
  expect(again).toBe(block); // the old block went to the cache
  expect(heap.reallocate(again, 56)).toBe(block); // nothing cached: it grows in place
});

it("Q6: realloc pushes the old block on a cache that is over its limit", () => {
  const heap = start();
  const old = heap.allocate(40);
  const blocks = Array.from({ length: 511 }, () => heap.allocate(248));
  const last = heap.allocate(240);
  const over = heap.allocate(256);
  for (const block of [...blocks, last, over]) heap.free(block);
  const limit = LAYOUTS.ilp32.cacheSize;
  expect(fields(heap).cached).toBe(limit - 8 + 264);
  heap.reallocate(old, 248); // takes a cached block of 256, leaves its own of 48
  expect(fields(heap).cached).toBe(limit + 256 - 256 + 48);
  expect(heap.allocate(40)).toBe(old);
});

describe("Q7: a segment that the storage cannot grow (corrected: PHP runs on with a corrupted heap)", () => {
  it("leaves the free neighbour on the free lists and the block as it was", () => {
    const storage = failing(arrayBuffer(), { every: 2, reallocate: true });
    const heap = ZendHeap.create(storage, { reserveSize: 0 });
    storage.reset();
    const block = heap.allocate(300 * KIB); // a segment of its own, the remainder on the rest list
    const before = picture(heap);
    storage.reset();
    heap.allocate(10); // the first call of the storage is granted
    expect(() => heap.reallocate(block, 900 * KIB)).toThrow(OutOfMemoryError);
    expect(picture(heap)[1]).toEqual(before[0]);
    expect(violations(heap)).toEqual([]);
    expect(restList(reader(heap))).toEqual([]);
    heap.free(block);
    expect(violations(heap)).toEqual([]);
  });

  it("does the same when the limit refuses, as PHP does", () => {
    const heap = start({ limit: 600 * KIB });
    const block = heap.allocate(300 * KIB);
    const before = picture(heap);
    expect(() => heap.reallocate(block, 900 * KIB)).toThrow(MemoryLimitError);
    expect(picture(heap)).toEqual(before);
    expect(violations(heap)).toEqual([]);
  });
});

it("Q8: large buckets are indexed by the highest bit, so 0b1000 to 0b1111 is bucket 3, not 2", () => {
  expect([0b1000, 0b1111].map(largeBucketIndex)).toEqual([3, 3]);
  const heap = start({ model: "lp64" });
  const [block] = apart(heap, 1, 1000) as [number];
  heap.free(block);
  expect([...largeTree(reader(heap))].map((node) => node.index)).toContain(9);
});

it("Q9: the step rule goes right where there is a left child, so the search is not a true best fit", () => {
  const heap = start();
  // Bucket 12 holds 4096 to 8191. Freed in this order: root 8000, left child 4504, its right child 5000.
  const blocks = [8000, 4504, 5504].map((size) => [size, apart(heap, 1, size - 8)[0]!] as const);
  const rest = heap.allocate(200 * KIB);
  for (const [, block] of blocks) heap.free(block);
  const sizes = [...largeTree(reader(heap))].filter((node) => node.index === 12).map((node) => [node.path, node.size]);
  expect(sizes).toEqual([
    ["", 8000],
    ["0", 4504],
    ["01", 5504],
  ]);
  // 3000 bytes have no block in bucket 11: the walk below the root 8000 goes to child 1, which is null, and stops.
  const taken = heap.allocate(3000);
  expect(taken).toBe(blocks[0]![1]);
  expect(taken).not.toBe(blocks[1]![1]); // the best fit, which it passes by
  heap.free(rest);
});

describe("Q10: a segment that becomes free is given back at once", () => {
  it("makes a heap that sways around a segment's edge create and delete segments without end", () => {
    const storage = measured(arrayBuffer());
    const heap = ZendHeap.create(storage, { reserveSize: 0 });
    const before = storage.measurements().allocate.calls;
    for (let i = 0; i < 50; i++) heap.free(heap.allocate(5000));
    expect(storage.measurements().allocate.calls - before).toBe(50);
    expect(heap.usage(true)).toBe(0);
  });

  it("keeps the first segment where the reserve pins it", () => {
    const heap = ZendHeap.create(arrayBuffer());
    for (let i = 0; i < 50; i++) heap.free(heap.allocate(5000));
    expect(heap.usage(true)).toBe(256 * KIB);
  });
});

it("Q11: on LP64 the four bytes before a debug block's data are padding: writing there goes unseen", () => {
  const heap = start({ model: "lp64-debug" });
  const block = heap.allocate(32);
  heap.memory.u8.fill(0xaa, block - 4, block);
  expect(() => heap.free(block)).not.toThrow();
  const other = heap.allocate(32);
  heap.memory.u8.fill(0, other - 5, other); // marks have no zero byte
  expect(() => heap.free(other)).toThrow();
});

it("Q12: the first failure frees the reserve, and only the next request takes it again", () => {
  const heap = ZendHeap.create(arrayBuffer(), { limit: 256 * KIB });
  expect(fields(heap).reserve).not.toBe(0);
  expect(() => heap.allocate(300 * KIB)).toThrow(MemoryLimitError);
  expect(fields(heap)).toMatchObject({ reserve: 0, overflow: 1 });
  expect(() => heap.allocate(300 * KIB)).toThrow(MemoryLimitError);
  expect(fields(heap)).toMatchObject({ reserve: 0, overflow: 2 });
  heap.allocate(1000);
  expect(fields(heap).reserve).toBe(0);
  heap.endRequest();
  expect(fields(heap).reserve).not.toBe(0);
  expect(fields(heap).overflow).toBe(0);
});
