import { describe, expect, it } from "vitest";
import { LinearMemory } from "../../src/linear-memory.js";
import { PageAllocator } from "../../src/pages/allocator.js";
import { PAGE_SIZE } from "../../src/pages/layout.js";
import type { Extension, PageSource } from "../../src/pages/source.js";
import { randomBelowOne } from "../../src/random.js";

/** A memory that is a plain buffer, replaced by a longer or shorter one, with settings to be mean with. */
class TestSource implements PageSource {
  readonly memory: LinearMemory;
  readonly maximum: number;
  readonly granule: number;
  readonly growth: number = 1;
  buffer: ArrayBuffer;
  refuseAbove = Number.POSITIVE_INFINITY;

  constructor(initial: number, maximum: number, granule = 1) {
    this.buffer = new ArrayBuffer(initial);
    this.maximum = maximum;
    this.granule = granule;
    this.memory = new LinearMemory(this);
  }

  get end(): number {
    return this.buffer.byteLength;
  }

  extend(bytes: number): Extension | null {
    const start = this.end;
    const end = start + Math.ceil(bytes / this.granule) * this.granule;
    if (end > this.maximum || bytes > this.refuseAbove) return null;
    this.resize(end);
    return { start, end };
  }

  readonly shrink = (end: number): void => this.resize(end);

  /** What somebody else may do. */
  resize(end: number): void {
    const other = new ArrayBuffer(end);
    new Uint8Array(other).set(new Uint8Array(this.buffer, 0, Math.min(end, this.end)));
    this.buffer = other;
    this.memory.refresh();
  }
}

const MIB = 1024 * 1024;

function allocator(initial = MIB, maximum = 64 * MIB): { source: TestSource; pages: PageAllocator } {
  const source = new TestSource(initial, maximum);
  return { source, pages: PageAllocator.format(source, 0) };
}

