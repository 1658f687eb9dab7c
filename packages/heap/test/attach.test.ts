/** The bytes are the heap: a copy of them in another memory, attached there, goes on exactly as the original does. */
import { ConfigurationError, InvalidPointerError, ZendHeap, type ZendHeapOptions } from "@zmm/heap";
import { heapFields } from "@zmm/inspect";
import { arrayBuffer, type SegmentProvider } from "@zmm/storage";
import { describe, expect, it } from "vitest";
import { picture, reader, violations } from "./support/picture.js";
import { Random } from "./support/random.js";

/** A provider over a copy of another's whole memory: its own state is in the bytes and comes along. */
function copyOf(storage: SegmentProvider): SegmentProvider {
  const copy = arrayBuffer({ initial: storage.memory.byteLength });
  copy.memory.u8.set(storage.memory.u8);
  return copy;
}

function step(heap: ZendHeap, random: Random, live: number[]): number {
  const choice = random.below(10);
  const index = random.below(Math.max(1, live.length));
  if (live.length === 0 || choice < 5) return live[live.push(heap.allocate(random.size(400_000))) - 1]!;
  if (choice < 8) {
    const address = live.splice(index, 1)[0]!;
    heap.free(address);
    return address;
  }
  live[index] = heap.reallocate(live[index]!, random.size(400_000));
  return live[index];
}

const variants: ZendHeapOptions[] = [
  { model: "ilp32" },
  { model: "lp64" },
  { model: "lp64-debug" },
  { model: "lp64", internal: true },
  { model: "lp64-debug", internal: true },
  { model: "ilp32", hardened: true, cacheStats: true },
];

describe.each(variants)("a copied heap %o", (options) => {
  it("goes on like the original", () => {
    const storage = arrayBuffer();
    const original = ZendHeap.create(storage, options);
    const random = new Random(41);
    const live: number[] = [];
    for (let i = 0; i < 5_000; i++) step(original, random, live);

    const copy = ZendHeap.attach(copyOf(storage), original.address, options);
    const liveInCopy = [...live];
    const after = [new Random(42), new Random(42)] as const;
    for (let i = 0; i < 5_000; i++) {
      expect(step(copy, after[1], liveInCopy)).toBe(step(original, after[0], live));
    }
    expect(picture(copy)).toEqual(picture(original));
    expect(heapFields(reader(copy))).toEqual(heapFields(reader(original)));
    expect(violations(copy)).toEqual([]);

    original.endRequest();
    copy.endRequest();
    expect(picture(copy)).toEqual(picture(original));
  });
});

describe("attach", () => {
  it("refuses an address where no heap of the model lies", () => {
    const storage = arrayBuffer();
    const heap = ZendHeap.create(storage, { model: "lp64" });
    expect(() => ZendHeap.attach(storage, heap.address + 8, { model: "lp64" })).toThrow(ConfigurationError);
    expect(() => ZendHeap.attach(storage, heap.address, { model: "ilp32" })).toThrow("no heap of model 'ilp32'");
    for (const address of [0, 3, -8, 2 ** 40, Number.NaN]) {
      expect(() => ZendHeap.attach(storage, address, { model: "lp64" })).toThrow(ConfigurationError);
    }
  });

  it("finds a debug heap's marks where some blocks are damaged, and where none is in use", () => {
    const storage = arrayBuffer();
    const heap = ZendHeap.create(storage, { model: "lp64-debug", reserveSize: 0 });
    const blocks = Array.from({ length: 5 }, () => heap.allocate(100));
    heap.memory.u8[blocks[0]! + 100] = 1;
    heap.memory.u8[blocks[0]! - heap.layout.headerSize] = 1;
    const other = ZendHeap.attach(storage, heap.address, { model: "lp64-debug" });
    for (const block of blocks.slice(1)) other.free(block);
    expect(() => other.free(blocks[0]!)).toThrow(InvalidPointerError);

    const empty = ZendHeap.create(storage, { model: "lp64-debug", reserveSize: 0 });
    const kept = empty.allocate(5000);
    const freed = empty.allocate(5000);
    empty.free(freed);
    empty.flushCache();
    const third = ZendHeap.attach(storage, empty.address, { model: "lp64-debug" });
    expect(third.allocate(5000)).toBe(freed);
    third.free(kept);
  });

  it("serves two views of one heap in turn", () => {
    const storage = arrayBuffer();
    const first = ZendHeap.create(storage, { model: "ilp32" });
    const second = ZendHeap.attach(storage, first.address, { model: "ilp32" });
    const block = first.allocate(40);
    second.free(block);
    expect(first.allocate(40)).toBe(block);
    expect(second.usage()).toBe(first.usage());
  });
});
