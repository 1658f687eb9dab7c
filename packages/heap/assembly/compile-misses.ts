/**
 * Compiles src/zend/misses to WebAssembly for one data model.
 *
 * Those files keep to what TypeScript and AssemblyScript have in common, once a number is a `u32`, and a cell of the
 * memory a load or a store. So there is one source for both, and no second allocator that could drift from the first.
 * For what the files import from outside there are stand-ins in the folder beside this file.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import binaryen from "assemblyscript/binaryen";

const MISSES = fileURLToPath(new URL("../src/zend/misses/", import.meta.url));
const STAND_INS = fileURLToPath(new URL("./stand-ins/", import.meta.url));

/** In the module's own terms: optimised for speed, without a runtime, over a memory that is given. */
const OPTIONS = ["-O3", "--converge", "--noAssert", "--runtime", "stub", "--importMemory", "--initialMemory", "0"];

/** The constants of a data model, as src/zend/model.ts exports them; others are left out. */
export type ModelConstants = Readonly<Record<string, unknown>>;

/**
 * The bytes of the WebAssembly module for the data model with these constants.
 * @throws Error with the compiler's words when a file leaves the common ground.
 */
export async function compileMisses(constants: ModelConstants): Promise<Uint8Array> {
  const files = sources(constants);
  const entry = constants["DEBUG"] === true ? "marked-entry.ts" : "entry.ts";
  let binary: Uint8Array | null = null;
  const { error, stderr } = await asc.main([entry, "--outFile", "misses.wasm", ...OPTIONS], {
    readFile: (name) => files.get(name) ?? null,
    writeFile: (name, contents) => {
      if (name === "misses.wasm" && typeof contents !== "string") binary = contents;
    },
    listFiles: () => [],
  });
  if (error !== null || binary === null) throw new Error(`${stderr.toString()}${error?.message ?? "no output"}`);
  return withCallsInLine(binary);
}

/** Functions up to this size, as Binaryen counts expressions, become part of each of their callers. */
const INLINE_SIZE = 250;

/**
 * The module once more through the optimiser, which copies functions into their callers more freely than the compiler lets it:
 * Node 20 does not do so for WebAssembly, and the calls cost whole traces 5 to 10 %.
 */
function withCallsInLine(binary: Uint8Array): Uint8Array {
  const module = binaryen.readBinary(binary);
  module.setFeatures(binaryen.Features.BulkMemory | binaryen.Features.BulkMemoryOpt);
  binaryen.setOptimizeLevel(3);
  binaryen.setShrinkLevel(0);
  binaryen.setAlwaysInlineMaxSize(INLINE_SIZE);
  binaryen.setFlexibleInlineMaxSize(INLINE_SIZE);
  binaryen.setOneCallerInlineMaxSize(10 * INLINE_SIZE);
  module.optimize();
  const bytes = module.emitBinary();
  module.dispose();
  return bytes;
}

/** All files of the compilation by their names: the folder's own, and above them those that take the others' place. */
function sources(constants: ModelConstants): Map<string, string> {
  const files = new Map<string, string>();
  for (const name of readdirSync(MISSES)) files.set(`misses/${name}`, asAssembly(readFileSync(MISSES + name, "utf8")));
  for (const name of readdirSync(STAND_INS, { recursive: true, encoding: "utf8" })) {
    if (name.endsWith(".ts"))
      files.set(name.replaceAll("\\", "/"), withPlainImports(readFileSync(join(STAND_INS, name), "utf8")));
  }
  files.set("model.ts", declarations(constants));
  return files;
}

/** AssemblyScript has no imports of types alone. */
function withPlainImports(source: string): string {
  return source.replace(/^import type /gm, "import ");
}

/**
 * One of the folder's files in AssemblyScript's words. Numbers become unsigned, so that sizes beyond 2 GiB compare. A
 * cell is a byte here, which spares a shift at each access; the shift from bytes to cells only drops the type bits.
 */
function asAssembly(source: string): string {
  const code = source
    .replace(/^import type .*$/gm, "")
    .replace(/(from "\.[^"]*)\.js"/g, '$1"')
    .replace(/>>> CELL_SHIFT/g, ">>> 2 << 2")
    .replace(/: number\b/g, ": u32")
    .replace(/\blet (\w+) = 0;/g, "let $1: u32 = 0;")
    .replace(/: boolean\b/g, ": bool")
    .replace(/: Int32Array\b/g, ": Cells")
    .replace(/\]!/g, "]")
    .replace(/throw (\w+\(.*?\));/g, "{ $1; unreachable(); }");
  return `import { Cells, ZendHeap } from "../zend-heap";\n${code}`;
}

/** Numbers and booleans as constants of a module. */
function declarations(values: ModelConstants): string {
  return Object.entries(values)
    .map(([name, value]) => {
      if (typeof value === "boolean") return `export const ${name}: bool = ${value};\n`;
      if (typeof value === "number" && Number.isInteger(value) && value < 2 ** 32)
        return `export const ${name}: u32 = ${value >>> 0};\n`;
      return "";
    })
    .join("");
}