describe("PageAllocator", () => {
  it("never hands out address 0", () => {
    const { pages } = allocator();
    expect(pages.allocate(1)).toBeGreaterThan(0);
  });

  it("takes the shortest free run that is long enough", () => {
    const { pages } = allocator();
    const sizes = [5, 1, 3, 1, 4, 1, 80, 1, 70, 1, 30];
    const at = sizes.map((count) => pages.allocate(count * PAGE_SIZE));
    for (const index of [0, 2, 4, 6, 8]) pages.free(at[index] as number, (sizes[index] as number) * PAGE_SIZE);
    expect(pages.allocate(4 * PAGE_SIZE)).toBe(at[4]);
    expect(pages.allocate(3 * PAGE_SIZE - 1)).toBe(at[2]);
    expect(pages.allocate(66 * PAGE_SIZE)).toBe(at[8]);
    expect(pages.allocate(66 * PAGE_SIZE)).toBe(at[6]);
  });

  it("takes the shortest one among many of all lengths (seed 17)", () => {
    const { pages } = allocator(512 * MIB, 512 * MIB);
    const random = randomBelowOne(17);
    const sizes = Array.from({ length: 600 }, () => Math.ceil(2 ** (random() * 10)) * PAGE_SIZE);
    const live = sizes.map((size) => ({ address: pages.allocate(size), size }));
    for (const [index, { address, size }] of live.entries()) if (index % 2 === 0) pages.free(address, size);
    for (let count = 0; count < 250; count++) {
      const size = Math.ceil(2 ** (random() * 10)) * PAGE_SIZE;
      const fitting = freeRuns(pages).filter(({ length }) => length >= size);
      const shortest = Math.min(...fitting.map(({ length }) => length));
      const address = pages.allocate(size);
      expect(fitting.find(({ start }) => start === address)?.length).toBe(shortest);
    }
  });

  it("merges a freed segment with the free runs on both sides", () => {
    const { pages } = allocator();
    const [a, b, c, d] = [1, 2, 3, 4].map(() => pages.allocate(10 * PAGE_SIZE)) as [number, number, number, number];
    pages.free(a, 10 * PAGE_SIZE);
    pages.free(c, 10 * PAGE_SIZE);
    pages.free(b, 10 * PAGE_SIZE);
    expect(pages.allocate(30 * PAGE_SIZE)).toBe(a);
    pages.free(d, 10 * PAGE_SIZE);
    pages.check("memory");
  });

  it("grows a segment in place when what follows is free, and otherwise moves it with its bytes", () => {
    const { source, pages } = allocator();
    const a = pages.allocate(PAGE_SIZE);
    source.memory.u8.fill(7, a, a + PAGE_SIZE);
    expect(pages.reallocate(a, PAGE_SIZE, 5 * PAGE_SIZE)).toBe(a);
    const b = pages.allocate(PAGE_SIZE);
    const moved = pages.reallocate(a, 5 * PAGE_SIZE, 6 * PAGE_SIZE);
    expect(moved).toBeGreaterThan(b);
    expect(source.memory.u8.subarray(moved, moved + PAGE_SIZE).every((byte) => byte === 7)).toBe(true);
    expect(pages.allocate(5 * PAGE_SIZE)).toBe(a);
  });

  it("grows the last segment in place by growing the memory", () => {
    const { pages } = allocator(MIB, 512 * MIB);
    const a = pages.allocate(PAGE_SIZE);
    expect(pages.reallocate(a, PAGE_SIZE, 3 * MIB)).not.toBe(0);
    const inTable = pages.segments()[0]?.address as number;
    expect(pages.reallocate(inTable, 3 * MIB, 12 * MIB)).toBe(inTable);
  });

  it("slides a segment down when only together with the free run before it there is room", () => {
    const { source, pages } = allocator(MIB, MIB);
    const a = pages.allocate(400 * 1024);
    const b = pages.allocate(400 * 1024);
    for (let index = 0; index < 400 * 1024; index++) source.memory.u8[b + index] = index % 251;
    pages.free(a, 400 * 1024);
    expect(pages.reallocate(b, 400 * 1024, 900 * 1024)).toBe(a);
    expect(source.memory.u8.subarray(a, a + 400 * 1024).every((byte, index) => byte === index % 251)).toBe(true);
    pages.check("memory");
  });

  it("doubles the memory, and near the maximum takes what is left, to the last page", () => {
    const { source, pages } = allocator(MIB, 3 * MIB);
    const lengths = new Set<number>();
    while (pages.allocate(PAGE_SIZE) !== 0) lengths.add(source.end);
    expect([...lengths]).toEqual([MIB, 2 * MIB, 3 * MIB]);
    const live = pages.segments().length;
    expect(live).toBeGreaterThan(3 * 256 - 8);
  });

  it("asks for no more than is missing when the double cannot be had", () => {
    const { source, pages } = allocator();
    source.refuseAbove = 100 * 1024;
    const a = pages.allocate(1000 * 1024);
    expect(a).not.toBe(0);
    expect(pages.allocate(60 * 1024)).not.toBe(0);
    expect(source.end).toBeLessThan(MIB + 200 * 1024);
    expect(pages.allocate(200 * 1024)).toBe(0);
    pages.check("memory");
  });

  it("does not use what somebody else added to the memory, and goes on behind it", () => {
    const { source, pages } = allocator();
    source.resize(2 * MIB);
    source.memory.u8.fill(0xee, MIB, 2 * MIB);
    for (let count = 0; count < 20; count++) {
      const at = pages.allocate(256 * 1024);
      source.memory.u8.fill(0x11, at, at + 256 * 1024);
    }
    pages.check("memory");
    expect(source.memory.u8.subarray(MIB, 2 * MIB).every((byte) => byte === 0xee)).toBe(true);
  });

  it("is shortened to its last segment by compact, its table moved out of the way", () => {
    const { source, pages } = allocator(MIB, 512 * MIB);
    const first = pages.allocate(PAGE_SIZE);
    const many = Array.from({ length: 100 }, () => pages.allocate(256 * 1024));
    const long = source.end;
    for (const address of many) pages.free(address, 256 * 1024);
    pages.compact();
    pages.check("memory");
    expect(long).toBeGreaterThan(25 * MIB);
    expect(source.end).toBeLessThanOrEqual(first + 3 * PAGE_SIZE);
    expect(pages.segments()).toEqual([{ address: first, size: PAGE_SIZE }]);
    expect(pages.allocate(MIB)).not.toBe(0);
    pages.check("memory");
  });

  it("two allocators over one memory take turns", () => {
    const { source, pages } = allocator(MIB, 64 * MIB);
    const other = PageAllocator.open(source, 0, "the memory");
    const all = Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? pages : other).allocate(300 * 1024));
    expect(new Set(all).size).toBe(60);
    for (const address of all) other.free(address, 300 * 1024);
    pages.check("memory");
    expect(pages.segments()).toEqual([]);
  });

  for (const settings of [
    { seed: 1, initial: 4096, maximum: 40 * MIB, granule: 1, start: 0 },
    { seed: 2, initial: 65536, maximum: 20 * MIB, granule: 65536, start: 70001 },
    { seed: 3, initial: 3 * MIB, maximum: 3 * MIB, granule: 1, start: 123 },
    { seed: 4, initial: 0, maximum: 300 * MIB, granule: 4096, start: 0 },
  ]) {
    it(`agrees with a simple model (seed ${settings.seed})`, () => {
      runAgainstModel(settings);
    });
  }
});

