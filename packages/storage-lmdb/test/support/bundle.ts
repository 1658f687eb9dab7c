import { mkdirSync, renameSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { specialiseForVite } from "../../../heap/specialise.js";

const packages = fileURLToPath(new URL("../../../", import.meta.url));

/** Makes one JavaScript file of a TypeScript file and the sources that it imports, for a process; returns its path. */
export async function bundled(entry: URL): Promise<string> {
  const name = basename(entry.pathname, ".ts");
  // Several tests may do this at once.
  const fileName = `${name}-${process.pid}.mjs`;
  // Not in a folder for temporary files, as the process has to find lmdb from there.
  const outDir = join(packages, "storage-lmdb", "node_modules", ".process");
  mkdirSync(outDir, { recursive: true });
  await build({
    configFile: false,
    logLevel: "error",
    resolve: { alias: [{ find: /^@zmm\/([a-z-]+)$/, replacement: `${packages}$1/src/index.ts` }] },
    plugins: [specialiseForVite()],
    build: {
      outDir,
      emptyOutDir: false,
      minify: false,
      lib: { entry: fileURLToPath(entry), formats: ["es"], fileName: () => fileName },
      rollupOptions: { external: [/^node:/, "lmdb"] },
    },
  });
  renameSync(join(outDir, fileName), join(outDir, `${name}.mjs`));
  return join(outDir, `${name}.mjs`);
}
