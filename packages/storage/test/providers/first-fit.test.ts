import { describe, expect, it } from "vitest";
import { firstFit, NoMemoryError, providerNamed, StorageOptionError } from "../../src/index.js";

const MIB = 1024 * 1024;

describe("firstFit", () => {
  it("starts with the length wanted, and a megabyte if none is", () => {
    expect(firstFit().memory.byteLength).toBe(MIB);
    expect(firstFit({ initial: 3 * MIB }).memory.byteLength).toBe(3 * MIB);
    expect(providerNamed("firstFit", { maximum: 100_000 }).memory.byteLength).toBe(100_000);
  });

  it("takes the first gap that is wide enough, whatever lies behind", () => {
    const provider = firstFit();
    const all = [3000, 1000, 2000, 1000, 5000, 1000].map((size) => ({ size, address: provider.allocate(size) }));
    for (const { address, size } of all.filter(({ size }) => size !== 1000)) provider.free(address, size);
    const [wide, , narrow, , widest] = all.map(({ address }) => address) as [number, number, number, number, number];
    expect(provider.allocate(2500)).toBe(wide);
    expect(provider.allocate(2000)).toBe(narrow);
    expect(provider.allocate(4000)).toBe(widest);
    expect(provider.allocate(490)).toBe(wide + 2512);
    expect(provider.segments().map(({ size }) => size)).toEqual([2500, 490, 1000, 2000, 1000, 4000, 1000]);
  });

  it("doubles when it is full, adds what is missing when that is more, and ends at its maximum", () => {
    const provider = firstFit({ initial: MIB, maximum: 7 * MIB });
    const first = provider.allocate(MIB - 16);
    expect([first, provider.memory.byteLength]).toEqual([16, MIB]);
    provider.allocate(16);
    expect(provider.memory.byteLength).toBe(2 * MIB);
    provider.allocate(4 * MIB);
    expect(provider.memory.byteLength).toBe(5 * MIB + 16);
    expect(provider.allocate(2 * MIB)).toBe(0);
    expect(provider.allocate(MIB)).toBe(5 * MIB + 16);
    expect(provider.memory.byteLength).toBe(7 * MIB);
  });

  it("refuses options that cannot be, and an engine without room is told of", () => {
    const bytes = firstFit().memory.u8;
    for (const options of [{ initial: -1 }, { initial: 0.5 }, { maximum: 0 }, { bytes }]) {
      expect(() => firstFit(options as object)).toThrow(StorageOptionError);
    }
    const engine = globalThis.ArrayBuffer;
    globalThis.ArrayBuffer = class extends engine {
      constructor(length: number) {
        if (length > MIB) throw new RangeError("Array buffer allocation failed");
        super(length);
      }
    } as ArrayBufferConstructor;
    try {
      expect(() => firstFit({ initial: 2 * MIB })).toThrow(NoMemoryError);
      const provider = firstFit();
      expect(provider.allocate(2 * MIB)).toBe(0);
      expect(provider.allocate(1000)).toBe(16);
    } finally {
      globalThis.ArrayBuffer = engine;
    }
  });
});
