/** Bits of 32-bit values. */

/** The lowest set bit of `bits`, which is not 0. @zend zend_mm_low_bit */
export function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

/** The zero bits above the highest set one, 32 for 0. @zend zend_mm_high_bit */
export function leadingZeros(value: number): number {
  return Math.clz32(value);
}

/** Whether `a` is greater than `b`, both read without a sign. */
export function isAbove(a: number, b: number): boolean {
  return a >>> 0 > b >>> 0;
}

/** Whether the highest bit is set. */
export function isNegative(bits: number): boolean {
  return (bits | 0) < 0;
}
