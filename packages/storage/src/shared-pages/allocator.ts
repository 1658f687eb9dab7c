/**
 * A page allocator that many threads use at once, each with an instance of its own over the same memory.
 *
 * No call waits for another thread: see layout.ts for how that is done. A segment goes to the first place by address
 * that the hints know, inside a chunk of 2 MiB to the shortest free run that is long enough. Before the memory grows, or
 * is said to be full, the bitmap itself is searched, so that nothing free is overlooked.
 */
import { NoSuchSegmentError, SegmentSizeError } from "../errors.js";
import type { LinearMemory } from "../linear-memory.js";
import type { Segment } from "../pages/allocator.js";
import { PAGE_SIZE } from "../pages/layout.js";
import { FreeHints } from "./free-hints.js";
import { CAPACITY, END, ROOT, type SharedTables, tablesFor } from "./layout.js";
import { PageBitmap } from "./page-bitmap.js";

/** How often the hints may be wrong before the bitmap is searched. */
const MISLED_MOST = 8;
const GROWTH = 1 / 8;

/** Makes the shared memory at least so many bytes long; whether it is. Several threads may call it at once. */
export type GrowShared = (length: number) => boolean;

/** What a look at the whole memory found. */
export interface SharedAudit {
  readonly segments: readonly Segment[];
  /** Pages that segments have, that are free, and that describe the others. */
  readonly usedPages: number;
  readonly freePages: number;
  readonly tablePages: number;
  /** Pages that nobody has and nobody can get: threads that were terminated had begun to take or free them. */
  readonly lostPages: number;
  /** Pages that two segments claim, or that a segment claims and the bitmap calls free: must be 0. */
  readonly conflictingPages: number;
}

export class SharedPageAllocator {
  private readonly memory: LinearMemory;
  private readonly base: number;
  private readonly tables: SharedTables;
  private readonly bitmap: PageBitmap;
  private readonly hints: FreeHints;
  private readonly grow: GrowShared;

  /** An instance over a memory that is formatted; `base` is the address of its page 0. */
  constructor(memory: LinearMemory, base: number, grow: GrowShared) {
    this.memory = memory;
    this.base = base;
    this.grow = grow;
    this.tables = tablesFor(memory.i32[base / 4 + CAPACITY] as number);
    this.bitmap = new PageBitmap(memory, base / 4 + this.tables.bitmap);
    this.hints = new FreeHints(memory, base / 4, this.tables);
  }

  /** The address of a new segment, or 0 when there is no memory for it. @throws SegmentSizeError */
  allocate(size: number): number {
    const pages = pagesFor(size);
    if (pages > this.capacity) return 0;
    const page = this.take(pages);
    if (page < 0) return 0;
    Atomics.store(this.memory.i32, this.sizeCell(page), size | 0);
    return this.addressInView(page, size);
  }

  /** Ends a segment. @throws NoSuchSegmentError */
  free(address: number, size: number): void {
    const page = this.pageAt(address, size);
    this.changeSize(page, address, size, 0);
    this.give(page, page + pagesFor(size));
  }

  /** Gives a segment another size; its new address, or 0 when there is no memory. @throws NoSuchSegmentError */
  reallocate(address: number, oldSize: number, newSize: number): number {
    const wanted = pagesFor(newSize);
    const page = this.pageAt(address, oldSize);
    const held = Math.ceil(oldSize / PAGE_SIZE);
    if (wanted > held) return this.enlarge(page, address, oldSize, newSize);
    this.changeSize(page, address, oldSize, newSize);
    if (wanted < held) this.give(page + wanted, page + held);
    return address;
  }

  /** A number that the memory keeps beside the segments; 0 in a new memory. */
  get root(): number {
    return Atomics.load(this.memory.i32, this.base / 4 + ROOT) >>> 0;
  }

  set root(value: number) {
    Atomics.store(this.memory.i32, this.base / 4 + ROOT, value | 0);
  }

  /**
   * Looks at the whole memory. What it finds is true only while no other thread allocates or frees.
   */
  audit(): SharedAudit {
    const { firstPage } = this.tables;
    const end = this.end;
    const segments: Segment[] = [];
    let usedPages = 0;
    let lostPages = 0;
    let conflictingPages = 0;
    let covered = firstPage;
    for (let page = firstPage; page < end; page++) {
      const size = this.sizeAt(page);
      if (size > 0) {
        const pages = Math.ceil(size / PAGE_SIZE);
        segments.push({ address: this.base + page * PAGE_SIZE, size });
        usedPages += pages;
        conflictingPages += Math.max(0, covered - page);
        covered = Math.max(covered, page + pages);
      }
      const isFree = this.bitmap.nextFree(page, page + 1) === page;
      if (page < covered && isFree) conflictingPages++;
      if (page >= covered && !isFree) lostPages++;
    }
    const freePages = end - firstPage - usedPages - lostPages;
    return { segments, usedPages, freePages, tablePages: firstPage, lostPages, conflictingPages };
  }

  /**
   * Frees the pages that terminated threads have lost; returns how many there were. No other thread may use the memory
   * meanwhile: what one of them is about to take or free would count as lost.
   */
  reclaim(): number {
    let reclaimed = 0;
    const end = this.end;
    for (let page = this.tables.firstPage; page < end; ) {
      const size = this.sizeAt(page);
      const taken = this.bitmap.nextFree(page, page + 1) !== page;
      if (size === 0 && taken) {
        this.bitmap.release(page, page + 1);
        reclaimed++;
      }
      page += size === 0 ? 1 : Math.ceil(size / PAGE_SIZE);
    }
    this.hints.update(0, end);
    return reclaimed;
  }

