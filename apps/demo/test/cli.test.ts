/** The built command line, run as users run it: what it prints, and its exit codes. */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { allBlocks, HeapReader, writeSnapshot } from "@zmm/inspect";
import { providerNames } from "@zmm/storage";
import { readTrace, Timeline } from "@zmm/trace";
import { afterAll, describe, expect, test } from "vitest";
import { CLI, corpus, scratchFolder, zmm, zmmInTerminal, zmmInterrupted } from "./zmm.js";

const scratch = scratchFolder();
afterAll(scratch.remove);

const small = corpus("traces/syn_limit.trace.gz");
const golden = corpus("golden-lp64/syn_quirks.golden.gz");
const text = (path: string) => gunzipSync(readFileSync(path)).toString("utf8");
const ESCAPE = String.fromCharCode(27);

describe("zmm replay", () => {
  test("shows figures and a picture", () => {
    const { code, stdout, stderr } = zmm(["replay", small, "--model", "ilp32"]);
    expect([code, stderr]).toEqual([0, ""]);
    for (const label of ["operations", "time", "usage", "peak", "real size", "segments", "hit rate", "fragmentation"]) {
      expect(stdout).toContain(label);
    }
    expect(stdout).toMatch(/12,000 .*allocate 5,198, free 5,014, reallocate 1,788/);
    expect(stdout).toContain("failed");
    expect(stdout).toMatch(/^ {2}[█▓▒░·c]{20,}$/m);
    expect(stdout).not.toContain(ESCAPE);
  });

  test("gives JSON that agrees with the golden of the same trace", () => {
    const { code, stdout } = zmm(["replay", small, "--json"]);
    const last = text(corpus("golden-lp64/syn_limit.golden.gz"))
      .split("\n")
      .findLast((line) => line.startsWith("s "));
    const [, size, realSize, peak, realPeak, cached, , , , segments] = (last ?? "").split(" ").map(Number);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      model: "lp64",
      storage: "wasmMemory",
      operations: 12000,
      failures: 105,
      usage: (size ?? 0) - (cached ?? 0),
      peak,
      realSize,
      realPeak,
      cached,
      segments,
    });
  });

  test("takes a limit in K, M and G, and a storage", () => {
    const run = (...args: string[]) => JSON.parse(zmm(["replay", small, "--json", ...args]).stdout);
    const generous = run("--limit", "2G");
    const mean = run("--limit", "4096K", "--storage", "wasmMemory");
    expect(mean.storage).toBe("wasmMemory");
    expect(mean.failures).toBeGreaterThan(105);
    expect(generous.failures).toBeLessThan(105);
    expect(run("--limit", "4M")).toMatchObject({ failures: mean.failures, realPeak: mean.realPeak });
  });

  test.each(providerNames())("runs on %s", (storage) => {
    const { code, stdout } = zmm(["replay", small, "--json", "--storage", storage]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ operations: 12000, failures: 105, segments: 12 });
  });

  test("reads a trace that is not packed", () => {
    const path = scratch.write("plain.trace", "a 0 100\nr 0 200\nf 0\n");
    expect(JSON.parse(zmm(["replay", path, "--json"]).stdout)).toMatchObject({ operations: 3, usedBlocks: 1 });
  });

  test("colours where colour is wanted", () => {
    expect(zmm(["replay", small], { FORCE_COLOR: "1" }).stdout).toContain(ESCAPE);
    expect(zmm(["replay", small], { FORCE_COLOR: "1", NO_COLOR: "1" }).stdout).not.toContain(ESCAPE);
    expect(zmm(["replay", small, "--no-color"], { FORCE_COLOR: "1" }).stdout).not.toContain(ESCAPE);
  });
});

test.each([
  ["Ctrl+C", { key: "\u0003" }, 130],
  ["SIGTERM", { signal: "SIGTERM" as const }, 143],
])("%s ends a command that shows how far it is, and the exit code says so", async (_name, how, code) => {
  const slow = scratch.write("slow.trace", "a 0 8\nf 0\n".repeat(2_000_000));
  expect(await zmmInterrupted(["replay", slow], how)).toBe(code);
});

