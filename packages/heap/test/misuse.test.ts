/** Mistakes of the caller: what each kind of heap sees, and that it sees it before anything is changed. */
import {
  DisposedError,
  HeapCorruptionError,
  InvalidPointerError,
  InvalidSizeError,
  ZendHeap,
  type ZendHeapOptions,
} from "@zmm/heap";
import { arrayBuffer, wasmMemory } from "@zmm/storage";
import { describe, expect, it } from "vitest";
import { picture, violations } from "./support/picture.js";

const kinds: [string, ZendHeapOptions][] = [
  ["release ilp32", { model: "ilp32" }],
  ["release lp64", { model: "lp64" }],
  ["hardened", { model: "ilp32", hardened: true }],
  ["debug", { model: "lp64-debug" }],
];

function expectRefused(heap: ZendHeap, address: number): void {
  const before = picture(heap);
  expect(() => heap.free(address)).toThrow(InvalidPointerError);
  expect(() => heap.reallocate(address, 50)).toThrow(InvalidPointerError);
  expect(() => heap.blockSize(address)).toThrow(InvalidPointerError);
  expect(picture(heap)).toEqual(before);
  expect(violations(heap)).toEqual([]);
}

/** Over a wasmMemory, what misses the cache is compiled. */
const storages = { arrayBuffer, wasmMemory };
const everywhere = kinds.flatMap(([name, options]) =>
  (["arrayBuffer", "wasmMemory"] as const).map((storage) => [name, storage, options] as const),
);

describe.each(everywhere)("a %s heap over %s refuses", (_name, storage, options) => {
  const start = () => ZendHeap.create(storages[storage](), options);

  it("addresses that no block can have", () => {
    const heap = start();
    const block = heap.allocate(100);
    for (const address of [block + 4, block + 1, 8, 4, -8, 2 ** 33, 2 ** 31, heap.memory.byteLength, 0.5, Number.NaN]) {
      expectRefused(heap, address);
    }
  });

  it("addresses that are no numbers", () => {
    const heap = start();
    const block = heap.allocate(100);
    const big = heap.allocate(300_000);
    for (const address of [BigInt(block), String(block), [big], null, undefined, {}, Symbol("block")]) {
      expectRefused(heap, address as number);
    }
  });

  it("addresses inside a block, over zeros and over its own header's words", () => {
    const heap = start();
    const block = heap.allocate(200);
    heap.memory.u8.fill(0, block, block + 200);
    for (let inside = 8; inside < 100; inside += 8) expectRefused(heap, block + inside);
  });

  it("a block that was freed for good, alone or merged", () => {
    const heap = start();
    const blocks = [5000, 5000, 5000, 5000].map((size) => heap.allocate(size));
    heap.free(blocks[1]!);
    expectRefused(heap, blocks[1]!);
    heap.free(blocks[2]!);
    expectRefused(heap, blocks[2]!);
    heap.free(blocks[0]!);
    for (const block of blocks.slice(0, 3)) expectRefused(heap, block);
  });

  it("the heap's own structure, list heads and guards", () => {
    const heap = start();
    heap.allocate(10);
    const { headerSize, segmentHeaderSize } = heap.layout;
    const firstSegment = heap.allocate(300_000) - headerSize - segmentHeaderSize;
    expectRefused(heap, heap.address);
    expectRefused(heap, heap.bucketHead(3) + headerSize);
    expectRefused(heap, firstSegment + 512 * 1024);
  });

  it("sizes that are none", () => {
    const heap = start();
    const block = heap.allocate(10);
    for (const size of [-1, 0.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY, "9", 9n, null, [9]] as number[]) {
      expect(() => heap.allocate(size)).toThrow(InvalidSizeError);
      expect(() => heap.reallocate(block, size)).toThrow(InvalidSizeError);
    }
    expect(heap.blockSize(block)).toBeGreaterThan(0);
  });

  it("everything after its end", () => {
    const heap = start();
    const block = heap.allocate(10);
    heap.dispose();
    heap.dispose();
    expect(() => heap.allocate(10)).toThrow(DisposedError);
    expect(() => heap.free(block)).toThrow(DisposedError);
    expect(() => heap.reallocate(block, 20)).toThrow(DisposedError);
    expect(() => heap.usage()).toThrow(DisposedError);
    expect(() => heap.endRequest()).toThrow(DisposedError);
    expect(() => heap.limit).toThrow(DisposedError);
  });
});

describe.each(kinds.slice(2))("a %s heap sees", (_name, options) => {
  it("that a cached block is freed again", () => {
    const heap = ZendHeap.create(arrayBuffer(), options);
    const block = heap.allocate(20);
    heap.free(block);
    expectRefused(heap, block);
  });

  it("an address inside a block that looks like a block", () => {
    const heap = ZendHeap.create(arrayBuffer(), options);
    const block = heap.allocate(400);
    heap.memory.i32.fill(17, block >>> 2, (block + 400) >>> 2);
    expectRefused(heap, block + 80);
  });
});

