/** The counters of the cache. @zend ZEND_MM_CACHE_STAT */
import { ZendHeap } from "@zmm/heap";
import { arrayBuffer } from "@zmm/storage";
import { expect, it } from "vitest";
import { violations } from "./support/picture.js";

it("counts what the cache and the free lists serve", () => {
  const heap = ZendHeap.create(arrayBuffer(), { model: "ilp32", cacheStats: true, reserveSize: 0 });
  const bucket = (size: number) => heap.cacheStats()[(size - 16) / 8]!;
  const [a, b] = [heap.allocate(24), heap.allocate(24)];
  expect(bucket(32)).toEqual({ count: 0, maxCount: 0, hit: 0, miss: 2 });
  heap.free(a);
  heap.free(b);
  expect(bucket(32)).toMatchObject({ count: 2, maxCount: 2 });
  heap.allocate(20);
  expect(bucket(32)).toEqual({ count: 1, maxCount: 2, hit: 1, miss: 2 });
  heap.flushCache();
  expect(bucket(32)).toMatchObject({ count: 0, maxCount: 2 });
  heap.allocate(24); // from the free list
  heap.allocate(5000); // large: no small list can serve it
  expect(heap.cacheStats()).toHaveLength(33);
  expect(heap.cacheStats()[32]).toMatchObject({ hit: 1, miss: 3 });
  expect(violations(heap)).toEqual([]);
});

it("gives no counters where a heap does not count", () => {
  expect(ZendHeap.create(arrayBuffer()).cacheStats()).toEqual([]);
});
