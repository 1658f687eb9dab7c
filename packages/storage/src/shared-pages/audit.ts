import type { Segment } from "../pages/allocator.js";
import { PAGE_SIZE } from "../pages/layout.js";
import type { SharedState } from "./state.js";

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

/** Looks at the whole memory. What it finds is true only while no thread allocates or frees. */
export function auditPages(state: SharedState): SharedAudit {
  const { end } = state;
  const { firstPage } = state.tables;
  const segments: Segment[] = [];
  let usedPages = 0;
  let lostPages = 0;
  let conflictingPages = 0;
  let covered = firstPage;
  for (let page = firstPage; page < end; page++) {
    const size = state.sizeAt(page);
    if (size > 0) {
      const pages = Math.ceil(size / PAGE_SIZE);
      segments.push({ address: state.addressOf(page), size });
      usedPages += pages;
      conflictingPages += Math.max(0, covered - page);
      covered = Math.max(covered, page + pages);
    }
    const taken = isTaken(state, page);
    if (page < covered && !taken) conflictingPages++;
    if (page >= covered && taken) lostPages++;
  }
  const freePages = end - firstPage - usedPages - lostPages;
  return { segments, usedPages, freePages, tablePages: firstPage, lostPages, conflictingPages };
}

/** Frees the pages that no segment has, while no thread allocates or frees; how many there were. */
export function releaseLostPages(state: SharedState): number {
  const { end, bitmap } = state;
  let released = 0;
  for (let page = state.tables.firstPage; page < end; ) {
    const size = state.sizeAt(page);
    if (size > 0) {
      page += Math.ceil(size / PAGE_SIZE);
      continue;
    }
    if (isTaken(state, page)) {
      bitmap.release(page, page + 1);
      released++;
    }
    page++;
  }
  return released;
}

function isTaken(state: SharedState, page: number): boolean {
  return state.bitmap.nextTaken(page, page + 1) === page;
}
