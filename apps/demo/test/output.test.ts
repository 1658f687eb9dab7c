/** Where the output of the built command line goes: files, pipes, and nowhere. */
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
import { afterAll, describe, expect, test } from "vitest";
import { CLI, corpus, GOLDEN, SMALL, scratchFolder, textOf, zmm } from "./zmm.js";

const scratch = scratchFolder();
afterAll(scratch.remove);

test("convert says when few viewers can open what it writes", () => {
  const stack = (letter: string) => Array.from({ length: 600 }, (_, depth) => letter + depth).join(";");
  const trace = scratch.write("deep.trace", `#^ ${stack("a")}\na 0 8\n#^ ${stack("b")}\nf 0\n`.repeat(1000));
  const output = scratch.path("deep.json.gz");
  const { code, stderr } = zmm(["convert", trace, "-o", output]);
  expect([code, stderr]).toEqual([0, expect.stringMatching(/^zmm: the call sites make 1,200,000 spans, .*\n$/)]);
  expect(JSON.parse(textOf(output)).traceEvents).toHaveLength(1000 + 1_200_000);
});

test.each(["1.10.trace", "1.10", "007", "1e3", "0x10"])("a file is called what the user calls it: %s", (name) => {
  const output = scratch.path("named");
  mkdirSync(output, { recursive: true });
  const { code, stdout } = zmm(["convert", SMALL, "--to", "text", "-o", name, "--json"], {}, output);
  expect([code, JSON.parse(stdout).output]).toEqual([0, name]);
  expect(existsSync(join(output, name))).toBe(true);
  expect(zmm(["convert", name, "--to", "text", `--output=${name}`], {}, output).code).toBe(0);
});

describe("standard output", () => {
  const piped = (command: string) => spawnSync("bash", ["-o", "pipefail", "-c", command], { encoding: "utf8" });
  const program = `'${process.execPath}' '${CLI}'`;

  test("that takes nothing is a message and exit code 74", () => {
    const { status, stderr } = piped(`${program} stats '${SMALL}' > /dev/full`);
    expect([status, stderr]).toEqual([74, "zmm: standard output cannot be written: there is no space left\n"]);
  });

  test("that nobody reads any more changes no exit code", () => {
    expect(piped(`${program} stats '${SMALL}' | true`)).toMatchObject({ status: 0, stderr: "" });
    const bad = scratch.write("differs.golden", textOf(GOLDEN).replace(/^(s \d+) \d+/m, "$1 1"));
    expect(piped(`${program} verify '${bad}' '${GOLDEN}' | true`)).toMatchObject({ status: 1, stderr: "" });
  });
});

describe("- is standard input", () => {
  const zmmOn = (input: string, args: readonly string[]) =>
    spawnSync(process.execPath, [CLI, ...args], { input: readFileSync(input), encoding: "utf8" });

  test("for traces, packed or not, and snapshots", () => {
    const { stdout: whole } = zmm(["stats", SMALL, "--json"]);
    expect(JSON.parse(zmmOn(SMALL, ["stats", "-", "--json"]).stdout)).toEqual({ ...JSON.parse(whole), trace: "-" });
    const { stdout: text } = zmmOn(SMALL, ["inspect", "-@20"]);
    expect(text).toBe(zmm(["inspect", `${SMALL}@20`]).stdout.replace(SMALL, "-"));
    const snapshot = scratch.path("end.zmmsnap");
    zmm(["inspect", SMALL, "--save", snapshot]);
    expect(zmmOn(snapshot, ["check", "-"])).toMatchObject({ status: 0, stderr: "" });
  });

  test("and standard output: what is written goes there, and what is said of it elsewhere", () => {
    const trace = zmmOn(SMALL, ["convert", "-", "-o", "-", "--to", "text"]);
    const file = scratch.path("small.trace");
    zmm(["convert", SMALL, "-o", file]);
    expect(trace.stdout).toBe(readFileSync(file, "utf8"));
    expect(trace.stderr).toMatch(/^-: [\d,]+ operations, /);
    const page = zmmOn(SMALL, ["report", "-", "-o", "-"]);
    expect([page.status, page.stdout.slice(0, 15), page.stderr]).toEqual([
      0,
      "<!doctype html>",
      expect.stringMatching(/^-: [\d.]+ KiB\n$/),
    ]);
  });

  test.each([
    [["diff", "-@3", "-@5"], "-: standard input can be read only once"],
    [["lab", "-"], "lab -: the page calls a trace by its name; name a file"],
    [["inspect", SMALL, "--save", "-"], "--save -: standard output has the view; name a file"],
  ])("where it can be: %j", (args, message) => {
    expect(zmmOn(SMALL, args)).toMatchObject({ status: 2, stdout: "", stderr: `zmm: ${message}\n` });
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
    expect(zmm(["convert", SMALL, "--to", "text", "-o", join(output, "link")]).code).toBe(0);
    expect(lstatSync(join(output, "link")).isSymbolicLink()).toBe(true);
    expect(statSync(join(output, "old.trace")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(output, "old.trace"), "utf8")).toMatch(/^#zmm-trace 1\n/);
  });

  test("may be a device", () => {
    expect(zmm(["convert", SMALL, "--to", "text", "-o", "/dev/null"]).code).toBe(0);
  });
});
