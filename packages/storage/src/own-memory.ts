import { StorageOptionError } from "./errors.js";
import { wholeNumber } from "./options.js";
import { PageAllocator } from "./pages/allocator.js";
import { MAX_MEMORY } from "./pages/layout.js";
import type { PageSource } from "./pages/source.js";

/** Bytes that a new memory starts with where nothing else is said. */
const INITIAL_BYTES = 1024 * 1024;

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
  // What is longer than the bytes given would count as somebody else's, so the memory starts with just them.
  return { initial: options.bytes === undefined ? Math.min(initial, maximum) : least, maximum };
}

/** The allocator of a new memory: over nothing, or over what the bytes given hold. */
export function pagesOf(source: PageSource, options: OwnMemoryOptions): PageAllocator {
  if (options.bytes === undefined) return PageAllocator.format(source, 0, true);
  source.memory.u8.set(options.bytes);
  return PageAllocator.open(source, 0, "the memory in 'bytes'");
}
