import { describe, expect, it } from "vitest";
import {
  arrayBuffer,
  decorate,
  failing,
  limited,
  measured,
  poisoned,
  resizable,
  type SegmentProvider,
  StorageError,
  StorageOptionError,
  type TracedEvent,
  traced,
  WriteAfterFreeError,
  zeroed,
} from "../../src/index.js";

const SIZE = 256 * 1024;

describe("decorate", () => {
  it("keeps what the provider has beyond the contract in reach, through several decorators", () => {
    const provider = zeroed(
      limited(
        traced(arrayBuffer(), () => {}),
        { bytes: 10 * SIZE },
      ),
    );
    const address = provider.allocate(SIZE);
    provider.root = address;
    expect(provider.root).toBe(address);
    expect(provider.segments()).toEqual([{ address, size: SIZE }]);
    expect(provider.used).toBe(SIZE);
    provider.check();
  });

  it("runs methods on the provider itself, private fields included", () => {
    class Counting {
      #calls = 0;
      readonly inner: SegmentProvider = arrayBuffer();
      readonly name = "counting";
      readonly memory = this.inner.memory;
      readonly supports = this.inner.supports;
      get calls(): number {
        return this.#calls;
      }
      allocate(size: number): number {
        this.#calls++;
        return this.inner.allocate(size);
      }
      reallocate(address: number, oldSize: number, newSize: number): number {
        return this.inner.reallocate(address, oldSize, newSize);
      }
      free(address: number, size: number): void {
        this.inner.free(address, size);
      }
      compact(): void {}
      dispose(): void {}
    }
    const provider = decorate(new Counting(), { extra: 7 });
    provider.allocate(SIZE);
    expect(provider.calls).toBe(1);
    expect(provider.extra).toBe(7);
  });
});

describe("traced", () => {
  it("tells of every call with its result, or its error", () => {
    const events: TracedEvent[] = [];
    const provider = traced(arrayBuffer(), (event) => events.push(event));
    const address = provider.allocate(SIZE);
    const moved = provider.reallocate(address, SIZE, 2 * SIZE);
    provider.free(moved, 2 * SIZE);
    expect(() => provider.free(moved, 2 * SIZE)).toThrow(StorageError);
    provider.compact();
    provider.dispose();
    expect(events).toEqual([
      { call: "allocate", size: SIZE, result: address },
      { call: "reallocate", address, oldSize: SIZE, newSize: 2 * SIZE, result: moved },
      { call: "free", address: moved, size: 2 * SIZE },
      { call: "free", address: moved, size: 2 * SIZE, error: expect.any(StorageError) },
      { call: "compact" },
      { call: "dispose" },
    ]);
  });
});

describe("failing", () => {
  const pattern = (provider: SegmentProvider, calls: number): string =>
    Array.from({ length: calls }, () => (provider.allocate(4096) === 0 ? "x" : ".")).join("");

  it("fails every n-th call, counted anew after reset", () => {
    const provider = failing(arrayBuffer(), { every: 3 });
    expect(pattern(provider, 8)).toBe("..x..x..");
    provider.reset();
    expect(provider.failures).toBe(0);
    expect(pattern(provider, 4)).toBe("..x.");
  });

  it("fails by chance, the same for the same seed", () => {
    const once = pattern(failing(arrayBuffer(), { probability: 0.4, seed: 9 }), 60);
    const provider = failing(arrayBuffer(), { probability: 0.4, seed: 9 });
    expect(pattern(provider, 60)).toBe(once);
    provider.reset();
    expect(pattern(provider, 60)).toBe(once);
    expect(pattern(failing(arrayBuffer(), { probability: 0.4, seed: 10 }), 60)).not.toBe(once);
    expect(once).toMatch(/x.*\..*x/);
  });

  it("fails calls beyond a number of bytes", () => {
    expect(pattern(failing(arrayBuffer(), { bytes: 5 * 4096 }), 7)).toBe(".....xx");
  });

  it("leaves reallocate alone unless asked, and then keeps the segment", () => {
    const provider = failing(arrayBuffer(), { every: 1 });
    const inner = arrayBuffer();
    const strict = failing(inner, { every: 2, reallocate: true });
    expect(provider.allocate(SIZE)).toBe(0);
    const address = strict.allocate(SIZE);
    expect(strict.reallocate(address, SIZE, 2 * SIZE)).toBe(0);
    expect(inner.segments()).toEqual([{ address, size: SIZE }]);
    expect(strict.reallocate(address, SIZE, 2 * SIZE)).not.toBe(0);
    const lenient = failing(inner, { every: 2 });
    const other = lenient.allocate(SIZE);
    expect(lenient.reallocate(other, SIZE, 2 * SIZE)).not.toBe(0);
  });

  it("refuses options that cannot be", () => {
    for (const options of [
      { every: -1 },
      { every: 1.5 },
      { probability: 2 },
      { probability: Number.NaN },
      { bytes: -5 },
    ]) {
      expect(() => failing(arrayBuffer(), options)).toThrow(StorageOptionError);
    }
  });
});

