import { defineConfig, type Options } from "tsup";

/** The build that all library packages share: ESM only, one `index` entry and the subpaths given. */
export function library(
  subpaths: Record<string, string> = {},
  plugins: NonNullable<Options["esbuildPlugins"]> = [],
): ReturnType<typeof defineConfig> {
  const options: Options = {
    entry: { index: "src/index.ts", ...subpaths },
    format: ["esm"],
    target: "node20",
    platform: "neutral",
    // tsup 8 injects the deprecated baseUrl into its d.ts program; TypeScript 6 needs this to accept it. That baseUrl
    // is the package's folder, so the base configuration's paths lead nowhere
    dts: { compilerOptions: { ignoreDeprecations: "6.0", paths: { "#zend/*": ["./src/zend/index.ts"] } } },
    sourcemap: true,
    clean: true,
    // this shakes once more, with rollup, which refuses the several contents that plugins give one source; esbuild's own
    // shaking stays
    treeshake: plugins.length === 0,
    esbuildPlugins: plugins,
  };
  return defineConfig(options);
}
