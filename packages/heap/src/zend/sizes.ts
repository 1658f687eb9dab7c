/** Requested sizes and true sizes, in bytes as plain numbers that may exceed the data model's word. */

import { InvalidSizeError } from "../errors.js";
import { MIN_BYTES, ROUND_UP, WIDE } from "./model.js";

const WORD_LIMIT_32 = 2 ** 32;

/** @throws InvalidSizeError when `size` is not an integer from 0 to 2^53 - 1. */
export function checkSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) throw new InvalidSizeError(size);
}

/** The bytes of the block that serves a request, before any wrapping. @zend ZEND_MM_TRUE_SIZE */
export function trueBytes(size: number): number {
  return Math.max(Math.floor((size + ROUND_UP) / 8) * 8, MIN_BYTES);
}

/** Whether a byte count fits the model's `size_t`; on LP64 every number up to 2^53 does. */
export function fitsWord(bytes: number): boolean {
  return WIDE || bytes < WORD_LIMIT_32;
}

/**
 * A limit may be above 2^53, as the default of LP64 is, or infinite; writing it makes it the largest that a word holds.
 * @throws InvalidSizeError when it is neither an integer from 0 nor infinite.
 */
export function checkedLimit(bytes: number): number {
  if (Number.isInteger(bytes) && bytes >= 0) return bytes;
  if (bytes === Number.POSITIVE_INFINITY) return bytes;
  throw new InvalidSizeError(bytes, "limit");
}
