/** The subpaths that bring the heap of one data model each. */
import { ConfigurationError, ZendHeap } from "@zmm/heap";
import { ZendHeap as Ilp32 } from "@zmm/heap/ilp32";
import { ZendHeap as Lp64 } from "@zmm/heap/lp64";
import { ZendHeap as Lp64Debug } from "@zmm/heap/lp64-debug";
import { arrayBuffer } from "@zmm/storage";
import { describe, expect, it } from "vitest";

const ENTRIES = [
  { model: "ilp32", Heap: Ilp32 },
  { model: "lp64", Heap: Lp64 },
  { model: "lp64-debug", Heap: Lp64Debug },
] as const;

describe.each(ENTRIES)("@zmm/heap/$model", ({ model, Heap }) => {
  it("starts the heap that the main entry starts, byte for byte", () => {
    const secrets = { cookieLow: 1, cookieHigh: 2, startMagic: 3, endMagic: 4 };
    const [ours, theirs] = [arrayBuffer(), arrayBuffer()];
    for (const heap of [Heap.create(ours, { secrets }), ZendHeap.create(theirs, { model, secrets })]) {
      const kept = [24, 500, 100_000].map((size) => heap.allocate(size));
      heap.free(kept[1] as number);
    }
    expect(Buffer.compare(ours.memory.u8, theirs.memory.u8)).toBe(0);
  });

  it("takes up a heap that the main entry left, and no other", () => {
    const storage = arrayBuffer();
    const heap = ZendHeap.create(storage, { model });
    const block = heap.allocate(40);
    expect(Heap.attach(storage, heap.address).blockSize(block)).toBe(heap.blockSize(block));
    expect(() => Heap.attach(storage, 4096 * 9)).toThrow(ConfigurationError);
  });

  it("says so when a program without types asks for another model", () => {
    const other = model === "ilp32" ? "lp64" : "ilp32";
    const options: object = { model: other };
    expect(() => Heap.create(arrayBuffer(), options)).toThrow(ConfigurationError);
    expect(() => Heap.create(arrayBuffer(), { ...options, model } as object)).not.toThrow();
  });
});
