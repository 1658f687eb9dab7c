import { fileURLToPath } from "node:url";
import vue from "@vitejs/plugin-vue";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { specialiseForVite } from "./packages/heap/specialise.ts";
import { CHROMIUM } from "./scripts/chromium.ts";

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Tests run on the sources: `@zmm/heap` and `@zmm/heap/testing` resolve into packages/heap/src. */
const alias = [
  { find: /^@zmm\/([a-z-]+)$/, replacement: source("./packages/$1/src/index.ts") },
  { find: /^@zmm\/([a-z-]+)\/([a-z0-9-]+)$/, replacement: source("./packages/$1/src/$2/index.ts") },
];
const plugins = [specialiseForVite(), vue()];

/** Milliseconds; long, for no test here is about how long it takes. */
const TIMEOUT = 120_000;

const browser = playwright({ launchOptions: CHROMIUM });

export default defineConfig({
  test: {
    // Vitest leaves one core idle, which on two is half of them.
    maxWorkers: "100%",
    projects: [
      {
        resolve: { alias },
        plugins,
        test: {
          name: "node",
          testTimeout: TIMEOUT,
          environment: "node",
          include: ["{packages,apps,docs,scripts}/**/test/**/*.test.ts"],
          exclude: ["**/node_modules/**", "**/*.browser.test.ts", "**/*.e2e.test.ts"],
        },
      },
      {
        resolve: { alias },
        plugins,
        // Built pages, driven from outside by playwright: each file starts a Chromium of its own, one after the other.
        test: {
          name: "e2e",
          testTimeout: TIMEOUT,
          hookTimeout: TIMEOUT,
          environment: "node",
          include: ["{apps,docs,packages}/**/test/**/*.e2e.test.ts"],
          exclude: ["**/node_modules/**"],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve: { alias },
        plugins,
        // A page has shared memory only if it is isolated from others.
        server: {
          headers: {
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Embedder-Policy": "require-corp",
          },
        },
        test: {
          name: "browser",
          testTimeout: TIMEOUT,
          include: ["{packages,apps}/*/test/**/*.browser.test.ts"],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: browser,
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});
