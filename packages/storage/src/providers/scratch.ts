import { memoryLengths, type OwnMemoryOptions, pagesOf } from "../own-memory.js";
import { PagedProvider } from "../paged-provider.js";
import type { PageAllocator } from "../pages/allocator.js";
import { bufferOf, CopiedSource } from "../pages/copied-source.js";
import type { Extension } from "../pages/source.js";

const SUPPORTS = { release: true, reallocateInPlace: true, shared: false, persistent: false } as const;

export type ScratchOptions = OwnMemoryOptions;

/**
 * Segments in an ArrayBuffer of its own that is thrown away whole: `compact` drops it and goes on in a fresh one, into
 * which only the live segments are taken, at their addresses. So nothing that is free holds memory, wherever it lies.
 * @throws StorageOptionError; NoMemoryError when the engine has no room for the first buffer.
 * @zend win32
 */
export function scratch(options: ScratchOptions = {}): ScratchProvider {
  const { initial, maximum } = memoryLengths(options);
  const source = new ScratchSource(initial, maximum);
  return new ScratchProvider(source, pagesOf(source, options));
}

export class ScratchProvider extends PagedProvider {
  private readonly source: ScratchSource;

  constructor(source: ScratchSource, pages: PageAllocator) {
    super("scratch", SUPPORTS, source.memory, pages);
    this.source = source;
  }

  override compact(): void {
    const pages = this.allocator();
    pages.compact(this.source.initial);
    this.source.renew(pages.occupied());
  }

  /** Drops everything at once, the live segments too, as PHP's `win32` does when it compacts. */
  drop(): void {
    const pages = this.allocator();
    this.source.renew([], this.source.initial);
    pages.clear();
  }
}

class ScratchSource extends CopiedSource {
  /** Bytes that the memory starts with, and again after a drop. */
  readonly initial: number;
  private wanted: number;

  constructor(initial: number, maximum: number) {
    super(initial, maximum);
    this.initial = initial;
    this.wanted = initial;
  }

  /** Shortening waits for `renew`, so that the memory is copied once. */
  override readonly shrink = (end: number): void => {
    this.wanted = end;
  };

  override extend(bytes: number): Extension | null {
    const added = super.extend(bytes);
    this.wanted = this.end;
    return added;
  }

  /** Goes on in a fresh buffer with only the ranges given; in the old one if there is no room for another. */
  renew(ranges: readonly Extension[], length: number = this.wanted): void {
    const fresh = bufferOf(length);
    if (fresh === null) return;
    const bytes = new Uint8Array(fresh);
    for (const { start, end } of ranges) bytes.set(this.memory.u8.subarray(start, end), start);
    this.wanted = length;
    this.replace(fresh);
  }
}
