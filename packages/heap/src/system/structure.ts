/**
 * What the system heap's bytes mean. Everything is counted in cells of 4 bytes (a cell index never leaves the small
 * integers, where a byte address above 2^31 would) and block sizes in units of 8 bytes.
 *
 * ```
 *   a segment                      a used block            a free block
 *   +---------------------+        +-------------------+   +---------------------+
 *   | bytes | next | prev |        | units << 3 | 101  |   | units << 3 | 100    |
 *   +---------------------+        | prev               |   | prev                |
 *   | blocks ...          |        +-------------------+   +---------------------+
 *   +---------------------+        | the user's bytes   |   | before in its list  |
 *   | edge: 111 | prev    |        |                    |   | next in its list    |
 *   +---------------------+        +-------------------+   +---------------------+
 * ```
 *
 * Invariants: `prev` of a block repeats the size word of the block physically before it, or is the edge word for a
 * segment's first block; no two free blocks are neighbours; a block that was swallowed by its neighbour keeps a size
 * word of 0, so that a second free of it is seen. Bit 2 is set in every size word: no size word of the Zend heap has
 * it, so neither heap takes the other's blocks for its own.
 */

/** log2 of the bytes of a cell. */
export const CELL_SHIFT = 2;
/** log2 of the cells of a unit. */
export const UNIT_CELL_SHIFT = 1;
/** log2 of the bytes of a unit, and the place of the size in a size word. */
export const UNIT_SHIFT = 3;

/** The low bits of a size word. */
export const TYPE_MASK = 7;
export const FREE = 4;
export const USED = 5;
/** The whole word that closes a segment, and that stands for the block before its first. */
export const EDGE = 7;

/** Cells from a block to its members. */
export const SIZE = 0;
export const PREV = 1;
export const PREV_FREE = 2;
export const NEXT_FREE = 3;
/** Cells of a used block's header. */
export const HEADER_CELLS = 2;
/** Bytes of a used block's header. */
export const HEADER_BYTES: number = HEADER_CELLS << CELL_SHIFT;
/** Units of the smallest block: a header and the two links of a free block. */
export const MIN_UNITS = 2;

/** Cells from a segment to its members. */
export const SEGMENT_BYTES = 0;
export const SEGMENT_NEXT = 1;
export const SEGMENT_PREV = 2;
/** Cells of a segment's header, a multiple of a unit. */
export const SEGMENT_CELLS = 4;
/** Bytes of a segment that no block can have: its header and the edge at its end. */
export const SEGMENT_OVERHEAD: number = (SEGMENT_CELLS + HEADER_CELLS) << CELL_SHIFT;

/** Second-level lists in each row. */
export const ROW_LISTS = 32;
/** log2 of `ROW_LISTS`. */
export const ROW_SHIFT = 5;
/** Rows: one for blocks below 32 units, then one for each power of two up to 2^32 bytes. */
export const ROWS = 26;
/** Lists in all rows. */
export const LISTS: number = ROWS * ROW_LISTS;

/** Cells from the heap structure to its members. */
export const HEAP_MAGIC = 0;
export const HEAP_SEGMENT_SIZE = 1;
export const HEAP_SEGMENTS = 2;
export const HEAP_SIZE = 3;
export const HEAP_PEAK = 4;
export const HEAP_REAL_SIZE = 5;
export const HEAP_REAL_PEAK = 6;
export const HEAP_LIMIT_LOW = 7;
export const HEAP_LIMIT_HIGH = 8;
export const HEAP_ROW_BITS = 9;
export const HEAP_LIST_BITS: number = HEAP_ROW_BITS + 1;
export const HEAP_HEADS: number = HEAP_LIST_BITS + ROWS;
/** Cells of the heap structure. */
export const HEAP_CELLS: number = HEAP_HEADS + LISTS;
/** Bytes of the heap structure. */
export const HEAP_BYTES: number = HEAP_CELLS << CELL_SHIFT;

/** "ZSY1" in memory: says that a system heap of this layout starts here. */
export const MAGIC_VALUE = 0x3159535a;

/** The largest request in bytes: with header and rounding its block still counts below 2^32. */
export const MAX_REQUEST: number = 2 ** 32 - 4096;
/** The most bytes that all segments together may have, so that counters of 32 bits hold them. */
export const MAX_REAL_SIZE: number = 2 ** 32 - 1;
/** The bits of an address that are 0 in every block's. */
export const ADDRESS_BITS = 7;
