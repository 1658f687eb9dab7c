import type { LinearMemory } from "@zmm/storage";
import type { UnfreedWarner } from "./unfreed-warner.js";

/** What handles need of the manager that gives them out. */
export interface Lender {
  readonly memory: LinearMemory;
  /** Counts what drops all blocks at once: handles of an older generation hold nothing any more. */
  readonly generation: number;
  readonly warner: UnfreedWarner | null;
  /** A block for `size` bytes at a multiple of `alignment`. @throws as `Heap.allocate` */
  lend(size: number, options: LendOptions): Loan;
  /** Another size for a loan that is still out. When it throws, the old one is still out. */
  relend(loan: Loan, size: number): Loan;
  takeBack(loan: Loan): void;
}

/** How a block shall be allocated. */
export interface LendOptions {
  /** Bytes; a power of two. 8 unless said otherwise. */
  readonly alignment?: number;
  /** Whether the block comes from the system heap, and so outlives the request. */
  readonly persistent?: boolean;
}

/** A block that is out. */
export interface Loan {
  /** Where the user's bytes start: a multiple of `alignment`. */
  readonly address: number;
  /** What the heap knows the block by; lower than `address` when bytes were skipped to align it. */
  readonly base: number;
  /** Requested bytes. */
  readonly size: number;
  readonly alignment: number;
  readonly persistent: boolean;
}
