import { describe, expect, it } from "vitest";
import { HeapReader, Listing, ListingError } from "../src/index.js";
import { Program } from "./support/heaps.js";

const HEAP_AT = 0x00007fd33d800000;

/** A fresh debug heap as in the listings that the project began with, its structure at 0x7fd33d800000. */
function freshHeap(initialised = 64): { bytes: Uint8Array; heap: HeapReader } {
  const { heap: live } = new Program({ model: "lp64-debug", seed: 1 });
  const bytes = live.memory.u8.slice();
  const heap = new HeapReader({ memory: bytes, address: live.address, layout: live.layout });
  const from = heap.elementAddress("freeBuckets", 2 * initialised);
  bytes.fill(0, from, heap.elementAddress("freeBuckets", 128));
  return { bytes, heap };
}

describe("a listing of the debugger session on free_buckets, from real bytes", () => {
  it("says where the array stands", () => {
    const listing = new Listing(freshHeap().heap, { heapAt: HEAP_AT, firstValue: 168 });
    expect(listing.show("p &heap->free_buckets")).toBe(
      "(lldb) p &heap->free_buckets\n(zend_mm_free_block *(*)[128]) $168 = 0x00007fd33d800298",
    );
  });

  it("shows the array with two heads initialised", () => {
    const listing = new Listing(freshHeap(2).heap, { heapAt: HEAP_AT, firstValue: 167, elements: 8 });
    expect(listing.show("p heap->free_buckets")).toBe(`(lldb) p heap->free_buckets
(zend_mm_free_block *[128]) $167 = {
  [0] = 0x00007fd33d800278
  [1] = 0x00007fd33d800278
  [2] = 0x00007fd33d800288
  [3] = 0x00007fd33d800288
  [4] = 0x0000000000000000
  [5] = 0x0000000000000000
  [6] = 0x0000000000000000
  [7] = 0x0000000000000000
  ...
}`);
  });

  it("shows the third head, which overlaps the first pair", () => {
    const listing = new Listing(freshHeap(2).heap, { heapAt: HEAP_AT, firstValue: 169 });
    expect(listing.run("p bucket(2)")).toBe("(zend_mm_free_block *) $169 = 0x00007fd33d800298");
  });

  it("examines the memory before and after the third head's next is written", () => {
    const { heap, bytes } = freshHeap(2);
    const listing = new Listing(heap, { heapAt: HEAP_AT });
    expect(listing.show("x/12xw 0x00007fd33d800298")).toBe(`(lldb) x/12xw 0x00007fd33d800298
0x7fd33d800298: 0x3d800278 0x00007fd3 0x3d800278 0x00007fd3
0x7fd33d8002a8: 0x3d800288 0x00007fd3 0x3d800288 0x00007fd3
0x7fd33d8002b8: 0x00000000 0x00000000 0x00000000 0x00000000`);
    const head = heap.address + 0x298;
    new DataView(bytes.buffer).setUint32(head + heap.offsets.nextFree, head, true);
    expect(listing.run("x/12xw 0x00007fd33d800298")).toBe(
      `0x7fd33d800298: 0x3d800278 0x00007fd3 0x3d800278 0x00007fd3
0x7fd33d8002a8: 0x3d800288 0x00007fd3 0x3d800288 0x00007fd3
0x7fd33d8002b8: 0x00000000 0x00000000 0x3d800298 0x00007fd3`,
    );
  });

  it("shows the array as init leaves it", () => {
    const listing = new Listing(freshHeap().heap, { heapAt: HEAP_AT, firstValue: 211, elements: 8 });
    expect(listing.run("p heap->free_buckets")).toBe(`(zend_mm_free_block *[128]) $211 = {
  [0] = 0x00007fd33d800278
  [1] = 0x00007fd33d800278
  [2] = 0x00007fd33d800288
  [3] = 0x00007fd33d800288
  [4] = 0x00007fd33d800298
  [5] = 0x00007fd33d800298
  [6] = 0x00007fd33d8002a8
  [7] = 0x00007fd33d8002a8
  ...
}`);
  });
});

describe("a listing", () => {
  it("prints members of other types, and counts its values", () => {
    const { heap: live, reader } = new Program({ model: "ilp32", seed: 1, limit: 1_000_000 });
    const listing = new Listing(reader);
    expect(listing.run("p heap->limit")).toBe("(size_t) $1 = 1000000");
    expect(listing.run("p &heap->limit")).toBe(
      `(size_t *) $2 = 0x${(live.address + 48).toString(16).padStart(8, "0")}`,
    );
    expect(listing.run("p heap->use_zend_alloc")).toBe("(int) $3 = 1");
    expect(listing.run("p heap->segments_list")).toMatch(/^\(zend_mm_segment \*\) \$4 = 0x[0-9a-f]{8}$/);
  });

  it("prints structures, nested ones too", () => {
    const { heap, reader } = new Program({ model: "lp64", seed: 1, reserveSize: 0 });
    const block = heap.allocate(40) - 16;
    const listing = new Listing(reader);
    expect(listing.run(`p *(zend_mm_block *) 0x${block.toString(16)}`)).toBe(`(zend_mm_block) $1 = {
  info = {
    _size = 57
    _prev = 3
  }
}`);
  });

  it("examines bytes, words and giants", () => {
    const { heap, reader } = new Program({ model: "lp64", seed: 1 });
    const at = heap.allocate(16);
    heap.memory.u8.set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], at);
    const listing = new Listing(reader);
    const hex = (address: number) => `0x${address.toString(16)}`;
    expect(listing.run(`x/10xb ${hex(at)}`)).toBe(
      `${hex(at)}: 0x01 0x02 0x03 0x04 0x05 0x06 0x07 0x08\n${hex(at + 8)}: 0x09 0x0a`,
    );
    expect(listing.run(`x/1xg ${hex(at)}`)).toBe(`${hex(at)}: 0x0807060504030201`);
    expect(listing.run(`x/1xw ${at + 4}`)).toBe(`${hex(at + 4)}: 0x08070605`);
  });

  it("refuses what it does not understand with a typed error", () => {
    const listing = new Listing(freshHeap().heap);
    const bad = [
      "",
      "bt",
      "p heap->nothing",
      "p bucket(64)",
      "p *(zval *) 0x10",
      "p *(zend_mm_block *) 0xffffffffff",
      "x/4xw 0xffffffffff",
      "x/4xw 0x1001",
    ];
    for (const command of bad) expect(() => listing.run(command), command).toThrow(ListingError);
  });
});
