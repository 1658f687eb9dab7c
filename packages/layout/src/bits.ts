/** Bits of sizes, which are plain numbers of up to 53 bits. `Math.log2` rounds, and is not to be trusted near powers of two. */

/** The position of the highest set bit of an integer from 1 to `Number.MAX_SAFE_INTEGER`. */
export function highestBit(value: number): number {
  const high = Math.floor(value / 2 ** 32);
  return high === 0 ? 31 - Math.clz32(value) : 63 - Math.clz32(high);
}

/** Whether `value` is a power of two from 1 to 2^52; false for everything that is no number. */
export function isPowerOfTwo(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0 && 2 ** Math.round(Math.log2(Number(value))) === value;
}
