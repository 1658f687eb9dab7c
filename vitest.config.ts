import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { specialiseForVite } from "./packages/heap/specialise.ts";

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Tests run on the sources: `@zmm/heap` and `@zmm/heap/testing` resolve into packages/heap/src. */
const alias = [
  { find: /^@zmm\/([a-z]+)$/, replacement: source("./packages/$1/src/index.ts") },
  { find: /^@zmm\/([a-z]+)\/([a-z]+)$/, replacement: source("./packages/$1/src/$2/index.ts") },
];

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        plugins: [specialiseForVite()],
        test: {
          name: "node",
          environment: "node",
          include: ["{packages,apps,docs,scripts}/**/test/**/*.test.ts"],
          exclude: ["**/node_modules/**", "**/*.browser.test.ts"],
        },
      },
    ],
  },
});
