import { describe, expect, it } from "vitest";
import {
  DamagedMemoryError,
  ForeignMemoryError,
  randomBelowOne,
  region,
  StorageError,
  StorageOptionError,
} from "../../src/index.js";

const KIB = 1024;
const LENGTH = 300 * KIB;

describe("region", () => {
  for (const Buffer of [ArrayBuffer, SharedArrayBuffer]) {
    it(`never touches a byte outside of its range of a ${Buffer.name}`, () => {
      for (const offset of [1, 7, 16, 4095, 4096, 5000]) {
        const buffer = new Buffer(LENGTH + offset + 777);
        const bytes = new Uint8Array(buffer).fill(0xa5);
        const provider = region({ buffer, offset, length: LENGTH });
        const random = randomBelowOne(offset);
        const live: { address: number; size: number }[] = [];
        for (let call = 0; call < 500; call++) {
          const size = Math.ceil(random() * 40 * KIB);
          const segment = live[Math.floor(random() * live.length)];
          const choice = random();
          if (segment === undefined || choice < 0.5) {
            const address = provider.allocate(size);
            if (address !== 0) live.push({ address, size });
          } else if (choice < 0.75) {
            const address = provider.reallocate(segment.address, segment.size, size);
            if (address !== 0) Object.assign(segment, { address, size });
          } else {
            provider.free(segment.address, segment.size);
            live.splice(live.indexOf(segment), 1);
          }
        }
        provider.compact();
        for (const { address, size } of live) {
          expect(address).toBeGreaterThanOrEqual(offset);
          expect(address + size).toBeLessThanOrEqual(offset + LENGTH);
        }
        expect(bytes.subarray(0, offset).every((byte) => byte === 0xa5)).toBe(true);
        expect(bytes.subarray(offset + LENGTH).every((byte) => byte === 0xa5)).toBe(true);
      }
    });
  }

  it("uses a range of two pages: one for itself, one to hand out", () => {
    const provider = region({ buffer: new ArrayBuffer(8192) });
    expect(provider.allocate(4096)).toBe(4096);
    expect(provider.allocate(1)).toBe(0);
  });

  it("starts empty on bytes that held anything", () => {
    const buffer = new ArrayBuffer(8 * LENGTH);
    new Uint8Array(buffer).fill(0xff);
    const provider = region({ buffer });
    provider.allocate(LENGTH);
    provider.check();
    expect(provider.segments()).toHaveLength(1);
  });

  it("is opened again on a copy of its bytes, with segments, root and room", () => {
    const buffer = new ArrayBuffer(LENGTH + 100);
    const first = region({ buffer, offset: 100 });
    const address = first.allocate(50 * KIB);
    first.root = address;
    first.memory.u8.fill(9, address, address + 50 * KIB);
    const second = region({ buffer: buffer.slice(0), offset: 100, open: true });
    expect(second.root).toBe(address);
    expect(second.segments()).toEqual([{ address, size: 50 * KIB }]);
    expect(second.memory.u8.subarray(address, address + 50 * KIB).every((byte) => byte === 9)).toBe(true);
    expect(second.allocate(50 * KIB)).toBe(first.allocate(50 * KIB));
  });

  it("is not opened where no region was, or elsewhere than it was", () => {
    const buffer = new ArrayBuffer(LENGTH);
    expect(() => region({ buffer, open: true })).toThrow(ForeignMemoryError);
    expect(() => region({ buffer: new ArrayBuffer(10), open: true })).toThrow(ForeignMemoryError);
    region({ buffer, length: LENGTH - 4096 });
    const moved = new ArrayBuffer(LENGTH + 4096);
    new Uint8Array(moved).set(new Uint8Array(buffer), 4096);
    expect(() => region({ buffer: moved, offset: 4096, open: true })).toThrow(ForeignMemoryError);
  });

  it("is not opened when its table contradicts itself, whatever byte of it was changed", () => {
    const buffer = new ArrayBuffer(LENGTH);
    const provider = region({ buffer });
    const addresses = [1, 2, 3, 4, 5].map((count) => provider.allocate(count * 9000));
    provider.free(addresses[1] as number, 18000);
    provider.free(addresses[3] as number, 36000);
    const bytes = new Uint8Array(buffer);
    let refused = 0;
    let harmless = 0;
    for (let at = 0; at < 4096; at++) {
      const before = bytes[at] as number;
      bytes[at] = before ^ 0x41;
      try {
        region({ buffer, open: true }).check();
        harmless++;
      } catch (error) {
        expect(error).toBeInstanceOf(StorageError);
        if (error instanceof DamagedMemoryError) refused++;
      }
      bytes[at] = before;
    }
    region({ buffer, open: true }).check();
    expect(refused).toBeGreaterThan(200);
    // Some bytes say nothing: the root, links of runs that are not free, entries behind the end.
    expect(harmless).toBeGreaterThan(0);
  });

  it("is not opened in a buffer that was cut off", () => {
    const buffer = new ArrayBuffer(LENGTH);
    region({ buffer }).allocate(100 * KIB);
    expect(() => region({ buffer: buffer.slice(0, LENGTH / 2), open: true })).toThrow(DamagedMemoryError);
  });

  it("refuses ranges that are not in the buffer, and what is not a buffer", () => {
    const buffer = new ArrayBuffer(LENGTH);
    for (const options of [
      { buffer, offset: LENGTH + 1 },
      { buffer, offset: -1 },
      { buffer, offset: 0.5 },
      { buffer, offset: 8, length: LENGTH },
      { buffer, length: Number.NaN },
      { buffer: new Uint8Array(100) as unknown as ArrayBuffer },
      { buffer: undefined as unknown as ArrayBuffer },
    ]) {
      expect(() => region(options)).toThrow(StorageOptionError);
    }
    expect(() => region({ buffer, length: 4095 })).toThrow(StorageError);
  });
});
