/** What size an ordinary segment may have, of which larger blocks get a multiple. */
import { isPowerOfTwo } from "@zmm/layout";

/** Bytes; twice as many would not fit a word of 32 bits. */
export const LARGEST_SEGMENT: number = 2 ** 31;

/** Whether segments may have as many bytes: a power of two up to 2^31. */
export function isSegmentSize(bytes: number): boolean {
  return isPowerOfTwo(bytes) && bytes <= LARGEST_SEGMENT;
}
