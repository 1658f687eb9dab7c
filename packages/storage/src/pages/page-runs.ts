import { FreeRuns } from "./free-runs.js";
import { END, FREE, PAGES_BEFORE, RESERVED, SEGMENT_SIZE, SEGMENTS, TAG, USED, USED_PAGES } from "./layout.js";
import type { PageTable } from "./table.js";

/** Turns runs of pages into segments and back; free neighbours merge at once. */
export class PageRuns {
  readonly table: PageTable;
  private readonly free: FreeRuns;

  constructor(table: PageTable) {
    this.table = table;
    this.free = new FreeRuns(table);
  }

  /** The shortest free run of at least `pages` pages, or 0. */
  find(pages: number): number {
    return this.free.find(pages);
  }

  /** Free pages that the run at `page` has: 0 when it is not a free run. */
  freeAt(page: number): number {
    return this.table.stateOf(page) === FREE ? this.table.lengthOf(page) : 0;
  }

  /** Free pages right before `page`. */
  freeBefore(page: number): number {
    const before = this.table.get(page, PAGES_BEFORE);
    return this.freeAt(page - before) === before ? before : 0;
  }

  /** Free pages at the end of the memory. */
  freeAtEnd(): number {
    return this.freeBefore(this.table.head(END));
  }

  /** Makes a segment of the first `pages` pages of the free run at `page`. */
  takeFree(page: number, pages: number, size: number): void {
    const all = this.removeFree(page);
    this.countSegment(pages, 1);
    this.makeSegment(page, pages, size);
    if (all > pages) this.addFree(page + pages, all - pages);
  }

  /** Takes the free run at `page` off its list; returns its length. It is to become something else at once. */
  removeFree(page: number): number {
    const pages = this.table.lengthOf(page);
    this.free.remove(page, pages);
    this.table.clearRun(page);
    return pages;
  }

  /** Adds a free run whose neighbours are known not to be free. */
  addFree(page: number, pages: number): void {
    this.table.setRun(page, pages, FREE);
    this.free.add(page, pages);
  }

  /** Frees `pages` pages, which no run claims any more, and merges them with the free runs before and after. */
  release(page: number, pages: number): void {
    const before = this.freeBefore(page);
    const first = page - before;
    let all = pages + before;
    if (before > 0) this.removeFree(first);
    if (this.freeAt(page + pages) > 0) all += this.removeFree(page + pages);
    this.addFree(first, all);
  }

  /** Ends the segment at `page`. */
  freeSegment(page: number): void {
    const pages = this.table.lengthOf(page);
    this.countSegment(pages, -1);
    this.table.clearRun(page);
    this.release(page, pages);
  }

  /** Gives the segment at `page` fewer pages. */
  cutSegment(page: number, pages: number, size: number): void {
    const spare = this.table.lengthOf(page) - pages;
    this.countPages(-spare);
    this.makeSegment(page, pages, size);
    this.release(page + pages, spare);
  }

  /** Gives the segment at `page` more pages, out of the free run behind it. */
  widenSegment(page: number, pages: number, size: number): void {
    const held = this.table.lengthOf(page);
    const all = held + this.removeFree(page + held);
    this.countPages(pages - held);
    this.makeSegment(page, pages, size);
    if (all > pages) this.addFree(page + pages, all - pages);
  }

  /** Moves the segment at `page` to the start of the free run before it, with `pages` pages out of all three runs. */
  slideSegment(page: number, pages: number, size: number): number {
    const held = this.table.lengthOf(page);
    const first = page - this.freeBefore(page);
    const all = this.removeFree(first) + held + (this.freeAt(page + held) > 0 ? this.removeFree(page + held) : 0);
    this.table.clearRun(page);
    this.countPages(pages - held);
    this.makeSegment(first, pages, size);
    if (all > pages) this.addFree(first + pages, all - pages);
    return first;
  }

  /** Says what the segment at `page` is from now on; its pages must be its own already. */
  makeSegment(page: number, pages: number, size: number): void {
    this.table.setRun(page, pages, USED);
    this.table.set(page, SEGMENT_SIZE, size | 0);
  }

  /** Makes `page` the end of the memory: a reserved run of no pages stands there. */
  setEnd(page: number): void {
    this.table.setHead(END, page);
    this.table.set(page, TAG, RESERVED);
  }

  private countSegment(pages: number, sign: 1 | -1): void {
    this.table.setHead(SEGMENTS, this.table.head(SEGMENTS) + sign);
    this.countPages(sign * pages);
  }

  private countPages(more: number): void {
    this.table.setHead(USED_PAGES, this.table.head(USED_PAGES) + more);
  }
}
