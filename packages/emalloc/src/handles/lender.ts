import type { Heap } from "@zmm/heap";
import type { LinearMemory } from "@zmm/storage";
import type { UnfreedWarner } from "./unfreed-warner.js";

/** What handles need of the manager that gives them out. */
export interface Lender {
  readonly memory: LinearMemory;
  readonly warner: UnfreedWarner | null;
  /** A block for `size` bytes at a multiple of `alignment`. @throws as `Heap.allocate` */
  lend(size: number, options: LendOptions): Loan;
  /** Another size for a loan that is still out. When it throws, the old one is still out. */
  relend(loan: Loan, size: number): Loan;
  takeBack(loan: Loan): void;
  /** Whether a loan's block is still there: not dropped with all others of its heap. */
  holds(loan: Loan): boolean;
}

/** How a block shall be allocated. */
export interface LendOptions {
  /** Bytes; a power of two. 8 unless said otherwise. */
  readonly alignment?: number;
  /** Whether the block comes from the system heap, and so outlives the request. */
  readonly persistent?: boolean;
}

/** A block that is out. */
export interface Loan extends LentBlock {
  /** The heap that it came from. */
  readonly heap: Heap;
  /** How often that had dropped all its blocks by then. */
  readonly generation: number;
}

/** A block as a heap gave it. */
export interface LentBlock {
  /** Where the user's bytes start: a multiple of `alignment`. */
  readonly address: number;
  /** What the heap knows the block by; lower than `address` when bytes were skipped to align it. */
  readonly base: number;
  /** Requested bytes. */
  readonly size: number;
  readonly alignment: number;
  readonly persistent: boolean;
}
