import { ENTRIES_PER_PAGE, FIRST_CAPACITY, MAX_MEMORY, PAGE_SIZE } from "./layout.js";

const SMALLEST_TABLE = 16;

/** Pages from `base` on that a memory of at most `maximum` bytes can have. */
export function pagesWithin(base: number, maximum: number): number {
  return Math.floor((Math.min(maximum, MAX_MEMORY) - base) / PAGE_SIZE);
}

/**
 * Pages of a table for a memory of `pages` pages; 0 when the header page has room for it. Tables come in sizes that
 * are four times apart, so that they seldom move, but never larger than a memory of `most` pages needs.
 */
export function tablePages(pages: number, most: number): number {
  if (pages < FIRST_CAPACITY) return 0;
  let size = SMALLEST_TABLE;
  while (size * ENTRIES_PER_PAGE <= pages) size *= 4;
  return Math.min(size, Math.ceil((most + 1) / ENTRIES_PER_PAGE));
}
