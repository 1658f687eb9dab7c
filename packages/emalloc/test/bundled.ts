/**
 * The packages as a bundler makes them of the sources. Vitest loads each module by itself and reaches every import
 * through an object, which makes a heap some five times slower: too slow for a test of many millions of calls.
 */
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { specialiseForVite } from "../../heap/specialise.js";

/** What a bundle has of `@zmm/emalloc` and of the heap below it. */
export type Bundle = typeof import("@zmm/emalloc") & Pick<typeof import("@zmm/heap"), "SystemHeap" | "ZendHeap">;

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Bundles the sources in memory and loads the result; its classes are its own, not those that tests import. */
export async function loadBundle(): Promise<Bundle> {
  const built = await build({
    configFile: false,
    logLevel: "silent",
    plugins: [specialiseForVite()],
    resolve: {
      alias: [
        { find: /^@zmm\/([a-z]+)$/, replacement: source("../../$1/src/index.ts") },
        { find: /^@zmm\/([a-z]+)\/([a-z]+)$/, replacement: source("../../$1/src/$2/index.ts") },
      ],
    },
    ssr: { noExternal: true },
    build: { write: false, minify: false, target: "node20", ssr: source("./bundle-entry.ts") },
  });
  const { code } = (built as { output: { code: string }[] }).output[0] ?? { code: "" };
  return (await import(
    /* @vite-ignore */ `data:text/javascript;base64,${Buffer.from(code).toString("base64")}`
  )) as Bundle;
}
