import { LinearMemory } from "../linear-memory.js";
import { memoryLengths, type OwnMemoryOptions } from "../options.js";
import { PagedProvider } from "../paged-provider.js";
import { PageAllocator } from "../pages/allocator.js";
import type { Extension, PageSource } from "../pages/source.js";

export type ArrayBufferOptions = OwnMemoryOptions;

const SUPPORTS = { release: false, reallocateInPlace: true, shared: false, persistent: false } as const;

/**
 * Segments in an ArrayBuffer of its own that grows by a larger copy: works everywhere, and gives nothing back.
 * @throws StorageOptionError, and StorageError when the first buffer cannot be had.
 * @zend malloc
 */
export function arrayBuffer(options: ArrayBufferOptions = {}): PagedProvider {
  const { initial, maximum } = memoryLengths(options);
  const source = new CopiedSource(initial, maximum);
  const { bytes } = options;
  if (bytes !== undefined) source.memory.u8.set(bytes);
  const pages =
    bytes === undefined ? PageAllocator.format(source, 0) : PageAllocator.open(source, 0, "the bytes given");
  return new PagedProvider("arrayBuffer", SUPPORTS, source.memory, pages);
}

/** A buffer that is left for a longer one. */
class CopiedSource implements PageSource {
  readonly memory: LinearMemory;
  readonly maximum: number;
  readonly granule = 1;
  readonly shrink = null;
  buffer: ArrayBuffer;

  constructor(initial: number, maximum: number) {
    this.buffer = new ArrayBuffer(initial);
    this.maximum = maximum;
    this.memory = new LinearMemory(this);
  }

  get end(): number {
    return this.buffer.byteLength;
  }

  extend(bytes: number): Extension | null {
    const start = this.end;
    const longer = bufferOf(start + bytes);
    if (longer === null) return null;
    // The old buffer is not detached by transfer(): one detached buffer slows down all typed arrays of the process.
    new Uint8Array(longer).set(this.memory.u8);
    this.buffer = longer;
    this.memory.refresh();
    return { start, end: longer.byteLength };
  }
}

/** A new buffer, or null where the engine or the machine has no room for it. */
function bufferOf(bytes: number): ArrayBuffer | null {
  try {
    return new ArrayBuffer(bytes);
  } catch {
    return null;
  }
}
