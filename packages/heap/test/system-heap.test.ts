import {
  ConfigurationError,
  HeapCorruptionError,
  InvalidPointerError,
  InvalidSizeError,
  MemoryLimitError,
  OutOfMemoryError,
  SystemHeap,
  ZendHeap,
} from "@zmm/heap";
import { arrayBuffer, LinearMemory, type SegmentProvider, wasmMemory } from "@zmm/storage";
import { describe, expect, it } from "vitest";

const SEGMENT = 65_536;
const OVERHEAD = 24;

function small(provider: SegmentProvider = arrayBuffer()): SystemHeap {
  return SystemHeap.create(provider, { segmentSize: SEGMENT });
}

/** The heap as a picture: newest segment first, each block with its bytes. */
function picture(heap: SystemHeap): string {
  return [...heap.blocks()].map(({ size, used }) => `[${used ? "used" : "free"} ${size}]`).join("");
}

/** Numbers from a seed, from 0 to `bound - 1`. */
function numbers(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

describe("blocks of the system heap", () => {
  it("are cut off the front of a segment and join again", () => {
    const heap = small();
    const [a, b, c] = [heap.allocate(10), heap.allocate(100), heap.allocate(1)];
    expect(picture(heap)).toMatchInlineSnapshot(`"[used 24][used 112][used 16][free 65360]"`);
    heap.free(b);
    expect(picture(heap)).toMatchInlineSnapshot(`"[used 24][free 112][used 16][free 65360]"`);
    expect(heap.allocate(50)).toBe(b);
    expect(picture(heap)).toMatchInlineSnapshot(`"[used 24][used 64][free 48][used 16][free 65360]"`);
    heap.free(b);
    heap.free(a);
    heap.free(c);
    expect(picture(heap)).toMatchInlineSnapshot(`"[free 65512]"`);
  });

  it("grow into what is free behind them, shrink in place, and move only when they must", () => {
    const heap = small();
    const [a, b] = [heap.allocate(100), heap.allocate(100)];
    heap.allocate(8);
    heap.free(b);
    expect(heap.reallocate(a, 180)).toBe(a);
    expect(picture(heap)).toMatchInlineSnapshot(`"[used 192][free 32][used 16][free 65272]"`);
    expect(heap.reallocate(a, 200)).toBe(a);
    expect(picture(heap)).toMatchInlineSnapshot(`"[used 208][free 16][used 16][free 65272]"`);
    expect(heap.reallocate(a, 210)).toBe(a);
    expect(picture(heap)).toMatchInlineSnapshot(`"[used 224][used 16][free 65272]"`);
    expect(heap.reallocate(a, 205)).toBe(a);
    expect(heap.reallocate(a, 40)).toBe(a);
    expect(picture(heap)).toMatchInlineSnapshot(`"[used 48][free 176][used 16][free 65272]"`);
    expect(heap.reallocate(a, 500)).not.toBe(a);
    expect(picture(heap)).toMatchInlineSnapshot(`"[free 224][used 16][used 512][free 64760]"`);
  });

  it("fill their segments without a gap, whatever happens to them", () => {
    for (const seed of [1, 2, 3]) {
      const heap = small();
      const below = numbers(seed);
      const live: number[] = [];
      for (let i = 0; i < 40_000; i++) {
        const size = below(20) === 0 ? below(150_000) : below(400);
        const at = below(live.length);
        const kind = live.length === 0 ? 0 : below(100);
        if (kind < 40) live.push(heap.allocate(size));
        else if (kind < 45) live.push(heap.allocateAligned(size, 2 ** below(13)));
        else if (kind < 60) live[at] = heap.reallocate(live[at] ?? 0, size);
        else {
          heap.free(live[at] ?? 0);
          live[at] = live.at(-1) ?? 0;
          live.pop();
        }
        if (i % 1_000 !== 0) continue;
        const blocks = [...heap.blocks()];
        const used = blocks.filter((block) => block.used).map((block) => block.address);
        expect(new Set(used), `seed ${seed}, operation ${i}`).toEqual(new Set(live));
        const bytes = blocks.reduce((sum, block) => sum + block.size, 0);
        expect((heap.usage(true) - bytes) % OVERHEAD, `seed ${seed}, operation ${i}`).toBe(0);
      }
      for (const address of live) heap.free(address);
      expect(heap.usage()).toBe(0);
    }
  });

  it("lie at multiples of any alignment that is asked for", () => {
    const heap = small();
    const blocks: number[] = [];
    for (let exponent = 0; exponent <= 20; exponent++) {
      for (const size of [0, 1, 100, 5_000]) {
        const address = heap.allocateAligned(size, 2 ** exponent);
        expect(address % 2 ** exponent).toBe(0);
        heap.memory.u8.fill(0xcc, address, address + size);
        blocks.push(address);
      }
    }
    expect([...heap.blocks()].filter(({ used }) => used)).toHaveLength(blocks.length);
    for (const address of blocks) heap.free(address);
    expect(heap.usage()).toBe(0);
    for (const bad of [0, 3, -8, 0.5, Number.NaN, "8", 8n]) {
      expect(() => heap.allocateAligned(1, bad as number)).toThrow(InvalidSizeError);
    }
    expect(() => heap.allocateAligned(1, 2 ** 31)).toThrow(OutOfMemoryError);
    expect(() => heap.allocateAligned(-1, 16)).toThrow(InvalidSizeError);
  });
});

describe("segments of the system heap", () => {
  it("are as many as are needed, larger ones for larger blocks", () => {
    const heap = small();
    heap.allocate(SEGMENT - OVERHEAD - 8);
    expect(heap.usage(true)).toBe(SEGMENT);
    heap.allocate(SEGMENT - OVERHEAD - 7);
    expect(heap.usage(true)).toBe(3 * SEGMENT);
  });

  it("go back when they are free, but for one, so that a heap at a segment's edge does not take and give for ever", () => {
    const provider = arrayBuffer();
    const heap = small(provider);
    const fill = Array.from({ length: 64 }, () => heap.allocate(1_000));
    const before = provider.segments().length;
    const taken = new Set<number>();
    for (let i = 0; i < 100; i++) {
      const block = heap.allocate(5_000);
      taken.add(provider.segments().length);
      heap.free(block);
      taken.add(provider.segments().length);
    }
    expect([...taken]).toEqual([before + 1]);
    const large = heap.allocate(10 * SEGMENT);
    heap.free(large);
    expect(provider.segments().length).toBe(before + 1);
    for (const block of fill) heap.free(block);
    expect(heap.usage(true)).toBe(SEGMENT);
  });

  it("may be limited", () => {
    const heap = SystemHeap.create(arrayBuffer(), { segmentSize: SEGMENT, limit: 2 * SEGMENT });
    heap.allocate(60_000);
    heap.allocate(60_000);
    expect(() => heap.allocate(60_000)).toThrow(MemoryLimitError);
    heap.limit = Number.POSITIVE_INFINITY;
    expect(heap.limit).toBe(Number.MAX_SAFE_INTEGER);
    heap.allocate(60_000);
  });

  it("have sizes that are powers of two from a page on", () => {
    for (const segmentSize of [0, 1_000, 2_048, 65_537, Number.NaN, 2 ** 32, 2 ** 33, 2 ** 49 + 1]) {
      expect(() => SystemHeap.create(arrayBuffer(), { segmentSize })).toThrow(ConfigurationError);
    }
    expect(() => SystemHeap.create(arrayBuffer(), { limit: -1 })).toThrow(InvalidSizeError);
    expect(SystemHeap.create(arrayBuffer(), { segmentSize: 4_096 }).segmentSize).toBe(4_096);
  });

  it("may lie above 2 GiB", () => {
    const heap = small(highMemory(2 ** 31 - SEGMENT));
    const blocks = Array.from({ length: 40 }, (_, i) => heap.allocate(i * 500));
    expect(blocks.some((address) => address > 2 ** 31)).toBe(true);
    for (const address of blocks.filter((_, i) => i % 3 === 0)) heap.free(address);
    for (const [i, address] of blocks.entries()) if (i % 3 !== 0) blocks[i] = heap.reallocate(address, i * 700);
    expect([...heap.blocks()].every(({ address }) => address >= 2 ** 31 - 2 * SEGMENT)).toBe(true);
    for (const [i, address] of blocks.entries()) if (i % 3 !== 0) heap.free(address);
    expect(heap.usage()).toBe(0);
  });
});

describe("the system heap's bytes", () => {
  it("are the heap: who attaches goes on", () => {
    const provider = arrayBuffer();
    const first = small(provider);
    const block = first.allocate(100);
    const second = SystemHeap.attach(provider, first.address);
    expect(second.segmentSize).toBe(SEGMENT);
    expect(second.usage()).toBe(first.usage());
    second.free(block);
    expect(first.usage()).toBe(0);
    expect(first.allocate(100)).toBe(block);
  });

  it("go on like the original when they are copied elsewhere", () => {
    const provider = wasmMemory();
    const original = small(provider);
    for (let i = 0; i < 100; i++) original.allocate(i * 10);
    const memory = new WebAssembly.Memory({ initial: provider.memory.byteLength / 65_536, maximum: 1_000 });
    new Uint8Array(memory.buffer).set(provider.memory.u8);
    const copy = SystemHeap.attach(opened(memory), original.address);
    for (let i = 0; i < 50; i++) expect(copy.allocate(i * 20)).toBe(original.allocate(i * 20));
    expect(picture(copy)).toBe(picture(original));
  });

  it("must be there to attach to", () => {
    const provider = arrayBuffer();
    const zend = ZendHeap.create(provider);
    for (const address of [0, 4, -8, 2 ** 40, Number.NaN, zend.address]) {
      expect(() => SystemHeap.attach(provider, address)).toThrow(ConfigurationError);
    }
    const heap = small(provider);
    heap.dispose();
    expect(() => SystemHeap.attach(provider, heap.address)).toThrow(ConfigurationError);
  });

  it("are found again when WebAssembly code grew the memory by itself", () => {
    const memory = new WebAssembly.Memory({ initial: 20, maximum: 100 });
    const heap = small(wasmMemory({ memory }));
    const block = heap.allocate(100);
    for (const use of [
      () => heap.allocate(8),
      () => heap.blockSize(block),
      () => heap.usage(),
      () => heap.free(block),
    ]) {
      memory.grow(1);
      use();
    }
    expect(heap.usage()).toBe(16);
  });
});

describe("damage to the system heap", () => {
  it("is seen in headers when a block is freed", () => {
    for (const at of [-8, 100]) {
      const heap = small();
      const [block] = [heap.allocate(92), heap.allocate(92)];
      heap.memory.u8[block + at] = (heap.memory.u8[block + at] ?? 0) ^ 0x40;
      expect(() => heap.free(block)).toThrow(at < 0 ? InvalidPointerError : /does not repeat its size/);
      expect(() => [...heap.blocks()]).toThrow(HeapCorruptionError);
    }
  });

  it.each([
    ["previous", 0],
    ["next", 4],
  ])("is seen in the link to the %s free block", (_, at) => {
    const heap = small();
    const blocks = Array.from({ length: 10 }, () => heap.allocate(100));
    for (const index of [1, 3, 5]) heap.free(blocks[index] ?? 0);
    heap.memory.i32[((blocks[3] ?? 0) + at) >>> 2] = 0x1234_5678;
    expect(() => {
      heap.free(blocks[2] ?? 0);
      for (let i = 0; i < 5; i++) heap.allocate(100);
    }).toThrow(HeapCorruptionError);
  });

  it("is seen in a free block's size", () => {
    const heap = small();
    const [a] = [heap.allocate(100), heap.allocate(100)];
    heap.free(a);
    heap.memory.u8[a - 8] = 0x84;
    expect(() => heap.allocate(100)).toThrow(HeapCorruptionError);
  });
});

describe("blocks that the system heap refuses", () => {
  it("are those freed already, also when they were swallowed by a neighbour or went with their segment", () => {
    const heap = small();
    const blocks = Array.from({ length: 6 }, () => heap.allocate(200));
    const large = heap.allocate(300_000);
    heap.free(large);
    for (const index of [0, 1, 3, 2, 5, 4]) heap.free(blocks[index] ?? 0);
    for (const block of [...blocks, large]) expect(() => heap.free(block)).toThrow(InvalidPointerError);
    expect(picture(heap)).toBe("[free 65512]");
  });

  it("are those of a Zend heap in the same memory, as it refuses ours", () => {
    const provider = arrayBuffer();
    const system = small(provider);
    for (const model of ["ilp32", "lp64", "lp64-debug"] as const) {
      const zend = ZendHeap.create(provider, { model });
      for (const size of [8, 16, 100, 1_000, 10_000]) {
        const [ours, theirs] = [system.allocate(size), zend.allocate(size)];
        provider.memory.u8.fill(0, ours, ours + size).fill(0, theirs, theirs + size);
        expect(() => system.free(theirs)).toThrow(InvalidPointerError);
        expect(() => zend.free(ours)).toThrow(InvalidPointerError);
        system.free(ours);
        zend.free(theirs);
      }
    }
  });
});

/** A provider of segments from `start` on, without a page before it being touched. */
function highMemory(start: number): SegmentProvider {
  const memory = new LinearMemory({ buffer: new ArrayBuffer(start + 2 ** 24) });
  let end = start;
  return {
    name: "high",
    memory,
    supports: { release: false, reallocateInPlace: false, shared: false, persistent: false },
    allocate: (size) => {
      const address = end;
      end += Math.ceil(size / 4_096) * 4_096;
      return address;
    },
    reallocate: () => 0,
    free: () => {},
    compact: () => {},
    dispose: () => {},
  };
}

/** A provider over a memory that another provider has written. */
function opened(memory: WebAssembly.Memory): SegmentProvider {
  return wasmMemory({ memory, start: 0, open: true });
}
