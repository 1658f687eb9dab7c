/**
 * A golden: a trace together with what the allocator answered, operation by operation, with the heap's state after
 * every 256 and the whole heap at the end.
 */
import type { ModelName } from "@zmm/layout";
import type { Trace } from "./trace.js";

/** The version of the golden format that is written and read. */
export const GOLDEN_VERSION = 1;
/** A state stands after every so many operations. */
export const STATE_INTERVAL = 256;

/** The heap that a golden was made with. Sizes in bytes. */
export interface GoldenHeader {
  readonly model: ModelName;
  readonly segmentSize: number;
  readonly compactSize: number;
  /** 0: the heap has no reserve. */
  readonly reserveSize: number;
  readonly limit: number;
}

/** A line that is compared as text, with its place in the file. */
export interface GoldenLine {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** A state line, and after how many operations it stands. */
export interface GoldenState extends GoldenLine {
  readonly after: number;
}

/** A golden file as it was read: the operations, and what the heap answered to each. */
export interface Golden extends Trace {
  readonly header: GoldenHeader;
  /** What the comment after the header says of the layout, each to be compared: `header`, `seghdr`, `minblock`, ... */
  readonly constants: ReadonlyMap<string, number>;
  /** The line in the file of each operation. */
  readonly lines: Uint32Array;
  /**
   * Where the block of each `a` and `r` stood: the ordinal of its segment, from 0; -1 where there is none. A failed
   * operation has an entry in `errors`; goldens do not say whether it was an `a` or an `r`: `ops` says
   * `OP_REALLOCATE`, which of an ID without a block allocates.
   */
  readonly segments: Int32Array;
  /** And the offset of its data from the segment's start, in bytes. */
  readonly offsets: Float64Array;
  /** Error texts by operation number from 0, as the file has them. */
  readonly errors: ReadonlyMap<number, GoldenLine>;
  /** In file order. */
  readonly states: readonly GoldenState[];
  /** The counters: the text of the line after `# end: `. */
  readonly end: GoldenLine;
  /** The walk through the heap at the end, line by line. */
  readonly walk: readonly GoldenLine[];
}
