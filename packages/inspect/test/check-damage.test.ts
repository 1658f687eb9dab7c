import { smallFreeBucket } from "@zmm/layout";
import { describe, expect, it } from "vitest";
import { allBlocks, cachedBlocks, check, HeapReader, largeTree, segments, smallBuckets } from "../src/index.js";
import { MODELS, Program } from "./support/heaps.js";
import { randomFrom } from "./support/random.js";
import { readTrace, TraceRun } from "./support/traces.js";

function programOf(model: (typeof MODELS)[number], seed: number, operations = 300): Program {
  return new Program({ model, seed, segmentSize: 16384, reserveSize: 1000 }).runMany(operations);
}

describe("a violation says where, what and why", () => {
  it("of text that ran over the end of a block", () => {
    const { heap, reader } = programOf("ilp32", 1, 0);
    const [a, b] = [heap.allocate(100), heap.allocate(100)];
    heap.memory.u8.set(new TextEncoder().encode("hello, world"), a + 100);
    const block = b - heap.layout.headerSize;
    const { violations } = check(reader);
    expect(violations.map(({ rule, address }) => [rule, address])).toEqual([
      ["prev-copy", block + 4],
      ["block-size", block],
    ]);
    expect(violations[1]).toMatchObject({ expected: expect.stringContaining("0x71"), found: "0x77202c6f" });
    expect(violations[1]?.cause).toContain('"o, w"');
  });

  it("of the high half of a word, with all of its digits", () => {
    const { heap, reader } = programOf("lp64", 1, 0);
    const block = heap.allocate(40) - heap.layout.headerSize;
    heap.memory.i32[block / 4 + 1] = 0x7fffffff;
    expect(check(reader).violations).toEqual([
      expect.objectContaining({ rule: "block-size", address: block, found: "0x7fffffff00000039" }),
    ]);
    expect(check(reader).violations[0]?.cause).toContain("high half");
  });

  it("of a block that was freed twice", () => {
    const { heap, reader } = programOf("lp64", 1, 0);
    const block = heap.allocate(40);
    heap.allocate(40);
    heap.free(block);
    heap.free(block);
    const [violation] = check(reader).violations.filter(({ rule }) => rule === "one-list");
    expect(violation).toMatchObject({ address: block - heap.layout.headerSize, cause: "freed twice" });
  });

  it("of a lost link, once, and finds the members behind it", () => {
    const { heap, reader } = programOf("lp64", 1, 0);
    const held = Array.from({ length: 9 }, () => heap.allocate(40));
    for (const block of held.filter((_, at) => at % 2 === 1)) heap.free(block);
    heap.flushCache();
    const [bucket] = [...smallBuckets(reader)];
    expect(bucket?.blocks).toHaveLength(4);
    const second = bucket?.blocks[1] ?? 0;
    const nextAt = second + heap.layout.structs.freeBlock.offsetOf("nextFree");
    heap.memory.i32[nextAt / 4] = 0;
    expect(check(reader).violations).toEqual([
      expect.objectContaining({ rule: "ring-link", address: nextAt, found: "0x0" }),
    ]);
  });

  it("of an address that holds no heap", () => {
    const memory = new Uint8Array(1 << 16);
    for (const address of [3, 8, 65536, -8, 1e12, Number.NaN]) {
      const reader = new HeapReader({ memory, address, layout: programOf("lp64", 1, 0).heap.layout });
      expect(check(reader).healthy, String(address)).toBe(false);
    }
  });
});

describe("quirks are told apart from corruption", () => {
  it("Q2: the bit that a small block took with it from the rest list", () => {
    const run = new TraceRun(readTrace("syn_quirks"), { model: "lp64" });
    const { memory, address, layout } = run.heap;
    const heap = new HeapReader({ memory, address, layout });
    const notes = run.steps.flatMap((line) => {
      run.run(run.step(line));
      return check(heap).notes.filter((note) => note.quirk === "Q2");
    });
    expect(notes[0]?.address).toBe(heap.fieldAddress("freeBitmap"));
  });

  it("Q2 is no excuse while no small remainder can ever have been kept", () => {
    const { heap, reader } = programOf("lp64", 1, 0);
    const [block] = [heap.allocate(40), heap.allocate(40)];
    heap.free(block);
    heap.flushCache();
    expect(check(reader).violations).toEqual([]);
    heap.memory.i32[reader.fieldAddress("freeBitmap") / 4] = 0;
    expect(check(reader).violations).toEqual([expect.objectContaining({ rule: "free-bitmap", found: "0x0" })]);
  });

  it("Q3: a flush of the cache that size does not know of", () => {
    const { heap, reader } = programOf("ilp32", 1, 0);
    heap.free(heap.allocate(40));
    heap.flushCache();
    const verdict = check(reader);
    expect(verdict.violations).toEqual([]);
    expect(verdict.notes).toEqual([expect.objectContaining({ quirk: "Q3", address: reader.fieldAddress("size") })]);
    expect(check(reader, { quirks: [] }).violations).toEqual([expect.objectContaining({ rule: "size" })]);
  });
});

/** Everything that reads, to the end. */
function readAll(heap: HeapReader): void {
  check(heap, { maxViolations: 100 });
  for (const _ of segments(heap));
  for (const _ of allBlocks(heap));
  for (const _ of smallBuckets(heap));
  for (const _ of largeTree(heap));
  cachedBlocks(heap);
}

describe.each(MODELS)("%s: damaged bytes neither throw nor loop", (model) => {
  it("where many words are garbage", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const { heap, reader } = programOf(model, seed);
      const random = randomFrom(seed);
      const { i32 } = heap.memory;
      const end = Math.max(...[...segments(reader)].map((segment) => segment.address + segment.size)) / 4;
      const addresses = [...allBlocks(reader)].map((block) => block.address);
      for (let n = 2 ** random.below(12); n > 0; n--) {
        i32[random.below(end)] = random.chance(0.5) ? random.below(2 ** 32) : random.pick(addresses);
      }
      readAll(reader);
    }
  });

  it("where lists run in circles", () => {
    const { heap, reader } = programOf(model, 1);
    const { i32 } = heap.memory;
    const pointers = [...allBlocks(reader)].map((block) => block.address);
    for (const block of pointers) {
      for (const field of ["prevFree", "nextFree", "parent", "child"] as const) {
        const at = (block + heap.layout.structs.freeBlock.offsetOf(field)) / 4;
        i32[at] = pointers[(at * 7) % pointers.length] ?? 0;
      }
    }
    i32[(reader.field("segments") + heap.layout.model.word) / 4] = reader.field("segments");
    readAll(reader);
    expect(check(reader).healthy).toBe(false);
  });

  it("where memory is noise or ends early", () => {
    const { heap } = programOf(model, 2);
    for (let seed = 1; seed <= 20; seed++) {
      const random = randomFrom(seed);
      const noise = Uint8Array.from({ length: 20_000 }, () => random.below(256) & random.below(256));
      readAll(new HeapReader({ memory: noise, address: 64 * seed, layout: heap.layout }));
      const cut = heap.memory.u8.slice(0, random.below(heap.memory.byteLength));
      readAll(new HeapReader({ memory: cut, address: heap.address, layout: heap.layout }));
    }
  });
});

it("follows a list head to where its links stand, before the array", () => {
  const { reader } = programOf("lp64-debug", 1, 0);
  const head = smallFreeBucket(reader.layout, reader.address, 0);
  expect(reader.nextFree(head)).toBe(reader.element("freeBuckets", 1));
});
