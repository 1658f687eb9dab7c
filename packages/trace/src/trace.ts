/**
 * A trace: what a program asked of its allocator, in order.
 *
 * Operations lie in flat arrays, one cell per operation, so that a replay reads memory in order and allocates
 * nothing. An *ID* stands for a pointer that the program holds: a small number, free again after `free`.
 */

/** `a ID SIZE`: allocate. */
export const OP_ALLOCATE = 0;
/** `f ID`: free. */
export const OP_FREE = 1;
/** `r ID SIZE`: reallocate; the ID stays. */
export const OP_REALLOCATE = 2;
/** `z`: end of request; all IDs are gone. */
export const OP_END_REQUEST = 3;

/** The letters of the text formats, indexed by operation. */
export const OP_LETTERS = "afrz";

/** IDs are below this, so that tables indexed by them stay small. */
export const MAX_IDS: number = 2 ** 24;

/** Settings of the heap and storage that a trace was made for; what is not set takes the default. Sizes in bytes. */
export interface TraceSettings {
  /** `#@limit`: the memory limit. */
  readonly limit?: number;
  /** `#@segsize`: the segment size. */
  readonly segmentSize?: number;
  /** `#@reserve`: the reserve for error handling; 0 means none. */
  readonly reserveSize?: number;
  /** `#@failstorage N`: every N-th segment allocation after startup fails. */
  readonly failStorage?: number;
}

/** Where in the program each operation comes from. */
export interface CallSites {
  /**
   * The sites, from 1; what stands at 0 is the empty text, for operations whose site is not known. A site is a place
   * such as `file.php:12`, or a stack of them, the outermost first, set apart by `;`.
   */
  readonly names: readonly string[];
  /** The site of each operation, an index of `names`. */
  readonly of: Int32Array;
}

/** A remark that somebody made while the trace was recorded. */
export interface Note {
  /** How many operations stand before it. */
  readonly at: number;
  readonly text: string;
}

/** Operations, and what is known about them: see the head of this file. */
export interface Trace {
  /** What messages call it: the file it came from. */
  readonly name: string;
  readonly settings: TraceSettings;
  /** How many operations there are. */
  readonly length: number;
  /** One of `OP_ALLOCATE`, `OP_FREE`, `OP_REALLOCATE`, `OP_END_REQUEST` each. */
  readonly ops: Uint8Array;
  /** The ID each works on; 0 where the operation has none. */
  readonly ids: Int32Array;
  /** Bytes asked for, 0 to 2^53 - 1; 0 where the operation has none. */
  readonly sizes: Float64Array;
  /** One more than the highest ID. */
  readonly idCount: number;
  /** Where known, the call sites. */
  readonly sites?: CallSites;
  /** Where there are any, the annotations, in order. */
  readonly notes?: readonly Note[];
}
