import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fixedBuffer } from "../examples/fixed-buffer.js";
import { testProvider } from "../src/testing/index.js";

const MIB = 2 ** 20;

testProvider(
  { describe, it },
  { name: "fixedBuffer, the example", create: ({ maximum = 10 * MIB }) => fixedBuffer(maximum) },
);

describe("the example of a provider", () => {
  it("has fewer than 40 lines", () => {
    const text = readFileSync(new URL("../examples/fixed-buffer.ts", import.meta.url), "utf8");
    expect(text.trimEnd().split("\n").length).toBeLessThan(40);
  });
});
