import { describe, expect, it } from "vitest";
import { StorageError, StorageOptionError, wasmMemory } from "../../src/index.js";

const WASM_PAGE = 65536;

/** A module of a few bytes whose `grow(pages)` grows the memory that it imports, as compiled code does it. */
const GROWER = new Uint8Array([
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x06, 0x01, 0x60, 0x01, 0x7f, 0x01, 0x7f, 0x02, 0x0a, 0x01,
  0x01, 0x65, 0x03, 0x6d, 0x65, 0x6d, 0x02, 0x00, 0x00, 0x03, 0x02, 0x01, 0x00, 0x07, 0x08, 0x01, 0x04, 0x67, 0x72,
  0x6f, 0x77, 0x00, 0x00, 0x0a, 0x08, 0x01, 0x06, 0x00, 0x20, 0x00, 0x40, 0x00, 0x0b,
]);

function growerOf(memory: WebAssembly.Memory): (pages: number) => number {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(GROWER), { e: { mem: memory } });
  const { grow } = instance.exports;
  return grow as (pages: number) => number;
}

describe("wasmMemory", () => {
  it("takes what lies behind the start address of a memory given, and not what lies before", () => {
    const memory = new WebAssembly.Memory({ initial: 4 });
    new Uint8Array(memory.buffer).fill(0x77);
    const start = 66_000;
    const provider = wasmMemory({ memory, start });
    for (let count = 0; count < 100; count++) {
      const address = provider.allocate(50_000);
      expect(address).toBeGreaterThan(start);
      provider.memory.u8.fill(1, address, address + 50_000);
    }
    expect(new Uint8Array(memory.buffer, 0, start).every((byte) => byte === 0x77)).toBe(true);
    expect(provider.segments()[0]?.address).toBeLessThan(4 * WASM_PAGE);
  });

  it("starts with fewer pages than it would where the maximum ends before", () => {
    expect(wasmMemory({ maximum: 100_000 }).memory.byteLength).toBe(WASM_PAGE);
    expect(wasmMemory({ maximum: 1_000_000 }).memory.byteLength).toBe(15 * WASM_PAGE);
    expect(() => wasmMemory({ maximum: 10_000 })).toThrow(StorageError);
  });

  it("refuses what is no memory, bytes, and a root that is no address", () => {
    for (const options of [{ memory: 5 }, { memory: {} }, { bytes: new Uint8Array(8) }] as object[]) {
      expect(() => wasmMemory(options)).toThrow(StorageOptionError);
    }
    const provider = wasmMemory();
    for (const root of [-1, 1.5, Number.NaN, 2 ** 32]) {
      expect(() => {
        provider.root = root;
      }).toThrow(StorageOptionError);
    }
  });

  it("finds its root and its table after a module has grown the memory", () => {
    const memory = new WebAssembly.Memory({ initial: 4 });
    const provider = wasmMemory({ memory, start: 1024 });
    provider.root = 77;
    memory.grow(1);
    expect(provider.root).toBe(77);
    memory.grow(1);
    provider.check();
    memory.grow(1);
    provider.root = 78;
    expect(provider.root).toBe(78);
  });

  it("leaves all that a memory has alone when no start address is given", () => {
    const memory = new WebAssembly.Memory({ initial: 2 });
    const provider = wasmMemory({ memory });
    expect(provider.allocate(1)).toBeGreaterThanOrEqual(2 * WASM_PAGE);
  });

  it("never hands out what the module grew for itself", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const grow = growerOf(memory);
    const provider = wasmMemory({ memory, start: 1024 });
    const theirs: { start: number; end: number }[] = [];
    const ours: { address: number; size: number }[] = [];
    for (let round = 1; round <= 30; round++) {
      const before = grow(round % 3) * WASM_PAGE;
      theirs.push({ start: before, end: before + (round % 3) * WASM_PAGE });
      provider.memory.refresh();
      new Uint8Array(memory.buffer).fill(0xcc, before, before + (round % 3) * WASM_PAGE);
      const size = round * 9000;
      const address = provider.allocate(size);
      provider.memory.u8.fill(round, address, address + size);
      ours.push({ address, size });
    }
    provider.check();
    const bytes = new Uint8Array(memory.buffer);
    for (const { start, end } of theirs) expect(bytes.subarray(start, end).every((byte) => byte === 0xcc)).toBe(true);
    for (const [index, { address, size }] of ours.entries()) {
      expect(bytes.subarray(address, address + size).every((byte) => byte === index + 1)).toBe(true);
    }
  });

  it("works on when the module grew the memory and nobody refreshed the views", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const grow = growerOf(memory);
    const provider = wasmMemory({ memory, start: 1024 });
    const address = provider.allocate(8000);
    grow(1);
    const another = provider.allocate(8000);
    expect(another).not.toBe(0);
    provider.free(address, 8000);
    provider.check();
    expect(provider.memory.buffer).toBe(memory.buffer);
  });

  it("stops at the memory's own maximum, having handed out its last page", () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 20 });
    const provider = wasmMemory({ memory, start: 0 });
    let last = 0;
    for (let address = provider.allocate(4096); address !== 0; address = provider.allocate(4096)) last = address;
    expect(last + 4096).toBe(20 * WASM_PAGE);
  });

  it("can be opened again on the same memory", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const address = wasmMemory({ memory, start: 5000 }).allocate(100_000);
    const again = wasmMemory({ memory, start: 5000, open: true });
    expect(again.segments()).toEqual([{ address, size: 100_000 }]);
    expect(() => wasmMemory({ memory, open: true })).toThrow(StorageOptionError);
  });

  it("says so when there is no room for a page", () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
    expect(() => wasmMemory({ memory })).toThrow(StorageError);
  });
});
