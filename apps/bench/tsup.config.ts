import { defineConfig, type Options } from "tsup";

const common: Options = { format: ["esm"], target: "node20", platform: "node", sourcemap: true, treeshake: true };

/**
 * `loop` and `ours` are imported once per contestant, each time as another module. `ours` is one file with all it needs, for
 * what it imported from others would still be one module for all. Its tsconfig has no paths into the packages' sources: what
 * is measured is what is built. Both are built at the same time, so what the first cleans must not be the second's.
 */
export default defineConfig([
  { ...common, entry: ["src/cli.ts", "src/loop.ts", "src/child.ts"], clean: ["dist/*.js", "!dist/ours.js"] },
  {
    ...common,
    entry: ["src/ours.ts"],
    splitting: false,
    sourcemap: false,
    noExternal: [/^@zmm\//],
    tsconfig: "tsconfig.built.json",
  },
]);
