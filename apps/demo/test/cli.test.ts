/** The built command line, run as users run it: what it prints, and its exit codes. */
import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { providerNames } from "@zmm/storage";
import { afterAll, describe, expect, test } from "vitest";
import { corpus, scratchFolder, zmm } from "./zmm.js";

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
      storage: "arrayBuffer",
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

  test("gives JSON", () => {
    const { stdout } = zmm(["verify", golden, "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ golden, model: "lp64", ok: true, operations: 353, difference: null });
  });
});

test("zmm alone replays and verifies a real trace on both release models", () => {
  const { code, stdout, stderr } = zmm([]);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout.match(/^ok .*wordpress\.golden\.gz/gm)).toHaveLength(2);
  expect(stdout).toMatch(/on lp64 over arrayBuffer/);
  expect(stdout).toMatch(/on ilp32 over arrayBuffer/);
});

test.each([["--help"], ["replay", "--help"], ["verify", "--help"]])("zmm %s helps", (...args) => {
  const { code, stdout } = zmm(args);
  expect(code).toBe(0);
  expect(stdout).toContain("Exit codes");
  if (args.length > 1) expect(stdout).toContain("Examples");
});

describe("bad input is a message and exit code 2", () => {
  const packed = readFileSync(golden);
  const cut = (bytes: Uint8Array, share: number) => bytes.subarray(0, Math.floor(bytes.length * share));
  const file = (name: string, content: string | Uint8Array) => scratch.write(name, content);
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
    ["settings that no heap can have", () => ["replay", file("seg.trace", "#@segsize 1000\na 0 1\n")], /power of two/],
    ["an unknown model", () => ["replay", small, "--model", "z80"], /'z80'.*ilp32, lp64, lp64-debug/],
    ["an unknown storage", () => ["replay", small, "--storage", "tape"], /'tape'.*arrayBuffer.*wasmMemory/],
    ["an unknown storage to verify on", () => ["verify", golden, "--storage", "tape"], /'tape'.*arrayBuffer/],
    ["a limit that is no size", () => ["replay", small, "--limit", "8X"], /'8X'/],
    ["a limit given twice", () => ["replay", small, "--limit", "8M", "--limit", "9M"], /more than once/],
    ["an unknown option", () => ["replay", small, "--fast"], /--fast/],
    ["an unknown command", () => ["replai", small], /'replai'.*replay, verify/],
    ["no trace", () => ["replay"], /<trace>/],
    ["no golden", () => ["verify"], /golden/],
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
