/**
 * The TypeScript blocks of the pages, and the ways to run them.
 *
 * A block is a module of its own. One fenced as ```` ```ts [counter.ts] ```` is a file, too: other blocks of its page import it
 * as "./counter.js". `main.ts` is a program, which Node runs with the built packages; files named `*.test.ts` are tests.
 */
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { checkedCode, type Example, type Expect, runExample } from "../../scripts/readme-examples.js";

/** The folder of the site. */
export const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** Where blocks with a file name are written, a folder for each page. Below docs/, so that packages are found. */
const FOLDER = join(ROOT, ".generated", "blocks");

export interface CodeBlock extends Example {
  /** Path of the page in docs/. */
  readonly page: string;
  /** The file name given to the block, or null. */
  readonly file: string | null;
}

/** Paths of all pages that people wrote, in docs/, sorted. */
export function pages(): string[] {
  return readdirSync(ROOT, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".md") && path !== "README.md")
    .filter((path) => !/(^|\/)(node_modules|api|\.generated|\.vitepress)\//.test(path))
    .toSorted();
}

/** All `ts` blocks of a page's text. */
export function codeBlocks(page: string, markdown: string = readFileSync(join(ROOT, page), "utf8")): CodeBlock[] {
  return [...markdown.matchAll(/^(`{3,})ts\b([^\n]*)\n(.*?)^\1$/gms)].map((match) => ({
    page,
    line: markdown.slice(0, match.index).split("\n").length + 1,
    file: /\[([\w.-]+\.ts)\]/.exec(match[2] ?? "")?.[1] ?? null,
    code: match[3] ?? "",
  }));
}

/** Writes a page's blocks that are files; answers their folder. */
export function writeFiles(blocks: readonly CodeBlock[]): string {
  const folder = join(FOLDER, (blocks[0]?.page ?? "").replace(/\.md$/, ""));
  for (const { file, code } of blocks) {
    if (file === null) continue;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, file), code);
    writeFileSync(
      join(folder, file.replace(/\.ts$/, ".js")),
      asModule(file === "main.ts" ? checkedModule(code) : code),
    );
  }
  return folder;
}

/** Runs a block inside of the caller's process; `folder` holds the files of its page. */
export function runBlock(block: CodeBlock, folder: string, expect: Expect): Promise<void> {
  const load = (specifier: string): Promise<unknown> => {
    const path = specifier.startsWith("./") ? join(folder, specifier.replace(/\.js$/, ".ts")) : specifier;
    return import(/* @vite-ignore */ path);
  };
  return runExample(block, load, expect);
}

/** Runs a page's `main.ts` by Node, as a program of its own. */
export function runProgram(folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(folder, "main.js")], { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`exit code ${code}\n${said}`))));
  });
}

const CHECKS = `import assert from "node:assert/strict";
const expect = (value) => ({ toEqual: (expected) => assert.deepEqual(value, expected) });
const throws = (call, name, message) =>
  assert.throws(call, (error) => error.name === name && error.message.includes(message));
`;

function checkedModule(code: string): string {
  const imports = [...code.matchAll(/^import .*;$/gm)].map(([line]) => line).join("\n");
  return `${CHECKS}${imports}\n${checkedCode(code.replaceAll(/^import .*;$/gm, ""))}`;
}

function asModule(code: string): string {
  const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  return ts.transpileModule(code, { compilerOptions: options }).outputText;
}
