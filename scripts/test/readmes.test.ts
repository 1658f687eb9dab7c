/** Every example in every README runs as it stands, and what its comments say is true. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checkedCode, examplesOf, runExample } from "../readme-examples.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const packages = readdirSync(`${root}packages`).map((name) => `packages/${name}/README.md`);
const files = ["README.md", ...packages.filter((file) => existsSync(root + file))];

/** Specifiers resolve here, where `@zmm/...` means the sources. */
const load = (specifier: string): Promise<unknown> => import(/* @vite-ignore */ specifier);

describe.each(files)("%s", (file) => {
  const examples = examplesOf(readFileSync(`${root}${file}`, "utf8"));
  if (examples.length === 0) it("has no examples", () => expect(examples).toEqual([]));
  for (const example of examples) {
    it(`line ${example.line}`, () => runExample(example, load, expect));
  }
});

describe("the runner", () => {
  const run = (code: string) => runExample({ line: 1, code }, load, expect);

  it("fails where an example is wrong", async () => {
    await run("const a = 2;\na + 2; // => 4");
    await expect(run("const a = 2;\na + 2; // => 5")).rejects.toThrow();
    await run("JSON.parse('x'); // throws SyntaxError: x");
    await expect(run("JSON.parse('1'); // throws SyntaxError")).rejects.toThrow("nothing was thrown");
    await expect(run("JSON.parse('x'); // throws RangeError")).rejects.toThrow();
    await expect(run("nothing.here();")).rejects.toThrow(ReferenceError);
  });

  it("turns imports into loads and leaves types out", () => {
    const code = 'import { a as b, type C } from "x";\nimport type { D } from "y";\nimport * as e from "z";';
    expect(checkedCode(code).split("\n")).toEqual([
      'const { a: b,  } = await load("x");',
      "",
      'const e = await load("z");',
    ]);
  });
});
