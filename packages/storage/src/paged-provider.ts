import { ProviderBusyError, ProviderDisposedError } from "./errors.js";
import type { LinearMemory } from "./linear-memory.js";
import { word } from "./options.js";
import type { PageAllocator, Segment } from "./pages/allocator.js";
import type { Extension } from "./pages/source.js";
import type { ProviderSupport, SegmentProvider } from "./provider.js";

/** A provider whose segments a page allocator cuts out of one memory: most of those in this package. */
export class PagedProvider implements SegmentProvider {
  readonly name: string;
  readonly memory: LinearMemory;
  readonly supports: ProviderSupport;
  private readonly pages: PageAllocator;
  private disposed = false;

  constructor(name: string, supports: ProviderSupport, memory: LinearMemory, pages: PageAllocator) {
    this.name = name;
    this.supports = supports;
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

  compact(): void {
    this.allocator().compact();
  }

  dispose(): void {
    this.disposed = true;
  }

  /**
   * A number (0 to 2^32 - 1) kept in the memory beside the segments, for whoever opens the memory again: such as the
   * address of the heap in it. 0 in a new memory.
   * @throws StorageOptionError when it is set to anything else.
   */
  get root(): number {
    return this.allocator().root;
  }

  set root(value: number) {
    this.allocator().root = word("root", value);
  }

  /** The live segments, by address. */
  segments(): Segment[] {
    return this.allocator().segments();
  }

  /**
   * The ranges of addresses whose bytes matter, in order: segments, and what describes them. Who copies these has
   * copied the memory.
   */
  occupied(): Extension[] {
    return this.allocator().occupied();
  }

  /** Looks at the whole table of pages. @throws DamagedMemoryError when it contradicts itself. */
  check(): void {
    this.allocator().check(`the memory of ${this.name}`);
  }

  /** The allocator, as long as the provider lives and is in no call. @throws ProviderDisposedError, ProviderBusyError */
  protected allocator(): PageAllocator {
    if (this.disposed) throw new ProviderDisposedError(this.name);
    if (this.memory.telling) throw new ProviderBusyError(this.name);
    return this.pages;
  }
}
