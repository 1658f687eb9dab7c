export const KIB = 1024;
export const MIB: number = 1024 * KIB;

/** Bytes of the segments that most cases use, which is what a heap asks for. */
export const SEGMENT: number = 256 * KIB;

/** What is no size of a segment, whatever its type. */
export const BAD_SIZES: readonly unknown[] = [
  0,
  -1,
  -4096,
  0.5,
  4096.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 53,
  "8",
  null,
  undefined,
];
