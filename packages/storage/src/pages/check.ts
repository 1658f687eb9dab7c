/** Reads a table of pages as a stranger would, trusting nothing in it. */
import {
  CAPACITY,
  CHILD,
  END,
  ENTRIES_PER_PAGE,
  FIRST_CAPACITY,
  FREE,
  HEADER_BYTES,
  LIST_BITS,
  LISTS,
  NEXT_FREE,
  PAGE_SHIFT,
  PAGE_SIZE,
  PAGES_BEFORE,
  PARENT,
  PREVIOUS_FREE,
  RESERVED,
  SEGMENT_SIZE,
  SEGMENTS,
  TABLE,
  TAG,
  TREE_BITS,
  TREE_COUNT,
  TREE_PAGES,
  TREES,
  USED,
  USED_PAGES,
} from "./layout.js";
import type { PageTable } from "./table.js";

/** What is wrong with the table, in words; null when it is sound. Takes time proportional to the memory's pages. */
export function findDamage(table: PageTable): string | null {
  const place = damageOfPlace(table);
  if (place !== null) return place;
  table.sync();
  const free = new Set<number>();
  return damageOfRuns(table, free) ?? damageOfLists(table, free) ?? damageOfTrees(table, free) ?? leftOver(free);
}

/** The table must lie inside the memory, in the header page or in a run of its own. */
function damageOfPlace(table: PageTable): string | null {
  const end = table.head(END);
  const capacity = table.head(CAPACITY);
  const offset = table.head(TABLE) >>> 0;
  if (end < 1 || capacity <= end) return `a table of ${capacity} entries for ${end} pages`;
  if (offset === HEADER_BYTES) return capacity === FIRST_CAPACITY ? null : `a first table of ${capacity} entries`;
  const inside = offset % PAGE_SIZE === 0 && offset > 0 && offset / PAGE_SIZE + capacity / ENTRIES_PER_PAGE <= end;
  return inside && capacity % ENTRIES_PER_PAGE === 0 ? null : `the table lies at offset ${offset}`;
}

/** The runs must follow each other from the first page to the last; collects the free ones. */
function damageOfRuns(table: PageTable, free: Set<number>): string | null {
  const end = table.head(END);
  let before = 0;
  let stateBefore = 0;
  let segments = 0;
  let used = 0;
  for (let page = 0; page < end; page += before) {
    const state = table.stateOf(page);
    const length = table.lengthOf(page);
    if (state === 0 || length === 0 || length > end - page) return `no run starts at page ${page}`;
    if (table.get(page, PAGES_BEFORE) !== before) return `page ${page} has a wrong length of the run before it`;
    if (state === FREE && stateBefore === FREE) return `the free run at page ${page} was not merged`;
    if (state === FREE) free.add(page);
    if (state === USED) {
      segments++;
      used += length;
      const size = table.get(page, SEGMENT_SIZE) >>> 0;
      if (Math.ceil(size / PAGE_SIZE) !== length)
        return `the segment at page ${page} has ${size} bytes in ${length} pages`;
    }
    for (let inner = page + 1; inner < page + length; inner++) {
      if (table.get(inner, TAG) !== 0) return `a run starts at page ${inner}, inside another`;
    }
    before = length;
    stateBefore = state;
  }
  if (table.get(end, PAGES_BEFORE) !== before || table.get(end, TAG) !== RESERVED) return "the end is not marked";
  if (table.head(SEGMENTS) !== segments || table.head(USED_PAGES) !== used) return "the counts of segments are wrong";
  return damageOfReserved(table);
}

/** The header page, and the table where it has pages of its own, must be reserved. */
function damageOfReserved(table: PageTable): string | null {
  if (table.stateOf(0) !== RESERVED || table.lengthOf(0) !== 1) return "the header page is not reserved";
  const page = table.head(TABLE) >>> PAGE_SHIFT;
  if (page === 0) return null;
  const length = table.head(CAPACITY) / ENTRIES_PER_PAGE;
  return table.stateOf(page) === RESERVED && table.lengthOf(page) === length ? null : "the table is not reserved";
}

/** Each list must hold free runs of its length, linked both ways; takes them out of `free`. */
function damageOfLists(table: PageTable, free: Set<number>): string | null {
  for (let pages = 0; pages < TREE_PAGES; pages++) {
    const first = table.head(LISTS + pages);
    const bit = table.head(LIST_BITS + (pages >>> 5)) & (1 << (pages & 31));
    if ((bit !== 0) !== (first !== 0)) return `the bit of the list of ${pages} pages is wrong`;
    const damage = damageOfChain(table, free, first, pages);
    if (damage !== null) return damage;
  }
  return null;
}

/** A chain of free runs, each of `pages` pages. */
function damageOfChain(table: PageTable, free: Set<number>, first: number, pages: number): string | null {
  let previous = 0;
  for (let page = first; page !== 0; page = table.get(page, NEXT_FREE)) {
    if (!free.delete(page) || table.lengthOf(page) !== pages) return `page ${page} is in the list of ${pages} pages`;
    if (table.get(page, PREVIOUS_FREE) !== previous) return `the free run at page ${page} is linked wrongly`;
    previous = page;
  }
  return null;
}

/** Each tree must hold free runs whose lengths share its path's bits; takes them out of `free`. */
function damageOfTrees(table: PageTable, free: Set<number>): string | null {
  for (let top = 0; top < TREE_COUNT; top++) {
    const root = table.head(TREES + top);
    const bit = table.head(TREE_BITS) & (1 << top);
    if ((bit !== 0) !== (root !== 0)) return `the bit of tree ${top} is wrong`;
    const damage = root === 0 ? null : damageOfNode(table, free, root, 0, 1, top);
    if (damage !== null) return damage;
  }
  return null;
}

/** A node whose length must begin with the bits of `path`, `below` bits following. */
function damageOfNode(
  table: PageTable,
  free: Set<number>,
  node: number,
  parent: number,
  path: number,
  below: number,
): string | null {
  if (!free.has(node)) return `page ${node} is in a tree but is not free`;
  const length = table.lengthOf(node);
  if (below < 0 || length < TREE_PAGES || length >>> below !== path)
    return `page ${node} is at a wrong place of its tree`;
  if (table.get(node, PARENT) !== parent) return `page ${node} has a wrong parent`;
  const alike = damageOfChain(table, free, node, length);
  if (alike !== null) return alike;
  for (let side = 0; side < 2; side++) {
    const child = table.get(node, CHILD + side);
    const damage = child === 0 ? null : damageOfNode(table, free, child, node, path * 2 + side, below - 1);
    if (damage !== null) return damage;
  }
  return null;
}

function leftOver(free: Set<number>): string | null {
  const [page] = free;
  return page === undefined ? null : `the free run at page ${page} is in no list`;
}
