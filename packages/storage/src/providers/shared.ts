import {
  DamagedMemoryError,
  ProviderBusyError,
  ProviderDisposedError,
  StorageError,
  StorageOptionError,
} from "../errors.js";
import { LinearMemory } from "../linear-memory.js";
import { newMemory } from "../new-memory.js";
import { wholeNumber, word } from "../options.js";
import type { Segment } from "../pages/allocator.js";
import { MAX_MEMORY } from "../pages/layout.js";
import type { SegmentProvider } from "../provider.js";
import { SharedPageAllocator } from "../shared-pages/allocator.js";
import type { SharedAudit } from "../shared-pages/audit.js";
import { formatShared, openShared, type SharedSpace } from "../shared-pages/format.js";

const INITIAL_BYTES = 64 * 1024 * 1024;
const SUPPORTS = { release: false, reallocateInPlace: true, shared: true, persistent: false } as const;

export interface SharedOptions {
  /** The memory to use, such as one that another thread has sent; a new one if left out. */
  readonly buffer?: SharedArrayBuffer;
  /** Where in `buffer` to begin, in bytes; 0 if left out. */
  readonly offset?: number;
  /** Bytes of `buffer` to use; up to its end, and beyond if it can grow, if left out. */
  readonly length?: number;
  /**
   * Takes up what is in `buffer`, as every thread does but the one that made it, instead of starting empty.
   */
  readonly open?: boolean;
  /** Bytes of a new memory; 64 MiB if left out. What nobody has touched costs nothing. */
  readonly initial?: number;
  /** Bytes that a new memory may grow to; it keeps its length if left out, which makes it faster to read in some engines. */
  readonly maximum?: number;
}

/**
 * Segments in a SharedArrayBuffer, which any number of threads allocate, grow and free at once, each through a provider
 * of its own on the same buffer. No call ever waits, so it works on a browser's main thread, and a thread that is
 * terminated in the middle of a call holds nobody up: what it had, and the segment it was at, stay taken.
 * @throws StorageOptionError, NoMemoryError, StorageError, and with `open` ForeignMemoryError or DamagedMemoryError.
 */
export function shared(options: SharedOptions = {}): SharedProvider {
  const place = placeOf(options);
  const { buffer } = place;
  const memory = new LinearMemory({ buffer });
  const base = options.open ? openShared(memory, place.start, "the shared memory") : formatShared(memory, place);
  return new SharedProvider(memory, new SharedPageAllocator(memory, base, (length) => grown(buffer, length)));
}

export class SharedProvider implements SegmentProvider {
  readonly name = "shared";
  readonly memory: LinearMemory;
  readonly supports: typeof SUPPORTS = SUPPORTS;
  private readonly pages: SharedPageAllocator;
  private disposed = false;

  constructor(memory: LinearMemory, pages: SharedPageAllocator) {
    this.memory = memory;
    this.pages = pages;
  }

  allocate(size: number): number {
    return this.allocator().allocate(size);
  }

  reallocate(address: number, oldSize: number, newSize: number): number {
    return this.allocator().reallocate(address, oldSize, newSize);
  }

  free(address: number, size: number): void {
    this.allocator().free(address, size);
  }

  /** Does nothing: shared memory cannot become shorter. */
  compact(): void {
    this.allocator();
  }

  /** Ends this thread's use of the memory; the segments stay, for the others. */
  dispose(): void {
    this.disposed = true;
  }

  /** A number (0 to 2^32 - 1) kept beside the segments, for all threads to see; 0 in a new memory. */
  get root(): number {
    return this.allocator().root;
  }

  set root(value: number) {
    this.allocator().root = word("root", value);
  }

  /** The live segments, by address. Exact only while no other thread allocates or frees. */
  segments(): readonly Segment[] {
    return this.audit().segments;
  }

  /** Looks at the whole memory. Exact only while no other thread allocates or frees. */
  audit(): SharedAudit {
    return this.allocator().audit();
  }

  /** Looks at the whole memory, while no other thread uses it. @throws DamagedMemoryError when segments conflict. */
  check(): void {
    const { conflictingPages } = this.audit();
    if (conflictingPages > 0) throw new DamagedMemoryError("the shared memory", `${conflictingPages} pages conflict`);
  }

  /**
   * Frees the pages that terminated threads lost in the middle of a call; returns how many. No other thread may be in
   * a call meanwhile. The segments that those threads had are not freed.
   */
  reclaim(): number {
    return this.allocator().reclaim();
  }

  private allocator(): SharedPageAllocator {
    if (this.disposed) throw new ProviderDisposedError(this.name);
    if (this.memory.telling) throw new ProviderBusyError(this.name);
    return this.pages;
  }
}

interface Place extends SharedSpace {
  readonly buffer: SharedArrayBuffer;
}

function placeOf(options: SharedOptions): Place {
  if (typeof SharedArrayBuffer === "undefined") {
    throw new StorageError("there is no SharedArrayBuffer here; in a browser the page must be cross-origin isolated");
  }
  if (options.buffer === undefined) return ownMemory(options);
  const { buffer } = options;
  if (!(buffer instanceof SharedArrayBuffer)) throw new StorageOptionError("buffer", buffer, "a SharedArrayBuffer");
  const start = wholeNumber("offset", options.offset ?? 0, 0);
  if (options.length === undefined)
    return { buffer, start, end: buffer.byteLength, maximum: longest(buffer), isNew: false };
  const end = start + wholeNumber("length", options.length, 0);
  if (end <= buffer.byteLength) return { buffer, start, end, maximum: end, isNew: false };
  throw new StorageOptionError("length", options.length, `within the buffer's ${buffer.byteLength} bytes`);
}

function ownMemory(options: SharedOptions): Place {
  if (options.open) throw new StorageOptionError("buffer", undefined, "given with 'open'");
  const most = Math.min(wholeNumber("maximum", options.maximum ?? MAX_MEMORY, 1), MAX_MEMORY);
  const initial = Math.min(wholeNumber("initial", options.initial ?? INITIAL_BYTES, 1), most);
  const maximum = options.maximum === undefined ? initial : most;
  const growing = maximum > initial ? { maxByteLength: maximum } : undefined;
  const buffer = newMemory(initial, () => new SharedArrayBuffer(initial, growing));
  return { buffer, start: 0, end: initial, maximum, isNew: true };
}

/** Bytes that a buffer can have; where no buffer can grow, engines do not know the property. */
function longest(buffer: SharedArrayBuffer): number {
  return (buffer.maxByteLength as number | undefined) ?? buffer.byteLength;
}

/** Makes a buffer at least `length` bytes long, unless another thread has done so; whether it is. */
function grown(buffer: SharedArrayBuffer, length: number): boolean {
  if (buffer.byteLength >= length) return true;
  try {
    buffer.grow(length);
  } catch {
    // It cannot grow, or another thread has made it longer than that in between.
  }
  return buffer.byteLength >= length;
}
