/**
 * What the shared page allocator keeps in the memory that it hands out, and why no lock is among it.
 *
 *     page 0 ...                                                      first page that is handed out ...
 *     [header | chunk hints | super hints | their versions | bitmap | sizes][page][page][page] ...
 *
 * A thread can be terminated between any two steps. What holds a lock then holds it for ever, so there is none: every
 * step is one atomic operation on one cell, and what the cells say is right after each of them.
 *
 * - bitmap: one bit for each page, set while somebody has it. Who sets a bit that was clear owns the page.
 * - sizes: for each page, the size in bytes of the segment that begins there, 0 for none. Who changes a size to 0 has
 *   freed the segment; of two that try only one succeeds.
 *
 * A segment is made by setting its bits and then its size, and freed in the opposite order. A thread that ends halfway
 * leaves bits set that no size covers: pages that nobody gets any more, those of its own segment at most.
 *
 * - hints: for each chunk of 512 pages and each super chunk of 32 chunks, how long the free runs in it are. They only
 *   tell where to look; what is true is in the bitmap. The versions say when a hint has to be computed
 *   again.
 */
import { PAGE_SIZE } from "../pages/layout.js";

/** Cells of the header. */
export const MAGIC = 0;
export const VERSION = 1;
/** The address of page 0. */
export const BASE = 2;
/** Pages that the memory can ever have: the tables have room for them. */
export const CAPACITY = 3;
/** Pages that it has now; it only grows. */
export const END = 4;
/** An address that the user of the memory left for others. */
export const ROOT = 5;
const HEADER_CELLS = 16;

/** "zmms" in ASCII, little endian. */
export const MAGIC_VALUE = 0x736d6d7a;
export const VERSION_VALUE = 1;

// what follows from other constants is written out: bundlers keep what they would have to compute
export const WORD_PAGES = 32;
export const CHUNK_SHIFT = 9;
export const CHUNK_PAGES = 512;
export const CHUNK_WORDS = 16;
export const SUPER_SHIFT = 5;
export const SUPER_CHUNKS = 32;

/** Where the tables are, as cells from the base. */
export interface SharedTables {
  /** Hints of chunks, and behind them those of super chunks. */
  readonly hints: number;
  readonly superHints: number;
  /** A version for each hint, in the same order. */
  readonly versions: number;
  readonly bitmap: number;
  readonly sizes: number;
  /** The first page behind the tables. */
  readonly firstPage: number;
}

/** The tables of a memory that can have `capacity` pages. */
export function tablesFor(capacity: number): SharedTables {
  const chunks = Math.ceil(capacity / CHUNK_PAGES);
  const supers = Math.ceil(chunks / SUPER_CHUNKS);
  const hints = HEADER_CELLS;
  const superHints = hints + chunks;
  const versions = superHints + supers;
  const bitmap = versions + chunks + supers;
  const sizes = bitmap + Math.ceil(capacity / WORD_PAGES);
  const firstPage = Math.ceil(((sizes + capacity) * 4) / PAGE_SIZE);
  return { hints, superHints, versions, bitmap, sizes, firstPage };
}
