import { createMemoryManager } from "@zmm/emalloc";
import { InvalidPointerError, MemoryLimitError, ZendHeap } from "@zmm/heap";
import { arrayBuffer } from "@zmm/storage";
import {
  readTrace,
  record,
  recordTo,
  replay,
  stackSite,
  startHeap,
  type Trace,
  writeGolden,
  writeTrace,
} from "@zmm/trace";
import { describe, expect, test } from "vitest";
import { corpusTrace } from "./corpus.js";

/** The trace of a replay of `trace`. */
function recordedReplay(trace: Trace): Trace {
  const recording = record(startHeap(trace, arrayBuffer(), { model: "lp64" }), { settings: trace.settings });
  replay(trace, recording.heap);
  return recording.trace(trace.name);
}

describe("a recorded replay", () => {
  test.each(["bench", "requests", "requests_noreserve", "smarty", "syn_quirks", "syn_trie", "wordpress"])(
    "is the trace itself, and gives the same golden: %s",
    async (name) => {
      const trace = await corpusTrace(name);
      const recorded = recordedReplay(trace);
      expect(writeTrace(recorded) === writeTrace(trace)).toBe(true);
      const golden = (of: Trace) => writeGolden(of, arrayBuffer(), "ilp32");
      expect(golden(recorded) === golden(trace)).toBe(true);
    },
  );

  // which null the program freed no recorder can know, so IDs may differ: the answers may not
  test.each(["syn_limit", "storage_fails"])("gives the same answers where operations fail: %s", async (name) => {
    const trace = await corpusTrace(name);
    const golden = (of: Trace) => writeGolden(of, arrayBuffer(), "lp64").replaceAll(/^([arf!]) \d+/gm, "$1");
    expect(golden(recordedReplay(trace)) === golden(trace)).toBe(true);
  });
});

describe("a recording", () => {
  const heap = () => ZendHeap.create(arrayBuffer(), { model: "lp64", limit: 2 ** 21 });
  const lines = (trace: Trace) => writeTrace(trace).trimEnd().split("\n").slice(1);

  test("gives out the lowest free ID, and writes remarks and limits between the operations", () => {
    const recording = record(heap(), { settings: { limit: 2 ** 21 } });
    const { heap: recorded } = recording;
    const a = recorded.allocate(10);
    const b = recorded.allocate(20);
    recorded.free(a);
    recording.note("first part");
    const c = recorded.allocate(30);
    recorded.limit = 2 ** 22;
    recorded.free(recorded.reallocate(b, 5000));
    recorded.free(c);
    recorded.endRequest();
    recorded.allocate(1);
    expect(lines(recording.trace())).toEqual([
      "#@limit 2097152",
      "a 0 10",
      "a 1 20",
      "f 0",
      "#: first part",
      "a 0 30",
      "#: limit 4194304",
      "r 1 5000",
      "f 1",
      "f 0",
      "z",
      "a 0 1",
    ]);
    expect(recorded.limit).toBe(2 ** 22);
  });

  test("leaves failures in, mistakes out", () => {
    const recording = record(heap());
    const { heap: recorded } = recording;
    const a = recorded.allocate(10);
    expect(() => recorded.allocate(2 ** 22)).toThrow(MemoryLimitError);
    expect(() => recorded.reallocate(a, 2 ** 40)).toThrow(MemoryLimitError);
    expect(() => recorded.free(a + 4)).toThrow(InvalidPointerError);
    expect(() => recorded.allocate(-1)).toThrow();
    expect(() => recorded.allocate(0.5)).toThrow();
    recorded.free(0);
    recorded.free(0);
    recorded.reallocate(0, 7);
    recorded.free(a);
    expect(lines(recording.trace())).toEqual(["a 0 10", "a 1 4194304", "r 0 1099511627776", "f 1", "a 1 7", "f 0"]);
  });

  test("changes nothing about the heap it records", async () => {
    const trace = await corpusTrace("syn_limit");
    const plain = startHeap(trace, arrayBuffer(), { model: "ilp32" });
    const recorded = startHeap(trace, arrayBuffer(), { model: "ilp32" });
    const recording = record(recorded);
    expect(replay(trace, recording.heap).failures).toBe(replay(trace, plain).failures);
    expect(Buffer.compare(recorded.memory.u8, plain.memory.u8)).toBe(0);
    expect(recording.heap.usage(true)).toBe(plain.usage(true));
    expect(recording.heap.peakUsage()).toBe(plain.peakUsage());
  });

  test("may be looked at, and goes on", () => {
    const recording = record(heap(), { capacity: 2 });
    for (let count = 1; count <= 5; count++) {
      recording.heap.allocate(count);
      expect(recording.trace().length).toBe(count);
    }
  });

  test("works below a memory manager", () => {
    const recording = record(heap());
    const manager = createMemoryManager({ heap: recording.heap, env: {} });
    const block = manager.emalloc(100);
    manager.efree(manager.erealloc(block, 200));
    manager.ecalloc(4, 25);
    expect(lines(recording.trace())).toEqual(["a 0 100", "r 0 200", "f 0", "a 0 100"]);
  });

  test("goes to a file as it goes on", async () => {
    const trace = await corpusTrace("wordpress");
    const pieces: Uint8Array[] = [];
    const recording = recordTo((bytes) => pieces.push(bytes), startHeap(trace, arrayBuffer()), { capacity: 1000 });
    replay(trace, recording.heap);
    const beforeTheEnd = pieces.length;
    recording.note("that was it");
    recording.end();
    recording.heap.allocate(1);
    const written = readTrace(Buffer.concat(pieces), trace.name);
    expect(beforeTheEnd).toBeGreaterThan(1);
    expect(written.notes).toEqual([{ at: trace.length, text: "that was it" }]);
    expect(writeTrace({ ...written, notes: [] }) === writeTrace(trace)).toBe(true);
  });

  test("asks for call sites when it is told to", () => {
    let place = "";
    const recording = record(heap(), { site: () => place });
    for (const name of ["main;a.php:1", "main;b.php:2", "", "main;a.php:1"]) {
      place = name;
      recording.heap.allocate(8);
    }
    const { sites } = recording.trace();
    expect([...(sites?.of ?? [])].map((site) => sites?.names[site])).toEqual([
      "main;a.php:1",
      "main;b.php:2",
      "",
      "main;a.php:1",
    ]);
  });

  test("takes stacks as call sites", () => {
    const recording = record(heap(), { site: stackSite });
    const inner = () => recording.heap.allocate(8);
    const outer = () => inner();
    outer();
    const { sites } = recording.trace();
    expect(sites?.names[1]).toMatch(/outer record\.test\.ts:\d+;inner record\.test\.ts:\d+$/);
  });
});
