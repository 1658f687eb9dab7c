import { StorageError } from "./errors.js";
import type { LinearMemory } from "./linear-memory.js";

export const PAGE_SIZE = 4096;

/** Makes the memory at least `needed` bytes long; whether that could be done. */
export type Grow = (needed: number) => boolean;

interface Run {
  page: number;
  pages: number;
}

export class PageAllocator {
  private readonly memory: LinearMemory;
  private readonly grow: Grow;
  private readonly base: number;
  private readonly live = new Map<number, number>();
  private runs: Run[] = [];
  private end: number;

  constructor(memory: LinearMemory, grow: Grow, start: number) {
    this.memory = memory;
    this.grow = grow;
    this.base = Math.max(PAGE_SIZE, Math.ceil(start / PAGE_SIZE) * PAGE_SIZE);
    this.end = this.base / PAGE_SIZE;
    this.extend();
  }

  allocate(size: number): number {
    const pages = pagesOf(size);
    const run = this.find(pages) ?? this.findAfterGrowing(pages);
    if (run === undefined) return 0;
    const address = run.page * PAGE_SIZE;
    this.live.set(address, pages);
    this.take(run, pages);
    return address;
  }

  free(address: number, size: number): void {
    this.check(address, size);
    const pages = this.live.get(address) as number;
    this.live.delete(address);
    this.give(address / PAGE_SIZE, pages);
  }

  reallocate(address: number, oldSize: number, newSize: number): number {
    this.check(address, oldSize);
    const old = pagesOf(oldSize);
    const pages = pagesOf(newSize);
    const page = address / PAGE_SIZE;
    if (pages <= old) {
      this.live.set(address, pages);
      if (pages < old) this.give(page + pages, old - pages);
      return address;
    }
    const next = this.runs.find((run) => run.page === page + old);
    if (next !== undefined && next.pages >= pages - old) {
      this.take(next, pages - old);
      this.live.set(address, pages);
      return address;
    }
    const moved = this.allocate(newSize);
    if (moved === 0) return 0;
    this.memory.u8.copyWithin(moved, address, address + oldSize);
    this.free(address, oldSize);
    return moved;
  }

  private check(address: number, size: number): void {
    if (this.live.get(address) !== pagesOf(size)) throw new StorageError(`no segment of ${size} bytes at ${address}`);
  }

  private find(pages: number): Run | undefined {
    let best: Run | undefined;
    for (const run of this.runs) {
      if (run.pages >= pages && (best === undefined || run.pages < best.pages)) best = run;
    }
    return best;
  }

  private findAfterGrowing(pages: number): Run | undefined {
    const last = this.runs.at(-1);
    const from = last !== undefined && last.page + last.pages === this.end ? last.page : this.end;
    if (!this.grow((from + pages) * PAGE_SIZE)) return undefined;
    this.extend();
    return this.find(pages);
  }

  private extend(): void {
    const end = Math.floor(this.memory.byteLength / PAGE_SIZE);
    if (end > this.end) this.give(this.end, end - this.end);
    this.end = Math.max(end, this.end);
  }

  private take(run: Run, pages: number): void {
    run.page += pages;
    run.pages -= pages;
    if (run.pages === 0) this.runs = this.runs.filter((other) => other !== run);
  }

  private give(page: number, pages: number): void {
    const at = this.runs.findIndex((run) => run.page > page);
    const index = at < 0 ? this.runs.length : at;
    const before = this.runs[index - 1];
    const after = this.runs[index];
    const joinsBefore = before !== undefined && before.page + before.pages === page;
    const joinsAfter = after !== undefined && page + pages === after.page;
    if (joinsBefore && joinsAfter) {
      before.pages += pages + after.pages;
      this.runs.splice(index, 1);
    } else if (joinsBefore) before.pages += pages;
    else if (joinsAfter) {
      after.page = page;
      after.pages += pages;
    } else this.runs.splice(index, 0, { page, pages });
  }
}

function pagesOf(size: number): number {
  if (!Number.isSafeInteger(size) || size <= 0)
    throw new StorageError(`a size must be an integer above 0, got ${size}`);
  return Math.ceil(size / PAGE_SIZE);
}
