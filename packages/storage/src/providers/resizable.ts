import { LinearMemory } from "../linear-memory.js";
import { newMemory } from "../new-memory.js";
import { wholeNumber } from "../options.js";
import { memoryLengths, type OwnMemoryOptions, pagesOf } from "../own-memory.js";
import { PagedProvider } from "../paged-provider.js";
import type { PageAllocator } from "../pages/allocator.js";
import type { Extension, PageSource } from "../pages/source.js";

const SUPPORTS = { release: true, reallocateInPlace: true, shared: false, persistent: false } as const;

/** The share of its length that a resizable memory grows by: in place, so that small steps cost little. */
const GROWTH = 0.125;

export interface ResizableOptions extends OwnMemoryOptions {
  /**
   * Free bytes at the memory's end that stay when `free` gives memory back; 1 MiB if left out. It gives back when there
   * are more than four times as many, and more than a quarter of the memory, as each time costs a system call.
   */
  readonly keep?: number;
}

/**
 * Segments in a resizable ArrayBuffer of its own. It grows where it is, and what is free at its end goes back to the
 * system: some of it when segments are freed, all of it with `compact`.
 * @throws StorageOptionError; NoMemoryError when the engine has no room for the buffer.
 * @zend mmap_anon
 */
export function resizable(options: ResizableOptions = {}): PagedProvider {
  const { initial, maximum } = memoryLengths(options);
  const keep = wholeNumber("keep", options.keep ?? 1024 * 1024, 0);
  const source = new ResizableSource(initial, maximum);
  return new ResizableProvider(source, pagesOf(source, options), keep);
}

class ResizableProvider extends PagedProvider {
  private readonly keep: number;

  constructor(source: PageSource, pages: PageAllocator, keep: number) {
    super("resizable", SUPPORTS, source.memory, pages);
    this.keep = keep;
  }

  override free(address: number, size: number): void {
    const pages = this.allocator();
    pages.free(address, size);
    const { byteLength } = this.memory;
    const { spare } = pages;
    if (spare > 4 * this.keep && spare > byteLength / 4) pages.compact(byteLength - spare + this.keep);
  }
}

/** A buffer that changes its length. The views have fixed lengths all the same, as those that follow it are slow. */
class ResizableSource implements PageSource {
  readonly memory: LinearMemory;
  readonly maximum: number;
  readonly granule = 1;
  readonly growth = GROWTH;
  readonly buffer: ArrayBuffer;

  constructor(initial: number, maximum: number) {
    this.buffer = newMemory(initial, () => new ArrayBuffer(initial, { maxByteLength: maximum }));
    this.maximum = maximum;
    this.memory = new LinearMemory(this);
  }

  get end(): number {
    return this.buffer.byteLength;
  }

  extend(bytes: number): Extension | null {
    const start = this.end;
    try {
      this.buffer.resize(start + bytes);
    } catch {
      return null;
    }
    this.memory.refresh();
    return { start, end: this.end };
  }

  readonly shrink = (end: number): void => {
    this.buffer.resize(end);
    this.memory.refresh();
  };
}
