import type { LinearMemory } from "./linear-memory.js";

/** What a provider can do beyond handing out segments. */
export interface ProviderSupport {
  /** Freed memory goes back to the system, not only to the provider: with `compact`, the memory becomes shorter. */
  readonly release: boolean;
  /** `reallocate` can grow a segment where it stands. */
  readonly reallocateInPlace: boolean;
  /** Several threads may call providers over the same memory at once. */
  readonly shared: boolean;
  /** What was stored is there again in another process. */
  readonly persistent: boolean;
}

/**
 * The contract of the storage layer: where segments come from, and nothing about what is in them.
 * Addresses are byte offsets in `memory`, multiples of 8; 0 is null. All segments lie in one memory.
 * Any implementation must pass the suite in `@zmm/storage/testing`.
 * @zend zend_mm_storage, zend_mm_mem_handlers
 */
export interface SegmentProvider {
  /** What messages call it. */
  readonly name: string;
  readonly memory: LinearMemory;
  readonly supports: ProviderSupport;
  /**
   * A new segment of `size` bytes (an integer above 0), its bytes undefined; 0 when there is no memory for it.
   * @throws StorageError when `size` is not an integer above 0.
   * @zend _alloc
   */
  allocate(size: number): number;
  /**
   * Gives the segment another size, moving it if needed; the bytes up to the smaller size are kept. The same size
   * leaves it where it is. Returns its address, or 0 when there is no memory, and then the segment stays as it was.
   * @param oldSize the bytes that the segment has, no others.
   * @throws StorageError when a size is bad or there is no such segment.
   * @zend _realloc
   */
  reallocate(address: number, oldSize: number, newSize: number): number;
  /**
   * Takes the segment back.
   * @param size the bytes that the segment has, no others.
   * @throws StorageError when there is no such segment.
   * @zend _free
   */
  free(address: number, size: number): void;
  /** Gives back what is not used, as far as the provider can. @zend compact */
  compact(): void;
  /** Ends the provider's life; every later call throws. Calling it again does nothing. @zend dtor */
  dispose(): void;
}
