import type { LinearMemory } from "@zmm/storage";

/**
 * The contract of the heap layer: what the interface layer needs of a heap, and no more.
 *
 * Addresses are byte offsets in `memory`, multiples of 8; 0 is null. Sizes are bytes, integers from 0.
 * A call that throws has changed nothing that the caller owns; a heap that notices damage of its own structures throws a
 * HeapCorruptionError from whichever call meets it, and one that has ended a DisposedError from every call but `dispose`. Any
 * implementation must pass the suite in `@zmm/heap/testing`.
 */
export interface Heap {
  /** The memory that addresses point into. Its views change when it grows: read them anew after each allocation. */
  readonly memory: LinearMemory;
  /**
   * The address of a new block of at least `size` bytes, its contents undefined. `size` 0 gives a block too.
   * @throws MemoryLimitError, OutOfMemoryError
   * @throws InvalidSizeError when `size` is not an integer from 0 to 2^53 - 1.
   */
  allocate(size: number): number;
  /**
   * Frees a block; of 0 it does nothing.
   * @throws InvalidPointerError when `address` is not a live block, as far as the heap can see it.
   */
  free(address: number): void;
  /**
   * Gives the block another size, moving it if needed; contents up to the smaller size are kept. Of address 0 it
   * allocates. When it throws, the old block is still valid.
   * @throws MemoryLimitError, OutOfMemoryError, InvalidPointerError, InvalidSizeError
   */
  reallocate(address: number, size: number): number;
  /**
   * The size of a live block in bytes, as the heap accounts for it: at least what was asked for.
   * @throws InvalidPointerError
   */
  blockSize(address: number): number;
  /** Bytes in live blocks, or with `real` the bytes taken from the storage. */
  usage(real?: boolean): number;
  /** The highest that `usage` has been since the start or the last request end, as the heap accounts for it. */
  peakUsage(real?: boolean): number;
  /**
   * Bytes that the heap may take from the storage, an integer or infinite. Below what one segment takes it becomes that.
   * @throws InvalidSizeError when it is set to anything else.
   */
  limit: number;
  /** Drops every block; the heap is as new, and may keep memory for the next request. */
  endRequest(): void;
  /** Gives all memory back to the storage. Every later call throws; calling it again does nothing. */
  dispose(): void;
}
