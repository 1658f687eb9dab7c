import { StorageOptionError } from "../errors.js";
import { LinearMemory } from "../linear-memory.js";
import { wholeNumber } from "../options.js";
import { PagedProvider } from "../paged-provider.js";
import { PageAllocator } from "../pages/allocator.js";
import type { PageSource } from "../pages/source.js";

const SUPPORTS = { release: false, reallocateInPlace: true, shared: false, persistent: false } as const;

export interface RegionOptions {
  /** The memory that the region is a part of: an ArrayBuffer or a SharedArrayBuffer. */
  readonly buffer: ArrayBufferLike;
  /** Where the region begins, in bytes; 0 if left out. */
  readonly offset?: number;
  /** Bytes in the region; up to the buffer's end if left out. */
  readonly length?: number;
  /** Takes up what a provider had left in the region, instead of starting empty. */
  readonly open?: boolean;
}

/**
 * Segments in a part of the caller's buffer. No byte outside of it is read or written, and everything about the
 * segments lies inside, so that the region can be opened again, here or in a copy of the buffer.
 * @throws StorageOptionError when the region does not lie in the buffer, StorageError when it is shorter than a page,
 * and with `open` ForeignMemoryError or DamagedMemoryError.
 */
export function region(options: RegionOptions): PagedProvider {
  const source = new RegionSource(options);
  const pages = options.open
    ? PageAllocator.open(source, source.start, "the region")
    : PageAllocator.format(source, source.start);
  return new PagedProvider("region", SUPPORTS, source.memory, pages);
}

/** A memory that ends where the region ends, for ever. */
class RegionSource implements PageSource {
  readonly memory: LinearMemory;
  readonly start: number;
  readonly end: number;
  readonly granule = 1;
  readonly growth = 1;
  readonly shrink = null;

  constructor({ buffer, offset = 0, length }: RegionOptions) {
    if (!(buffer instanceof ArrayBuffer || isShared(buffer))) {
      throw new StorageOptionError("buffer", buffer, "an ArrayBuffer or a SharedArrayBuffer");
    }
    this.start = wholeNumber("offset", offset, 0);
    this.end = this.start + wholeNumber("length", length ?? Math.max(0, buffer.byteLength - offset), 0);
    if (this.end > buffer.byteLength) {
      throw new StorageOptionError("length", length, `within the buffer's ${buffer.byteLength} bytes`);
    }
    this.memory = new LinearMemory({ buffer });
  }

  get maximum(): number {
    return this.end;
  }

  extend(): null {
    return null;
  }
}

function isShared(buffer: unknown): boolean {
  return typeof SharedArrayBuffer !== "undefined" && buffer instanceof SharedArrayBuffer;
}
