/** The numbers that the articles and the debugger session of the literature show, read from real heaps' bytes. */
import { ZendHeap } from "@zmm/heap";
import { arrayBuffer } from "@zmm/storage";
import { expect, it } from "vitest";

it("puts the heads of free_buckets at heap + 0x278, 0x288, 0x298, 0x2a8 in the debug model", () => {
  const heap = ZendHeap.create(arrayBuffer(), { model: "lp64-debug", reserveSize: 0 });
  const array = heap.address + 0x298;
  const entries = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => heap.memory.i32[(array + 8 * i) >>> 2]! - heap.address);
  expect(entries).toEqual([0x278, 0x278, 0x288, 0x288, 0x298, 0x298, 0x2a8, 0x2a8]);
  expect([0, 1, 2, 3].map((i) => heap.bucketHead(i) - heap.address)).toEqual([0x278, 0x288, 0x298, 0x2a8]);
});

it("lets head(3) be the address of free_buckets[4] in release", () => {
  const heap = ZendHeap.create(arrayBuffer(), { model: "lp64" });
  expect(heap.bucketHead(3)).toBe(heap.address + 0x298 + 4 * 8);
  const small = ZendHeap.create(arrayBuffer(), { model: "ilp32" });
  expect(small.bucketHead(3)).toBe(small.address + 208 + 4 * 4);
});

it("lets head(0) overlap the cache in LP64, and never touches what it overlaps", () => {
  const heap = ZendHeap.create(arrayBuffer(), { model: "lp64" });
  const lastChain = heap.address + heap.layout.structs.heap.offsetOf("freeBuckets") - 8;
  expect(heap.bucketHead(0)).toBe(lastChain - 8);
  const smallest = [1, 2, 3].map(() => heap.allocate(1));
  const between = heap.allocate(1);
  for (const block of smallest) heap.free(block);
  heap.flushCache();
  expect(heap.memory.i32[lastChain >>> 2]).toBe(0);
  heap.free(between);
});

it("has no head of a bucket that is none", () => {
  const heap = ZendHeap.create(arrayBuffer(), { model: "ilp32" });
  const { numBuckets } = heap.layout;
  expect(heap.bucketHead(numBuckets - 1)).toBeGreaterThan(heap.bucketHead(0));
  for (const index of [-1, numBuckets, 0.5, Number.NaN]) {
    expect(() => heap.bucketHead(index)).toThrow(new RangeError(`no small bucket ${index}: there are 0 to 31`));
  }
});

it("starts with every head pointing at itself", () => {
  for (const model of ["ilp32", "lp64", "lp64-debug"] as const) {
    const heap = ZendHeap.create(arrayBuffer(), { model, reserveSize: 0 });
    const { word } = heap.layout.model;
    const array = heap.address + heap.layout.structs.heap.offsetOf("freeBuckets");
    for (let i = 0; i < heap.layout.numBuckets; i++) {
      const pair = (array + 2 * i * word) >>> 2;
      expect(heap.memory.i32[pair]).toBe(heap.bucketHead(i));
      expect(heap.memory.i32[pair + word / 4]).toBe(heap.bucketHead(i));
    }
  }
});
