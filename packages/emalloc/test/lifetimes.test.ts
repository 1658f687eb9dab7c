/** What ends when: requests, handles, managers and heaps, also when something else ended them; and what listeners may do. */
import {
  ConfigurationError,
  DisposedError,
  InvalidPointerError,
  InvalidSizeError,
  MemoryLimitError,
  OutOfMemoryError,
  SystemHeap,
  ZendHeap,
} from "@zmm/heap";
import { arrayBuffer, type PagedProvider, wasmMemory } from "@zmm/storage";
import { describe, expect, it } from "vitest";
import { currentManager, setCurrentManager, start_memory_manager } from "../src/current/index.js";
import { createMemoryManager, type MemoryManager, type MemoryManagerOptions } from "../src/index.js";

const start = (options: MemoryManagerOptions = {}): MemoryManager => createMemoryManager({ env: {}, ...options });

describe("a request", () => {
  it("that the manager has ended does not end the next one", () => {
    const manager = start();
    const first = manager.startRequest();
    const end = manager.endRequest();
    const second = manager.startRequest();
    const address = manager.emalloc(5000);
    expect(first.end()).toBe(end);
    expect(manager.usage()).toBeGreaterThan(5000);
    manager.efree(address);
    expect(second.end().number).toBe(2);
  });

  it("that its manager did not outlive ends with nothing left", () => {
    const manager = start();
    const request = manager.startRequest();
    manager.dispose();
    expect(request.end()).toEqual({ number: 1, leakedBytes: 0, peakUsage: 0, leaks: [] });
    request[Symbol.dispose]();
  });

  it("has ended although the storage threw", () => {
    const storage = arrayBuffer();
    const manager = start({ storage });
    const request = manager.startRequest();
    const handle = manager.alloc(Uint8Array, 1_000_000);
    const free = storage.free.bind(storage);
    storage.free = (...range) => {
      free(...range);
      throw new Error("of free");
    };
    expect(() => request.end()).toThrow("of free");
    expect(handle.live).toBe(false);
    expect(request.end().number).toBe(1);
    manager.startRequest();
  });
});

describe("a handle", () => {
  it("holds nothing after its heap dropped its blocks", () => {
    const manager = start();
    const handle = manager.alloc(Uint8Array, 100);
    const { address } = handle;
    manager.zend_mm_shutdown(manager.heap, false, true);
    expect(handle.live).toBe(false);
    expect(manager.emalloc(100)).toBe(address);
    handle.free();
    expect(manager.emalloc(100)).not.toBe(address);
  });

  it("goes back to the heap that it came from", () => {
    const manager = start({ storage: arrayBuffer() });
    const first = manager.heap;
    const handle = manager.alloc(Uint8Array, 1000);
    const usage = first.usage();
    const second = manager.zend_mm_startup({});
    manager.zend_mm_set_heap(second);
    const before = second.usage();
    handle.resize(2000);
    expect(second.usage()).toBe(before);
    expect(first.usage()).toBeGreaterThan(usage);
    handle.free();
    expect(first.usage()).toBeLessThan(usage);
    manager.zend_mm_shutdown(second, false, true);
    expect(manager.alloc(Uint8Array, 8).live).toBe(true);
  });

  it("of a persistent block is over with its manager", () => {
    const manager = start();
    const handle = manager.alloc(Uint8Array, 8, { persistent: true });
    manager.endRequest();
    expect(handle.live).toBe(true);
    manager.dispose();
    expect(handle.live).toBe(false);
    handle.free();
    expect(() => handle.view).toThrow(DisposedError);
  });

  it.each([1.5, -1, Number.NaN, "8", null, true])("has no length of %s", (length) => {
    const manager = start();
    const usage = manager.usage();
    expect(() => manager.alloc(Float64Array, length as number)).toThrow(InvalidSizeError);
    const handle = manager.alloc(Float64Array, 4);
    expect(() => handle.resize(length as number)).toThrow(InvalidSizeError);
    expect(handle.length).toBe(4);
    handle.free();
    expect(manager.usage()).toBe(usage);
    expect(() => manager.alloc(Uint8Array, 8, { alignment: "16" as unknown as number })).toThrow(InvalidSizeError);
  });
});