describe("zmm verify", () => {
  test("says ok in a line for each golden", () => {
    const files = ["golden-ilp32", "golden-lp64", "golden-lp64-debug"].map((d) =>
      corpus(`${d}/storage_fails.golden.gz`),
    );
    const { code, stdout, stderr } = zmm(["verify", ...files, "--storage", "wasmMemory"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout.trimEnd().split("\n")).toHaveLength(3);
  });

  test("shows the first difference, goes on with the other files, and exits with 1", () => {
    const wrong = text(golden).replace(/^(r \d+ \d+ \d+\+)(\d+)$/m, (_line, head, at) => `${head}${Number(at) + 8}`);
    const path = scratch.write("wrong.golden", wrong);
    const { code, stdout } = zmm(["verify", path, golden]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/operation 2\b/);
    expect(stdout).toMatch(/expected +r 0 0 0\+8248/);
    expect(stdout).toMatch(/got +r 0 0 0\+8240/);
    expect(stdout).toContain("syn_quirks.golden.gz");
  });

  test("passes over a file that is no golden, and exits with 2", () => {
    const bad = scratch.write("none.golden", "nothing\n");
    const { code, stdout, stderr } = zmm(["verify", bad, golden, "nowhere.golden"]);
    expect(code).toBe(2);
    expect(stdout).toMatch(/^ok .*syn_quirks\.golden\.gz/);
    expect(stderr).toMatch(/^zmm: .*none\.golden:1.*\nzmm: nowhere\.golden: there is no such file\n$/);
  });

  test("gives JSON", () => {
    const { stdout } = zmm(["verify", golden, "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ golden, model: "lp64", ok: true, operations: 353, difference: null });
  });
});

test("zmm alone replays and verifies a real trace on both release models", () => {
  const { code, stdout, stderr } = zmm([]);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout.match(/^ok .*wordpress\.golden\.gz/gm)).toHaveLength(2);
  expect(stdout).toMatch(/on lp64 over wasmMemory/);
  expect(stdout).toMatch(/on ilp32 over wasmMemory/);
});

test("help speaks of subjects where a command takes them", () => {
  const titles = (...args: string[]) => zmm([...args, "--help"]).stdout.match(/^(Subjects|Traces):$/gm);
  expect([titles(), titles("inspect"), titles("replay"), titles("verify"), titles("lab")]).toEqual([
    ["Subjects:"],
    ["Subjects:"],
    ["Traces:"],
    null,
    null,
  ]);
});

test.each([["--help"], ["replay", "--help"], ["verify", "--help"]])("zmm %s helps", (...args) => {
  const { code, stdout } = zmm(args);
  expect(code).toBe(0);
  expect(stdout).toContain("Exit codes");
  if (args.length > 1) expect(stdout).toContain("Examples");
});

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
    expect(json("stats", small).program).toMatchObject({ operations: 12000, allocations: 5198 });
    expect(json("stats", `${small}@10`).program.operations).toBe(10);
    expect(zmm(["stats", small]).stdout).toContain("what the program asks for");
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
    const { map } = json("report", `${small}@7000`);
    const { external, unused } = json("inspect", `${small}@7000`).statistics.fragmentation;
    expect([map.fragmentation.at(-1), map.unused.at(-1)]).toEqual([external, unused]);
    const { code, stdout } = zmmInTerminal(["report", small, "-o", scratch.path("watched.html")], "");
    expect(code).toBe(0);
    expect(stdout).toContain("following ");
  });

  test("replay and convert run the first operations only, where wanted", () => {
    expect(json("replay", `${small}@10`).operations).toBe(10);
    const output = scratch.path("ten.ztrace");
    expect(json("convert", `${small}@10`, "-o", output).operations).toBe(10);
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
    expect(text(packed)).toBe("#zmm-trace 1\na 0 24\na 1 8\nf 0\n");
    expect(json("replay", binary).operations).toBe(3);
    for (const name of ["p.speedscope.json", "p.json", "p.pprof"]) {
      expect(zmm(["convert", log, "-o", scratch.path(name)]).code).toBe(0);
      expect(readFileSync(scratch.path(name)).length).toBeGreaterThan(50);
    }
  });
});

