import {
  CAPACITY,
  END,
  ENTRIES_PER_PAGE,
  FIRST_CAPACITY,
  HEADER_BYTES,
  PAGE_SHIFT,
  PAGE_SIZE,
  RESERVED,
  TABLE,
} from "./layout.js";
import type { PageRuns } from "./page-runs.js";
import type { Extension, PageSource } from "./source.js";
import type { PageTable } from "./table.js";
import { pagesWithin, tablePages } from "./table-size.js";

/** Makes the memory below an allocator longer and shorter, and its table with it. */
export class PageGrowth {
  private readonly source: PageSource;
  private readonly table: PageTable;
  private readonly runs: PageRuns;
  /** Pages that the memory may have at most. */
  private readonly most: number;

  constructor(source: PageSource, runs: PageRuns) {
    this.source = source;
    this.table = runs.table;
    this.runs = runs;
    this.most = pagesWithin(runs.table.base, source.maximum);
  }

  /**
   * Tries to have a free run of `pages` pages at the end: adds the source's share of the length, or just what is
   * missing if that cannot be had. Returns whether the memory grew; it may take another call until the run is long
   * enough.
   */
  grow(pages: number): boolean {
    const end = this.firstNewPage(this.source.end);
    const joined = end > this.table.head(END) ? 0 : this.runs.freeAtEnd();
    // If the table has to move, it comes to lie between the free pages and the new ones.
    const missing = end + pages - joined >= this.table.head(CAPACITY) ? pages : pages - joined;
    const share = Math.ceil(end * this.source.growth);
    return (share > missing && this.add(end, share, missing)) || this.add(end, missing, missing);
  }

  /** Gives back the free pages at the end, but not those below page `least`, if the memory can be shortened. */
  trim(least: number): void {
    const { table, runs, source } = this;
    const end = table.head(END);
    const first = end - runs.freeAtEnd();
    const keep = Math.max(0, least - first);
    if (source.shrink === null || first + keep >= end) return;
    runs.removeFree(first);
    table.clearRun(end);
    runs.setEnd(first + keep);
    if (keep > 0) runs.addFree(first, keep);
    source.shrink(table.addressOf(first + keep));
  }

  /** The page behind the last segment: from there on all is free, but for the table perhaps. */
  endOfSegments(): number {
    const { table, runs } = this;
    const end = table.head(END) - runs.freeAtEnd();
    const at = table.head(TABLE) >>> PAGE_SHIFT;
    return at > 0 && at + table.lengthOf(at) === end ? at - runs.freeBefore(at) : end;
  }

  /** Moves the table down, into a smaller one, if it stands behind all segments; ends the memory behind it. */
  lowerTable(): void {
    const { table, runs, source } = this;
    const at = table.head(TABLE) >>> PAGE_SHIFT;
    const last = this.endOfSegments();
    if (at === 0 || at < last || source.shrink === null) return;
    const held = table.lengthOf(at);
    const pages = this.tableFor(last);
    if (last === at && pages === held) return;
    if (runs.freeAt(at + held) > 0) runs.removeFree(at + held);
    if (last < at) runs.removeFree(last);
    runs.setEnd(last);
    this.moveTable(pages === 0 ? 0 : runs.find(pages) || last, pages);
    source.shrink(table.addressOf(table.head(END)));
  }

  /** Moves the table to page `to`, a free run or the end; 0 is the header page. */
  private moveTable(to: number, pages: number): void {
    const { table, runs } = this;
    const atEnd = to === table.head(END);
    const spare = to === 0 || atEnd ? 0 : runs.removeFree(to) - pages;
    if (to === 0) table.place(HEADER_BYTES, FIRST_CAPACITY, false);
    else table.place(to * PAGE_SIZE, pages * ENTRIES_PER_PAGE, false);
    if (to === 0) return;
    table.setRun(to, pages, RESERVED);
    if (atEnd) runs.setEnd(to + pages);
    if (spare > 0) runs.addFree(to + pages, spare);
  }

  /** Pages of a table for `pages` pages and itself. */
  private tableFor(pages: number): number {
    const alone = tablePages(pages, this.most);
    return alone === 0 ? 0 : tablePages(pages + alone, this.most);
  }

  /** The first page that can lie in what is added at `address`, the memory's end. */
  private firstNewPage(address: number): number {
    const { table } = this;
    const end = table.head(END);
    // Less than a page behind our last one is ours, a rest that was too short for a page; more than that is foreign.
    return address - table.addressOf(end) < PAGE_SIZE ? end : Math.ceil((address - table.base) / PAGE_SIZE);
  }

  /** Adds `count` pages from page `end` on, or fewer if the maximum is near, but not fewer than `least`. */
  private add(end: number, count: number, least: number): boolean {
    const { source, table } = this;
    let forTable = 0;
    let last = this.rounded(end + count);
    while (last >= table.head(CAPACITY) && tablePages(last, this.most) > forTable) {
      forTable = tablePages(last, this.most);
      last = this.rounded(end + count + forTable);
    }
    if (last - end - forTable < least) return false;
    const extension = source.extend(table.addressOf(last) - source.end);
    if (extension === null) return false;
    this.adopt(extension, forTable);
    return true;
  }

  /** The page at which the memory will end when it grows to have `page` pages at least. */
  private rounded(page: number): number {
    const { end, granule } = this.source;
    const bytes = Math.ceil((this.table.addressOf(page) - end) / granule) * granule;
    return this.pagesUpTo(end + bytes);
  }

  /** Pages that lie in the memory up to `address`. */
  private pagesUpTo(address: number): number {
    return Math.min(this.most, Math.floor((address - this.table.base) / PAGE_SIZE));
  }

  /** Takes in what the source added; its first `forTable` pages become the new table. */
  private adopt(extension: Extension, forTable: number): void {
    const { table, runs } = this;
    const oldEnd = table.head(END);
    const oldTable = table.head(TABLE) >>> PAGE_SHIFT;
    const first = this.firstNewPage(extension.start);
    table.clearRun(oldEnd);
    if (forTable > 0) table.place(first * PAGE_SIZE, forTable * ENTRIES_PER_PAGE, true);
    if (first > oldEnd) table.setRun(oldEnd, first - oldEnd, RESERVED);
    if (forTable > 0) table.setRun(first, forTable, RESERVED);
    const end = Math.min(this.pagesUpTo(extension.end), table.head(CAPACITY) - 1);
    runs.setEnd(end);
    if (end > first + forTable) runs.release(first + forTable, end - first - forTable);
    if (forTable > 0 && oldTable > 0) this.releaseTable(oldTable);
  }

  private releaseTable(page: number): void {
    const pages = this.table.lengthOf(page);
    this.table.clearRun(page);
    this.runs.release(page, pages);
  }
}
