/**
 * Free runs of 64 pages and more: one bitwise trie for each highest bit of a length.
 *
 * The trie of bit k branches on bit k-1 at its root, on bit k-2 below it, and so on; a node may hold any length that
 * shares the bits of the path to it. Runs of the same length hang on one node as a list: only the node has links into
 * the trie. So the shortest run that is long enough is found, and a run added or removed, in as many steps as a
 * length has bits: 20 at most.
 */
import { CHILD, NEXT_FREE, PARENT, PREVIOUS_FREE, TREE_BITS, TREES } from "./layout.js";
import type { PageTable } from "./table.js";

export class RunTree {
  private readonly table: PageTable;

  constructor(table: PageTable) {
    this.table = table;
  }

  add(page: number, pages: number): void {
    const { table } = this;
    const top = highestBit(pages);
    let node = table.head(TREES + top);
    if (node === 0) {
      table.setHead(TREES + top, page);
      table.setHead(TREE_BITS, table.head(TREE_BITS) | (1 << top));
      this.makeLeaf(page, 0);
      return;
    }
    for (let bit = top - 1; ; bit--) {
      if (table.lengthOf(node) === pages) {
        this.addAlike(node, page);
        return;
      }
      const side = CHILD + ((pages >>> bit) & 1);
      const child = table.get(node, side);
      if (child === 0) {
        table.set(node, side, page);
        this.makeLeaf(page, node);
        return;
      }
      node = child;
    }
  }

  remove(page: number, pages: number): void {
    const { table } = this;
    const next = table.get(page, NEXT_FREE);
    const previous = table.get(page, PREVIOUS_FREE);
    if (next !== 0) table.set(next, PREVIOUS_FREE, previous);
    if (previous !== 0) table.set(previous, NEXT_FREE, next);
    else if (next !== 0) this.replace(page, pages, next);
    else this.removeLast(page, pages);
  }

  /** The shortest run of at least `pages` pages, or 0. */
  find(pages: number): number {
    const { table } = this;
    const top = highestBit(pages);
    let best = 0;
    let bestPages = 0x7fffffff;
    let untried = 0;
    let node = table.head(TREES + top);
    for (let bit = top - 1; node !== 0; bit--) {
      const length = table.lengthOf(node);
      if (length >= pages && length < bestPages) {
        best = node;
        bestPages = length;
        if (length === pages) return this.anyAlike(node);
      }
      const longer = table.get(node, CHILD + 1);
      node = bit < 0 ? 0 : table.get(node, CHILD + ((pages >>> bit) & 1));
      // All runs below a child that was passed by on the longer side are long enough: the last such child is nearest.
      if (longer !== 0 && longer !== node) untried = longer;
    }
    if (untried !== 0) best = this.shortestBelow(untried, best, bestPages);
    return best !== 0 ? this.anyAlike(best) : this.shortestAbove(top + 1);
  }

  /** The shortest run in the trees of bit `top` and above, or 0. */
  shortestAbove(top: number): number {
    const bits = this.table.head(TREE_BITS) & -(1 << top);
    if (bits === 0) return 0;
    const root = this.table.head(TREES + lowestBit(bits));
    return this.anyAlike(this.shortestBelow(root, root, this.table.lengthOf(root)));
  }

  /** The node of the shortest run in the trie below and including `node`, unless `best` of `bestPages` is shorter. */
  private shortestBelow(node: number, best: number, bestPages: number): number {
    const { table } = this;
    let shortest = best;
    let shortestPages = bestPages;
    for (let at = node; at !== 0; at = table.get(at, CHILD) || table.get(at, CHILD + 1)) {
      const length = table.lengthOf(at);
      if (length < shortestPages) {
        shortest = at;
        shortestPages = length;
      }
    }
    return shortest;
  }

  /** A run of the node's length, another than the node itself if there is one: it costs nothing to remove. */
  private anyAlike(node: number): number {
    return this.table.get(node, NEXT_FREE) || node;
  }

  private makeLeaf(page: number, parent: number): void {
    const { table } = this;
    table.set(page, NEXT_FREE, 0);
    table.set(page, PREVIOUS_FREE, 0);
    table.set(page, PARENT, parent);
    table.set(page, CHILD, 0);
    table.set(page, CHILD + 1, 0);
  }

  private addAlike(node: number, page: number): void {
    const { table } = this;
    const next = table.get(node, NEXT_FREE);
    table.set(page, NEXT_FREE, next);
    table.set(page, PREVIOUS_FREE, node);
    if (next !== 0) table.set(next, PREVIOUS_FREE, page);
    table.set(node, NEXT_FREE, page);
  }

  /** Removes a node whose length no other run has: some leaf below it takes its place. */
  private removeLast(page: number, pages: number): void {
    const { table } = this;
    const leaf = this.leafBelow(page);
    this.hang(leaf, table.lengthOf(leaf), table.get(leaf, PARENT), 0);
    if (leaf !== page) this.replace(page, pages, leaf);
  }

  private leafBelow(page: number): number {
    const { table } = this;
    let leaf = page;
    for (let at = page; at !== 0; at = table.get(at, CHILD) || table.get(at, CHILD + 1)) leaf = at;
    return leaf;
  }

  /** Puts `heir` where the node `page` is: under its parent, over its children. */
  private replace(page: number, pages: number, heir: number): void {
    const { table } = this;
    const parent = table.get(page, PARENT);
    this.hang(page, pages, parent, heir);
    table.set(heir, PARENT, parent);
    for (let side = CHILD; side <= CHILD + 1; side++) {
      const child = table.get(page, side);
      table.set(heir, side, child);
      if (child !== 0) table.set(child, PARENT, heir);
    }
  }

  /** Makes the link that leads from `parent` (0: from the root) to `page` lead to `heir`, or nowhere with 0. */
  private hang(page: number, pages: number, parent: number, heir: number): void {
    const { table } = this;
    if (parent !== 0) {
      table.set(parent, table.get(parent, CHILD) === page ? CHILD : CHILD + 1, heir);
      return;
    }
    const top = highestBit(pages);
    table.setHead(TREES + top, heir);
    if (heir === 0) table.setHead(TREE_BITS, table.head(TREE_BITS) & ~(1 << top));
  }
}

function highestBit(value: number): number {
  return 31 - Math.clz32(value);
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