describe("the debug heap sees", () => {
  const start = () => ZendHeap.create(arrayBuffer(), { model: "lp64-debug" });

  it("bytes written behind a block, and says how many", () => {
    const heap = start();
    const block = heap.allocate(20);
    for (const at of [block + 20, block + 21]) heap.memory.u8[at] = heap.memory.u8[at]! ^ 0xff;
    expect(() => heap.free(block)).toThrow("2 bytes behind the block were overwritten");
    expect(heap.checkBlock(block)?.end).toMatchObject({ overflown: 2 });
  });

  it.each(["arrayBuffer", "wasmMemory"] as const)("a freed block's header that was written over, on %s", (name) => {
    for (const size of [100, 5000]) {
      for (const field of ["magic", "cookie"]) {
        const heap = ZendHeap.create({ arrayBuffer, wasmMemory }[name](), { model: "lp64-debug" });
        const block = heap.allocate(size);
        heap.allocate(8);
        heap.free(block);
        const header = block - heap.layout.headerSize;
        const at = field === "cookie" ? header : header + heap.layout.structs.block.offsetOf("magic");
        heap.memory.u8[at] = heap.memory.u8[at]! ^ 1;
        expect(() => heap.allocate(size), `${size} bytes, ${field}`).toThrow(HeapCorruptionError);
      }
    }
  });

  it("bytes written before a block, from the fifth on (quirk Q11)", () => {
    const heap = start();
    const block = heap.allocate(20);
    for (const distance of [1, 2, 3, 4]) heap.memory.u8[block - distance] = 0xee;
    expect(heap.checkBlock(block)?.start.overflown).toBe(0);
    const byte = heap.memory.u8[block - 5]!;
    heap.memory.u8[block - 5] = byte ^ 0xff;
    expect(() => heap.free(block)).toThrow("1 bytes before the block were overwritten");
  });

  it("who allocated each live block", () => {
    const heap = start();
    heap.site = { file: 7, line: 42, origFile: 0, origLine: 0, label: "a.ts:42" };
    const block = heap.allocate(24);
    const found = [...heap.liveBlocks()].find((status) => status.address === block);
    expect(found).toMatchObject({ size: 24, file: 7, line: 42, beginning: "ok" });
  });

  it("and fills freed bytes with 0x5a", () => {
    const heap = start();
    const block = heap.allocate(24);
    heap.memory.u8.fill(9, block, block + 24);
    heap.free(block);
    expect([...heap.memory.u8.subarray(block, block + 24)]).toEqual(Array(24).fill(0x5a));
  });
});

describe("a memory that its WebAssembly module grows", () => {
  it.each(kinds)("is found again by a %s heap", (_name, options) => {
    const memory = new WebAssembly.Memory({ initial: 16, maximum: 200 });
    const heap = ZendHeap.create(wasmMemory({ memory }), options);
    const block = heap.allocate(100);
    heap.memory.u8.fill(5, block, block + 100);
    memory.grow(1);
    const second = heap.allocate(100);
    memory.grow(1);
    heap.free(second);
    memory.grow(1);
    const moved = heap.reallocate(block, 50_000);
    memory.grow(1);
    expect(heap.usage()).toBeGreaterThan(50_000);
    expect([...heap.memory.u8.subarray(moved, moved + 100)]).toEqual(Array(100).fill(5));
    expect(violations(heap)).toEqual([]);
  });
});

describe.each([
  ["JavaScript, ilp32", { model: "ilp32", compiled: false }],
  ["JavaScript, lp64", { model: "lp64", compiled: false }],
  ["WebAssembly, ilp32", { model: "ilp32" }],
  ["WebAssembly, lp64", { model: "lp64" }],
] as const)("a hardened heap whose misses are %s", (_name, options) => {
  it.each([0, 1, 64, 200])("sees a cache that names a live block before it changes anything, for %i bytes", (size) => {
    const heap = ZendHeap.create(wasmMemory(), { ...options, hardened: true });
    const [cached, live] = [heap.allocate(size), heap.allocate(size)];
    const other = heap.allocate(size > 64 ? 8 : 230);
    heap.free(cached);
    const { i32 } = heap.memory;
    const { headerSize, structs, model } = heap.layout;
    const chains = (heap.address + structs.heap.offsetOf("cache")) >>> 2;
    const chain = i32.indexOf(cached - headerSize, chains);
    expect(chain - chains).toBeLessThan((heap.layout.numBuckets * model.word) / 4);
    i32[chain] = live - headerSize;
    const before = i32.slice();
    const isAsBefore = () => i32.every((word, cell) => word === before[cell]);
    expect(() => heap.allocate(size)).toThrow(HeapCorruptionError);
    expect(isAsBefore()).toBe(true);
    if (size > 64) expect(() => heap.reallocate(other, size)).toThrow(HeapCorruptionError);
    expect(isAsBefore()).toBe(true);
  });
});
