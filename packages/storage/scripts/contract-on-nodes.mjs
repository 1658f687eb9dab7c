/**
 * Runs the contract of every provider behind every decorator on other versions of Node, against the built package.
 *
 *     node scripts/contract-on-nodes.mjs 20 22 24 26
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const outDir = mkdtempSync(join(tmpdir(), "zmm-contract-"));

await build({
  configFile: false,
  logLevel: "error",
  resolve: {
    alias: [
      { find: /^.*\/src\/testing\/index\.js$/, replacement: here("../dist/testing.js") },
      { find: /^.*\/src\/index\.js$/, replacement: here("../dist/index.js") },
    ],
  },
  build: {
    outDir,
    minify: false,
    lib: { entry: here("../test/support/contract-main.ts"), formats: ["es"], fileName: () => "contract.mjs" },
    rollupOptions: { external: [/^node:/] },
  },
});

const versions = process.argv.slice(2);
const failed = versions.filter((version) => {
  const run = ["-y", `node@${version}`, "--test-reporter=dot", join(outDir, "contract.mjs")];
  const { status, stdout, stderr } = spawnSync("npx", run, { encoding: "utf8", maxBuffer: 2 ** 28 });
  const dots = stdout.match(/\./g)?.length ?? 0;
  console.log(`Node ${version}: ${status === 0 ? "passed" : "FAILED"}, ${dots} tests and suites`);
  if (status !== 0) console.log(stdout.slice(-4000), stderr.slice(-2000));
  return status !== 0;
});
process.exitCode = failed.length > 0 || versions.length === 0 ? 1 : 0;
