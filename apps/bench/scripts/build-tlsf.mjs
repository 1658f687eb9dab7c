// Compiles AssemblyScript's TLSF to dist/tlsf.wasm: optimised for speed, assertions off, as a release would be.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const root = fileURLToPath(new URL("..", import.meta.url));
mkdirSync(`${root}dist`, { recursive: true });
process.chdir(root);
const { error, stderr } = await asc.main([
  "assembly/tlsf.ts",
  "--outFile",
  "dist/tlsf.wasm",
  "--runtime",
  "minimal",
  "-O3",
  "--converge",
  "--noAssert",
]);
if (error) {
  process.stderr.write(stderr.toString());
  throw error;
}
