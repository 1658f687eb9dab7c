/** What size an ordinary segment may have, of which larger blocks get a multiple. */

/** Whether segments may have as many bytes: a power of two up to MAX_SEGMENT_SIZE. */
export function isSegmentSize(bytes: number): boolean {
  // clz32 looks at 32 bits: whatever has others, or a fraction, is not what its highest bit alone makes
  return 2 ** (31 - Math.clz32(bytes)) === bytes;
}
