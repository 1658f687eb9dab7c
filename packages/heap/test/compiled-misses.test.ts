/**
 * src/compiled holds what src/zend/misses compiles to. `npm run compile` in this package writes it anew.
 */
import { describe, expect, it } from "vitest";
import { compileMisses, type ModelConstants } from "../assembly/compile-misses.js";

describe.each(["ilp32", "lp64", "lp64-debug"])("the compiled misses of %s", (model) => {
  it("are what the source compiles to", async () => {
    const url = `../src/zend/model.ts?model=${model}&bytes`;
    const bytes = await compileMisses((await import(/* @vite-ignore */ url)) as ModelConstants);
    const code = Buffer.from(bytes).toString("base64");
    const name = `MISSES_${model.toUpperCase().replace("-", "_")}`;
    const source = `// Made from src/zend/misses by \`npm run compile\` in this package.\nexport const ${name}: string =\n  "${code}";\n`;
    await expect(source).toMatchFileSnapshot(`../src/compiled/${model}.ts`);
  });
});
