import { describe, expect, it } from "vitest";
import {
  arrayBuffer,
  ForeignMemoryError,
  NoMemoryError,
  resizable,
  StorageOptionError,
  scratch,
  shared,
} from "../../src/index.js";

const MIB = 1024 * 1024;

describe("providers with a memory of their own", () => {
  for (const create of [arrayBuffer, resizable, scratch]) {
    describe(create.name, () => {
      it("starts with the length wanted, and a megabyte if none is", () => {
        expect(create().memory.byteLength).toBe(MIB);
        expect(create({ initial: 3 * MIB }).memory.byteLength).toBe(3 * MIB);
        expect(create({ maximum: 100_000 }).memory.byteLength).toBe(100_000);
      });

      it("goes on from a copy of another memory's bytes", () => {
        const first = arrayBuffer();
        const address = first.allocate(1000);
        first.memory.u8[address] = 42;
        first.root = 77;
        const second = create({ bytes: first.memory.u8 });
        first.memory.u8[address] = 43;
        expect(second.memory.u8[address]).toBe(42);
        expect(second.root).toBe(77);
        second.free(address, 1000);
        expect(first.segments()).toHaveLength(1);
        for (let count = 0; count < 20; count++) expect(second.allocate(MIB)).not.toBe(0);
        second.check();
      });

      it("refuses bytes of another kind, and options that cannot be", () => {
        expect(() => create({ bytes: new Uint8Array(MIB) })).toThrow(ForeignMemoryError);
        for (const options of [{ initial: -1 }, { initial: 0.5 }, { maximum: 0 }, { maximum: Number.NaN }]) {
          expect(() => create(options)).toThrow(StorageOptionError);
        }
        expect(() => create({ bytes: arrayBuffer().memory.u8, maximum: 1000 })).toThrow(StorageOptionError);
      });
    });
  }
});

describe("resizable", () => {
  it("gives memory back when much is free at its end, and not for every segment", () => {
    const provider = resizable();
    const all = Array.from({ length: 200 }, () => provider.allocate(256 * 1024));
    const peak = provider.memory.byteLength;
    const epochs = provider.memory.epoch;
    for (const address of all.reverse()) provider.free(address, 256 * 1024);
    expect(provider.memory.byteLength).toBeLessThan(6 * MIB);
    expect(peak).toBeGreaterThan(50 * MIB);
    expect(provider.memory.epoch - epochs).toBeLessThan(20);
    provider.check();
  });

  it("is as long as its last segment after compact", () => {
    const provider = resizable();
    const last = [1, 2, 3].map(() => provider.allocate(10 * MIB))[0] as number;
    for (const { address, size } of provider.segments().slice(1)) provider.free(address, size);
    provider.compact();
    expect(provider.memory.byteLength).toBe(last + 10 * MIB);
    provider.check();
  });
});

describe("scratch", () => {
  it("drops what is free in the middle too, and keeps the live segments where they are", () => {
    const provider = scratch();
    const [a, b, c] = [1, 2, 3].map(() => provider.allocate(5 * MIB)) as [number, number, number];
    provider.memory.u8.fill(1, a, a + 5 * MIB);
    provider.memory.u8.fill(2, b, b + 5 * MIB);
    provider.memory.u8.fill(3, c, c + 5 * MIB);
    provider.free(b, 5 * MIB);
    const before = provider.memory.buffer;
    provider.compact();
    const { u8 } = provider.memory;
    expect(provider.memory.buffer).not.toBe(before);
    expect([u8[a], u8[b], u8[c], u8[c + 5 * MIB - 1]]).toEqual([1, 0, 3, 3]);
    provider.check();
    expect(provider.allocate(5 * MIB)).toBe(b);
  });

  it("drops everything at once with drop, and starts anew", () => {
    const provider = scratch();
    const first = provider.allocate(1000);
    for (let count = 0; count < 50; count++) provider.allocate(MIB);
    provider.drop();
    expect(provider.memory.byteLength).toBe(MIB);
    expect(provider.segments()).toEqual([]);
    expect(() => provider.free(first, 1000)).toThrow();
    expect(provider.allocate(1000)).toBe(first);
    provider.check();
  });
});

describe("shared", () => {
  it("is seen by another provider on the same buffer, which may free what the first allocated", () => {
    const first = shared({ initial: 256 * 1024, maximum: 64 * MIB });
    const second = shared({ buffer: first.memory.buffer as SharedArrayBuffer, open: true });
    const address = first.allocate(20 * MIB);
    first.root = address;
    second.memory.refresh();
    expect(second.root).toBe(address);
    first.memory.u8[address + 20 * MIB - 1] = 5;
    expect(second.memory.u8[address + 20 * MIB - 1]).toBe(5);
    const another = second.allocate(MIB);
    second.free(address, 20 * MIB);
    expect(first.segments()).toEqual([{ address: another, size: MIB }]);
    expect(() => first.free(address, 20 * MIB)).toThrow();
  });

  it("finds runs across the borders of chunks, super chunks and the memory's end", () => {
    const provider = shared({ initial: 80 * MIB });
    const { freePages } = provider.audit();
    const all = Array.from({ length: freePages }, () => provider.allocate(1));
    expect(all.every((address) => address > 0)).toBe(true);
    expect(provider.allocate(1)).toBe(0);
    for (const border of [512, 1024, 32 * 512, 32 * 512 + 512]) {
      const first = all.indexOf((border - 3) * 4096);
      const run = all.slice(first, first + 600);
      for (const address of run) provider.free(address, 1);
      expect(provider.allocate(600 * 4096)).toBe((border - 3) * 4096);
      provider.free((border - 3) * 4096, 600 * 4096);
      for (let count = 0; count < 600; count++) provider.allocate(1);
    }
    for (const address of all.slice(-700)) provider.free(address, 1);
    expect(provider.allocate(700 * 4096)).toBe(all.at(-700));
    for (const { address, size } of provider.segments()) provider.free(address, size);
    expect(provider.allocate(freePages * 4096)).toBe(all[0]);
  });

  it("refuses buffers that are not shared, or hold something else", () => {
    expect(() => shared({ buffer: new ArrayBuffer(MIB) as unknown as SharedArrayBuffer })).toThrow(StorageOptionError);
    expect(() => shared({ buffer: new SharedArrayBuffer(MIB), open: true })).toThrow(ForeignMemoryError);
    expect(() => shared({ open: true })).toThrow(StorageOptionError);
    expect(() => shared({ buffer: new SharedArrayBuffer(MIB), length: 2 * MIB })).toThrow(StorageOptionError);
    expect(() => shared({ initial: 4096 })).toThrow();
  });
});

describe("an engine without room", () => {
  it("is told of by a typed error", () => {
    const engine = globalThis.ArrayBuffer;
    globalThis.ArrayBuffer = class extends engine {
      constructor(length: number, options?: { maxByteLength?: number }) {
        if (length > MIB) throw new RangeError("Array buffer allocation failed");
        super(length, options);
      }
    } as ArrayBufferConstructor;
    try {
      for (const create of [arrayBuffer, resizable, scratch]) {
        expect(() => create({ initial: 2 * MIB })).toThrow(NoMemoryError);
        const provider = create();
        if (create !== resizable) expect(provider.allocate(2 * MIB)).toBe(0);
        expect(provider.allocate(1000)).not.toBe(0);
        provider.check();
      }
    } finally {
      globalThis.ArrayBuffer = engine;
    }
  });
});
