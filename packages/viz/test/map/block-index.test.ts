import { SystemHeap, ZendHeap } from "@zmm/heap";
import { allBlocks, cachedBlocks, HeapReader, restList, segments } from "@zmm/inspect";
import { MODEL_NAMES } from "@zmm/layout";
import { arrayBuffer } from "@zmm/storage";
import { describe, expect, test } from "vitest";
import { fc } from "../../../../scripts/properties.js";
import { BlockIndex } from "../../src/map/block-index.js";
import { KIND_HEAP, KIND_REST, KIND_SEGMENT, kindName } from "../../src/map/map-kind.js";

const steps = fc.array(fc.tuple(fc.nat(9), fc.integer({ min: 0, max: 40_000 })), { maxLength: 120 });

/** A heap on which seeded operations were done: allocate, free, resize whatever stands in one of ten places. */
function heapAfter(model: (typeof MODEL_NAMES)[number], operations: readonly (readonly [number, number])[]): ZendHeap {
  const heap = ZendHeap.create(arrayBuffer(), { model, segmentSize: 65536 });
  const held: number[] = [];
  for (const [place, size] of operations) {
    const address = held[place] ?? 0;
    if (address !== 0 && size % 3 === 0) {
      heap.free(address);
      held[place] = 0;
    } else {
      held[place] = heap.reallocate(address, size);
    }
  }
  return heap;
}

function readerOf({ memory, address, layout }: ZendHeap): HeapReader {
  return new HeapReader({ memory, address, layout });
}

describe("the index of a Zend heap", () => {
  test.each(MODEL_NAMES)("holds what the walks of %s show, in the order of addresses", (model) => {
    fc.assert(
      fc.property(steps, (operations) => {
        const reader = readerOf(heapAfter(model, operations));
        const index = new BlockIndex();
        index.readZend(reader);
        const rest = new Set(restList(reader));
        const expected = [...allBlocks(reader)]
          .sort((a, b) => a.address - b.address)
          .map(({ address, size, type }) => [address, size, rest.has(address) ? "rest" : type]);
        const pieces = Array.from({ length: index.count }, (_, at) => index.piece(at));
        const blocks = pieces.filter(({ kind }) => kind !== KIND_HEAP && kind !== KIND_SEGMENT);
        expect(blocks.map(({ address, size, kind }) => [address, size, kindName(kind)])).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  test("finds addresses by places and places by addresses, for every byte that it shows", () => {
    fc.assert(
      fc.property(steps, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (operations, share) => {
        const index = new BlockIndex();
        index.readZend(readerOf(heapAfter("ilp32", operations)));
        const place = Math.floor(share * index.total);
        expect(index.placeOf(index.addressAt(place))).toBe(place);
        const piece = index.piece(index.pieceAt(place));
        expect(piece.place).toBeLessThanOrEqual(place);
        expect(piece.place + piece.size).toBeGreaterThan(place);
      }),
    );
  });

  test("begins with the heap's structure, and holds each segment whole", () => {
    const heap = heapAfter("lp64", [[0, 100_000]]);
    const reader = readerOf(heap);
    const index = new BlockIndex();
    index.readZend(reader);
    expect(index.piece(0)).toMatchObject({
      kind: KIND_HEAP,
      address: heap.address,
      size: heap.layout.structs.heap.size,
    });
    const sizes = [...segments(reader)].sort((a, b) => a.address - b.address).map(({ size }) => size);
    expect(index.segments.map(({ size }) => size)).toEqual(sizes);
    expect(index.total).toBe(heap.layout.structs.heap.size + sizes.reduce((sum, size) => sum + size, 0));
  });

  test("shows an internal heap's structure where it lies: in a block", () => {
    const index = new BlockIndex();
    index.readZend(readerOf(ZendHeap.create(arrayBuffer(), { internal: true })));
    expect(index.piece(0).kind).toBe(KIND_SEGMENT);
  });

  test("is read anew after each step, with blocks of the cache and the rest list told apart", () => {
    const heap = ZendHeap.create(arrayBuffer());
    const index = new BlockIndex();
    const block = heap.allocate(24);
    heap.free(block);
    index.readZend(readerOf(heap));
    expect(cachedBlocks(readerOf(heap)).size).toBe(1);
    expect(kindName(index.piece(index.pieceAt(index.placeOf(block))).kind)).toBe("cached");
    heap.reallocate(heap.allocate(300_000), 310_000);
    index.readZend(readerOf(heap));
    const kinds = Array.from({ length: index.count }, (_, at) => index.piece(at).kind);
    expect(kinds.filter((kind) => kind === KIND_REST)).toHaveLength(restList(readerOf(heap)).length);
    expect(kinds).toContain(KIND_REST);
  });

  test("ends the walk at a damaged header and still shows the whole segment", () => {
    const heap = ZendHeap.create(arrayBuffer());
    const block = heap.allocate(100);
    heap.memory.i32.fill(0x55555555, (block - 8) / 4, block / 4);
    const index = new BlockIndex();
    index.readZend(readerOf(heap));
    expect(index.total).toBe(heap.layout.structs.heap.size + 262144);
  });

  test("of no heap at all is empty", () => {
    const index = new BlockIndex();
    expect(index.total).toBe(0);
    expect(index.pieceAt(0)).toBe(-1);
    expect(index.placeOf(8)).toBe(-1);
    expect(index.addressAt(0)).toBe(0);
  });
});

describe("the index of the system heap", () => {
  test("holds its blocks", () => {
    const heap = SystemHeap.create(arrayBuffer());
    // several segments, which the heap tells newest first
    const blocks = Array.from({ length: 400 }, (_, at) => heap.allocate(100 + at * 77));
    heap.free(blocks[20] ?? 0);
    const index = new BlockIndex();
    index.readPlain([...heap.blocks()]);
    const addresses = [...heap.blocks()].map(({ address }) => address);
    expect([...index.addresses.subarray(0, index.count)]).toEqual(addresses.toSorted((a, b) => a - b));
    expect(index.segments.length).toBeGreaterThan(1);
    expect(kindName(index.piece(index.pieceAt(index.placeOf(blocks[20] ?? 0))).kind)).toBe("free");
    expect(kindName(index.piece(index.pieceAt(index.placeOf(blocks[21] ?? 0))).kind)).toBe("used");
  });
});
