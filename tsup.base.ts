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
    // tsup 8 injects the deprecated baseUrl into its d.ts program; TypeScript 6 needs this to accept it
    dts: { compilerOptions: { ignoreDeprecations: "6.0" } },
    sourcemap: true,
    clean: true,
    treeshake: true,
    esbuildPlugins: plugins,
  };
  return defineConfig(options);
}