  private get end(): number {
    return Atomics.load(this.memory.i32, this.base / 4 + END);
  }

  private get capacity(): number {
    return this.memory.i32[this.base / 4 + CAPACITY] as number;
  }

  /** Takes that many pages in a row; the first of them, or -1 when there is no memory. */
  private take(pages: number): number {
    for (let misled = 0; ; misled++) {
      const page = misled < MISLED_MOST ? this.hints.find(pages) : -1;
      const found = page >= 0 ? page : this.search(pages);
      if (found < 0) {
        if (!this.lengthen(pages)) return -1;
        misled = 0;
        continue;
      }
      const taken = this.bitmap.claim(found, found + pages);
      this.hints.update(found, found + pages);
      if (taken) return found;
    }
  }

  /** Frees the pages from `page` up to `end`, which the caller has. */
  private give(page: number, end: number): void {
    this.bitmap.release(page, end);
    this.hints.update(page, end);
  }

  /** The first free run of that many pages, by the bitmap alone; -1 when there is none. */
  private search(pages: number): number {
    const end = this.end;
    for (let page = this.bitmap.nextFree(this.tables.firstPage, end); page < end; ) {
      const taken = this.bitmap.nextTaken(page, Math.min(end, page + pages));
      if (taken - page >= pages) return page;
      page = this.bitmap.nextFree(taken, end);
    }
    return -1;
  }

  /** Makes the memory longer, so that it ends with that many free pages; whether it has become longer at all. */
  private lengthen(pages: number): boolean {
    const end = this.end;
    const missing = pages - (end - this.bitmap.freeRunBefore(end, this.tables.firstPage));
    const share = Math.min(Math.ceil(end * GROWTH), this.capacity - end);
    if (missing <= 0) return true;
    if (end + missing > this.capacity) return false;
    for (const more of share > missing ? [share, missing] : [missing]) {
      if (!this.grow(this.base + (end + more) * PAGE_SIZE)) continue;
      this.memory.refresh();
      const before = Atomics.compareExchange(this.memory.i32, this.base / 4 + END, end, end + more);
      if (before === end) this.hints.update(end, end + more);
      return true;
    }
    return this.end > end;
  }

  /** In place if the pages behind are free, or can be added; else by moving. */
  private enlarge(page: number, address: number, oldSize: number, newSize: number): number {
    const end = page + Math.ceil(oldSize / PAGE_SIZE);
    const wanted = page + pagesFor(newSize);
    this.requireSize(page, address, oldSize);
    if (pagesFor(newSize) > this.capacity) return 0;
    while (wanted > this.end && this.bitmap.nextTaken(end, this.end) === this.end) {
      if (!this.lengthen(wanted - end)) break;
    }
    if (wanted <= this.end && this.bitmap.claim(end, wanted)) return this.widen(page, address, oldSize, newSize);
    return this.move(page, address, oldSize, newSize);
  }

  /** Makes the pages behind the segment, which were just taken, its own. */
  private widen(page: number, address: number, oldSize: number, newSize: number): number {
    const end = page + Math.ceil(oldSize / PAGE_SIZE);
    const wanted = page + pagesFor(newSize);
    try {
      this.changeSize(page, address, oldSize, newSize);
    } catch (error) {
      this.give(end, wanted);
      throw error;
    }
    this.hints.update(end, wanted);
    return this.addressInView(page, newSize);
  }

  private move(page: number, address: number, oldSize: number, newSize: number): number {
    const to = this.allocate(newSize);
    if (to === 0) return 0;
    this.addressInView(page, oldSize);
    this.memory.u8.copyWithin(to, address, address + oldSize);
    this.free(address, oldSize);
    return to;
  }

  /** The page that begins at `address`. @throws NoSuchSegmentError when none does that segments can have. */
  private pageAt(address: number, size: number): number {
    const page = (address - this.base) / PAGE_SIZE;
    if (Number.isInteger(page) && page >= this.tables.firstPage && page < this.end) return page;
    throw new NoSuchSegmentError(address, size, "no page of this memory begins there");
  }

  /** Changes the size of the segment at `page`, if it has the size expected. @throws NoSuchSegmentError */
  private changeSize(page: number, address: number, from: number, to: number): void {
    this.requireSize(page, address, from);
    const found = Atomics.compareExchange(this.memory.i32, this.sizeCell(page), from | 0, to | 0) >>> 0;
    if (found !== from) throw new NoSuchSegmentError(address, from, reasonFor(found));
  }

  private requireSize(page: number, address: number, size: number): void {
    const found = this.sizeAt(page);
    if (found !== size || size === 0) throw new NoSuchSegmentError(address, size, reasonFor(found));
  }

  private sizeAt(page: number): number {
    return Atomics.load(this.memory.i32, this.sizeCell(page)) >>> 0;
  }

  private sizeCell(page: number): number {
    return this.base / 4 + this.tables.sizes + page;
  }

  /** The address of `page`, after the views were made to cover the segment: another thread may have grown the memory. */
  private addressInView(page: number, size: number): number {
    const address = this.base + page * PAGE_SIZE;
    if (address + size > this.memory.byteLength) this.memory.refresh();
    return address;
  }
}

function reasonFor(found: number): string {
  return found === 0 ? "no segment begins there" : `the segment there has ${found} bytes`;
}

function pagesFor(size: number): number {
  if (!Number.isSafeInteger(size) || size <= 0) throw new SegmentSizeError(size);
  return Math.ceil(size / PAGE_SIZE);
}
