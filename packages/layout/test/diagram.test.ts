import { expect, it } from "vitest";
import { LAYOUTS, renderStruct } from "../src/index.js";

it("draws a release free block", () => {
  expect(renderStruct(LAYOUTS.ilp32.structs.freeBlock)).toMatchInlineSnapshot(`
    "struct zend_mm_free_block, 28 bytes
           +-----------------+
       0x0 | info._size      | 4
           +-----------------+
       0x4 | info._prev      | 4
           +-----------------+
       0x8 | prev_free_block | 4
           +-----------------+
       0xc | next_free_block | 4
           +-----------------+
      0x10 | parent          | 4
           +-----------------+
      0x14 | child[2]        | 8
           +-----------------+"
  `);
});

it("draws a debug block with its padding", () => {
  expect(renderStruct(LAYOUTS["lp64-debug"].structs.block)).toMatchInlineSnapshot(`
    "struct zend_mm_block, 80 bytes
           +---------------------+
       0x0 | info._cookie        | 8
           +---------------------+
       0x8 | info._size          | 8
           +---------------------+
      0x10 | info._prev          | 8
           +---------------------+
      0x18 | magic               | 4
           +---------------------+
      0x1c | (padding)           | 4
           +---------------------+
      0x20 | debug.filename      | 8
           +---------------------+
      0x28 | debug.lineno        | 4
           +---------------------+
      0x2c | (padding)           | 4
           +---------------------+
      0x30 | debug.orig_filename | 8
           +---------------------+
      0x38 | debug.orig_lineno   | 4
           +---------------------+
      0x3c | (padding)           | 4
           +---------------------+
      0x40 | debug.size          | 8
           +---------------------+
      0x48 | debug.start_magic   | 4
           +---------------------+
      0x4c | (padding)           | 4
           +---------------------+"
  `);
});
