import { DisposedError, InvalidSizeError, MemoryLimitError } from "@zmm/emalloc";
import { wasmMemory } from "@zmm/storage";
import { describe, expect, it } from "vitest";
import { quiet } from "./helpers.js";

describe("typed blocks", () => {
  it("are views of the memory, of every kind", () => {
    const manager = quiet();
    const kinds = [
      Int8Array,
      Uint8Array,
      Uint8ClampedArray,
      Int16Array,
      Uint16Array,
      Int32Array,
      Uint32Array,
      Float32Array,
      Float64Array,
    ];
    for (const kind of kinds) {
      const block = manager.alloc<InstanceType<typeof kind>>(kind, 10);
      block.view.fill(7);
      expect(block.view).toBeInstanceOf(kind);
      expect(block.length).toBe(10);
      expect(block.byteLength).toBe(10 * kind.BYTES_PER_ELEMENT);
      expect([...block.view]).toEqual(Array.from({ length: 10 }, () => 7));
      block.free();
    }
    const big = manager.alloc(BigInt64Array, 3);
    big.view[2] = -5n;
    expect(big.view[2]).toBe(-5n);
    const data = manager.alloc(DataView, 12);
    data.view.setFloat64(4, Math.PI);
    expect(data.view.getFloat64(4)).toBe(Math.PI);
    expect(data.length).toBe(12);
  });

  it("have a view that stays right when the memory grows", () => {
    const manager = quiet();
    const block = manager.alloc(Float64Array, 4);
    const before = block.view;
    before[1] = 1.5;
    expect(block.view).toBe(before);
    manager.emalloc(20_000_000);
    expect(block.view === before).toBe(false); // not by toBe, which would print the old view, detached by now
    expect(block.view[1]).toBe(1.5);
    expect(block.view.buffer).toBe(manager.memory.buffer);
  });

  it("have a view that stays right when WebAssembly code grows the memory by itself", () => {
    const wasm = new WebAssembly.Memory({ initial: 20, maximum: 100 });
    const manager = quiet({ storage: wasmMemory({ memory: wasm }) });
    const block = manager.alloc(Int32Array, 4);
    block.view[0] = 42;
    wasm.grow(1);
    expect(block.view[0]).toBe(42);
    manager.efree(manager.emalloc(100));
    block.free();
  });

  it("change their length and keep what both lengths share", () => {
    const manager = quiet();
    const block = manager.alloc(Uint16Array, 3);
    block.view.set([1, 2, 3]);
    block.resize(10_000);
    expect([...block.view.subarray(0, 3)]).toEqual([1, 2, 3]);
    block.resize(2);
    expect([...block.view]).toEqual([1, 2]);
    manager.limit = 300_000;
    expect(() => block.resize(10_000_000)).toThrow(MemoryLimitError);
    expect([...block.view]).toEqual([1, 2]);
  });

  it.each([
    ["zend", undefined],
    ["system", undefined],
    ["zend", true],
  ] as const)("keep their alignment (%s heap, persistent %s)", (heap, persistent) => {
    const manager = quiet({ heap });
    const before = manager.usage();
    const blocks = [1, 8, 16, 64, 256, 4096].flatMap((alignment) =>
      [1, 100, 1000].map((length) => {
        const block = manager.alloc(Uint8Array, length, { alignment, persistent: persistent ?? false });
        expect(block.address % alignment).toBe(0);
        block.view.fill(length % 251);
        block.resize(length * 3);
        expect(block.address % alignment).toBe(0);
        return { block, length };
      }),
    );
    for (const { block, length } of blocks) {
      expect(block.view.subarray(0, length).every((byte) => byte === length % 251)).toBe(true);
      block.free();
    }
    expect(manager.usage()).toBe(before);
    if (persistent) expect(manager.system.usage()).toBe(0);
  });

  it("refuse lengths and alignments that are none", () => {
    const manager = quiet();
    const before = manager.usage();
    for (const length of [-1, 0.3, Number.NaN, 2 ** 53])
      expect(() => manager.alloc(Uint8Array, length)).toThrow(InvalidSizeError);
    for (const alignment of [0, 3, -8, 1.5, Number.NaN]) {
      expect(() => manager.alloc(Uint8Array, 1, { alignment })).toThrow(InvalidSizeError);
    }
    expect(manager.usage()).toBe(before);
  });

  it("are freed once, and not used after", () => {
    const manager = quiet();
    const block = manager.alloc(Int8Array, 10);
    block.free();
    block.free();
    expect(block.live).toBe(false);
    for (const use of [() => block.view, () => block.address, () => block.length, () => block.resize(1)]) {
      expect(use).toThrow(DisposedError);
    }
  });

  it("end with the request, unless they are persistent", () => {
    const manager = quiet();
    const ordinary = manager.alloc(Int8Array, 10);
    const persistent = manager.alloc(Int8Array, 10, { persistent: true });
    manager.endRequest();
    expect([ordinary.live, persistent.live]).toEqual([false, true]);
    const other = manager.emalloc(10);
    expect(() => ordinary.view).toThrow(DisposedError);
    ordinary.free();
    manager.efree(other);
    persistent.free();
  });

  it("outlive requests where the Zend heap is off, as PHP's blocks do", () => {
    const manager = quiet({ env: { USE_ZEND_ALLOC: "0" } });
    const block = manager.alloc(Int8Array, 10);
    manager.endRequest();
    block.view[0] = 1;
    block.free();
    expect(manager.system.usage()).toBe(0);
  });

  it("are freed by using", () => {
    const manager = quiet();
    const before = manager.usage();
    {
      using block = manager.alloc(Float32Array, 100);
      block.view.fill(1);
      expect(manager.usage()).toBeGreaterThan(before);
    }
    expect(manager.usage()).toBe(before);
  });
});

