/** Every TypeScript block of every page runs as it stands, and what its comments say is true. */
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { codeBlocks, pages, runBlock, runProgram, writeFiles } from "../scripts/code-blocks.js";

const found = pages().map((page) => codeBlocks(page));
const withBlocks = found.filter((blocks) => blocks.length > 0);
let ran = 0;

for (const blocks of withBlocks) {
  const folder = writeFiles(blocks);
  describe(blocks[0]!.page, async () => {
    // where there is a program, the other files are parts of it
    const hasProgram = blocks.some(({ file }) => file === "main.ts");
    for (const block of blocks) {
      if (block.file?.endsWith(".test.ts")) {
        ran++;
        await import(/* @vite-ignore */ join(folder, block.file));
        continue;
      }
      it(`line ${block.line}`, async () => {
        if (block.file === null) await runBlock(block, folder, expect);
        else if (hasProgram) await runProgram(folder);
        else await import(/* @vite-ignore */ join(folder, block.file));
        ran++;
      });
    }
  });
}

afterAll(() => {
  const total = withBlocks.flat().length;
  console.info(`${total} code blocks on ${withBlocks.length} of ${found.length} pages, ${ran} ran as they stand`);
});

it("are the same in both languages, but for what their comments say", () => {
  const chinese = pages().filter((page) => page.startsWith("zh/"));
  const codeOf = (page: string) => codeBlocks(page).map(({ code }) => withoutComments(code));
  for (const page of chinese) expect(codeOf(page), page).toEqual(codeOf(page.slice("zh/".length)));
});

describe("the runner", () => {
  const fence = "```";
  const page = (code: string, info = "ts") => codeBlocks("test.md", `# A page\n\n${fence}${info}\n${code}\n${fence}\n`);

  it("finds blocks with their lines and file names", () => {
    const [block] = page("const a = 1;", "ts [counter.ts]");
    expect(block).toEqual({ page: "test.md", line: 4, file: "counter.ts", code: "const a = 1;\n" });
    expect(page("a", "text")).toEqual([]);
  });

  it("fails where a block is wrong", async () => {
    const run = (code: string) => runBlock(page(code)[0]!, "", expect);
    const code = 'import { trueSize, LAYOUTS } from "@zmm/layout";\ntrueSize(LAYOUTS.lp64, 24); // => ';
    await run(`${code}40`);
    await expect(run(`${code}48`)).rejects.toThrow();
  });

  it("fails where a program is wrong", async () => {
    const run = (code: string) => runProgram(writeFiles(page(code, "ts [main.ts]")));
    await run("1 + 1; // => 2");
    await expect(run("1 + 1; // => 3")).rejects.toThrow("exit code 1");
  });
});

/** Code without its comments; a text that has `//` in it loses the same in both languages. */
function withoutComments(code: string): string {
  const bare = code.replaceAll(/\/\*[\s\S]*?\*\/|\/\/(?! (?:=>|throws)).*$/gm, "");
  return bare.replaceAll(/[ \t]+$/gm, "").replaceAll(/\n+/g, "\n");
}
