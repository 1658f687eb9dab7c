import { describe, expect, it } from "vitest";
import {
  bucketIndex,
  bucketSize,
  type HeapField,
  isPowerOfTwo,
  isSmall,
  LAYOUTS,
  largeBucketIndex,
  layoutNamed,
  layoutOf,
  type ModelName,
  restBucket,
  smallFreeBucket,
  trueSize,
} from "../src/index.js";

/** The quantities of the specification's section 2, pinned as numbers: ilp32, lp64, lp64-debug. */
const QUANTITIES: Record<string, [(name: ModelName) => number, number, number, number]> = {
  numBuckets: [(m) => LAYOUTS[m].numBuckets, 32, 64, 64],
  "sizeof zend_mm_block_info": [(m) => LAYOUTS[m].structs.blockInfo.size, 8, 16, 24],
  headerSize: [(m) => LAYOUTS[m].headerSize, 8, 16, 80],
  "sizeof zend_mm_small_free_block": [(m) => LAYOUTS[m].structs.smallFreeBlock.size, 16, 32, 48],
  "sizeof zend_mm_free_block": [(m) => LAYOUTS[m].structs.freeBlock.size, 28, 56, 72],
  endMagicSize: [(m) => LAYOUTS[m].endMagicSize, 0, 0, 4],
  minBlockSize: [(m) => LAYOUTS[m].minBlockSize, 16, 32, 88],
  minSize: [(m) => LAYOUTS[m].minSize, 8, 16, 4],
  segmentHeaderSize: [(m) => LAYOUTS[m].segmentHeaderSize, 8, 16, 16],
  maxSmallSize: [(m) => LAYOUTS[m].maxSmallSize, 272, 544, 600],
  cacheSize: [(m) => LAYOUTS[m].cacheSize, 131072, 262144, 262144],
  defaultLimit: [(m) => LAYOUTS[m].defaultLimit, 2 ** 30, 2 ** 62, 2 ** 62],
  "sizeof zend_mm_heap": [(m) => LAYOUTS[m].structs.heap.size, 604, 2224, 2224],
};

/** The offsets of `zend_mm_heap`: LP64, ILP32. */
const HEAP_OFFSETS: Partial<Record<HeapField, [number, number]>> = {
  useZendAlloc: [0, 0],
  malloc: [8, 4],
  free: [16, 8],
  realloc: [24, 12],
  freeBitmap: [32, 16],
  largeFreeBitmap: [40, 20],
  segmentSize: [48, 24],
  compactSize: [56, 28],
  segments: [64, 32],
  storage: [72, 36],
  realSize: [80, 40],
  realPeak: [88, 44],
  limit: [96, 48],
  size: [104, 52],
  peak: [112, 56],
  reserveSize: [120, 60],
  reserve: [128, 64],
  overflow: [136, 68],
  internal: [140, 72],
  cached: [144, 76],
  cache: [152, 80],
  freeBuckets: [0x298, 208],
  largeFreeBuckets: [1688, 464],
  restBuckets: [2200, 592],
  restCount: [2216, 600],
};

describe("constants of each data model", () => {
  it.each(Object.entries(QUANTITIES))("%s", (_name, [read, ilp32, lp64, debug]) => {
    expect([read("ilp32"), read("lp64"), read("lp64-debug")]).toEqual([ilp32, lp64, debug]);
  });

  it.each(Object.entries(HEAP_OFFSETS))("offset of %s in zend_mm_heap", (name, offsets) => {
    const field = name as HeapField;
    const of = (model: ModelName) => LAYOUTS[model].structs.heap.offsetOf(field);
    expect([of("lp64"), of("ilp32"), of("lp64-debug")]).toEqual([...offsets, offsets[0]]);
  });

  it("appends the cache statistics behind the heap when asked", () => {
    const { heap } = layoutOf(LAYOUTS.lp64.model, { cacheStats: true }).structs;
    expect(heap.offsetOf("cacheStats")).toBe(2220);
    expect(heap.size).toBe(2220 + 65 * 16 + 4);
    expect(() => LAYOUTS.lp64.structs.heap.offsetOf("cacheStats")).toThrow("no member 'cacheStats'");
  });

  it("lays out the debug header of LP64 with its paddings", () => {
    const { block, debugInfo, blockInfo } = LAYOUTS["lp64-debug"].structs;
    expect(blockInfo.fields.map((f) => [f.c, f.offset])).toEqual([
      ["_cookie", 0],
      ["_size", 8],
      ["_prev", 16],
    ]);
    const debug = block.offsetOf("debug");
    expect(block.offsetOf("magic")).toBe(24);
    expect(debugInfo.fields.map((f) => [f.c, debug + f.offset])).toEqual([
      ["filename", 32],
      ["lineno", 40],
      ["orig_filename", 48],
      ["orig_lineno", 56],
      ["size", 64],
      ["start_magic", 72],
    ]);
  });

  it("names the known models when asked for another", () => {
    expect(() => layoutNamed("lp32")).toThrow("unknown model 'lp32': known are ilp32, lp64, lp64-debug");
    expect(layoutNamed("lp64")).toBe(LAYOUTS.lp64);
  });
});

