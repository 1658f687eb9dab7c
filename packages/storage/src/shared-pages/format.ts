import { DamagedMemoryError, ForeignMemoryError, StorageError } from "../errors.js";
import type { LinearMemory } from "../linear-memory.js";
import { baseFor } from "../pages/format.js";
import { PAGE_SIZE } from "../pages/layout.js";
import { pagesWithin } from "../pages/table-size.js";
import { FreeHints } from "./free-hints.js";
import { BASE, CAPACITY, END, MAGIC, MAGIC_VALUE, tablesFor, VERSION, VERSION_VALUE } from "./layout.js";
import { PageBitmap } from "./page-bitmap.js";

/** The part of a memory that is to be handed out. */
export interface SharedSpace {
  /** Its first byte, and the one behind its last. */
  readonly start: number;
  readonly end: number;
  /** The byte behind the last that it may grow to. */
  readonly maximum: number;
  /** Whether it holds nothing but zeros. */
  readonly isNew: boolean;
}

/**
 * Makes a part of a memory an empty one. No other thread may use it
 * yet. Returns the address of its page 0.
 * @throws StorageError when there is no room for the tables and a page.
 */
export function formatShared(memory: LinearMemory, { start, end, maximum, isNew }: SharedSpace): number {
  const base = baseFor(start);
  const first = base / 4;
  const capacity = pagesWithin(base, maximum);
  const pages = Math.min(capacity, pagesWithin(base, end));
  const tables = tablesFor(Math.max(0, capacity));
  if (pages <= tables.firstPage) {
    throw new StorageError(`${end - start} bytes have no room for the tables of ${capacity} pages and a page`);
  }
  if (!isNew) memory.i32.fill(0, first, first + tables.sizes + capacity);
  const bitmap = new PageBitmap(memory, first + tables.bitmap);
  bitmap.claim(0, tables.firstPage);
  memory.i32[first + VERSION] = VERSION_VALUE;
  memory.i32[first + BASE] = base | 0;
  memory.i32[first + CAPACITY] = capacity;
  memory.i32[first + END] = pages;
  new FreeHints(memory, first, tables).update(0, pages);
  Atomics.store(memory.i32, first + MAGIC, MAGIC_VALUE);
  return base;
}

/**
 * The address of page 0 of a memory that was formatted from `start` on.
 * @throws ForeignMemoryError, DamagedMemoryError
 */
export function openShared(memory: LinearMemory, start: number, what: string): number {
  const base = baseFor(start);
  const first = base / 4;
  if (memory.byteLength < base + PAGE_SIZE) throw new ForeignMemoryError(what, "it is shorter than a page");
  const cell = (index: number): number => Atomics.load(memory.i32, first + index);
  if (cell(MAGIC) !== MAGIC_VALUE) throw new ForeignMemoryError(what, "no shared page allocator has formatted it");
  if (cell(VERSION) !== VERSION_VALUE) throw new ForeignMemoryError(what, `its format is version ${cell(VERSION)}`);
  const at = cell(BASE) >>> 0;
  if (at !== base) throw new ForeignMemoryError(what, `its addresses count from ${at}, not from ${base}`);
  const end = cell(END);
  // Another thread may have made the memory longer since it was looked at; it does that before it says so.
  memory.refresh();
  if (end > pagesWithin(base, memory.byteLength)) {
    throw new DamagedMemoryError(what, "it is shorter than when it was in use");
  }
  if (end > cell(CAPACITY) || end <= tablesFor(cell(CAPACITY)).firstPage) {
    throw new DamagedMemoryError(what, `it claims ${end} pages of ${cell(CAPACITY)}`);
  }
  return base;
}
