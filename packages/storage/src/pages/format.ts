import { DamagedMemoryError, ForeignMemoryError, StorageError } from "../errors.js";
import { findDamage } from "./check.js";
import {
  BASE,
  END,
  ENTRIES_PER_PAGE,
  FIRST_CAPACITY,
  HEADER_BYTES,
  MAGIC,
  MAGIC_VALUE,
  PAGE_SIZE,
  RESERVED,
  VERSION,
  VERSION_VALUE,
} from "./layout.js";
import { PageRuns } from "./page-runs.js";
import type { PageSource } from "./source.js";
import { PageTable } from "./table.js";
import { pagesWithin, tablePages } from "./table-size.js";

/** Where page 0 lies when the memory may be used from `start` on. */
export function baseFor(start: number): number {
  return Math.ceil(start / 16) * 16;
}

/**
 * Makes the memory from `start` on an empty one; what was there is lost. One that is new holds nothing but zeros.
 * @throws StorageError when the memory has no room for a single page.
 */
export function formatPages(source: PageSource, start: number, isNew: boolean): PageRuns {
  const base = roomFrom(source, baseFor(start));
  const { memory } = source;
  const most = pagesWithin(base, source.maximum);
  const pages = Math.min(most, pagesWithin(base, source.end));
  const forTable = Math.min(tablePages(pages, most), pages - 1);
  const table = new PageTable(memory, base);
  if (!isNew) memory.u8.fill(0, base, base + PAGE_SIZE);
  table.setHead(MAGIC, MAGIC_VALUE);
  table.setHead(VERSION, VERSION_VALUE);
  table.setHead(BASE, base | 0);
  if (forTable === 0) table.place(HEADER_BYTES, FIRST_CAPACITY, isNew);
  else table.place(PAGE_SIZE, forTable * ENTRIES_PER_PAGE, isNew);
  return layOut(new PageRuns(table), pages, forTable);
}

/** The address where a header page fits, at `base` if the memory is long enough or can be made so. */
function roomFrom(source: PageSource, base: number): number {
  const missing = base + PAGE_SIZE - source.end;
  if (missing <= 0) return base;
  const added = source.extend(missing);
  if (added === null) throw new StorageError(`the memory has no room for a page of ${PAGE_SIZE} bytes at ${base}`);
  return Math.max(base, baseFor(added.start));
}

function layOut(runs: PageRuns, pages: number, forTable: number): PageRuns {
  const { table } = runs;
  table.setRun(0, 1, RESERVED);
  if (forTable > 0) table.setRun(1, forTable, RESERVED);
  runs.setEnd(pages);
  if (pages > 1 + forTable) runs.addFree(1 + forTable, pages - 1 - forTable);
  return runs;
}

/**
 * Takes up a memory that was formatted before, with all its segments.
 * @throws ForeignMemoryError when it was not formatted by this kind of allocator, or at another address.
 * @throws DamagedMemoryError when its table contradicts itself.
 */
export function openPages(source: PageSource, start: number, what: string): PageRuns {
  const base = baseFor(start);
  const { memory } = source;
  if (source.end < base + PAGE_SIZE) throw new ForeignMemoryError(what, "it is shorter than a page");
  const table = new PageTable(memory, base);
  if (table.head(MAGIC) !== MAGIC_VALUE) throw new ForeignMemoryError(what, "no page allocator has formatted it");
  const version = table.head(VERSION);
  if (version !== VERSION_VALUE) throw new ForeignMemoryError(what, `its format is version ${version}`);
  const at = table.head(BASE) >>> 0;
  if (at !== base) throw new ForeignMemoryError(what, `its addresses count from ${at}, not from ${base}`);
  if (!(table.head(END) <= pagesWithin(base, source.end))) {
    throw new DamagedMemoryError(what, "it is shorter than when it was in use");
  }
  const damage = findDamage(table);
  if (damage !== null) throw new DamagedMemoryError(what, damage);
  table.sync();
  return new PageRuns(table);
}
