/** The built commands that look into heaps and traces, run as users run them. */
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { allBlocks, HeapReader, writeSnapshot } from "@zmm/inspect";
import { readTrace, Timeline } from "@zmm/trace";
import { afterAll, describe, expect, test } from "vitest";
import { corpus, ESCAPE, SMALL, scratchFolder, textOf, zmm, zmmInTerminal } from "./zmm.js";

const scratch = scratchFolder();
afterAll(scratch.remove);

describe("looking into heaps", () => {
  const quirks = corpus("traces/syn_quirks.trace.gz");
  const json = (...args: string[]) => {
    const { code, stdout, stderr } = zmm([...args, "--json"]);
    expect([code, stderr]).toEqual([0, ""]);
    return JSON.parse(stdout);
  };

  test("inspect shows a trace at a moment, and a snapshot of the same likewise", () => {
    const snapshot = scratch.path("moment.zmmsnap");
    const { code, stdout, stderr } = zmm(["inspect", `${quirks}@100`, "--save", snapshot]);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/moment\.zmmsnap: .* KiB\n$/)]);
    const unwritten = scratch.path("unwritten.zmmsnap");
    expect(zmm(["inspect", quirks, "--save", unwritten, "--at", "here"]).code).toBe(2);
    expect(existsSync(unwritten)).toBe(false);
    for (const text of ["fragmentation", "segment 0x", "cache", "after operation 100"]) expect(stdout).toContain(text);
    const [ofTrace, ofSnapshot] = [json("inspect", `${quirks}@100`), json("inspect", snapshot)];
    // what was asked for is in the trace only
    const { internal, rounding } = ofTrace.statistics.fragmentation;
    expect([internal, rounding]).toEqual([expect.any(Number), expect.any(Number)]);
    Object.assign(ofTrace.statistics.fragmentation, { internal: null, rounding: null });
    expect(ofSnapshot).toEqual({ ...ofTrace, name: expect.stringContaining("moment.zmmsnap") });
    expect(zmm(["inspect", snapshot, "--view", "struct"]).stdout).toContain("free_bitmap");
  });

  test("inspect shows a block with its bytes, and what a debugger would", () => {
    const [[address, size]] = json("inspect", `${quirks}@100`).blocks;
    const { code, stdout } = zmm(["inspect", `${quirks}@100`, "--at", `0x${(address + 4).toString(16)}`]);
    expect(code).toBe(0);
    expect(stdout).toContain(`block at 0x${address.toString(16)}, ${size} bytes`);
    expect(stdout).toContain("info._size");
    expect(json("inspect", `${quirks}@100`, "--at", String(address)).block).toMatchObject({ address, size });
    const { stdout: listed } = zmm(["inspect", `${quirks}@100`, "--lldb", "p heap->real_size"]);
    expect(listed).toMatch(/^\(lldb\) p heap->real_size\n.*= \d+\n$/);
  });

  test("check passes healthy heaps, and exits with 1 on damaged ones", async () => {
    expect(zmm(["check", quirks, "--every", "50", "--model", "lp64-debug"]).code).toBe(0);
    const { heap } = new Timeline(readTrace(gunzipSync(readFileSync(quirks))), { model: "lp64" });
    const { memory, address, layout } = heap;
    const reader = new HeapReader({ memory, address, layout });
    const block = [...allBlocks(reader)][0]?.address ?? 0;
    memory.i32[block / 4] = 12345;
    const path = scratch.write("damaged.zmmsnap", await writeSnapshot(reader));
    const { code, stdout } = zmm(["check", path]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/block-size|0x[0-9a-f]+/);
    expect(JSON.parse(zmm(["check", path, "--json"]).stdout).healthy).toBe(false);
  });

  test("diff shows what a few operations changed", () => {
    const { fields } = json("diff", `${quirks}@20`, `${quirks}@25`);
    expect(fields.length).toBeGreaterThan(0);
    expect(zmm(["diff", `${quirks}@20`, `${quirks}@20`]).stdout).toContain("no difference");
  });

  test("explain says what an operation does", () => {
    const { code, stdout } = zmm(["explain", `${quirks}@1`]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/operation 1: a 0 0/);
    expect(json("explain", `${quirks}@1`).outcome.kind).toBe("address");
  });

  test("explain says what the end of a request leaves", () => {
    const { steps, outcome } = json("explain", `${scratch.write("z.trace", "a 0 1\nz\n")}@2`);
    expect(outcome).toEqual({ kind: "done" });
    expect(steps.map(({ rule }: { rule: string }) => rule)).toContain("reopen-segment");
  });

  test("explain knows when the storage will fail", () => {
    const trace = corpus("traces/storage_fails.trace.gz");
    expect(json("explain", `${trace}@170`).outcome).toMatchObject({ kind: "failure", error: "OUT_OF_MEMORY" });
  });

  test("stats counts what a program asks for", () => {
    expect(json("stats", SMALL).program).toMatchObject({ operations: 12000, allocations: 5198 });
    expect(json("stats", `${SMALL}@10`).program.operations).toBe(10);
    expect(zmm(["stats", SMALL]).stdout).toContain("what the program asks for");
  });

  test("compare runs heaps side by side", () => {
    const { results } = json("compare", quirks, "--heaps", "lp64,system");
    expect(results.map(({ name }: { name: string }) => name)).toEqual(["lp64", "system"]);
    expect(zmm(["compare", quirks]).stdout).toMatch(/system/);
  });

  test("compare lets the storage fail as the trace says", () => {
    const failing = corpus("traces/storage_fails.trace.gz");
    const { results } = json("compare", failing, "--heaps", "lp64,system");
    const { failures } = json("replay", failing, "--model", "lp64");
    expect(failures).toBeGreaterThan(0);
    expect(results.map((result: { failures: number }) => result.failures)).toEqual([failures, expect.any(Number)]);
    expect(results[1].failures).toBeGreaterThan(0);
  });

  test("compare holds the memory of one heap at a time", () => {
    const trace = scratch.write("large.trace", Array.from({ length: 400 }, (_, id) => `a ${id} 262144\n`).join(""));
    const tellMemory = 'process.on("exit", () => process.stderr.write(String(process.resourceUsage().maxRSS)))';
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(tellMemory)}` };
    const { code, stderr } = zmm(
      ["compare", trace, "--storage", "arrayBuffer", "--heaps", "lp64,ilp32,lp64-debug,system"],
      env,
    );
    expect(code).toBe(0);
    // kilobytes: 100 MiB that somebody uses are there twice while an ArrayBuffer grows, 340,000 to 510,000 on Node 20 to 24; the
    // four heaps at a time would take 740,000 and more
    expect(Number(stderr)).toBeLessThan(620_000);
  });

  test("top prints moments where nobody can watch", () => {
    const { code, stdout } = zmm(["top", quirks]);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split("\n")).toHaveLength(101);
    const last = zmm(["top", quirks, "--json"]).stdout.trimEnd().split("\n").at(-1) ?? "";
    expect(JSON.parse(last)).toMatchObject({ operation: 353, failures: 0 });
  });

  test("top watches in a terminal: it pauses, steps both ways, ends, and leaves the screen as it was", () => {
    const { code, stdout } = zmmInTerminal(["top", quirks, "--speed", "10"], " nnpgnGq");
    const screens = stdout.split(`${ESCAPE}[H`);
    expect(code).toBe(0);
    expect(stdout).toContain(`${ESCAPE}[?1049h`);
    expect(stdout.trimEnd().endsWith(`${ESCAPE}[?25h${ESCAPE}[?1049l`)).toBe(true);
    expect(screens.at(-1)).toMatch(/353 of 353 \(paused\), next the end/);
    expect(Math.max(...screens.map((screen) => screen.split("\r\n").length))).toBeLessThanOrEqual(24);
  });

  test("report is one file that loads nothing", () => {
    const path = scratch.path("report.html");
    expect(zmm(["report", corpus("traces/wordpress.trace.gz"), "-o", path]).code).toBe(0);
    const page = readFileSync(path, "utf8");
    expect(page.length).toBeLessThan(5_000_000);
    expect(page).not.toMatch(/(src|href)=["']/);
    const { memory, map, buckets } = json("report", quirks);
    expect(memory.at.at(-1)).toBe(353);
    expect(memory.temporary).toHaveLength(memory.at.length);
    expect(map.cells).toHaveLength(201);
    expect(buckets).toHaveLength(64);
  });

  test("report and compare know the peaks between the moments that they look at", () => {
    const trace = scratch.write("spike.trace", `a 0 3000000\nf 0\n${"a 0 8\nf 0\n".repeat(2000)}`);
    const { peak, realPeak } = json("replay", trace);
    expect(json("report", trace).peaks).toEqual({ usage: peak, real: realPeak });
    expect(json("compare", trace, "--heaps", "lp64").results[0]).toMatchObject({ peakUsage: peak, peakReal: realPeak });
  });

  test("report measures fragmentation as inspect does, and shows how far it is", () => {
    const { map } = json("report", `${SMALL}@7000`);
    const { external, unused } = json("inspect", `${SMALL}@7000`).statistics.fragmentation;
    expect([map.fragmentation.at(-1), map.unused.at(-1)]).toEqual([external, unused]);
    const { code, stdout } = zmmInTerminal(["report", SMALL, "-o", scratch.path("watched.html")], "");
    expect(code).toBe(0);
    expect(stdout).toContain("following ");
  });

  test("replay and convert run the first operations only, where wanted", () => {
    expect(json("replay", `${SMALL}@10`).operations).toBe(10);
    const output = scratch.path("ten.ztrace");
    expect(json("convert", `${SMALL}@10`, "-o", output).operations).toBe(10);
    expect(json("stats", output).program.operations).toBe(10);
  });

  test("a file that is named as a moment is that file", () => {
    const path = scratch.write("run@2", "a 0 1\na 1 2\na 2 3\n");
    expect(json("replay", path).operations).toBe(3);
    expect(json("stats", `${path}@1`).program.operations).toBe(1);
    expect(zmm(["explain", path]).stderr).toMatch(/which operation/);
  });

  test("convert goes from any format to any", () => {
    const log = scratch.write("program.log", "malloc(24) = 0x1000\nmalloc(8) = 0x2000\nfree(0x1000) = <void>\n");
    const binary = scratch.path("program.ztrace");
    const packed = scratch.path("program.trace.gz");
    expect(zmm(["convert", log, "-o", binary]).code).toBe(0);
    expect(json("convert", binary, "-o", packed)).toEqual({
      output: packed,
      operations: 3,
      bytes: readFileSync(packed).length,
    });
    expect(textOf(packed)).toBe("#zmm-trace 1\na 0 24\na 1 8\nf 0\n");
    expect(json("replay", binary).operations).toBe(3);
    for (const name of ["p.speedscope.json", "p.json", "p.pprof"]) {
      expect(zmm(["convert", log, "-o", scratch.path(name)]).code).toBe(0);
      expect(readFileSync(scratch.path(name)).length).toBeGreaterThan(50);
    }
  });
});
