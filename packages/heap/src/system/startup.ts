/** How a system heap comes to be: what its settings may be, and its structure in memory. */
import { isPowerOfTwo, MAX_SEGMENT_SIZE } from "@zmm/layout";
import type { SegmentProvider } from "@zmm/storage";
import { ConfigurationError, InvalidSizeError, OutOfMemoryError } from "../errors.js";
import {
  CELL_SHIFT,
  HEADER_BYTES,
  HEAP_BYTES,
  HEAP_CELLS,
  HEAP_MAGIC,
  HEAP_SEGMENT_SIZE,
  MAGIC_VALUE,
} from "./structure.js";

const DEFAULT_SEGMENT_SIZE = 262_144;
const SMALLEST_SEGMENT = 4096;

/** How a system heap starts. */
export interface SystemHeapOptions {
  /** Bytes of an ordinary segment, a power of two from 4096 to 2^31; 256 KiB. Larger blocks get a multiple of it. */
  readonly segmentSize?: number;
  /** Bytes that the heap may take from the storage; no limit unless said otherwise. */
  readonly limit?: number;
}

/**
 * The settings, with what was not said filled in.
 * @throws ConfigurationError when the segment size is no power of two from 4096 to 2^31, InvalidSizeError for a bad limit.
 */
export function checkedSettings(options: SystemHeapOptions): Required<SystemHeapOptions> {
  const { segmentSize = DEFAULT_SEGMENT_SIZE, limit = Number.MAX_SAFE_INTEGER } = options;
  if (!isPowerOfTwo(segmentSize)) throw new ConfigurationError("'block_size' must be a power of two");
  if (segmentSize < SMALLEST_SEGMENT || segmentSize > MAX_SEGMENT_SIZE)
    throw new ConfigurationError(`segments take ${SMALLEST_SEGMENT} to ${MAX_SEGMENT_SIZE} bytes, not ${segmentSize}`);
  checkLimit(limit);
  return { segmentSize, limit };
}

/** @throws InvalidSizeError unless `limit` is an integer from 0 or infinite. */
export function checkLimit(limit: number): void {
  const whole = Number.isInteger(limit) || limit === Number.POSITIVE_INFINITY;
  if (!whole || limit < 0) throw new InvalidSizeError(limit, "limit");
}

/** Places an empty heap's structure and returns its address. @throws OutOfMemoryError */
export function placeStructure(provider: SegmentProvider, segmentSize: number): number {
  const address = provider.allocate(HEAP_BYTES);
  if (address === 0) throw new OutOfMemoryError(0, HEAP_BYTES);
  const m = provider.memory.i32;
  const heap = address >>> CELL_SHIFT;
  m.fill(0, heap, heap + HEAP_CELLS);
  m[heap + HEAP_MAGIC] = MAGIC_VALUE;
  m[heap + HEAP_SEGMENT_SIZE] = segmentSize;
  return address;
}

/** Whether a system heap's structure starts at byte `address`. */
export function isStructureAt(provider: SegmentProvider, address: number): boolean {
  const placed = Number.isInteger(address) && address > 0 && address % HEADER_BYTES === 0;
  return placed && provider.memory.i32[address >>> CELL_SHIFT] === MAGIC_VALUE;
}
