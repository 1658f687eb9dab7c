/** What size an ordinary segment may have, of which larger blocks get a multiple. */

/** Bytes; twice as many would not fit a word of 32 bits. */
export const LARGEST_SEGMENT: number = 2 ** 31;

/** Whether segments may have as many bytes: a power of two up to 2^31. */
export function isSegmentSize(bytes: number): boolean {
  return Number.isInteger(bytes) && bytes > 0 && bytes <= LARGEST_SEGMENT && (bytes & (bytes - 1)) === 0;
}
