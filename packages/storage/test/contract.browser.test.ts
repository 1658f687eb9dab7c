import { describe, expect, it } from "vitest";
import { testProvider } from "../src/testing/index.js";
import { decorators, providers } from "./subjects.js";

/** In a browser, buffers are shared only between pages that are isolated from others. */
const canShare = globalThis.crossOriginIsolated;
const usable = providers.filter(({ name }) => canShare || !/shared/i.test(name));

describe("in a browser", () => {
  it("shared memory is there, as the page is isolated", () => {
    expect(canShare).toBe(true);
  });
});

for (const provider of usable) {
  testProvider({ describe, it }, provider);
  for (const { name, wrap } of provider.name.includes(",") ? decorators.slice(-1) : decorators) {
    testProvider(
      { describe, it },
      { name: `${provider.name}, ${name}`, create: (bounds) => wrap(provider.create(bounds)) },
    );
  }
}
