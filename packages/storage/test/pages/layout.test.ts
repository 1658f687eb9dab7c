import { expect, it } from "vitest";
import * as layout from "../../src/pages/layout.js";
import * as shared from "../../src/shared-pages/layout.js";

it("of the page allocator has the constants that follow from others", () => {
  const { ENTRY_CELLS_SHIFT, FIRST_CAPACITY, HEADER_BYTES, LISTS, PAGE_SIZE, TREE_COUNT, TREE_PAGES, TREES } = layout;
  const entryBytes = 4 << ENTRY_CELLS_SHIFT;
  expect(layout.ENTRIES_PER_PAGE).toBe(PAGE_SIZE / entryBytes);
  expect(FIRST_CAPACITY).toBe((PAGE_SIZE - HEADER_BYTES) / entryBytes);
  expect(TREES).toBe(LISTS + TREE_PAGES);
  expect(2 ** layout.LEAST_TREE).toBe(TREE_PAGES);
  expect(4 * (TREES + TREE_COUNT)).toBeLessThanOrEqual(HEADER_BYTES);
  expect(2 ** (TREE_COUNT - 1) * PAGE_SIZE).toBe(2 ** 32);
});

it("of the allocator that threads share has them, too", () => {
  expect(shared.CHUNK_PAGES).toBe(1 << shared.CHUNK_SHIFT);
  expect(shared.SUPER_CHUNKS).toBe(1 << shared.SUPER_SHIFT);
  expect(shared.CHUNK_WORDS).toBe(shared.CHUNK_PAGES / shared.WORD_PAGES);
});
