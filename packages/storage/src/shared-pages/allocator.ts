/**
 * A page allocator that many threads use at once, each with an instance of its own over the same memory.
 *
 * No call waits for another thread: see layout.ts for how that is done. A segment goes to the first place by address
 * that the hints know, inside a chunk of 2 MiB to the shortest free run that is long enough. Before the memory grows, or
 * is said to be full, the bitmap itself is searched, so that nothing free is overlooked.
 */
import { NoSuchSegmentError, SegmentSizeError } from "../errors.js";
import type { LinearMemory } from "../linear-memory.js";
import { PAGE_SIZE } from "../pages/layout.js";
import { auditPages, releaseLostPages, type SharedAudit } from "./audit.js";
import { FreeHints } from "./free-hints.js";
import { SharedState } from "./state.js";

/** How often the hints may be wrong before the bitmap is searched. */
const MISLED_MOST = 8;

/** The share of its length by which the memory grows at best. */
const GROWTH = 0.125;

/** Makes the shared memory at least so many bytes long; whether it is. Several threads may call it at once. */
export type GrowShared = (length: number) => boolean;

export class SharedPageAllocator {
  private readonly state: SharedState;
  private readonly hints: FreeHints;
  private readonly grow: GrowShared;

  /** An instance over a memory that is formatted; `base` is the address of its page 0. */
  constructor(memory: LinearMemory, base: number, grow: GrowShared) {
    this.state = new SharedState(memory, base);
    this.hints = new FreeHints(memory, this.state.header, this.state.tables);
    this.grow = grow;
  }

  /** The address of a new segment, or 0 when there is no memory for it. @throws SegmentSizeError */
  allocate(size: number): number {
    const pages = pagesFor(size);
    if (pages > this.state.capacity) return 0;
    const page = this.take(pages);
    if (page < 0) return 0;
    this.state.setSize(page, size);
    return this.addressInView(page, size);
  }

  /** Ends a segment. @throws NoSuchSegmentError */
  free(address: number, size: number): void {
    const page = this.segmentAt(address, size);
    this.changeSize(page, size, 0);
    this.give(page, page + pagesFor(size));
  }

  /** Gives a segment another size; its new address, or 0 when there is no memory. @throws NoSuchSegmentError */
  reallocate(address: number, oldSize: number, newSize: number): number {
    const wanted = pagesFor(newSize);
    const page = this.segmentAt(address, oldSize);
    const held = pagesFor(oldSize);
    if (wanted > this.state.capacity) return 0;
    if (wanted > held) return this.enlarge(page, oldSize, newSize);
    this.changeSize(page, oldSize, newSize);
    if (wanted < held) this.give(page + wanted, page + held);
    return address;
  }

  /** A number that the memory keeps beside the segments; 0 in a new memory. */
  get root(): number {
    return this.state.root;
  }

  set root(value: number) {
    this.state.root = value;
  }

  /** Looks at the whole memory. What it finds is true only while no thread allocates or frees. */
  audit(): SharedAudit {
    return auditPages(this.state);
  }

  /**
   * Frees the pages that terminated threads have lost; returns how many there were. No other thread may use the memory
   * meanwhile: what one of them is about to take or free would count as lost.
   */
  reclaim(): number {
    const released = releaseLostPages(this.state);
    this.hints.update(0, this.state.end);
    return released;
  }

  /** Takes that many pages in a row; the first of them, or -1 when there is no memory. */
  private take(pages: number): number {
    for (let misled = 0; ; misled++) {
      const hinted = misled < MISLED_MOST ? this.hints.find(pages) : -1;
      const page = hinted >= 0 ? hinted : this.search(pages);
      if (page < 0) {
        if (!this.lengthen(pages)) return -1;
        misled = 0;
        continue;
      }
      const taken = this.state.bitmap.claim(page, page + pages);
      this.hints.update(page, page + pages);
      if (taken) return page;
    }
  }

  /** Frees the pages from `page` up to `end`, which the caller has. */
  private give(page: number, end: number): void {
    this.state.bitmap.release(page, end);
    this.hints.update(page, end);
  }

  /** The first free run of that many pages, by the bitmap alone; -1 when there is none. */
  private search(pages: number): number {
    const { end, bitmap, tables } = this.state;
    for (let page = bitmap.nextFree(tables.firstPage, end); page < end; ) {
      const taken = bitmap.nextTaken(page, Math.min(end, page + pages));
      if (taken - page >= pages) return page;
      page = bitmap.nextFree(taken, end);
    }
    return -1;
  }

  /** Makes the memory longer, so that it ends with that many free pages; whether another look is worth it. */
  private lengthen(pages: number): boolean {
    const { state } = this;
    const { end, capacity } = state;
    const missing = pages - (end - state.bitmap.freeRunBefore(end, state.tables.firstPage));
    if (missing <= 0) return true;
    const share = Math.min(Math.ceil(end * GROWTH), capacity - end);
    if (end + missing > capacity) return false;
    for (const more of share > missing ? [share, missing] : [missing]) {
      if (!this.grow(state.addressOf(end + more))) continue;
      state.memory.refresh();
      if (state.moveEnd(end, end + more)) this.hints.update(end, end + more);
      return true;
    }
    return state.end > end;
  }

  /** In place if the pages behind are free, or can be added; else by moving. */
  private enlarge(page: number, oldSize: number, newSize: number): number {
    const { state } = this;
    const end = page + pagesFor(oldSize);
    const wanted = page + pagesFor(newSize);
    while (wanted > state.end && state.bitmap.nextTaken(end, state.end) === state.end) {
      if (!this.lengthen(wanted - end)) break;
    }
    if (wanted > state.end || !state.bitmap.claim(end, wanted)) return this.move(page, oldSize, newSize);
    if (state.exchangeSize(page, oldSize, newSize) !== oldSize) {
      this.give(end, wanted);
      throw this.noSegment(page, oldSize);
    }
    this.hints.update(end, wanted);
    return this.addressInView(page, newSize);
  }

  private move(page: number, oldSize: number, newSize: number): number {
    const to = this.allocate(newSize);
    if (to === 0) return 0;
    const from = this.addressInView(page, oldSize);
    this.state.memory.u8.copyWithin(to, from, from + oldSize);
    this.free(from, oldSize);
    return to;
  }

  /** The page where a segment of just this size begins. @throws NoSuchSegmentError */
  private segmentAt(address: number, size: number): number {
    const page = this.state.pageAt(address);
    if (page < 0) throw new NoSuchSegmentError(address, size, "no page of this memory begins there");
    if (this.state.sizeAt(page) !== size || size === 0) throw this.noSegment(page, size);
    return page;
  }

  /** Changes the size of a segment, unless another thread has done so. @throws NoSuchSegmentError */
  private changeSize(page: number, from: number, to: number): void {
    if (this.state.exchangeSize(page, from, to) !== from) throw this.noSegment(page, from);
  }

  private noSegment(page: number, size: number): NoSuchSegmentError {
    const found = this.state.sizeAt(page);
    const reason = found === 0 ? "no segment begins there" : `the segment there has ${found} bytes`;
    return new NoSuchSegmentError(this.state.addressOf(page), size, reason);
  }

  /** The address of `page`, after the views were made to cover the segment: another thread may have grown the memory. */
  private addressInView(page: number, size: number): number {
    const { memory } = this.state;
    const address = this.state.addressOf(page);
    if (address + size > memory.byteLength) memory.refresh();
    return address;
  }
}

function pagesFor(size: number): number {
  if (!Number.isSafeInteger(size) || size <= 0) throw new SegmentSizeError(size);
  return Math.ceil(size / PAGE_SIZE);
}
