/**
 * The allocator below most providers: cuts segments out of one growing memory, in pages of 4 KiB.
 *
 * A segment takes the shortest free run that is long enough. A run that becomes free merges with its free neighbours
 * at once, so two free runs never touch. When nothing fits, the memory grows by a share of its length, or if that much
 * cannot be had by just what is missing. Everything that has to be remembered lies in the memory itself; layout.ts shows how.
 */
import { DamagedMemoryError, NoSuchSegmentError, SegmentSizeError } from "../errors.js";
import { findDamage } from "./check.js";
import { formatPages, openPages } from "./format.js";
import { PageGrowth } from "./growth.js";
import { END, FREE, MAX_MEMORY, PAGE_SIZE, ROOT, SEGMENT_SIZE, USED } from "./layout.js";
import type { PageRuns } from "./page-runs.js";
import type { Extension, PageSource } from "./source.js";
import type { PageTable } from "./table.js";

/** A live segment: where it begins, and its size in bytes as it was asked for. */
export interface Segment {
  readonly address: number;
  readonly size: number;
}

export class PageAllocator {
  private readonly source: PageSource;
  private readonly table: PageTable;
  private readonly runs: PageRuns;
  private readonly growth: PageGrowth;

  private constructor(source: PageSource, runs: PageRuns) {
    this.source = source;
    this.table = runs.table;
    this.runs = runs;
    this.growth = new PageGrowth(source, runs);
  }

  /**
   * An allocator over the memory from `start` (a byte address) to its end; what the memory held is lost. That nothing
   * but zeros is there may be said by `isNew`, and makes it faster.
   * @throws StorageError when there is no room for a page.
   */
  static format(source: PageSource, start: number, isNew = false): PageAllocator {
    return new PageAllocator(source, formatPages(source, start, isNew));
  }

  /**
   * An allocator over a memory that one had formatted at the same `start`, with all its segments.
   * `what` names the memory in messages.
   * @throws ForeignMemoryError, DamagedMemoryError
   */
  static open(source: PageSource, start: number, what: string): PageAllocator {
    return new PageAllocator(source, openPages(source, start, what));
  }

  /** The address of a new segment, or 0 when there is no memory for it. @throws SegmentSizeError */
  allocate(size: number): number {
    const pages = pagesFor(size);
    if (pages > MAX_MEMORY / PAGE_SIZE) return 0;
    this.table.sync();
    let page = this.runs.find(pages);
    while (page === 0) {
      if (!this.growth.grow(pages)) return 0;
      page = this.runs.find(pages);
    }
    this.runs.takeFree(page, pages, size);
    return this.table.addressOf(page);
  }

  /** Ends a segment. @throws NoSuchSegmentError */
  free(address: number, size: number): void {
    this.runs.freeSegment(this.segmentAt(address, size));
  }

  /** Gives a segment another size; its new address, or 0 when there is no memory. @throws NoSuchSegmentError */
  reallocate(address: number, oldSize: number, newSize: number): number {
    const wanted = pagesFor(newSize);
    const page = this.segmentAt(address, oldSize);
    const held = this.table.lengthOf(page);
    if (wanted > MAX_MEMORY / PAGE_SIZE) return 0;
    if (wanted > held) return this.enlarge(page, wanted, oldSize, newSize);
    if (wanted < held) this.runs.cutSegment(page, wanted, newSize);
    else this.runs.makeSegment(page, held, newSize);
    return address;
  }

  /** Shortens the memory to its last segment, but not below `least` bytes, where it can be shortened. */
  compact(least = 0): void {
    this.table.sync();
    this.growth.lowerTable();
    this.growth.trim(this.pagesBelow(least));
  }

  /** Bytes behind the last segment, all of which `compact` could give back, but for a table. */
  get spare(): number {
    return (this.table.head(END) - this.growth.endOfSegments()) * PAGE_SIZE;
  }

  /** A number that the memory keeps beside the segments, such as a heap's address; 0 in a new memory. */
  get root(): number {
    this.table.sync();
    return this.table.head(ROOT) >>> 0;
  }