describe("a listener of grow", () => {
  it.each(["wasmMemory", "malloc", "win32", "mmap_anon"])("may allocate, over %s", (storage) => {
    const manager = start({ storage });
    const blocks = new Map<number, number>();
    const allocate = (size: number) => blocks.set(manager.emalloc(size), size);
    manager.on("grow", () => allocate(4000));
    for (let count = 0; count < 3000; count++) allocate(1000);
    const byAddress = [...blocks].sort(([a], [b]) => a - b);
    const overlapping = byAddress.filter(
      ([address, size], index) => address + size > (byAddress[index + 1]?.[0] ?? Infinity),
    );
    expect(overlapping).toEqual([]);
    expect(blocks.size).toBeGreaterThan(3000);
    (manager.zend_mm_get_storage() as PagedProvider).check();
    for (const address of blocks.keys()) manager.efree(address);
  });

  it("is told after the call, of persistent blocks too, and not when the memory becomes shorter", async () => {
    const manager = start({ storage: "mmap_anon" });
    const lengths: number[] = [];
    manager.on("grow", ({ byteLength }) => lengths.push(byteLength));
    const address = manager.emalloc(30e6);
    expect(lengths).toEqual([manager.memory.byteLength]);
    manager.efree(address);
    expect(manager.memory.byteLength).toBeLessThan(30e6);
    expect(lengths).toHaveLength(1);
    manager.pefree(manager.pemalloc(40e6, true), true);
    expect(lengths).toHaveLength(2);
    manager.heap.allocate(50e6);
    expect(lengths).toHaveLength(2);
    await Promise.resolve();
    expect(lengths).toHaveLength(3);
  });
});

describe("after a module has grown its memory", () => {
  it.each(["ilp32", "lp64", "lp64-debug"] as const)("calls of %s that write blocks find it again", (model) => {
    const memory = new WebAssembly.Memory({ initial: 32 });
    const manager = start({ storage: wasmMemory({ memory, start: 1024 }), model });
    const usage = manager.usage();
    const aligned = manager.alloc(Uint8Array, 100, { alignment: 64 });
    const calls: (() => number)[] = [
      () => manager.ecalloc(1000, 1),
      () => manager.estrdup("text"),
      () => manager.string("text").address,
      () => {
        aligned.resize(5000);
        return aligned.address;
      },
    ];
    const addresses = calls.map((call) => {
      memory.grow(1);
      return call();
    });
    expect(manager.readString(addresses[1] as number)).toBe("text");
    for (const address of addresses.slice(0, 3)) manager.efree(address);
    aligned.free();
    manager.zend_mm_shutdown(manager.heap, false, true);
    expect(manager.usage()).toBe(usage);
  });
});

describe("a manager", () => {
  it("that cannot start leaves nothing in the caller's storage", () => {
    const storage = arrayBuffer();
    expect(() => start({ storage, callSites: { sampleEvery: 0 } })).toThrow();
    expect(storage.segments()).toEqual([]);
  });

  it("gives a heap of the caller's its limit, and refuses what cannot be changed", () => {
    const heap = ZendHeap.create(arrayBuffer());
    expect(start({ heap, limit: "8M" }).limit).toBe(8 * 2 ** 20);
    for (const options of [
      { hardened: true },
      { segmentSize: "1M" },
      { model: "lp64" },
      { storageOptions: {} },
    ] as const) {
      expect(() => start({ heap, ...options })).toThrow(ConfigurationError);
    }
  });

  it("gives back all that it can when something cannot be ended", () => {
    const storage = arrayBuffer();
    const manager = start({ storage });
    const other = SystemHeap.create(storage);
    const { heap } = manager;
    const dispose = heap.dispose.bind(heap);
    heap.dispose = () => {
      dispose();
      throw new Error("of dispose");
    };
    manager.pemalloc(8, true);
    expect(() => manager.dispose()).toThrow("of dispose");
    manager.dispose();
    other.dispose();
    expect(storage.segments()).toEqual([]);
  });

  it("is the current one as long as it lives", () => {
    const first = start_memory_manager({ env: {} });
    first.dispose();
    const second = start_memory_manager({ env: {} });
    expect(currentManager()).toBe(second);
    second.dispose();
    expect(setCurrentManager(null)).toBeNull();
  });

  it("does not ask again for a shortage of the handler's own, whatever that does meanwhile", () => {
    let asked = 0;
    const manager: MemoryManager = start({
      limit: 2 ** 20,
      onShortage: () => {
        asked++;
        manager.on("allocate", () => {});
        expect(() => manager.emalloc(2 ** 21)).toThrow(MemoryLimitError);
        return false;
      },
    });
    expect(() => manager.emalloc(2 ** 21)).toThrow(MemoryLimitError);
    expect(asked).toBe(1);
  });

  it.each(["ilp32", "lp64-debug"] as const)("of %s refuses null where an address should be", (model) => {
    const manager = start({ model, report: () => {} });
    const none = null as unknown as number;
    for (const call of [() => manager.efree(none), () => manager.erealloc(none, 8), () => manager.estrdup(none)]) {
      expect(call).toThrow(InvalidPointerError);
    }
    expect(manager.mem_block_check(none)).toBe(model === "ilp32");
  });

  it("says that there is no memory", () => {
    const manager = start({ storage: arrayBuffer({ maximum: 2 ** 21 }) });
    expect(() => manager.emalloc(2 ** 22)).toThrow(OutOfMemoryError);
  });
});