describe("limited", () => {
  it("has no memory beyond the limit, by allocate or reallocate, and again after free", () => {
    const provider = limited(arrayBuffer(), { bytes: 3 * SIZE });
    const [a, b] = [provider.allocate(SIZE), provider.allocate(SIZE)] as [number, number];
    expect(provider.allocate(SIZE + 1)).toBe(0);
    expect(provider.reallocate(a, SIZE, 2 * SIZE + 1)).toBe(0);
    const moved = provider.reallocate(a, SIZE, 2 * SIZE);
    expect(moved).not.toBe(0);
    expect(provider.used).toBe(3 * SIZE);
    expect(provider.allocate(1)).toBe(0);
    provider.free(b, SIZE);
    expect(() => provider.free(b, SIZE)).toThrow(StorageError);
    expect(provider.used).toBe(2 * SIZE);
    expect(provider.allocate(SIZE)).not.toBe(0);
  });

  it("counts what was live before", () => {
    const inner = arrayBuffer();
    inner.allocate(SIZE);
    expect(limited(inner, { bytes: SIZE }).allocate(1)).toBe(0);
  });
});

describe("zeroed", () => {
  it("hands out zeros, and grows by zeros", () => {
    const provider = zeroed(arrayBuffer());
    const first = provider.allocate(SIZE);
    provider.memory.u8.fill(0xff, first, first + SIZE);
    provider.free(first, SIZE);
    const second = provider.allocate(SIZE / 2);
    expect(second).toBe(first);
    const third = provider.reallocate(second, SIZE / 2, SIZE);
    expect(provider.memory.u8.subarray(third, third + SIZE).every((byte) => byte === 0)).toBe(true);
  });
});

describe("poisoned", () => {
  it("fills freed segments, and finds a write into one at the next allocation", () => {
    const provider = poisoned(arrayBuffer(), { fill: 0x6b });
    const [a, b] = [provider.allocate(SIZE), provider.allocate(SIZE)] as [number, number];
    provider.free(a, SIZE);
    expect(provider.memory.u8.subarray(a, a + SIZE).every((byte) => byte === 0x6b)).toBe(true);
    for (const at of [0, 1, 5000, SIZE - 1]) {
      provider.memory.u8[a + at] = 1;
      try {
        provider.allocate(SIZE);
        expect.unreachable("the write went unseen");
      } catch (error) {
        expect(error).toBeInstanceOf(WriteAfterFreeError);
        expect(error).toMatchObject({ address: a + at, found: 1, fill: 0x6b });
      }
      const again = provider.allocate(SIZE);
      expect(again).toBe(a);
      provider.free(again, SIZE);
    }
    provider.free(b, SIZE);
  });

  it("finds writes into what a segment had before it shrank or moved", () => {
    const provider = poisoned(arrayBuffer());
    const a = provider.allocate(3 * SIZE);
    const b = provider.allocate(SIZE);
    provider.reallocate(a, 3 * SIZE, SIZE + 100);
    provider.memory.u8[a + SIZE + 100] = 0;
    expect(() => provider.verify()).toThrow(WriteAfterFreeError);
    const moved = provider.reallocate(b, SIZE, 2 * SIZE + 5);
    if (moved !== b) {
      provider.memory.u8[b + 8] = 0;
      expect(() => provider.allocate(SIZE)).toThrow(WriteAfterFreeError);
    }
    provider.allocate(SIZE);
  });

  it("does not mistake memory that went back to the system for written", () => {
    const provider = poisoned(resizable({ keep: 0 }));
    const all = Array.from({ length: 40 }, () => provider.allocate(SIZE));
    for (const address of all) provider.free(address, SIZE);
    provider.compact();
    for (let count = 0; count < 40; count++) provider.allocate(SIZE);
    provider.verify();
  });

  it("refuses a fill that is not a byte", () => {
    expect(() => poisoned(arrayBuffer(), { fill: 256 })).toThrow(StorageOptionError);
  });
});

describe("measured", () => {
  it("counts calls, sizes, peaks and time", () => {
    let clock = 0;
    const now = (): number => clock++;
    const provider = measured(limited(arrayBuffer(), { bytes: 4 * SIZE }), { now });
    const [a, b] = [provider.allocate(SIZE), provider.allocate(SIZE)] as [number, number];
    expect(provider.allocate(9 * SIZE)).toBe(0);
    provider.free(a, SIZE);
    expect(() => provider.free(a, SIZE)).toThrow(StorageError);
    const moved = provider.reallocate(b, SIZE, 3 * SIZE);
    const seen = provider.measurements();
    expect(seen.allocate).toEqual({ calls: 3, refused: 1, thrown: 0, time: 3 });
    expect(seen.free).toEqual({ calls: 2, refused: 0, thrown: 1, time: 2 });
    expect(seen.reallocate.calls).toBe(1);
    expect(seen).toMatchObject({ segments: 1, peakSegments: 2, bytes: 3 * SIZE, peakBytes: 3 * SIZE });
    expect(seen.moved).toBe(moved === b ? 0 : 1);
    expect([...seen.sizes]).toEqual([[SIZE, 2]]);
    provider.free(moved, 3 * SIZE);
    expect(seen.segments).toBe(1);
    expect(provider.measurements().segments).toBe(0);
  });
});
