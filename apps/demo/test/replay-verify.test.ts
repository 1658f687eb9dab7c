/** `zmm replay` and `zmm verify`, built and run as users run them. */
import { providerNames } from "@zmm/storage";
import { afterAll, describe, expect, test } from "vitest";
import { corpus, ESCAPE, GOLDEN, SMALL, scratchFolder, textOf, zmm, zmmInterrupted } from "./zmm.js";

const scratch = scratchFolder();
afterAll(scratch.remove);

describe("zmm replay", () => {
  test("shows figures and a picture", () => {
    const { code, stdout, stderr } = zmm(["replay", SMALL, "--model", "ilp32"]);
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
    const { code, stdout } = zmm(["replay", SMALL, "--json"]);
    const last = textOf(corpus("golden-lp64/syn_limit.golden.gz"))
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
    const run = (...args: string[]) => JSON.parse(zmm(["replay", SMALL, "--json", ...args]).stdout);
    const generous = run("--limit", "2G");
    const mean = run("--limit", "4096K", "--storage", "wasmMemory");
    expect(mean.storage).toBe("wasmMemory");
    expect(mean.failures).toBeGreaterThan(105);
    expect(generous.failures).toBeLessThan(105);
    expect(run("--limit", "4M")).toMatchObject({ failures: mean.failures, realPeak: mean.realPeak });
  });

  test.each(providerNames())("runs on %s", (storage) => {
    const { code, stdout } = zmm(["replay", SMALL, "--json", "--storage", storage]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ operations: 12000, failures: 105, segments: 12 });
  });

  test("reads a trace that is not packed", () => {
    const path = scratch.write("plain.trace", "a 0 100\nr 0 200\nf 0\n");
    expect(JSON.parse(zmm(["replay", path, "--json"]).stdout)).toMatchObject({ operations: 3, usedBlocks: 1 });
  });

  test("colours where colour is wanted", () => {
    expect(zmm(["replay", SMALL], { FORCE_COLOR: "1" }).stdout).toContain(ESCAPE);
    expect(zmm(["replay", SMALL], { FORCE_COLOR: "1", NO_COLOR: "1" }).stdout).not.toContain(ESCAPE);
    expect(zmm(["replay", SMALL, "--no-color"], { FORCE_COLOR: "1" }).stdout).not.toContain(ESCAPE);
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
    const wrong = textOf(GOLDEN).replace(/^(r \d+ \d+ \d+\+)(\d+)$/m, (_line, head, at) => `${head}${Number(at) + 8}`);
    const path = scratch.write("wrong.golden", wrong);
    const { code, stdout } = zmm(["verify", path, GOLDEN]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/operation 2\b/);
    expect(stdout).toMatch(/expected +r 0 0 0\+8248/);
    expect(stdout).toMatch(/got +r 0 0 0\+8240/);
    expect(stdout).toContain("syn_quirks.golden.gz");
  });

  test("passes over a file that is no golden, and exits with 2", () => {
    const bad = scratch.write("none.golden", "nothing\n");
    const { code, stdout, stderr } = zmm(["verify", bad, GOLDEN, "nowhere.golden"]);
    expect(code).toBe(2);
    expect(stdout).toMatch(/^ok .*syn_quirks\.golden\.gz/);
    expect(stderr).toMatch(/^zmm: .*none\.golden:1.*\nzmm: nowhere\.golden: there is no such file\n$/);
  });

  test("gives JSON", () => {
    const { stdout } = zmm(["verify", GOLDEN, "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      golden: GOLDEN,
      model: "lp64",
      ok: true,
      operations: 353,
      difference: null,
    });
  });
});
