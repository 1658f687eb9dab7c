import { createHash } from "node:crypto";
import { type Heap, SystemHeap, ZendHeap } from "@zmm/heap";
import { arrayBuffer } from "@zmm/storage";
import { type HeapSource, HeapTimeline, readTrace, type Trace } from "@zmm/trace";
import { describe, expect, test } from "vitest";
import { corpusTrace } from "./corpus.js";

const digest = ({ heap }: HeapTimeline<Heap>) => createHash("sha1").update(heap.memory.u8).digest("hex");

/** Heaps that can be taken up from bytes, and one that cannot. */
const SOURCES: Readonly<Record<string, HeapSource<Heap>>> = {
  zend: {
    storage: (bytes) => arrayBuffer(bytes && { bytes }),
    create: (storage) => ZendHeap.create(storage),
    attach: (storage, heap) => ZendHeap.attach(storage, (heap as ZendHeap).address),
  },
  system: {
    storage: (bytes) => arrayBuffer(bytes && { bytes }),
    create: (storage) => SystemHeap.create(storage),
    attach: (storage, heap) => SystemHeap.attach(storage, (heap as SystemHeap).address),
  },
  replayed: { storage: () => arrayBuffer(), create: (storage) => ZendHeap.create(storage) },
};

describe.each(Object.keys(SOURCES))("a timeline of any heap: %s", (name) => {
  const source = SOURCES[name]!;

  test("goes back to where it was, step by step and from afar", async () => {
    const trace = await corpusTrace("syn_small");
    const timeline = new HeapTimeline(trace, source, { interval: 2000 });
    const places = [0, 1, 1999, 2000, 2001, 4500, 4501, 4502, 7000];
    const there = new Map<number, string>();
    for (const place of places) {
      timeline.seek(place);
      there.set(place, digest(timeline));
    }
    for (const place of [4502, 4501, 4500, 7000, 4501, 1, 2000, 1999, 7000, 0]) {
      timeline.seek(place);
      expect([place, digest(timeline)]).toEqual([place, there.get(place)]);
    }
    expect(timeline.restorable).toBe(name !== "replayed");
  });

  test("goes on with another trace from where the two part", () => {
    const first = readTrace("a 0 24\na 1 100\nf 0\na 0 5000\nf 1\n");
    const second = readTrace("a 0 24\na 1 100\nr 1 300\na 7 64\n");
    const fresh = new HeapTimeline(second, source);
    fresh.seek(4);
    const timeline = new HeapTimeline(first, source, { interval: 1 });
    timeline.seek(5);
    timeline.change(second, 2);
    expect(timeline.position).toBe(2);
    timeline.seek(4);
    expect(digest(timeline)).toBe(digest(fresh));
    expect(timeline.addresses[7]).toBe(fresh.addresses[7]);
    timeline.change(first, 2);
    timeline.seek(5);
    timeline.seek(3);
    expect(timeline.position).toBe(3);
    expect(() => timeline.change(readTrace("a 0 24\n"), 2)).toThrow(RangeError);
  });
});

test("a timeline's copies stay below their budget, and it still goes everywhere", async () => {
  const trace: Trace = await corpusTrace("syn_sawtooth");
  const free = new HeapTimeline(trace, SOURCES["zend"]!, { interval: 500, budget: 2 ** 40 });
  free.seek(trace.length);
  const budget = free.copiedBytes / 2;
  const bounded = new HeapTimeline(trace, SOURCES["zend"]!, { interval: 500, budget });
  bounded.seek(trace.length);
  expect(bounded.copiedBytes).toBeLessThanOrEqual(budget);
  for (const place of [trace.length - 1, 700, 9000, 499, 500]) {
    for (const timeline of [bounded, free]) timeline.seek(place);
    expect([place, digest(bounded)]).toEqual([place, digest(free)]);
  }
});
