import { createMemoryManager } from "@zmm/emalloc";
import { emallocFamily } from "@zmm/emalloc/family";
import { InvalidPointerError, MemoryLimitError, SystemHeap, ZendHeap } from "@zmm/heap";
import { arrayBuffer } from "@zmm/storage";
import {
  readTrace,
  record,
  recordManager,
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
    const recording = record(heap(), { settings: {} });
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

  test.each([0, -1, 0.5, Number.NaN])("has no capacity of %s", (capacity) => {
    expect(() => record(SystemHeap.create(arrayBuffer()), { capacity })).toThrow(RangeError);
  });

  test("may be looked at, and goes on", () => {
    const recording = record(heap(), { capacity: 2 });
    for (let count = 1; count <= 5; count++) {
      recording.heap.allocate(count);
      expect(recording.trace().length).toBe(count);
    }
  });

  test("works below a memory manager", () => {
    const recording = record(heap(), { settings: {} });
    const manager = createMemoryManager({ heap: recording.heap, env: {} });
    const block = manager.emalloc(100);
    manager.efree(manager.erealloc(block, 200));
    manager.ecalloc(4, 25);
    expect(lines(recording.trace())).toEqual(["a 0 100", "r 0 200", "f 0", "a 0 100"]);
  });

  test("writes down the settings of a heap, as far as they are not the defaults", () => {
    const settings = { limit: 2 ** 21, segmentSize: 65536, reserveSize: 0 };
    const { heap: recorded, trace } = record(ZendHeap.create(arrayBuffer(), { model: "lp64", ...settings }));
    recorded.allocate(1);
    expect(trace().settings).toEqual(settings);
    const plain = record(ZendHeap.create(arrayBuffer(), { model: "ilp32" }));
    plain.heap.allocate(1);
    expect(plain.trace().settings).toEqual({});
    expect(record(SystemHeap.create(arrayBuffer())).trace).toBeTypeOf("function");
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

  test("leaves no frame out because of its name", () => {
    const recording = record(heap(), { site: stackSite });
    const site = () => recording.heap.allocate(8);
    const numberOf = () => site();
    numberOf();
    expect(recording.trace().sites?.names[1]).toMatch(/numberOf record\.test\.ts:\d+;site record\.test\.ts:\d+$/);
  });

  test("leaves the frames of a memory manager out, whichever function was called", () => {
    const manager = createMemoryManager({ env: {} });
    const recording = recordManager(manager, { site: stackSite });
    const page = () => {
      manager.emalloc(10);
      manager.ecalloc(2, 3);
      manager.estrdup("x");
      manager.alloc(Float64Array, 3).free();
      manager.string("abc");
      manager.scoped((scope) => void scope.alloc(Int8Array, 3));
      manager.safe_erealloc(0, 1, 2, 3);
    };
    page();
    manager.on("grow", () => {});
    manager.on("allocate", () => {});
    page();
    const sites = recording.trace().sites?.names.slice(1) ?? [];
    expect(sites.length).toBeGreaterThan(6);
    for (const site of sites) expect(site.split(";").at(-1)).toMatch(/^(?:page )?record\.test\.ts:\d+$/);
  });

  test("leaves the frames of the emalloc family alone out", () => {
    const recording = record(heap(), { site: stackSite });
    const family = emallocFamily(recording.heap);
    const page = () => {
      family.emalloc(10);
      family.estrdup("x");
      family.safe_erealloc(0, 1, 2, 3);
    };
    page();
    const sites = recording.trace().sites?.names.slice(1) ?? [];
    expect(sites).toHaveLength(3);
    for (const site of sites) expect(site.split(";").at(-1)).toMatch(/^page record\.test\.ts:\d+$/);
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

describe("a recording of a memory manager", () => {
  const manager = () => createMemoryManager({ limit: "4M", env: {} });
  const lines = (trace: Trace) => writeTrace(trace).trimEnd().split("\n").slice(1);

  test("has what all of its functions come to, and the ends of requests", () => {
    const recorded = manager();
    const recording = recordManager(recorded);
    const block = recorded.emalloc(100);
    recorded.efree(recorded.erealloc(block, 5000));
    recorded.ecalloc(4, 25);
    recorded.estrdup("seven..");
    recorded.alloc(Float64Array, 10).free();
    recorded.pestrdup("persistent", true);
    recorded.zend_set_memory_limit(3 * 2 ** 20);
    expect(() => recorded.safe_emalloc(2 ** 20, 4, 0)).toThrow(MemoryLimitError);
    recorded.endRequest();
    recorded.string("after");
    expect(lines(recording.trace())).toEqual([
      "#@limit 4194304",
      "a 0 100",
      "r 0 5000",
      "f 0",
      "a 0 100",
      "a 1 8",
      "a 2 80",
      "f 2",
      "#: limit 3145728",
      "a 2 4194304",
      "z",
      "a 0 6",
    ]);
  });

  test("ends with stop, and leaves out what was there before", () => {
    const recorded = manager();
    const before = recorded.emalloc(50);
    const recording = recordManager(recorded);
    expect(recorded.is_zend_mm()).toBe(false);
    const during = recorded.emalloc(60);
    recorded.efree(before);
    recording.stop();
    recording.stop();
    expect(recorded.is_zend_mm()).toBe(true);
    recorded.efree(during);
    recorded.emalloc(70);
    expect(lines(recording.trace())).toEqual(["#@limit 4194304", "a 0 60"]);
  });

  test("gives the same heap when it is replayed", () => {
    const recorded = manager();
    const recording = recordManager(recorded);
    const held: number[] = [];
    for (let n = 0; n < 2000; n++) {
      held.push(recorded.emalloc((n * 37) % 3000));
      if (n % 3 === 0) recorded.efree(held.splice((n * 7) % held.length, 1)[0] ?? 0);
      if (n === 1500) {
        recorded.endRequest();
        held.length = 0;
      }
    }
    const trace = recording.trace();
    const again = startHeap(trace, arrayBuffer());
    replay(trace, again);
    expect(again.usage()).toBe(recorded.usage());
    expect([again.usage(true), again.peakUsage()]).toEqual([recorded.usage(true), recorded.peakUsage()]);
  });
});