/** The ranges between those that are occupied. */
function freeRuns(pages: PageAllocator): { start: number; length: number }[] {
  const occupied = [...pages.occupied(), { start: 512 * MIB, end: 512 * MIB }];
  return occupied.slice(1).map(({ start }, index) => {
    const { end } = occupied[index] as { end: number };
    return { start: end, length: start - end };
  });
}

interface Live {
  address: number;
  size: number;
  mark: number;
}

/** Random calls; after each the table must be sound and the segments disjoint, with their marks in place. */
function runAgainstModel(settings: { seed: number; initial: number; maximum: number; granule: number; start: number }) {
  const random = randomBelowOne(settings.seed);
  const source = new TestSource(settings.initial, settings.maximum, settings.granule);
  const pages = PageAllocator.format(source, settings.start);
  const live: Live[] = [];
  let largest = 0;
  const sizeOf = () => Math.ceil(2 ** (random() * (random() < 0.1 ? 22 : 19)));
  const marked = (address: number, size: number): Live => {
    const mark = Math.floor(random() * 255) + 1;
    source.memory.u8[address] = mark;
    source.memory.u8[address + size - 1] = mark;
    return { address, size, mark };
  };
  for (let step = 0; step < 3000; step++) {
    const choice = random();
    const index = Math.floor(random() * live.length);
    const chosen = live[index];
    if (chosen === undefined || choice < (step % 1000 < 600 ? 0.5 : 0.25)) {
      const size = sizeOf();
      const address = pages.allocate(size);
      if (address !== 0) live.push(marked(address, size));
      largest = Math.max(largest, source.end);
    } else if (choice < 0.7) {
      const size = sizeOf();
      const address = pages.reallocate(chosen.address, chosen.size, size);
      if (address !== 0) {
        expect(source.memory.u8[address]).toBe(chosen.mark);
        if (size >= chosen.size) expect(source.memory.u8[address + chosen.size - 1]).toBe(chosen.mark);
        live[index] = marked(address, size);
      }
    } else if (choice < 0.995) {
      expect(source.memory.u8[chosen.address]).toBe(chosen.mark);
      expect(source.memory.u8[chosen.address + chosen.size - 1]).toBe(chosen.mark);
      pages.free(chosen.address, chosen.size);
      live.splice(index, 1);
    } else pages.compact();
    if (step % 7 === 0) pages.check(`the memory after step ${step}`);
  }
  live.sort((a, b) => a.address - b.address);
  expect(pages.segments()).toEqual(live.map(({ address, size }) => ({ address, size })));
  for (const { address, size } of live) pages.free(address, size);
  pages.check("the memory at the end");
  expect(largest).toBeGreaterThan(settings.initial / 2);
}