  set root(value: number) {
    this.table.sync();
    this.table.setHead(ROOT, value | 0);
  }

  /** The live segments, by address. */
  segments(): Segment[] {
    const { table } = this;
    table.sync();
    const found: Segment[] = [];
    for (let page = 0; page < table.head(END); page += table.lengthOf(page)) {
      if (table.stateOf(page) !== USED) continue;
      found.push({ address: table.addressOf(page), size: table.get(page, SEGMENT_SIZE) >>> 0 });
    }
    return found;
  }

  /** The ranges of addresses that are not free, joined where they touch: segments, and what describes them. */
  occupied(): Extension[] {
    const { table } = this;
    table.sync();
    const found: Extension[] = [];
    let start = 0;
    for (let page = 0; page <= table.head(END); page += Math.max(1, table.lengthOf(page))) {
      const isEnd = page === table.head(END);
      if (!isEnd && table.stateOf(page) !== FREE) continue;
      if (page > start) found.push({ start: table.addressOf(start), end: table.addressOf(page) });
      start = page + table.lengthOf(page);
    }
    return found;
  }

  /** Forgets all segments: the memory is as new. */
  clear(): void {
    formatPages(this.source, this.table.base, false);
    this.table.sync();
  }

  /** Looks at the whole table. @throws DamagedMemoryError when it contradicts itself. */
  check(what: string): void {
    this.table.sync();
    const damage = findDamage(this.table);
    if (damage !== null) throw new DamagedMemoryError(what, damage);
  }

  /** In place if what follows is free, else in a longer free run, else over a free run before, else after growing. */
  private enlarge(page: number, wanted: number, oldSize: number, newSize: number): number {
    const { table, runs } = this;
    const held = table.lengthOf(page);
    for (;;) {
      const behind = runs.freeAt(page + held);
      if (held + behind >= wanted) {
        runs.widenSegment(page, wanted, newSize);
        return table.addressOf(page);
      }
      const to = runs.find(wanted);
      if (to !== 0) return this.move(page, to, wanted, oldSize, newSize);
      if (runs.freeBefore(page) + held + behind >= wanted) return this.slide(page, wanted, oldSize, newSize);
      const isLast = page + held + behind === table.head(END);
      if (!this.growth.grow(isLast ? wanted - held : wanted)) return 0;
    }
  }

  private move(page: number, to: number, pages: number, oldSize: number, newSize: number): number {
    const { table, runs } = this;
    runs.takeFree(to, pages, newSize);
    this.copy(table.addressOf(page), table.addressOf(to), oldSize);
    runs.freeSegment(page);
    return table.addressOf(to);
  }

  private slide(page: number, pages: number, oldSize: number, newSize: number): number {
    const { table } = this;
    const to = this.runs.slideSegment(page, pages, newSize);
    this.copy(table.addressOf(page), table.addressOf(to), oldSize);
    return table.addressOf(to);
  }

  private copy(from: number, to: number, bytes: number): void {
    this.source.memory.u8.copyWithin(to, from, from + bytes);
  }

  private pagesBelow(address: number): number {
    return Math.ceil((address - this.table.base) / PAGE_SIZE);
  }

  /** The page where a segment of exactly this size begins. */
  private segmentAt(address: number, size: number): number {
    const { table } = this;
    table.sync();
    const page = table.pageAt(address);
    if (page < 0) throw new NoSuchSegmentError(address, size, "no page of this memory begins there");
    const state = table.stateOf(page);
    if (state !== USED) throw new NoSuchSegmentError(address, size, reasonFor(state));
    const actual = table.get(page, SEGMENT_SIZE) >>> 0;
    if (actual !== size) throw new NoSuchSegmentError(address, size, `the segment there has ${actual} bytes`);
    return page;
  }
}

function reasonFor(state: number): string {
  if (state === FREE) return "it is free";
  return state === 0 ? "it is inside a segment or a free range" : "it is not handed out";
}

function pagesFor(size: number): number {
  if (!Number.isSafeInteger(size) || size <= 0) throw new SegmentSizeError(size);
  return Math.ceil(size / PAGE_SIZE);
}