test("convert says when few viewers can open what it writes", () => {
  const stack = (letter: string) => Array.from({ length: 600 }, (_, depth) => letter + depth).join(";");
  const trace = scratch.write("deep.trace", `#^ ${stack("a")}\na 0 8\n#^ ${stack("b")}\nf 0\n`.repeat(1000));
  const output = scratch.path("deep.json.gz");
  const { code, stderr } = zmm(["convert", trace, "-o", output]);
  expect([code, stderr]).toEqual([0, expect.stringMatching(/^zmm: the call sites make 1,200,000 spans, .*\n$/)]);
  expect(JSON.parse(text(output)).traceEvents).toHaveLength(1000 + 1_200_000);
});

test.each(["1.10.trace", "1.10", "007", "1e3", "0x10"])("a file is called what the user calls it: %s", (name) => {
  const output = scratch.path("named");
  mkdirSync(output, { recursive: true });
  const { code, stdout } = zmm(["convert", small, "--to", "text", "-o", name, "--json"], {}, output);
  expect([code, JSON.parse(stdout).output]).toEqual([0, name]);
  expect(existsSync(join(output, name))).toBe(true);
  expect(zmm(["convert", name, "--to", "text", `--output=${name}`], {}, output).code).toBe(0);
});

describe("standard output", () => {
  const piped = (command: string) => spawnSync("bash", ["-o", "pipefail", "-c", command], { encoding: "utf8" });
  const program = `'${process.execPath}' '${CLI}'`;

  test("that takes nothing is a message and exit code 74", () => {
    const { status, stderr } = piped(`${program} stats '${small}' > /dev/full`);
    expect([status, stderr]).toEqual([74, "zmm: standard output cannot be written: there is no space left\n"]);
  });

  test("that nobody reads any more changes no exit code", () => {
    expect(piped(`${program} stats '${small}' | true`)).toMatchObject({ status: 0, stderr: "" });
    const bad = scratch.write("differs.golden", text(golden).replace(/^(s \d+) \d+/m, "$1 1"));
    expect(piped(`${program} verify '${bad}' '${golden}' | true`)).toMatchObject({ status: 1, stderr: "" });
  });
});

