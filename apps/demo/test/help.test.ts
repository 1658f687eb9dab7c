/** What the built command line says when it is asked for little: the tour, and help. */
import { expect, test } from "vitest";
import { zmm } from "./zmm.js";

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
