/** The compiler that all code blocks share says of each what is wrong with it, and with no other. */
import { describe, expect, it } from "vitest";
import { BlockEnvironment } from "../.vitepress/block-environment.js";
import { ROOT } from "../scripts/code-blocks.js";

const blocks = new BlockEnvironment();

/** Codes of the errors in a block's file. */
function errorsIn(code: string, file = "index.ts"): number[] {
  blocks.enter(code);
  return blocks.languageService.getSemanticDiagnostics(`${ROOT}${file}`).map((one) => one.code);
}

describe("the compiler of all blocks", () => {
  it("finds a wrong type by the packages' declarations", () => {
    const importing = 'import { trueSize, LAYOUTS } from "@zmm/layout";\n';
    expect(errorsIn(`${importing}trueSize(LAYOUTS.lp64, "24");`)).toEqual([2345]);
    expect(errorsIn(`${importing}trueSize(LAYOUTS.lp64, 24);`)).toEqual([]);
  });

  it("keeps blocks apart, and lets files of one import each other", () => {
    expect(errorsIn("const size: number = 1;")).toEqual([]);
    expect(errorsIn('const size: string = "1";')).toEqual([]);
    const file = "// @filename: size.ts\nexport const size = 1;\n// @filename: index.ts\n";
    expect(errorsIn(`${file}import { size } from "./size.js";\nsize.toFixed();`)).toEqual([]);
    expect(errorsIn(`${file}import { size } from "./size.js";\nsize.trim();`)).toEqual([2339]);
    expect(errorsIn('import { size } from "./size.js";\nsize.toFixed();')).toEqual([2307]);
  });

  it("asks for each name of a block once", () => {
    blocks.enter("const a = 1;");
    expect([blocks.isNew("a"), blocks.isNew("a"), blocks.isNew("b")]).toEqual([true, false, true]);
    blocks.enter("const a = 2;");
    expect(blocks.isNew("a")).toBe(true);
  });
});
