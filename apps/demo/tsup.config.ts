import { defineConfig } from "tsup";

export default defineConfig([
  {
    entry: ["src/cli.ts"],
    format: ["esm"],
    target: "node20",
    platform: "node",
    sourcemap: true,
    treeshake: true,
  },
  {
    // the program of a report's page, to be written into the page
    entry: { "report-client": "src/report/client.ts" },
    format: ["iife"],
    target: "es2022",
    platform: "browser",
    minify: true,
    noExternal: [/.*/],
    loader: { ".css": "text" },
    outExtension: () => ({ js: ".js" }),
  },
]);
