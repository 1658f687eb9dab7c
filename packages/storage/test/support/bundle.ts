import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

/** Makes one JavaScript file of a TypeScript file and the sources that it imports, for a thread; returns its path. */
export async function bundled(entry: URL): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "zmm-thread-"));
  await build({
    configFile: false,
    logLevel: "error",
    build: {
      outDir: directory,
      emptyOutDir: false,
      minify: false,
      lib: { entry: fileURLToPath(entry), formats: ["es"], fileName: () => "thread.mjs" },
      rollupOptions: { external: [/^node:/] },
    },
  });
  return join(directory, "thread.mjs");
}
