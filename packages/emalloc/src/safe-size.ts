import { InvalidSizeError, SizeOverflowError } from "@zmm/heap";

/**
 * `count * size + offset` bytes.
 * @param most the largest `size_t` of the data model.
 * @throws SizeOverflowError when the result is above `most`, or above the integers that JavaScript counts exactly.
 * @throws InvalidSizeError when one of the three is no size.
 * @zend zend_safe_address
 */
export function safeSize(count: number, size: number, offset: number, most: number): number {
  checkSize(count, "count");
  checkSize(size, "size");
  checkSize(offset, "offset");
  const bytes = count * size + offset;
  if (bytes > most || bytes > Number.MAX_SAFE_INTEGER) throw new SizeOverflowError(count, size, offset);
  return bytes;
}

/** @throws InvalidSizeError unless `value` is an integer from 0 to 2^53 - 1. */
export function checkSize(value: number, what: string): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidSizeError(value, what);
}