describe("scopes", () => {
  it("free all they gave, also on a throw", () => {
    const manager = quiet();
    const before = manager.usage();
    const failed = () =>
      manager.scoped((scope) => {
        for (let i = 0; i < 50; i++) scope.alloc(Int32Array, i);
        scope.string("text");
        throw new RangeError("enough");
      });
    expect(failed).toThrow("enough");
    expect(manager.usage()).toBe(before);
    expect(manager.scoped((scope) => scope.string("answer").toString())).toBe("answer");
    expect(manager.usage()).toBe(before);
  });

  it("take handles over and let them go", () => {
    const manager = quiet();
    const outside = manager.alloc(Int8Array, 8);
    const kept = manager.scoped((scope) => {
      scope.take(outside);
      return scope.release(scope.alloc(Int8Array, 8));
    });
    expect([outside.live, kept.live]).toEqual([false, true]);
    kept.free();
  });

  it("free the rest when freeing one block fails", () => {
    const manager = quiet({ model: "lp64-debug" });
    const scope = manager.scope();
    const [first, broken, last] = [1, 2, 3].map(() => scope.alloc(Uint8Array, 20));
    const at = (broken?.address ?? 0) + 20;
    manager.memory.u8.fill(0, at, at + 4);
    expect(() => scope.free()).toThrow(/behind the block/);
    expect([first?.live, last?.live]).toEqual([false, false]);
    scope.free();
  });

  it("end with a using block", () => {
    const manager = quiet();
    const before = manager.usage();
    {
      using scope = manager.scope();
      scope.alloc(Int32Array, 1000);
    }
    expect(manager.usage()).toBe(before);
  });
});

describe("strings", () => {
  const manager = quiet();

  it.each(["", "plain", "größer ⅞ 😀", "with\0nul\0s", "\ufeffmark", "x".repeat(100_000)])(
    "come back as they were: %j",
    (text) => {
      const block = manager.string(text);
      expect(block.toString()).toBe(text);
      expect(`${block}`).toBe(text);
      expect(manager.memory.u8[block.address + block.textLength]).toBe(0);
      expect(manager.readString(block.address, block.textLength)).toBe(text);
      block.free();
    },
  );

  it("lose lone surrogates, and nothing else", () => {
    const block = manager.string("a\ud800b\udc00c");
    expect(block.toString()).toBe("a\ufffdb\ufffdc");
    block.free();
  });

  it("end at the first NUL when no length is said", () => {
    const address = manager.estrdup("a\0b");
    expect(manager.readString(address)).toBe("a");
    expect(manager.readString(address, 3)).toBe("a\0b");
  });

  it("may be bytes that are no UTF-8", () => {
    const address = manager.emalloc(4);
    manager.bytes(address, 4).set([0x61, 0xff, 0xc3, 0]);
    expect(manager.readString(address)).toBe("a\ufffd\ufffd");
  });

  it("work in shared memory too", () => {
    const shared = new WebAssembly.Memory({ initial: 20, maximum: 100, shared: true });
    const sharing = quiet({ storage: wasmMemory({ memory: shared }) });
    expect(sharing.string("größer").toString()).toBe("größer");
  });

  it("are not read from beyond the memory", () => {
    const end = manager.memory.byteLength;
    manager.memory.u8.fill(1, end - 8);
    expect(() => manager.readString(end - 8)).toThrow("no NUL closes the string");
    expect(() => manager.readString(end - 8, 9)).toThrow("ends outside the memory");
    expect(() => manager.readString(0)).toThrow("no string can lie there");
    expect(() => manager.readString(8, -1)).toThrow(InvalidSizeError);
    manager.memory.u8.fill(0, end - 8);
  });
});
