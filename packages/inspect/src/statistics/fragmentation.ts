/** Several measures of fragmentation, as the literature names them. Each is 0 for a perfect heap. */
import type { HeapReader } from "../walk/heap-reader.js";
import type { ByteShares, CollectedBlocks } from "./statistics.js";

/** Measures of fragmentation, shares from 0 to 1 (only `peak` may exceed it). */
export interface Fragmentation {
  /**
   * Internal fragmentation: the share of used blocks' bytes that the program did not ask for, headers and rounding
   * together. Null when what it asked for is not known.
   */
  readonly internal: number | null;
  /** The part of it that headers are: the share of used blocks' bytes in headers. */
  readonly headers: number;
  /** The part of it that rounding is, with the ends that were too small to split off. */
  readonly rounding: number | null;
  /** External fragmentation: 1 - largest free block / all free bytes. 0 when one block holds all that is free. */
  readonly external: number;
  /**
   * The same, with every free block weighing by its size: 1 - sqrt(sum of squares) / sum. Unlike `external` it also
   * sees how the rest of the free memory is cut up.
   */
  readonly quadratic: number;
  /** Unused share: 1 - bytes in used blocks / bytes from the storage. What utilisation lacks to 1. */
  readonly unused: number;
  /** Johnstone and Wilson's fourth measure: highest real size / highest size - 1. */
  readonly peak: number;
  /**
   * Gorman's unusable free space index: for each of these block sizes in bytes, the share of free memory in blocks
   * too small for it.
   */
  readonly unusable: readonly { readonly blockSize: number; readonly share: number }[];
}

const ASKED_SIZES: readonly number[] = [64, 256, 1024, 4096, 16384, 65536];

/** @param requested bytes that the program asked for, or null. */
export function fragmentationOf(
  heap: HeapReader,
  bytes: ByteShares,
  all: CollectedBlocks,
  requested: number | null,
): Fragmentation {
  const used = bytes.usedHeaders + bytes.usedData;
  const sizes = [...all.free, ...all.rest].map((block) => block.size);
  const free = sizes.reduce((sum, size) => sum + size, 0);
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  const squares = sizes.reduce((sum, size) => sum + size * size, 0);
  return {
    internal: requested === null ? null : lack(requested, used),
    headers: share(bytes.usedHeaders, used),
    rounding: requested === null ? null : share(bytes.usedData - requested, used),
    external: lack(largest, free),
    quadratic: lack(Math.sqrt(squares), free),
    unused: lack(used, bytes.real),
    peak: share(heap.field("realPeak"), heap.field("peak")) - (heap.field("peak") === 0 ? 0 : 1),
    unusable: ASKED_SIZES.map((blockSize) => ({ blockSize, share: unusableShare(sizes, free, blockSize) })),
  };
}

function unusableShare(sizes: readonly number[], free: number, blockSize: number): number {
  const tooSmall = sizes.filter((size) => size < blockSize).reduce((sum, size) => sum + size, 0);
  return share(tooSmall, free);
}

/** `part / whole`, 0 of nothing. */
function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** What `part` lacks of `whole`, as a share of it; 0 of nothing. */
function lack(part: number, whole: number): number {
  return whole === 0 ? 0 : 1 - part / whole;
}
