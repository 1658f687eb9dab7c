import { LEAST_TREE, LIST_BITS, LISTS, NEXT_FREE, PREVIOUS_FREE, TREE_PAGES } from "./layout.js";
import { RunTree } from "./run-tree.js";
import type { PageTable } from "./table.js";

/** All free runs by their length: a list for each length below 64 pages, trees for the others. */
export class FreeRuns {
  private readonly table: PageTable;
  private readonly tree: RunTree;

  constructor(table: PageTable) {
    this.table = table;
    this.tree = new RunTree(table);
  }

  add(page: number, pages: number): void {
    if (pages >= TREE_PAGES) this.tree.add(page, pages);
    else this.addToList(page, pages);
  }

  remove(page: number, pages: number): void {
    if (pages >= TREE_PAGES) this.tree.remove(page, pages);
    else this.removeFromList(page, pages);
  }

  /** The shortest free run of at least `pages` pages, or 0. */
  find(pages: number): number {
    if (pages >= TREE_PAGES) return this.tree.find(pages);
    const list = this.listFrom(pages);
    return list !== 0 ? this.table.head(LISTS + list) : this.tree.shortestAbove(LEAST_TREE);
  }

  /** The first length of at least `pages` whose list is not empty, or 0. */
  private listFrom(pages: number): number {
    const word = pages >>> 5;
    const bits = this.table.head(LIST_BITS + word) & (-1 << (pages & 31));
    if (bits !== 0) return (word << 5) + 31 - Math.clz32(bits & -bits);
    const rest = word === 0 ? this.table.head(LIST_BITS + 1) : 0;
    return rest !== 0 ? 63 - Math.clz32(rest & -rest) : 0;
  }

  private addToList(page: number, pages: number): void {
    const { table } = this;
    const first = table.head(LISTS + pages);
    table.set(page, NEXT_FREE, first);
    table.set(page, PREVIOUS_FREE, 0);
    if (first !== 0) table.set(first, PREVIOUS_FREE, page);
    else this.toggleBit(pages);
    table.setHead(LISTS + pages, page);
  }

  private removeFromList(page: number, pages: number): void {
    const { table } = this;
    const next = table.get(page, NEXT_FREE);
    const previous = table.get(page, PREVIOUS_FREE);
    if (next !== 0) table.set(next, PREVIOUS_FREE, previous);
    if (previous !== 0) {
      table.set(previous, NEXT_FREE, next);
      return;
    }
    table.setHead(LISTS + pages, next);
    if (next === 0) this.toggleBit(pages);
  }

  private toggleBit(pages: number): void {
    const cell = LIST_BITS + (pages >>> 5);
    this.table.setHead(cell, this.table.head(cell) ^ (1 << (pages & 31)));
  }
}
