import { StorageOptionError } from "./errors.js";
import { MAX_MEMORY } from "./pages/layout.js";

/** Bytes that a new memory starts with where nothing else is said. */
export const INITIAL_BYTES: number = 1024 * 1024;

/** How a provider's own memory begins, and how far it goes. */
export interface OwnMemoryOptions {
  /** Bytes to start with; 1 MiB if left out. */
  readonly initial?: number;
  /** Bytes that the memory may grow to; as far as addresses reach if left out, which is 4 GiB less a page. */
  readonly maximum?: number;
  /**
   * The bytes of a memory that a provider of this package has filled, such as a snapshot's: the new memory starts as
   * a copy of them, with all their segments.
   */
  readonly bytes?: Uint8Array;
}

/** The lengths in `options`, checked and filled in. @throws StorageOptionError */
export function memoryLengths(
  options: OwnMemoryOptions,
  most: number = MAX_MEMORY,
): { initial: number; maximum: number } {
  const maximum = Math.min(wholeNumber("maximum", options.maximum ?? most, 1), most);
  const least = options.bytes?.byteLength ?? 0;
  if (least > maximum) throw new StorageOptionError("maximum", maximum, `at least the ${least} bytes given`);
  const initial = wholeNumber("initial", options.initial ?? INITIAL_BYTES, 0);
  return { initial: Math.max(least, Math.min(initial, maximum)), maximum };
}

/** `value` if it is an integer of at least `least`. @throws StorageOptionError */
export function wholeNumber(option: string, value: unknown, least: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= least) return value as number;
  throw new StorageOptionError(option, value, `an integer of at least ${least}`);
}
