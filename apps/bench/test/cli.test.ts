/** The built command as it stands: run `npm run build` first, as `npm test` does. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const CLI = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "zmm-bench-"));
  const lines = Array.from({ length: 200 }, (_, i) => `a ${i} ${8 + i}\n${i % 2 ? `r ${i} ${i * 9}\nf ${i}\n` : ""}`);
  writeFileSync(join(folder, "tiny.trace"), `#zmm-trace 1\n${lines.join("")}`);
});
afterAll(() => rmSync(folder, { recursive: true }));

function bench(...args: string[]): string {
  return execFileSync(process.execPath, [CLI, ...args], { encoding: "utf8" });
}

describe("the bench command", () => {
  it.each([
    { flags: [] as string[], how: "in one process" },
    { flags: ["--one-copy"], how: "with one copy of our code" },
    { flags: ["--process-per-peer"], how: "in a process per peer" },
    { flags: ["--process-per-peer", "--requests"], how: "in a process per peer, a request for each run" },
  ])("measures a trace file $how and writes the figures", ({ flags }) => {
    const json = join(folder, "out.json");
    const html = join(folder, "out.html");
    const trace = join(folder, "tiny.trace");
    const peers = "empty,zend,tlsf";
    bench(trace, "--peers", peers, "--runs", "2", "--reference", "tlsf", "--json", json, "--html", html, ...flags);
    const report = JSON.parse(readFileSync(json, "utf8"));
    expect(report.rows.map((row: { peer: string }) => row.peer)).toEqual(peers.split(","));
    expect(report.processPerPeer).toBe(flags.includes("--process-per-peer"));
    expect(report.requests).toBe(flags.includes("--requests"));
    expect(report.oneCopy).toBe(flags.includes("--one-copy"));
    for (const row of report.rows) {
      expect(row.runs).toHaveLength(2);
      expect(row.median).toBeGreaterThan(0);
      expect(row.workload).toBe("tiny");
    }
    expect(readFileSync(html, "utf8")).toContain("<svg");
  });

  it("refuses one copy of our code for peers in processes of their own", () => {
    const both = () => execFileSync(process.execPath, [CLI, "--one-copy", "--process-per-peer"], { stdio: "pipe" });
    expect(both).toThrow(/--one-copy: with --process-per-peer/);
  });

  it("ends with code 74 where standard output cannot be written", () => {
    const command = `'${process.execPath}' '${CLI}' '${join(folder, "tiny.trace")}' --peers empty --runs 1 > /dev/full`;
    const { status, stderr } = spawnSync("bash", ["-c", command], { encoding: "utf8" });
    expect([status, stderr]).toEqual([74, expect.stringMatching(/^bench: standard output cannot be written: .*\n$/)]);
  });

  it.each(["--process-per-peer", "--requests"])(
    "leaves out a pool that runs full, in one process and two: %s",
    (flag) => {
      const path = join(folder, "pool.trace");
      writeFileSync(path, "a 0 0\nr 0 100000000\na 1 100000000\na 2 100000000\nf 2\n");
      const output = bench(path, "--peers", "empty,thi.ng", "--runs", "1", flag);
      expect(output).toContain(`thi.ng on ${path} is left out: it had no memory for 1 of the requests`);
      expect(output).not.toMatch(/^thi\.ng +\d/m);
      expect(output).toMatch(/^empty /m);
    },
  );

  it.each([
    [["no-such-trace"], /no trace "no-such-trace"/],
    [["tiny.trace", "no-such-trace"], /no trace "no-such-trace"/],
    [["constructor"], /no trace "constructor"/],
    [["live-0"], /no trace "live-0"/],
    [["--runs", "0"], /--runs "0" is not a whole number above 0/],
    [["--runs", "1.5"], /--runs "1.5" is not/],
    [["--runs", "abc"], /--runs "abc" is not/],
    [["--runs", "2", "--runs", "3"], /--runs is given more than once/],
    [["scale", "--runs", "0"], /--runs "0" is not/],
    [["--reference", "foo"], /no peer "foo"/],
    [["--peers", ""], /--peers is empty/],
    [["--json", "/nowhere/out.json"], /--json \/nowhere\/out.json: cannot be written/],
    [["--html", tmpdir()], /this is a folder/],
  ])("answers %j with one line and exit code 1, before it measures", (args, message) => {
    const options = { encoding: "utf8", cwd: folder } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], options);
    expect([status, stdout, stderr]).toEqual([1, "", expect.stringMatching(message)]);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });
});
