import { defineConfig } from "tsup";

/** `loop` is an entry of its own: the bench imports it once per peer, each time as another module. */
export default defineConfig({
  entry: ["src/cli.ts", "src/loop.ts", "src/child.ts"],
  format: ["esm"],
  target: "node20",
  platform: "node",
  sourcemap: true,
  clean: true,
  treeshake: true,
});
