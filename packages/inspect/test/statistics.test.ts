import { MemoryLimitError } from "@zmm/heap";
import { trueSize } from "@zmm/layout";
import { describe, expect, it } from "vitest";
import { allBlocks, heapFields, statistics } from "../src/index.js";
import { MODELS, Program } from "./support/heaps.js";

const SETTINGS = { segmentSize: 16384, reserveSize: 1000, limit: 400_000 };

describe.each(MODELS)("%s", (model) => {
  it("every byte from the storage is counted once", () => {
    for (const seed of [1, 2, 3, 4]) {
      const { reader } = new Program({ ...SETTINGS, model, seed }).runMany(400);
      const { bytes, counts } = statistics(reader);
      const fields = heapFields(reader);
      const { real, ...shares } = bytes;
      expect(real, `seed ${seed}`).toBe(fields.realSize);
      expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBe(real);
      expect(bytes.cached).toBe(fields.cached);
      const blocks = [...allBlocks(reader)].filter((block) => block.type !== "guard").length;
      expect(counts.used + counts.cached + counts.free + counts.rest).toBe(blocks);
    }
  });

  it("the histogram, buckets and trees count the same blocks", () => {
    const { reader } = new Program({ ...SETTINGS, model, seed: 5 }).runMany(400);
    const { histogram, buckets, trees, counts, bytes } = statistics(reader);
    const inRows = (kind: "used" | "cached" | "free") => histogram.reduce((sum, row) => sum + row[kind].count, 0);
    expect(inRows("used")).toBe(counts.used);
    expect(inRows("cached")).toBe(counts.cached);
    expect(inRows("free")).toBe(counts.free + counts.rest);
    expect(buckets.reduce((sum, bucket) => sum + bucket.cached, 0)).toBe(counts.cached);
    const small = buckets.reduce((sum, bucket) => sum + bucket.free, 0);
    expect(trees.reduce((sum, tree) => sum + tree.blocks, small)).toBe(counts.free);
    const smallBytes = buckets.reduce((sum, bucket) => sum + bucket.free * bucket.size, 0);
    expect(trees.reduce((sum, tree) => sum + tree.bytes, smallBytes)).toBe(bytes.free);
  });

  it("the largest allocation is the largest that succeeds", () => {
    for (const seed of [1, 2, 3]) {
      const { heap, reader } = new Program({ ...SETTINGS, model, seed }).runMany(100);
      heap.flushCache();
      const before = heap.usage(true);
      const { largest } = statistics(reader);
      heap.free(heap.allocate(largest.fromFreeLists));
      expect(heap.usage(true), `seed ${seed}`).toBe(before);
      expect(() => heap.allocate(largest.fromNewSegment + 8)).toThrow(MemoryLimitError);
      heap.allocate(statistics(reader).largest.fromNewSegment);
    }
  });
});

describe("fragmentation", () => {
  it("is 0 by the external measures while one block holds all that is free", () => {
    const { reader } = new Program({ model: "lp64", seed: 1 });
    const { fragmentation } = statistics(reader);
    expect(fragmentation.external).toBe(0);
    expect(fragmentation.quadratic).toBeCloseTo(0);
    expect(fragmentation.unusable[0]).toEqual({ blockSize: 64, share: 0 });
  });

  it("rises as the same free bytes are cut into more pieces", () => {
    const { heap, reader } = new Program({ model: "lp64", seed: 1 });
    const held = Array.from({ length: 400 }, () => heap.allocate(584));
    const shares: number[][] = [];
    for (const step of [100, 10, 2]) {
      held.forEach((address, at) => {
        if (at % step !== 0 || address === 0) return;
        heap.free(address);
        held[at] = 0;
      });
      const { external, quadratic } = statistics(reader).fragmentation;
      shares.push([external, quadratic]);
    }
    expect(shares).toEqual([...shares].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0)));
    expect(shares).toEqual([...shares].sort((a, b) => (a[1] ?? 0) - (b[1] ?? 0)));
  });

  it("tells rounding from headers where the requests are known", () => {
    const { heap, reader } = new Program({ model: "lp64", seed: 1, reserveSize: 0 });
    const requested = new Map([100, 3, 1000].map((size) => [heap.allocate(size), size]));
    const { fragmentation } = statistics(reader, { requested });
    const used = [100, 3, 1000].reduce((sum, size) => sum + trueSize(reader.layout, size), 0);
    expect(fragmentation.internal).toBeCloseTo(1 - 1103 / used);
    expect(fragmentation.headers).toBeCloseTo((3 * 16) / used);
    expect(fragmentation.internal).toBeCloseTo(fragmentation.headers + (fragmentation.rounding ?? 0));
    expect(statistics(reader).fragmentation.internal).toBeNull();
  });

  it("is known in full in the debug model", () => {
    const { reader } = new Program({ model: "lp64-debug", seed: 1 }).runMany(100);
    const { internal, headers, rounding } = statistics(reader).fragmentation;
    expect(internal).toBeCloseTo(headers + (rounding ?? Number.NaN));
  });
});

it("shows the hits and misses of a heap that counts them", () => {
  const { heap, reader } = new Program({ model: "ilp32", seed: 1, cacheStats: true });
  heap.free(heap.allocate(40));
  heap.allocate(40);
  const [bucket] = statistics(reader).buckets;
  expect(bucket).toEqual({ index: 4, size: 48, cached: 0, free: 0, hits: 1, misses: 1 });
});
