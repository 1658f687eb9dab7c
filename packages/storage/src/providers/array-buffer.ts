import { memoryLengths, type OwnMemoryOptions, pagesOf } from "../own-memory.js";
import { PagedProvider } from "../paged-provider.js";
import { CopiedSource } from "../pages/copied-source.js";

export type ArrayBufferOptions = OwnMemoryOptions;

const SUPPORTS = { release: false, reallocateInPlace: true, shared: false, persistent: false } as const;

/**
 * Segments in an ArrayBuffer of its own that grows by a larger copy: works everywhere, and gives nothing back.
 * @throws StorageOptionError; NoMemoryError when the engine has no room for the first buffer.
 * @zend malloc
 */
export function arrayBuffer(options: ArrayBufferOptions = {}): PagedProvider {
  const { initial, maximum } = memoryLengths(options);
  const source = new CopiedSource(initial, maximum);
  return new PagedProvider("arrayBuffer", SUPPORTS, source.memory, pagesOf(source, options));
}
