import { createHash } from "node:crypto";
import { type Heap, SystemHeap, ZendHeap } from "@zmm/heap";
import { MODEL_NAMES } from "@zmm/layout";
import type { SegmentProvider } from "@zmm/storage";
import { HeapTimeline, record, TIMELINE_STORAGES, Timeline, type Trace, timelineStorage } from "@zmm/trace";
import { describe, expect, test } from "vitest";
import { corpusTrace } from "./corpus.js";

/** A small generator of numbers, so that a failure can be repeated by its seed. */
function randomBelow(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** All there is to a moment, in short. */
const digest = ({ heap, addresses, failures }: HeapTimeline<Heap>) =>
  `${createHash("sha1").update(heap.memory.u8).update(addresses).digest("hex")} ${failures}`;

/** Goes to random places forwards on one timeline, and to the same in random order on another. */
function agrees(trace: Trace, seed: number, places: number, start: () => HeapTimeline<Heap>): void {
  const random = randomBelow(seed);
  const positions = Array.from({ length: places }, () => random(trace.length + 1));
  const forwards = start();
  const anywhere = start();
  const there = new Map<number, string>();
  for (const position of [...positions].sort((a, b) => a - b)) {
    forwards.seek(position);
    there.set(position, digest(forwards));
  }
  for (const position of positions) {
    anywhere.seek(position);
    expect(digest(anywhere), `position ${position}, seed ${seed}`).toBe(there.get(position));
  }
}

describe("a timeline", () => {
  // 210 places in all
  const places = { requests: 35, syn_limit: 25, storage_fails: 10 };
  const cases = MODEL_NAMES.flatMap((model) => Object.entries(places).map(([name, count]) => ({ model, name, count })));
  test.each(cases)("is the same backwards as forwards: $name, $model", { timeout: 60_000 }, async (of) => {
    const trace = await corpusTrace(of.name);
    // the marks of a debug heap are random: both have to have the same
    const secrets = { cookieLow: 0x1234567, cookieHigh: 0x7654321, startMagic: 0x11223344, endMagic: 0x55667788 };
    agrees(trace, of.count, of.count, () => new Timeline(trace, { model: of.model, secrets, interval: 5000 }));
  });

  test("goes back step by step", async () => {
    const timeline = new Timeline(await corpusTrace("syn_quirks"), { interval: 50 });
    const usages: number[] = [];
    for (let at = 0; at <= 353; at++) {
      timeline.seek(at);
      usages.push(timeline.heap.usage());
    }
    for (let at = 353; at >= 0; at -= 7) {
      timeline.seek(at);
      expect([at, timeline.position, timeline.heap.usage()]).toEqual([at, at, usages[at]]);
    }
  });

  // restoring copies the bytes, and opens the copy as that kind of storage: then its answers must be the same ones
  test.each(TIMELINE_STORAGES)("is the same backwards as forwards on %s", async (name) => {
    const trace = await corpusTrace("requests");
    agrees(trace, name.length, 5, () => new Timeline(trace, { storage: timelineStorage(name), interval: 6000 }));
  });

  test("goes back on a system heap", async () => {
    const trace = await corpusTrace("requests");
    const storage = timelineStorage("arrayBuffer");
    const create = (provider: SegmentProvider) => SystemHeap.create(provider);
    const attach = (provider: SegmentProvider, { address }: SystemHeap) => SystemHeap.attach(provider, address);
    agrees(trace, 3, 20, () => new HeapTimeline(trace, { storage, create, attach }, { interval: 5000 }));
  });

  test("goes back on a heap that keeps its state to itself, from the start", async () => {
    const trace = await corpusTrace("syn_quirks");
    const storage = timelineStorage("arrayBuffer");
    const create = (provider: SegmentProvider) => record(ZendHeap.create(provider)).heap;
    agrees(trace, 4, 20, () => new HeapTimeline(trace, { storage, create }));
  });

  test.each([0, -1, 0.5, Number.NaN])("has no copies every %s operations", async (interval) => {
    const trace = await corpusTrace("syn_quirks");
    expect(() => new Timeline(trace, { interval })).toThrow(RangeError);
  });

  test("has no moment outside the trace", async () => {
    const timeline = new Timeline(await corpusTrace("syn_quirks"));
    for (const position of [-1, 354, 0.5, Number.NaN]) expect(() => timeline.seek(position)).toThrow(RangeError);
    expect(timeline.position).toBe(0);
  });
});