describe("a file that is written", () => {
  const output = scratch.path("kept");
  const kept = () => readdirSync(output).map((name) => [name, readFileSync(join(output, name), "utf8")]);

  test("stays as it was, and alone, when there is no space for the new one", () => {
    mkdirSync(output);
    writeFileSync(join(output, "old.trace"), "as before");
    const limited = `ulimit -f 8; trap "" XFSZ; exec '${process.execPath}' '${CLI}' convert`;
    const command = `${limited} '${corpus("traces/smarty.trace.gz")}' -o '${output}/old.trace'`;
    const { status, stderr } = spawnSync("bash", ["-c", command], { encoding: "utf8" });
    expect([status, stderr]).toEqual([2, expect.stringMatching(/^zmm: .*old\.trace: cannot be written: .*\n$/)]);
    expect(kept()).toEqual([["old.trace", "as before"]]);
  });

  test("keeps the place that a link leads to, and its permissions", () => {
    chmodSync(join(output, "old.trace"), 0o600);
    symlinkSync(join(output, "old.trace"), join(output, "link"));
    expect(zmm(["convert", small, "--to", "text", "-o", join(output, "link")]).code).toBe(0);
    expect(lstatSync(join(output, "link")).isSymbolicLink()).toBe(true);
    expect(statSync(join(output, "old.trace")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(output, "old.trace"), "utf8")).toMatch(/^#zmm-trace 1\n/);
  });

  test("may be a device", () => {
    expect(zmm(["convert", small, "--to", "text", "-o", "/dev/null"]).code).toBe(0);
  });
});

describe("bad input is a message and exit code 2", () => {
  const packed = readFileSync(golden);
  const cut = (bytes: Uint8Array, share: number) => bytes.subarray(0, Math.floor(bytes.length * share));
  const file = (name: string, content: string | Uint8Array) => scratch.write(name, content);
  const snapshot = () => {
    const path = scratch.path("quirks.zmmsnap");
    zmm(["inspect", corpus("traces/syn_quirks.trace.gz"), "--save", path]);
    return path;
  };
  const cases: [what: string, args: () => string[], message: RegExp][] = [
    ["a trace that is missing", () => ["replay", "nowhere.trace"], /nowhere\.trace: there is no such file/],
    ["a golden that is missing", () => ["verify", "nowhere.golden"], /nowhere\.golden: there is no such file/],
    ["a folder", () => ["replay", corpus("traces")], /folder/],
    ["an empty file", () => ["replay", file("empty.trace", "")], /empty\.trace: the file is empty/],
    ["a packed empty file", () => ["replay", file("empty.gz", gzipSync(""))], /empty/],
    ["a file that is not gzip", () => ["replay", file("plain.trace.gz", "a 0 1\n")], /plain\.trace\.gz: .*not gzip/],
    ["cut-off gzip data", () => ["verify", file("cut.golden.gz", cut(packed, 0.6))], /cut\.golden\.gz:\d+: .*cut off/],
    ["a cut-off trace", () => ["replay", file("cut.trace", "a 0 1\na 1 2")], /cut\.trace:2: cut off/],
    [
      "a cut-off golden",
      () => ["verify", file("cut.golden", text(golden).slice(0, 4000))],
      /cut\.golden:\d+: .*cut off/,
    ],
    [
      "a golden cut off between two lines of its walk",
      () => ["verify", file("walk.golden", text(golden).replace(/\n[^\n]*\n$/, "\n"))],
      /walk\.golden:\d+: .*cut off/,
    ],
    ["an unknown letter", () => ["replay", file("letter.trace", "a 0 1\nx 0\n")], /letter\.trace:2: unknown operation/],
    ["a free of a dead ID", () => ["replay", file("dead.trace", "a 0 1\nf 0\nf 0\n")], /dead\.trace:3: ID 0 is dead/],
    ["a number too big", () => ["replay", file("big.trace", "a 0 9007199254740992\n")], /big\.trace:1: .*too big/],
    ["a negative size", () => ["replay", file("minus.trace", "a 0 -5\n")], /minus\.trace:1: .*"-5"/],
    ["a golden where a trace should be", () => ["replay", golden], /golden/],
    ["a trace where a golden should be", () => ["verify", small], /trace/],
    [
      "settings that no heap can have",
      () => ["replay", file("seg.trace", "#@segsize 1000\na 0 1\n")],
      /seg\.trace:1: .*power of two/,
    ],
    [
      "a reserve that no heap can have",
      () => ["replay", file("r.trace", "#@reserve 9007199254740991\na 0 1\n")],
      /r\.trace:1/,
    ],
    ["a cut-off snapshot", () => ["check", file("cut.zmmsnap", cut(readFileSync(snapshot()), 0.9))], /cut\.zmmsnap: /],
    [
      "a cut-off snapshot to compare with",
      () => ["diff", `${small}@1`, file("cut.zmmsnap", cut(readFileSync(snapshot()), 0.9))],
      /cut\.zmmsnap: /,
    ],
    ["an unknown model", () => ["replay", small, "--model", "z80"], /'z80'.*ilp32, lp64, lp64-debug/],
    ["an unknown storage", () => ["replay", small, "--storage", "tape"], /'tape'.*arrayBuffer.*wasmMemory/],
    ["an unknown storage to verify on", () => ["verify", golden, "--storage", "tape"], /'tape'.*arrayBuffer/],
    ["a limit that is no size", () => ["replay", small, "--limit", "8X"], /'8X'/],
    ["a limit with an exponent", () => ["replay", small, "--limit", "1e9"], /'1e9' is not a size/],
    ["a limit below 0", () => ["replay", small, "--limit", "-5"], /'-5' is not a size/],
    ["an output without a name", () => ["convert", small, "-o", ""], /--output is empty/],
    ["a model without a name", () => ["replay", small, "--model="], /--model is empty/],
    ["a limit given twice", () => ["replay", small, "--limit", "8M", "--limit", "9M"], /more than once/],
    ["an unknown option", () => ["replay", small, "--fast"], /--fast/],
    ["an unknown command", () => ["replai", small], /'replai'.*replay, verify/],
    ["no trace", () => ["replay"], /<trace>/],
    ["no golden", () => ["verify"], /golden/],
    ["a moment that there is not", () => ["inspect", `${small}@12001`], /12000 operations/],
    ["a run of no operation", () => ["compare", `${small}@0`], /@0: there is nothing to run/],
    ["an operation 0", () => ["explain", `${small}@0`], /count from 1/],
    ["an operation without a number", () => ["explain", small], /which operation.*@1/],
    ["a snapshot where a trace should be", () => ["stats", snapshot()], /is a snapshot of a heap: this takes a trace/],
    ["a snapshot at a moment", () => ["inspect", `${snapshot()}@3`], /@3 is for traces/],
    ["a file as a folder", () => ["replay", `${small}/x`], /x: a part of the path is a file/],
    ["a file to write as a folder", () => ["convert", small, "-o", `${small}/x.trace`], /cannot be written: a part of/],
    ["a name too long", () => ["convert", small, "-o", `${"x".repeat(300)}.trace`], /the name is too long/],
    ["a folder to write", () => ["convert", small, "--to", "text", "-o", corpus("traces")], /this is a folder/],
    ["a report into nowhere", () => ["report", small, "-o", "/nowhere/r.html"], /r\.html: cannot be written: .*folder/],
    ["a snapshot into nowhere", () => ["inspect", small, "--save", "/nowhere/s"], /\/nowhere\/s: cannot be written/],
    ["a conversion into nowhere", () => ["convert", small, "-o", "/nowhere/t.trace"], /cannot be written/],
    ["a bad line of a log", () => ["stats", file("bad.log", "malloc(8) = 0x10\nfree(x)\n")], /bad\.log:2: "x"/],
    ["an address that is none", () => ["inspect", small, "--at", "here"], /'here' is no address/],
    ["an address of no block", () => ["inspect", small, "--at", "8"], /no block/],
    ["a command no debugger knows", () => ["inspect", small, "--lldb", "bt"], /not understood/],
    ["an unknown view", () => ["inspect", small, "--view", "moon"], /'moon'.*statistics, map/],
    ["a snapshot that is damaged", () => ["check", file("bad.zmmsnap", "zmmsnap\u0001 and more text")], /snapshot/],
    ["a check every 0 operations", () => ["check", small, "--every", "0"], /'0' is not a number above 0/],
    ["an unknown heap", () => ["compare", small, "--heaps", "lp64,jemalloc"], /'jemalloc'.*system/],
    ["a file to convert that is none", () => ["convert", file("x.log", "hello\n"), "-o", "y.trace"], /x\.log:1/],
    ["an unknown format to write", () => ["convert", small, "-o", "y.doc"], /text, binary, speedscope/],
    ["no file to write", () => ["convert", small], /-o FILE/],
    ["too many traces", () => ["replay", small, small], /Unused args/],
  ];
  test.each(cases)("%s", (_what, args, message) => {
    const { code, stdout, stderr } = zmm(args());
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect([code, stdout]).toEqual([2, ""]);
  });
});
