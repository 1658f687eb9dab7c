/**
 * The records that a recording heap writes: linear memory, handed on when it is full.
 *
 * Addresses are multiples of 8, so that their three low bits are free to say what a word begins:
 *
 * ```
 *   a   | address, 0 for a failure | a |  size |
 *   f   | address                  | f |
 *   r   | address given            | r |  size |  address got, 0 for a failure |
 *   z   | 0                        | z |
 *   s   | number of a call site    | s |   where the operations that follow come from
 * ```
 *
 * A word has 32 bits; sizes that take more lie beside the records, in order.
 */

/** Low bits of a word that say what it begins; the tags are the letters above, in order. */
export const TAG_BITS = 3;
export const TAG_ALLOCATE = 0;
export const TAG_FREE = 1;
export const TAG_REALLOCATE = 2;
export const TAG_END_REQUEST = 3;
export const TAG_SITE = 4;

/** Words of the longest record. */
export const LONGEST = 3;
/** Stands for a size that takes more than 32 bits, or is this. */
export const LONG_SIZE = 0xffffffff;

/** A number of records in the order of the calls. They are only lent: the memory will be used again. */
export interface RecordedBatch {
  readonly words: Int32Array;
  /** How many words the records take. */
  readonly length: number;
  /** The sizes of those that say `LONG_SIZE`, in order. */
  readonly longSizes: readonly number[];
}

/** Takes what a recording makes, in order. */
export interface RecordingSink {
  /** Operations. */
  batch(batch: RecordedBatch): void;
  /** A remark. */
  note(text: string): void;
  /** A new call site: the first has number 1, the second 2, and so on. */
  site(name: string): void;
}
