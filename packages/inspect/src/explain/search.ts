/** How the heap looks for a free block. */
import { bucketIndex, isSmall, largeBucketIndex, restBucket } from "@zmm/layout";
import { count, hex } from "../hex.js";
import { countFreeLists } from "./cache.js";
import { branch } from "./free-lists.js";
import type { Simulation } from "./simulation.js";

/** The free block that serves a true size, still on its list; 0 when a new segment is needed. */
export function searchFree(s: Simulation, size: number): number {
  const small = isSmall(s.heap.layout, size) ? searchSmall(s, size) : 0;
  countFreeLists(s, small !== 0);
  if (small !== 0) return small;
  return searchLarge(s, size) || searchRest(s, size);
}

function searchSmall(s: Simulation, size: number): number {
  const { heap } = s;
  const index = bucketIndex(heap.layout, size);
  const bits = heap.bits(heap.fieldAddress("freeBitmap"));
  const lowest = lowestBit(bits, index);
  if (lowest === null) {
    s.say("no-small-bucket", `free_bitmap ${hex(bits)} has no bit from ${index} on`);
    return 0;
  }
  const block = heap.element("freeBuckets", 2 * lowest);
  const which = lowest === index ? "which is its own" : `the first from ${index} on`;
  s.say(
    "small-bucket",
    `free_bitmap ${hex(bits)} says bucket ${lowest}, ${which}: its oldest block is ${s.at(block)} of ${heap.blockSize(block)} bytes`,
    [block],
  );
  return block;
}

/** The lowest set bit from `from` on, or null. */
function lowestBit(bits: bigint, from: number): number | null {
  for (let index = from; bits >> BigInt(index) !== 0n; index++) {
    if ((bits >> BigInt(index)) % 2n === 1n) return index;
  }
  return null;
}

/** A walk through trees: what it has seen and the smallest block so far that fits. */
interface Walk {
  readonly size: number;
  readonly seen: number[];
  best: number;
}

/** @zend zend_mm_search_large_block */
function searchLarge(s: Simulation, size: number): number {
  const { heap } = s;
  const index = largeBucketIndex(size);
  const bits = heap.bits(heap.fieldAddress("largeFreeBitmap"));
  const walk: Walk = { size, seen: [], best: 0 };
  const own = index < heap.layout.numBuckets && (bits >> BigInt(index)) % 2n === 1n;
  if (own) {
    bestFit(s, walk, heap.element("largeFreeBuckets", index));
    if (walk.best !== 0) return found(s, walk, index, bits);
  }
  const next = lowestBit(bits, own ? index + 1 : index);
  if (next === null) {
    const tried = own ? `tree ${index} has nothing that fits, and ` : "";
    s.say(
      "no-large",
      `${tried}large_free_bitmap ${hex(bits)} has no bit from ${own ? index + 1 : index} on`,
      walk.seen,
    );
    return 0;
  }
  smallestOnSteps(s, walk, heap.element("largeFreeBuckets", next));
  return found(s, walk, next, bits);
}

function found(s: Simulation, walk: Walk, index: number, bits: bigint): number {
  const { heap } = s;
  const block = heap.nextFree(walk.best);
  const size = heap.blockSize(block);
  const ring = block === walk.best ? "" : `, and in its ring the one behind, ${s.at(block)}`;
  const text = `large_free_bitmap ${hex(bits)} leads to tree ${index}: of ${count(walk.seen.length, "node")} seen, ${s.at(walk.best)} of ${size} bytes is chosen${ring}`;
  s.say("large-search", text, [...walk.seen, block]);
  return block;
}

/** Down along the bits of the size, then from the last branch to the right that was passed by. */
function bestFit(s: Simulation, walk: Walk, root: number): void {
  const { heap } = s;
  let passed = 0;
  let node = root;
  for (let depth = 0; node !== 0; depth++) {
    if (see(s, walk, node, depth)) return;
    if (branch(walk.size, depth) === 1) node = heap.child(node, 1);
    else {
      if (heap.child(node, 1) !== 0) passed = heap.child(node, 1);
      node = heap.child(node, 0);
    }
  }
  smallestOnSteps(s, walk, passed);
}

/** By the step rule: with a child 0 to child 1, without one to the end (quirk Q9). */
function smallestOnSteps(s: Simulation, walk: Walk, from: number): void {
  const { heap } = s;
  let depth = 0;
  for (let node = from; node !== 0; node = heap.child(node, heap.child(node, 0) !== 0 ? 1 : 0)) {
    if (see(s, walk, node, depth++)) return;
  }
}

/** Looks at a node; true if it is an exact fit and the search is over. */
function see(s: Simulation, walk: Walk, node: number, depth: number): boolean {
  const { heap } = s;
  if (depth > heap.layout.numBuckets || !heap.holds(node, heap.layout.structs.freeBlock.size)) {
    throw s.corrupted(node, "the tree of large blocks leads astray");
  }
  walk.seen.push(node);
  const size = heap.blockSize(node);
  if (size === walk.size || (size > walk.size && (walk.best === 0 || size < heap.blockSize(walk.best))))
    walk.best = node;
  return size === walk.size;
}

/** The rest list, where no further segment is allowed. */
function searchRest(s: Simulation, size: number): number {
  const { heap } = s;
  const room = heap.field("limit") - heap.field("segmentSize");
  if (heap.field("realSize") < room) return 0;
  const head = restBucket(heap.layout, heap.address);
  const walk: Walk = { size, seen: [], best: 0 };
  for (let block = heap.element("restBuckets", 0); block !== head; block = heap.prevFree(block)) {
    if (walk.seen.length > heap.end / heap.layout.minBlockSize)
      throw s.corrupted(block, "the rest list runs in a circle");
    if (see(s, walk, block, 0)) break;
  }
  const why = `real_size ${heap.field("realSize")} leaves no room for a segment below the limit`;
  const what =
    walk.best === 0
      ? "the rest list has nothing that fits"
      : `from the rest list ${s.at(walk.best)} of ${heap.blockSize(walk.best)} bytes`;
  s.say("rest-scan", `${why}: ${what}`, walk.seen);
  return walk.best;
}
