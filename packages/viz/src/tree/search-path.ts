/**
 * The way that the search for a large free block takes through the trees, as far as the trees go: it is a second
 * telling of the specification's search, on bytes that nobody changes. @zend zend_mm_search_large_block
 */
import type { HeapReader } from "@zmm/inspect";
import { largeBucketIndex } from "@zmm/layout";
import { hex } from "../frame/format.js";
import type { Words } from "../locale/words.js";

/** A node that the search looks at. */
export interface SearchStop {
  readonly address: number;
  /** Bytes of the block there. */
  readonly size: number;
  /** The tree it is in. */
  readonly tree: number;
  /** What the search makes of it and where it goes next. */
  readonly text: string;
}

export interface SearchPath {
  /** True size that is looked for, in bytes. */
  readonly wanted: number;
  /** The tree that the search begins in. */
  readonly ownTree: number;
  readonly stops: readonly SearchStop[];
  /** The node that fits best, or 0. */
  readonly best: number;
  /** How it ends, in a sentence. */
  readonly outcome: string;
}

/** The path for a block of `wanted` bytes, header included; at least the size of the smallest large block. */
export function searchPath(reader: HeapReader, wanted: number, words: Words["tree"]): SearchPath {
  const search = new Search(reader, wanted, words);
  return search.run();
}

class Search {
  private readonly reader: HeapReader;
  private readonly wanted: number;
  private readonly words: Words["tree"];
  private readonly stops: SearchStop[] = [];
  private readonly seen = new Set<number>();
  private best = 0;
  private bestSize = Number.POSITIVE_INFINITY;

  constructor(reader: HeapReader, wanted: number, words: Words["tree"]) {
    this.reader = reader;
    this.wanted = wanted;
    this.words = words;
  }

  run(): SearchPath {
    const { reader, wanted } = this;
    const ownTree = largeBucketIndex(wanted);
    const bits = reader.bits(reader.fieldAddress("largeFreeBitmap"));
    const isSet = (index: number) => index < reader.layout.numBuckets && (bits >> BigInt(index)) % 2n === 1n;
    if (isSet(ownTree)) this.alongBits(ownTree);
    let next = isSet(ownTree) ? ownTree + 1 : ownTree;
    while (next < reader.layout.numBuckets && !isSet(next)) next++;
    if (this.best === 0 && isSet(next)) this.smallest(reader.element("largeFreeBuckets", next), next);
    return { wanted, ownTree, stops: this.stops, best: this.best, outcome: this.outcome(isSet(ownTree)) };
  }

  /** Down along the size's own bits; the last branch to larger sizes that was passed by is kept in mind. */
  private alongBits(tree: number): void {
    const { reader, wanted, words } = this;
    let node = reader.element("largeFreeBuckets", tree);
    let passed = 0;
    for (let bit = tree - 1; this.isNode(node); bit--) {
      const side = bit >= 0 && Math.floor(wanted / 2 ** bit) % 2 === 1 ? 1 : 0;
      const larger = reader.child(node, 1);
      if (side === 0 && larger !== 0) passed = larger;
      const goes = words.goes(Math.max(0, bit), side);
      if (this.look(node, tree, reader.child(node, side) === 0 ? goes + words.missing : goes)) return;
      node = reader.child(node, side);
    }
    if (passed !== 0) this.smallest(passed, tree);
  }

  /** To the smaller sizes of a branch in which everything fits; by the rule that PHP has for it (quirk Q9). */
  private smallest(from: number, tree: number): void {
    const { reader, words } = this;
    let node = from;
    while (this.isNode(node)) {
      const side = reader.child(node, 0) !== 0 ? 1 : 0;
      const next = reader.child(node, side);
      const missing = next === 0 ? words.missing : "";
      const goes = side === 0 ? words.ends : `${words.goesSmaller}${missing}${words.quirk}`;
      if (this.look(node, tree, goes)) return;
      node = next;
    }
  }

  private isNode(node: number): boolean {
    return node !== 0 && !this.seen.has(node) && this.reader.holds(node, this.reader.layout.structs.freeBlock.size);
  }

  /** Looks at a node; true if it is just as large as wanted. */
  private look(node: number, tree: number, goes: string): boolean {
    const { words } = this;
    const size = this.reader.blockSize(node);
    this.seen.add(node);
    const exact = size === this.wanted;
    const better = size >= this.wanted && size < this.bestSize;
    if (better) {
      this.best = node;
      this.bestSize = size;
    }
    const fits = exact ? words.exact : size < this.wanted ? words.tooSmall : better ? words.best : words.worse;
    this.stops.push({ address: node, size, tree, text: exact ? fits : `${fits}${words.between}${goes}` });
    return exact;
  }

  private outcome(hasOwn: boolean): string {
    const { words, best, bestSize, stops } = this;
    if (best !== 0) return words.chosen(hex(best), bestSize);
    if (stops.length > 0) return words.nothingFits;
    return hasOwn ? words.unreadable : words.noneThatLarge;
  }
}
