/** The command that an installation links, with the program behind it and without. */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { scratchFolder, zmm } from "./zmm.js";

const COMMAND = fileURLToPath(new URL("../bin/zmm.js", import.meta.url));
const scratch = scratchFolder();
afterAll(scratch.remove);

function run(command: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], { encoding: "utf8" });
  return { code: status, stdout, stderr };
}

test("it is the built command line", () => {
  expect(run(COMMAND, "--help")).toMatchObject({ code: 0, stdout: zmm(["--help"]).stdout });
  expect(run(COMMAND, "replay", "nowhere.trace").code).toBe(2);
});

test("before the build it says in a line what to do", () => {
  mkdirSync(scratch.path("bin"));
  scratch.write("package.json", '{ "type": "module" }');
  copyFileSync(COMMAND, scratch.path("bin/zmm.js"));
  const { code, stderr } = run(scratch.path("bin/zmm.js"), "--help");
  expect(code).toBe(2);
  expect(stderr).toMatch(/^zmm: .*npm run build.*\n$/);
});
