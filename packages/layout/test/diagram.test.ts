import { expect, it } from "vitest";
import { LAYOUTS, renderStruct } from "../src/index.js";

it("draws a release free block", () => {
  expect(renderStruct(LAYOUTS.ilp32.structs.freeBlock)).toMatchInlineSnapshot();
});

it("draws a debug block with its padding", () => {
  expect(renderStruct(LAYOUTS["lp64-debug"].structs.block)).toMatchInlineSnapshot();
});
