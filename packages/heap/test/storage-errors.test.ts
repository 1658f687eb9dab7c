/** What becomes of heaps whose storage throws, shortens its memory, or is called by listeners in the middle of a call. */
import { HeapCorruptionError, MemoryLimitError, OutOfMemoryError, SystemHeap, ZendHeap } from "@zmm/heap";
import {
  arrayBuffer,
  firstFit,
  type PagedProvider,
  ProviderBusyError,
  poisoned,
  resizable,
  WriteAfterFreeError,
  wasmMemory,
} from "@zmm/storage";
import { describe, expect, it } from "vitest";
import { violations } from "./support/picture.js";

const MODELS = ["ilp32", "lp64", "lp64-debug"] as const;

/** A provider whose calls of one kind throw once they are counted down. */
function throwing<P extends PagedProvider>(provider: P, call: "free" | "reallocate" | "compact", after: number): P {
  const original = provider[call].bind(provider) as (...args: number[]) => number;
  let left = after;
  Object.assign(provider, {
    [call]: (...args: number[]) => {
      const result = original(...args);
      if (left-- === 0) throw new Error(`of ${call}`);
      return result;
    },
  });
  return provider;
}

describe.each(MODELS)("a Zend heap of %s", (model) => {
  it("keeps the free block behind one whose segment could not be grown for an error of the storage", () => {
    const storage = poisoned(arrayBuffer());
    const heap = ZendHeap.create(storage, { model });
    const freed = storage.allocate(4096);
    storage.allocate(4096);
    storage.free(freed, 4096);
    const block = heap.allocate(300_000);
    storage.memory.u8[freed + 5] = 1;
    expect(() => heap.reallocate(block, 600_000)).toThrow(WriteAfterFreeError);
    expect(violations(heap)).toEqual([]);
    expect(heap.reallocate(block, 200_000)).toBe(block);
    heap.free(block);
    expect(violations(heap)).toEqual([]);
  });

  it("has ended its request when the storage throws as it takes a segment back, and has given back the others", () => {
    const storage = throwing(arrayBuffer(), "free", 1);
    const heap = ZendHeap.create(storage, { model });
    for (let count = 0; count < 5; count++) heap.allocate(300_000);
    expect(() => heap.endRequest()).toThrow("of free");
    expect(storage.segments()).toHaveLength(2);
    expect(violations(heap)).toEqual([]);
    heap.allocate(300_000);
    heap.endRequest();
    heap.dispose();
    expect(storage.segments()).toEqual([]);
  });

  it("has ended its request when the storage cannot be compacted", () => {
    const heap = ZendHeap.create(throwing(arrayBuffer(), "compact", 0), { model, compactSize: 1 });
    for (let count = 0; count < 5; count++) heap.allocate(300_000);
    expect(() => heap.endRequest()).toThrow("of compact");
    expect(violations(heap)).toEqual([]);
    expect(heap.usage(true)).toBe(heap.segmentSize);
  });

  it("begins a request without a reserve where the limit or the storage leaves no room for it", () => {
    const storage = arrayBuffer();
    const heap = ZendHeap.create(storage, { model, reserveSize: 300_000, limit: 1_000_000 });
    // a shortage frees the reserve, and with it the segment that had room for it
    heap.allocate(1000);
    expect(() => heap.allocate(2_000_000)).toThrow(MemoryLimitError);
    heap.limit = heap.segmentSize;
    heap.endRequest();
    expect(heap.usage()).toBe(0);
    heap.limit = 1_000_000;
    heap.endRequest();
    expect(heap.usage()).toBeGreaterThan(300_000);
    heap.endRequest();
    heap.allocate(1000);
    expect(() => heap.allocate(2_000_000)).toThrow(MemoryLimitError);
    Object.assign(storage, { allocate: () => 0 });
    heap.endRequest();
    expect(heap.usage()).toBe(0);
    expect(violations(heap)).toEqual([]);
    heap.allocate(100);
  });

  it("tells a ring of segments from a list", () => {
    const heap = ZendHeap.create(arrayBuffer(), { model });
    for (let count = 0; count < 3; count++) heap.allocate(300_000);
    const { layout, memory, address } = heap;
    const newest = memory.i32[(address + layout.structs.heap.offsetOf("segments")) / 4] as number;
    memory.i32[(newest + layout.structs.segment.offsetOf("next")) / 4] = newest;
    expect(() => heap.endRequest()).toThrow(HeapCorruptionError);
    expect(() => ZendHeap.attach(heap.provider, address, { model, hardened: true })).toThrow(HeapCorruptionError);
    expect(() => heap.dispose()).toThrow(HeapCorruptionError);
  });

  it("is not there for others when it has ended", () => {
    const storage = wasmMemory();
    const heap = ZendHeap.create(storage, { model });
    const other = ZendHeap.attach(storage, heap.address, { model });
    heap.dispose();
    expect(() => ZendHeap.attach(storage, heap.address, { model })).toThrow(`no heap of model '${model}'`);
    expect(() => other.usage()).toThrow(HeapCorruptionError);
    expect(() => other.dispose()).toThrow(HeapCorruptionError);
    expect(storage.segments()).toEqual([]);
  });

  it("is found by attach after a module has grown the memory", () => {
    const memory = new WebAssembly.Memory({ initial: 32 });
    const storage = wasmMemory({ memory, start: 1024 });
    const heap = ZendHeap.create(storage, { model });
    memory.grow(1);
    expect(ZendHeap.attach(storage, heap.address, { model }).usage()).toBe(heap.usage());
  });

  it("takes its new view although another listener calls the storage", () => {
    for (const create of [arrayBuffer, firstFit]) {
      const storage = create({ initial: 400_000 });
      const heap = ZendHeap.create(storage, { model });
      storage.memory.onGrow(() => {
        try {
          storage.allocate(8);
        } catch (error) {
          expect(error).toBeInstanceOf(ProviderBusyError);
        }
      });
      const block = heap.allocate(900_000);
      storage.memory.u8[block] = 7;
      heap.allocate(2_000_000);
      expect(storage.memory.u8[block]).toBe(7);
      expect(violations(heap)).toEqual([]);
    }
  });
});

describe("a system heap", () => {
  it("ends its request, and its life, on a memory that becomes shorter meanwhile", () => {
    const storage = resizable({ keep: 0 });
    const heap = SystemHeap.create(storage);
    for (let round = 0; round < 3; round++) {
      for (let count = 0; count < 20; count++) heap.allocate(1_000_000);
      heap.endRequest();
      expect(heap.usage()).toBe(0);
      expect([...heap.blocks()].every(({ used }) => !used)).toBe(true);
      expect(storage.segments()).toHaveLength(2);
    }
    for (let count = 0; count < 20; count++) heap.allocate(1_000_000);
    heap.dispose();
    expect(storage.segments()).toEqual([]);
  });

  it("has ended its request when the storage throws, and has given back the other segments", () => {
    const storage = throwing(arrayBuffer(), "free", 2);
    const heap = SystemHeap.create(storage);
    for (let count = 0; count < 6; count++) heap.allocate(1_000_000);
    expect(() => heap.endRequest()).toThrow("of free");
    expect(storage.segments()).toHaveLength(2);
    expect(() => [...heap.blocks()]).not.toThrow();
    heap.dispose();
    expect(storage.segments()).toEqual([]);
  });

  it("says that there is no memory when there is none for a block", () => {
    const heap = SystemHeap.create(arrayBuffer({ maximum: 1_000_000 }));
    expect(() => heap.allocate(2_000_000)).toThrow(OutOfMemoryError);
  });
});
