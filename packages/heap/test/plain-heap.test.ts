/** Plain heaps: the Zend heap without what serves those who look at it. */
import { HeapCorruptionError, InvalidPointerError, MemoryLimitError, type PlainHeap, ZendHeap } from "@zmm/heap";
import { createPlainHeap as createIlp32 } from "@zmm/heap/ilp32";
import { createPlainHeap as createLp64 } from "@zmm/heap/lp64";
import { heapContract } from "@zmm/heap/testing";
import { arrayBuffer, firstFit, type SegmentProvider } from "@zmm/storage";
import { describe, expect, it } from "vitest";
import { Random } from "./support/random.js";

const MODELS = [
  { model: "ilp32", word: 4, create: createIlp32 },
  { model: "lp64", word: 8, create: createLp64 },
] as const;

/** What one call gives: an address, or the name of the error. */
function outcome(call: () => number): number | string {
  try {
    return call();
  } catch (error) {
    return (error as Error).name;
  }
}

/** Plays seeded calls, requests' ends and shortages among them; returns what each gave. */
function play(heap: PlainHeap, seed: number): (number | string)[] {
  const random = new Random(seed);
  const live: number[] = [];
  const told: (number | string)[] = [];
  const keep = (given: number | string) => {
    told.push(given);
    if (typeof given === "number") live.push(given);
  };
  for (let step = 0; step < 4000; step++) {
    const at = random.below(Math.max(1, live.length));
    const kind = random.below(100);
    if (kind < 50 || live.length === 0) keep(outcome(() => heap.allocate(random.size(600_000))));
    else if (kind < 80) heap.free(live.splice(at, 1)[0] as number);
    else if (kind < 98) {
      const size = random.size(600_000);
      const given = outcome(() => heap.reallocate(live[at] as number, size));
      told.push(given);
      if (typeof given === "number") live[at] = given;
    } else if (kind === 98) heap.flushCache();
    else if (random.below(8) === 0) {
      heap.endRequest();
      live.length = 0;
    }
    told.push(heap.usage(), heap.usage(true), heap.peakUsage(), heap.peakUsage(true));
  }
  return told;
}

describe.each(MODELS)("a plain heap, $model", ({ model, word, create }) => {
  heapContract({ describe, it }, (storage) => create(storage), { sees: ["foreign", "interior"] });

  it.each([1, 2, 3])("does what the main entry's does, byte for byte (seed %i)", (seed) => {
    const [ours, theirs] = [arrayBuffer(), arrayBuffer()];
    const settings = { limit: 1_000_000, segmentSize: 65_536, reserveSize: 4096, compactSize: 1_000_000 };
    const told = play(create(ours, settings), seed);
    expect(told).toContain("MemoryLimitError");
    expect(told).toEqual(play(ZendHeap.create(theirs, { ...settings, model }), seed));
    expect(Buffer.compare(ours.memory.u8, theirs.memory.u8)).toBe(0);
  });

  it("says what words it has, and where it lies, so that a heap that can be looked at takes it up", () => {
    const storage = arrayBuffer();
    const heap = create(storage);
    expect(heap.word).toBe(word);
    const block = heap.allocate(100);
    const looked = ZendHeap.attach(storage, heap.address, { model });
    expect(looked.blockSize(block)).toBe(heap.blockSize(block));
    expect(looked.layout.model.name).toBe(model);
    expect(looked.word).toBe(word);
  });

  it("sees the mistakes that every release heap sees", () => {
    const heap = create(firstFit(), { limit: 1_000_000 });
    const block = heap.allocate(5000);
    expect(() => heap.free(block + 8)).toThrow(InvalidPointerError);
    expect(() => heap.allocate(2_000_000)).toThrow(MemoryLimitError);
    const [first, second] = [heap.allocate(24), heap.allocate(24)];
    heap.free(first);
    heap.free(second);
    heap.memory.i32[second >>> 2] = 8;
    heap.allocate(24);
    expect(() => heap.allocate(24)).toThrow(HeapCorruptionError);
  });

  it("gives everything back at its end", () => {
    const storage = firstFit();
    const heap = create(storage);
    for (let size = 1; size < 1_000_000; size *= 3) heap.allocate(size);
    heap.dispose();
    expect(storage.segments()).toEqual([]);
    expect(refused(storage)).toBe(true);
  });
});

/** Whether a heap on a storage that has ended is told so. */
function refused(storage: SegmentProvider): boolean {
  storage.dispose();
  return outcome(() => createIlp32(storage).address) === "ProviderDisposedError";
}
