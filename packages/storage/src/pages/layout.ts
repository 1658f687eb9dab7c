/**
 * What the page allocator keeps in the memory that it hands out, and where.
 *
 *     page 0                           page 1                                        end
 *     [header | first table ..........][run of pages][run of pages] ... [run of pages]
 *
 * The memory is divided into pages of 4 KiB, counted from the allocator's base address, and the pages into runs: a
 * segment, a free run, or a reserved one (the header page, a table that outgrew it, memory that somebody else grew).
 * Each page has an entry of four cells in the table; an entry means something only for the first page of a run:
 *
 *     segment    [ pages, used     | pages before | size in bytes |              ]
 *     reserved   [ pages, reserved | pages before |               |              ]
 *     free       [ pages, free     | pages before | next free     | previous free]
 *      its second page, in the tree [ 0 | parent | child 0 | child 1 ]
 *     inside a run                 [ 0 |        |         |         ]
 *
 * "Pages before" is the length of the run before, so that neighbours are found both ways. One more entry, a reserved
 * run of no pages, stands behind the last page. Links are page numbers; 0 means none, as page 0 is never free.
 * Segments and free pages hold nothing of the allocator's: what a user writes where it must not cannot break it.
 */

/** Bytes in a page, the granularity of segments. */
export const PAGE_SIZE: number = 4096;
export const PAGE_SHIFT = 12;

/** The address behind the last byte that any segment may have: 4 GiB less a page, so that it is a 32-bit number. */
export const MAX_MEMORY: number = 2 ** 32 - PAGE_SIZE;

/** States of a run, the low two bits of its tag; 0 marks a page inside a run. */
export const FREE = 1;
export const USED = 2;
export const RESERVED = 3;
export const STATE_BITS = 2;
export const STATE_MASK = 3;

/** Cells of an entry. */
export const TAG = 0;
export const PAGES_BEFORE = 1;
export const SEGMENT_SIZE = 2;
export const NEXT_FREE = 2;
export const PREVIOUS_FREE = 3;
/** Cells of a tree node: they are in the entry of the run's second page. */
export const PARENT = 5;
export const CHILD = 6;

export const ENTRY_CELLS_SHIFT = 2;
/** Of 16 bytes each. (What follows from other constants is written out: bundlers keep what they would have to compute.) */
export const ENTRIES_PER_PAGE = 256;

/** Free runs below this many pages are in the list of their length, longer ones in a tree. */
export const TREE_PAGES = 64;
/** The tree of the shortest of these. */
export const LEAST_TREE = 6;

/** Cells of the header. */
export const MAGIC = 0;
export const VERSION = 1;
/** The allocator's base address: bytes that were moved elsewhere are not opened by mistake. */
export const BASE = 2;
/** Pages in all; the number of the page behind the last one. */
export const END = 3;
/** Bytes from the base to the table. */
export const TABLE = 4;
/** Entries that the table has room for. */
export const CAPACITY = 5;
/** Pages in segments, and segments. */
export const USED_PAGES = 6;
export const SEGMENTS = 7;
/** An address that the user of the memory left for whoever opens it again. */
export const ROOT = 8;
/** A bit for each list that is not empty (two cells), and for each tree. */
export const LIST_BITS = 12;
export const TREE_BITS = 14;
/** First runs of the lists, by length, and the trees' root nodes, by the highest bit of the length. */
export const LISTS = 16;
export const TREES = 80;
/** A tree for each highest bit that the length of a run can have: 4 GiB are 2^20 pages. */
export const TREE_COUNT = 21;
export const HEADER_BYTES = 512;

/** "zmmp" in ASCII, little endian. */
export const MAGIC_VALUE = 0x706d6d7a;
export const VERSION_VALUE = 1;

/** Entries of the table that the header page itself has room for. */
export const FIRST_CAPACITY = 224;
