import { type CallSiteMode, createMemoryManager, type MemoryManager } from "@zmm/emalloc";
import { describe, expect, it } from "vitest";

const FILE = import.meta.filename;

function debugging(callSites?: CallSiteMode): MemoryManager {
  const options = callSites === undefined ? {} : { callSites };
  return createMemoryManager({ model: "lp64-debug", env: {}, report: () => {}, ...options });
}

/** The line that this is called from. */
function line(): number {
  const frames = (new Error().stack ?? "").split("\n");
  return Number(/:(\d+):\d+\)?$/.exec(frames[2] ?? "")?.[1]);
}

const placesOf = (manager: MemoryManager) => manager.leaks().map(({ site }) => ({ file: site.file, line: site.line }));

describe("call sites", () => {
  it("are the lines of the program, whatever gives the block", () => {
    const manager = debugging();
    const lines: number[] = [];
    // biome-ignore format: each call and its line stand on one line
    const calls = [
      () => { lines.push(line()); manager.emalloc(1); },
      () => { lines.push(line()); manager.ecalloc(1, 2); },
      () => { lines.push(line()); manager.estrdup("x"); },
      () => { lines.push(line()); manager.safe_erealloc(0, 1, 2, 3); },
      () => { lines.push(line()); manager.alloc(Float64Array, 2); },
      () => { lines.push(line()); manager.alloc(Int8Array, 2, { alignment: 64 }); },
      () => { lines.push(line()); manager.string("text"); },
      () => { lines.push(line()); manager.scope().alloc(Int8Array, 2); },
    ];
    for (const call of calls) call();
    expect(placesOf(manager)).toEqual(lines.map((number) => ({ file: FILE, line: number })));
  });

  it("are found below listeners and handlers too", () => {
    const manager = debugging();
    manager.on("allocate", () => {});
    const expected = line() + 1;
    manager.emalloc(1);
    expect(placesOf(manager)).toEqual([{ file: FILE, line: expected }]);
  });

  it("name the function", () => {
    const manager = debugging();
    leakSomething(manager);
    expect(manager.leaks()[0]?.site.function).toContain("leakSomething");
  });

  it("follow a block that is reallocated", () => {
    const manager = debugging();
    const block = manager.emalloc(10);
    const expected = line() + 1;
    manager.erealloc(block, 1000);
    expect(placesOf(manager)).toEqual([{ file: FILE, line: expected }]);
  });

  it("may be sampled, or left out", () => {
    const sampling = debugging({ sampleEvery: 3 });
    const none = debugging("off");
    for (let i = 0; i < 9; i++) {
      sampling.emalloc(8);
      none.emalloc(8);
    }
    const files = (manager: MemoryManager) => placesOf(manager).map(({ file }) => (file === FILE ? "here" : file));
    const unknown = "[unknown]";
    expect(files(sampling)).toEqual([unknown, unknown, "here", unknown, unknown, "here", unknown, unknown, "here"]);
    expect(new Set(files(none))).toEqual(new Set([unknown]));
  });

  it("may be said by the program, for the program that it runs", () => {
    const manager = debugging();
    const script = { file: "/srv/page.php", line: 7, function: "render" };
    const block = manager.at(script, () => manager.emalloc(10));
    expect(manager.leaks()).toEqual([{ address: block, size: 10, site: { ...script, actual: null } }]);
    expect(() => manager.at(script, () => failing())).toThrow("stop");
    manager.emalloc(1);
    expect(placesOf(manager)[1]?.file).toBe(FILE);
  });

  it("name both lines where a call is relayed, by every function with _rel", () => {
    const manager = debugging();
    const caller = { file: "/srv/page.php", line: 7 };
    const relayed = [
      manager.emalloc_rel(1, caller),
      manager.ecalloc_rel(1, 1, caller),
      manager.erealloc_rel(0, 1, caller),
      manager.erealloc_recoverable_rel(0, 1, caller),
      manager.safe_emalloc_rel(1, 1, 1, caller),
      manager.safe_erealloc_rel(0, 1, 1, 1, caller),
      manager.estrdup_rel("a", caller),
      manager.estrndup_rel("a", 1, caller),
      manager.pemalloc_rel(1, false, caller),
      manager.pecalloc_rel(1, 1, false, caller),
      manager.perealloc_rel(0, 1, false, caller),
      manager.perealloc_recoverable_rel(0, 1, false, caller),
      manager.pestrdup_rel("a", false, caller),
    ];
    const leaks = manager.leaks();
    expect(leaks.map(({ address }) => address).sort((a, b) => a - b)).toEqual([...relayed].sort((a, b) => a - b));
    for (const { site } of leaks) expect(site).toMatchObject({ file: FILE, actual: caller });
    expect(manager.zend_mem_block_size_rel(relayed[0] ?? 0, caller)).toBe(1);
    manager.efree_rel(relayed[0] ?? 0, caller);
    manager.pefree_rel(relayed[1] ?? 0, false, caller);
    expect(manager.leaks()).toHaveLength(11);
  });

  it("are not looked for by release heaps, whose _rel functions do the plain thing", () => {
    const manager = createMemoryManager({ env: {} });
    manager.efree_rel(manager.emalloc_rel(10, { file: "a", line: 1 }), { file: "a", line: 2 });
    expect(manager.leaks()).toEqual([]);
    expect(manager.leakReport()).toBe("");
  });
});

describe("leaks", () => {
  it("are the answer to a request's end, and are reported unless it is silent", () => {
    const reports: string[] = [];
    const manager = createMemoryManager({
      model: "lp64-debug",
      env: {},
      script: "s",
      report: (text) => reports.push(text),
    });
    manager.emalloc(10);
    manager.estrdup("leak");
    expect(manager.leakReport()).toContain("=== Total 2 memory leaks detected ===");
    const loud = manager.endRequest();
    expect(loud.leaks.map(({ size }) => size)).toEqual([10, 5]);
    expect(reports).toHaveLength(1);
    manager.emalloc(10);
    expect(manager.endRequest({ silent: true }).leaks).toHaveLength(1);
    manager.efree(manager.emalloc(10));
    expect(manager.endRequest().leaks).toEqual([]);
    expect(reports).toHaveLength(1);
    manager.emalloc(10);
    manager.shutdown_memory_manager(false, true);
    expect(reports).toHaveLength(2);
  });

  it("are told of any heap that is shut down aloud", () => {
    const reports: string[] = [];
    const manager = createMemoryManager({ model: "lp64-debug", env: {}, report: (text) => reports.push(text) });
    const heap = manager.zend_mm_startup({});
    const first = manager.zend_mm_set_heap(heap);
    manager.emalloc(100);
    manager.zend_mm_set_heap(first);
    manager.zend_mm_shutdown(heap, false, false);
    expect(reports.join("")).toContain("(100 bytes)");
  });
});

function leakSomething(manager: MemoryManager): void {
  manager.emalloc(3);
}

function failing(): never {
  throw new Error("stop");
}