describe("size classes", () => {
  it("rounds requests up to true sizes", () => {
    const sizes = [0, 1, 8, 9, 16, 17, 24, 25, 264];
    expect(sizes.map((n) => trueSize(LAYOUTS.ilp32, n))).toEqual([16, 16, 16, 24, 24, 32, 32, 40, 272]);
    expect(sizes.map((n) => trueSize(LAYOUTS.lp64, n))).toEqual([32, 32, 32, 32, 32, 40, 40, 48, 280]);
    expect([0, 3, 4, 5, 12].map((n) => trueSize(LAYOUTS["lp64-debug"], n))).toEqual([88, 88, 88, 96, 96]);
  });

  it.each(Object.values(LAYOUTS))("gives each small size of $model.name a bucket of its own", (layout) => {
    const seen = Array.from({ length: layout.numBuckets }, (_, i) => bucketIndex(layout, bucketSize(layout, i)));
    expect(seen).toEqual(Array.from({ length: layout.numBuckets }, (_, i) => i));
    expect(isSmall(layout, bucketSize(layout, layout.numBuckets - 1))).toBe(true);
    expect(isSmall(layout, layout.maxSmallSize)).toBe(false);
  });

  it("indexes large buckets by the highest set bit", () => {
    expect([8, 15, 16, 2 ** 31, 2 ** 32 - 8].map(largeBucketIndex)).toEqual([3, 3, 4, 31, 31]);
    for (let bit = 1; bit <= 52; bit++) expect([2 ** bit - 1, 2 ** bit].map(largeBucketIndex)).toEqual([bit - 1, bit]);
  });

  it("know a power of two from its neighbours", () => {
    for (let bit = 2; bit <= 52; bit++) {
      expect([2 ** bit - 1, 2 ** bit, 2 ** bit + 1].map(isPowerOfTwo)).toEqual([false, true, false]);
    }
    for (const other of [0, -1, -4, 0.5, 3, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60, "8", null, undefined]) {
      expect(isPowerOfTwo(other)).toBe(false);
    }
    expect([1, 2].map(isPowerOfTwo)).toEqual([true, true]);
  });
});

describe("the overlapping list heads of free_buckets", () => {
  it("stand at heap + 0x278, 0x288, 0x298, 0x2a8 in the debug model", () => {
    const heads = [0, 1, 2, 3].map((i) => smallFreeBucket(LAYOUTS["lp64-debug"], 0, i));
    expect(heads).toEqual([0x278, 0x288, 0x298, 0x2a8]);
    expect(LAYOUTS["lp64-debug"].structs.heap.offsetOf("freeBuckets")).toBe(0x298);
  });

  it("put head(3) on free_buckets[4] in release", () => {
    for (const name of ["ilp32", "lp64"] as const) {
      const layout = LAYOUTS[name];
      const entry4 = layout.structs.heap.offsetOf("freeBuckets") + 4 * layout.model.word;
      expect(smallFreeBucket(layout, 0, 3)).toBe(entry4);
    }
  });

  it.each(Object.values(LAYOUTS))("let the links of each head fall on its pair in $model.name", (layout) => {
    const { smallFreeBlock, heap } = layout.structs;
    for (let i = 0; i < layout.numBuckets; i++) {
      const pair = heap.offsetOf("freeBuckets") + 2 * i * layout.model.word;
      expect(smallFreeBucket(layout, 0, i) + smallFreeBlock.offsetOf("prevFree")).toBe(pair);
      expect(smallFreeBucket(layout, 0, i) + smallFreeBlock.offsetOf("nextFree")).toBe(pair + layout.model.word);
    }
    const rest = restBucket(layout, 0) + smallFreeBlock.offsetOf("prevFree");
    expect(rest).toBe(heap.offsetOf("restBuckets"));
  });
});
