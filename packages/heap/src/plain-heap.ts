/**
 * The plain heap: what every Zend heap does for a program, without what serves those who look at it. It comes with the
 * subpaths of single data models, for programs that count the bytes they load.
 */
import type { SegmentProvider } from "@zmm/storage";
import type { Heap } from "./heap.js";

/** How a plain heap starts. @zend zend_mm_startup_ex */
export interface PlainHeapOptions {
  /** Bytes of an ordinary segment, a power of two; 256 KiB. @zend ZEND_MM_SEG_SIZE */
  readonly segmentSize?: number;
  /** Bytes set aside so that error handling has memory; 8 KiB, 0 for none. */
  readonly reserveSize?: number;
  /** Real peak in bytes above which a request end compacts the storage; 2 MiB, 0 for never. @zend ZEND_MM_COMPACT */
  readonly compactSize?: number;
  /** Bytes that the heap may take from the storage, `Infinity` for all; 2^30 or 2^62 by the data model. */
  readonly limit?: number;
}

/** A Zend heap. Its structure, `zend_mm_heap`, lies at `address` in its memory. */
export interface PlainHeap extends Heap {
  /** Where its segments come from; it stays the caller's to dispose of. */
  readonly provider: SegmentProvider;
  /** Bytes of a pointer and of a `size_t`. */
  readonly word: 4 | 8;
  /** The address of the `zend_mm_heap` structure, in bytes. */
  readonly address: number;
  /** Bytes of an ordinary segment. @zend zend_mm_heap.block_size */
  readonly segmentSize: number;
  /** Turns every cached block into a free one, and gives segments back that become empty. @zend zend_mm_free_cache */
  flushCache(): void;
}
