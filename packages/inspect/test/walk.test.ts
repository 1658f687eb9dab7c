import { LAYOUTS } from "@zmm/layout";
import { describe, expect, it } from "vitest";
import {
  allBlocks,
  blocks,
  cacheChains,
  cachedBlocks,
  check,
  explain,
  type HeapReader,
  heapFields,
  largeTree,
  members,
  HeapReader as Reader,
  restList,
  segments,
  smallBuckets,
  structuralWords,
} from "../src/index.js";
import { ADDRESSES, HEAP, handBuiltBytes, handBuiltHeap, SEGMENT } from "./support/hand-built.js";
import { MODELS, Program } from "./support/heaps.js";

const [, SMALL = 0, CACHED = 0, ROOT = 0, , EQUAL = 0, , CHILD = 0, , REST = 0] = ADDRESSES;

function expectHandBuilt(heap: HeapReader): void {
  expect([...segments(heap)]).toEqual([{ address: SEGMENT, size: 4096, firstBlock: SEGMENT + 8 }]);
  expect([...cacheChains(heap)]).toEqual([{ index: 0, size: 16, blocks: [CACHED] }]);
  expect([...smallBuckets(heap)]).toEqual([{ index: 1, size: 24, blocks: [SMALL] }]);
  expect([...largeTree(heap)]).toEqual([
    { index: 9, path: "", address: ROOT, size: 512, siblings: [EQUAL] },
    { index: 9, path: "0", address: CHILD, size: 600, siblings: [] },
  ]);
  expect(restList(heap)).toEqual([REST]);
}

describe("a heap written by hand", () => {
  it("is walked block by block and list by list", () => {
    const heap = handBuiltHeap();
    expectHandBuilt(heap);
    const walked = [...allBlocks(heap)];
    expect(walked.map((block) => block.address)).toEqual([...ADDRESSES, SEGMENT + 4096 - 8]);
    expect(walked.map((block) => `${block.type} ${block.size}`)).toEqual([
      "used 64",
      "free 24",
      "cached 16",
      "free 512",
      "used 32",
      "free 512",
      "used 24",
      "free 600",
      "used 16",
      "free 304",
      "used 1976",
      "guard 8",
    ]);
    expect(walked.slice(0, 3).map((block) => block.prev)).toEqual([3, 65, 24]);
  });

  it("is healthy, by a checker that no heap's code has taught", () => {
    expect(check(handBuiltHeap())).toEqual({ healthy: true, violations: [], notes: [], truncated: false });
  });

  it("shows its fields", () => {
    expect(heapFields(handBuiltHeap())).toMatchObject({
      useZendAlloc: 1,
      freeBitmap: "2",
      largeFreeBitmap: "200",
      segmentSize: 4096,
      segments: SEGMENT,
      realPeak: 8192,
      limit: 2 ** 30,
      size: 2128,
      peak: 2136,
      cached: 16,
      restCount: 1,
    });
  });

  it("is explained: a small request without its own size takes the next bucket's, and is split no further", () => {
    const { steps, outcome } = explain(handBuiltHeap(), { kind: "allocate", size: 10 });
    expect(steps.map((step) => step.rule)).toEqual([
      "true-size",
      "cache-miss",
      "small-bucket",
      "remove-ring",
      "clear-bit",
      "whole-block",
      "count",
    ]);
    expect(outcome).toEqual({ kind: "address", address: SMALL + 8, blockSize: 24 });
  });

  it("is read from a copy of a part of its memory, at any place in a buffer", () => {
    const part = handBuiltBytes().slice(HEAP);
    expectHandBuilt(new Reader({ memory: part, base: HEAP, address: HEAP, layout: LAYOUTS.ilp32 }));
    const shifted = new Uint8Array(part.length + 1);
    shifted.set(part, 1);
    expectHandBuilt(new Reader({ memory: shifted.subarray(1), base: HEAP, address: HEAP, layout: LAYOUTS.ilp32 }));
  });
});

describe.each(MODELS)("%s: what is walked", (model) => {
  const { heap: live, reader } = new Program({ model, seed: 7, segmentSize: 16384, reserveSize: 1000 }).runMany(500);

  it("tiles each segment from its first block to its guard", () => {
    const cached = cachedBlocks(reader);
    for (const segment of segments(reader)) {
      let end = segment.firstBlock;
      for (const block of blocks(reader, segment, cached)) {
        expect(block.address).toBe(end);
        end += block.size;
      }
      expect(end).toBe(segment.address + segment.size);
    }
  });

  it("has each free block on one list and each cached one in one chain", () => {
    const listed = [
      ...[...smallBuckets(reader)].flatMap((bucket) => bucket.blocks),
      ...[...largeTree(reader)].flatMap((node) => [node.address, ...node.siblings]),
      ...restList(reader),
    ];
    const walked = [...allBlocks(reader)];
    const free = walked.filter((block) => block.type === "free").map((block) => block.address);
    expect(listed.sort((a, b) => a - b)).toEqual(free.sort((a, b) => a - b));
    const inCache = walked.filter((block) => block.type === "cached").map((block) => block.address);
    expect([...cacheChains(reader)].flatMap((chain) => chain.blocks).sort((a, b) => a - b)).toEqual(
      inCache.sort((a, b) => a - b),
    );
  });

  it("is lazy: the first block costs no walk of the others", () => {
    const [segment] = [...segments(reader)];
    if (!segment) throw new Error("no segment");
    const first = blocks(reader, segment, new Set()).next();
    expect(first.value?.address).toBe(segment.firstBlock);
  });

  it("names every word of the structure once, at C's offsets", () => {
    const words = [...members(live.layout.structs.heap, live.address)];
    expect(new Set(words.map((word) => word.name)).size).toBe(words.length);
    const bitmap = words.find((word) => word.name === "free_bitmap");
    expect(bitmap?.address).toBe(reader.fieldAddress("freeBitmap"));
    const all = [...structuralWords(reader)].map((word) => word.address);
    expect(new Set(all).size).toBe(all.length);
  });
});
