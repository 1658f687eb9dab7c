/** The examples of the README, run: in a `ts` block, `expression; // => value` says what the expression gives. */
import { readFileSync } from "node:fs";
import ts from "typescript";
import { expect, test } from "vitest";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const examples = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1] as string);

const MODULES: Readonly<Record<string, () => Promise<object>>> = {
  "@zmm/heap": () => import("@zmm/heap"),
  "@zmm/storage": () => import("@zmm/storage"),
  "@zmm/trace": () => import("@zmm/trace"),
};

test.each(examples)("example %#", async (example) => {
  const modules = Object.fromEntries(
    await Promise.all(Object.entries(MODULES).map(async ([name, load]) => [name, await load()])),
  );
  const checked = example.replaceAll(/^(.+); \/\/ => (.+)$/gm, "expect($1).toEqual($2);");
  expect(checked).toContain("expect(");
  const plain = checked.replaceAll(/^import (\{[^}]*\}) from (".*?");$/gm, "const $1 = modules[$2];");
  const { outputText } = ts.transpileModule(plain, { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
  await new Function("modules", "expect", `return (async () => { ${outputText} })();`)(modules, expect);
});
