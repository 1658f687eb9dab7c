import { defineConfig, type Options } from "tsup";
import { writeDeclarations } from "./scripts/declarations.ts";

/** Declarations of the single sources, before they are bundled. */
const DECLARATIONS = ".declarations";

/** The build that all library packages share: ESM only, one `index` entry and the subpaths given. */
export function library(
  subpaths: Record<string, string> = {},
  plugins: NonNullable<Options["esbuildPlugins"]> = [],
): ReturnType<typeof defineConfig> {
  const entry: Record<string, string> = { index: "src/index.ts", ...subpaths };
  return defineConfig(() => {
    writeDeclarations("src", DECLARATIONS);
    return {
      entry,
      format: ["esm"],
      target: "node20",
      platform: "neutral",
      dts: bundledDeclarations(entry),
      sourcemap: true,
      clean: true,
      // this shakes once more, with rollup, which refuses the several contents that plugins give one source; esbuild's own
      // shaking stays
      treeshake: plugins.length === 0,
      esbuildPlugins: plugins,
    };
  });
}

/** Made of the declarations that are there already: types of other packages, of Node and of the language are not read. */
function bundledDeclarations(entry: Record<string, string>): NonNullable<Options["dts"]> {
  const declared = Object.entries(entry).map(([name, path]) => [
    name,
    path.replace(/^src\//, `${DECLARATIONS}/`).replace(/\.ts$/, ".d.ts"),
  ]);
  return {
    entry: Object.fromEntries(declared),
    // tsup 8 injects the deprecated baseUrl into its d.ts program; TypeScript 6 needs this to accept it. That baseUrl
    // is the package's folder, so the base configuration's paths must lead nowhere
    compilerOptions: { ignoreDeprecations: "6.0", paths: {}, noLib: true, types: [] },
  };
}
