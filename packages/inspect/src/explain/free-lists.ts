/** How free blocks enter and leave their lists. */
import {
  bucketIndex,
  isSmall,
  largeBucketIndex,
  MAX_REST_BLOCKS,
  REST_BLOCK,
  restBucket,
  smallFreeBucket,
} from "@zmm/layout";
import type { Simulation } from "./simulation.js";

/** Bit `depth` of a size below its highest one: which child leads to it from a node at that depth. */
export function branch(size: number, depth: number): 0 | 1 {
  const bit = largeBucketIndex(size) - 1 - depth;
  return bit >= 0 && Math.floor(size / 2 ** bit) % 2 === 1 ? 1 : 0;
}

/** Puts a block whose header says free on the list of its size. @zend zend_mm_add_to_free_list */
export function addToFreeList(s: Simulation, block: number, size: number): void {
  s.mark(block, "freed");
  if (isSmall(s.heap.layout, size)) addToBucket(s, block, size);
  else addToTree(s, block, size);
}

function addToBucket(s: Simulation, block: number, size: number): void {
  const { heap } = s;
  const index = bucketIndex(heap.layout, size);
  const head = smallFreeBucket(heap.layout, heap.address, index);
  const wasEmpty = heap.prevFree(head) === head;
  if (wasEmpty) s.setBit("freeBitmap", index, true);
  insertAfter(s, block, head);
  const bit = wasEmpty ? `, whose bit is set now` : "";
  s.say("add-small", `free block ${s.at(block)} of ${size} bytes enters bucket ${index}${bit}`, [block]);
}

function insertAfter(s: Simulation, block: number, at: number): void {
  const { heap } = s;
  const { prevFree, nextFree } = heap.offsets;
  const next = heap.nextFree(at);
  heap.writeWord(block + prevFree, at);
  heap.writeWord(block + nextFree, next);
  heap.writeWord(at + nextFree, block);
  heap.writeWord(next + prevFree, block);
}

function addToTree(s: Simulation, block: number, size: number): void {
  const { heap } = s;
  const index = largeBucketIndex(size);
  heap.writeWord(heap.childSlot(block, 0), 0);
  heap.writeWord(heap.childSlot(block, 1), 0);
  let slot = heap.elementAddress("largeFreeBuckets", index);
  if (heap.word(slot) === 0) s.setBit("largeFreeBitmap", index, true);
  let path = "";
  for (let node = heap.word(slot); node !== 0; node = heap.word(slot)) {
    if (path.length > heap.layout.numBuckets) throw s.corrupted(node, "the tree of large blocks runs in a circle");
    if (heap.blockSize(node) === size) {
      insertAfter(s, block, node);
      heap.writeWord(block + heap.offsets.parent, 0);
      s.say(
        "add-large",
        `free block ${s.at(block)} of ${size} bytes joins the ring of its equal ${s.at(node)} in tree ${index}`,
        [block, node],
      );
      return;
    }
    const side = branch(size, path.length);
    path += side;
    slot = heap.childSlot(node, side);
  }
  heap.writeWord(slot, block);
  heap.writeWord(block + heap.offsets.parent, slot);
  heap.writeWord(block + heap.offsets.prevFree, block);
  heap.writeWord(block + heap.offsets.nextFree, block);
  const place = path === "" ? `as the root of tree ${index}` : `in tree ${index} at path ${path}`;
  s.say("add-large", `free block ${s.at(block)} of ${size} bytes hangs ${place}`, [block]);
}

/** Puts a free remainder on the rest list, making room first. @zend zend_mm_add_to_rest_list */
export function addToRestList(s: Simulation, block: number, size: number): void {
  const { heap } = s;
  while (heap.intField("restCount") >= MAX_REST_BLOCKS) evictOldest(s);
  s.mark(block, "freed");
  const large = !isSmall(heap.layout, size);
  if (large) {
    heap.writeWord(block + heap.offsets.parent, REST_BLOCK);
    s.setInt("restCount", heap.intField("restCount") + 1);
  }
  insertAfter(s, block, heap.element("restBuckets", 0));
  const mark = large
    ? `marked and counted (rest_count ${heap.intField("restCount")})`
    : "small, so neither marked nor counted";
  s.say("add-rest", `free block ${s.at(block)} of ${size} bytes goes on the rest list, ${mark}`, [block]);
}

function evictOldest(s: Simulation): void {
  const { heap } = s;
  const block = heap.element("restBuckets", 1);
  if (block === restBucket(heap.layout, heap.address))
    throw s.corrupted(block, "rest_count counts blocks that are not there");
  const size = heap.blockSize(block);
  unlink(s, block);
  if (!isSmall(heap.layout, size)) s.setInt("restCount", heap.intField("restCount") - 1);
  s.say(
    "evict-rest",
    `the rest list is full: its oldest block ${s.at(block)} of ${size} bytes leaves for the free lists`,
    [block],
  );
  addToFreeList(s, block, size);
}

function unlink(s: Simulation, block: number): void {
  const { heap } = s;
  const { prevFree, nextFree } = heap.offsets;
  const prev = heap.prevFree(block);
  const next = heap.nextFree(block);
  if (heap.nextFree(prev) !== block || heap.prevFree(next) !== block) {
    throw s.corrupted(block, "its neighbours on the free list do not point back at it");
  }
  heap.writeWord(prev + nextFree, next);
  heap.writeWord(next + prevFree, prev);
}

/** Takes a free block off whatever list holds it. @zend zend_mm_remove_from_free_list */
export function removeFromFreeList(s: Simulation, block: number): void {
  const { heap } = s;
  const size = heap.blockSize(block);
  if (heap.prevFree(block) === block) {
    if (heap.nextFree(block) !== block)
      throw s.corrupted(block, "its neighbours on the free list do not point back at it");
    removeNode(s, block, size);
  } else if (isSmall(heap.layout, size)) removeSmall(s, block, size);
  else removeEqual(s, block, size);
}

function removeSmall(s: Simulation, block: number, size: number): void {
  const { heap } = s;
  const index = bucketIndex(heap.layout, size);
  const list = listOfSmall(s, block);
  const alone = heap.prevFree(block) === heap.nextFree(block);
  unlink(s, block);
  s.say("remove-ring", `block ${s.at(block)} of ${size} bytes leaves ${list}`, [block]);
  if (!alone || heap.element("freeBuckets", 2 * index) !== heap.element("freeBuckets", 2 * index + 1)) return;
  s.setBit("freeBitmap", index, false);
  const isEmpty = heap.element("freeBuckets", 2 * index) === smallFreeBucket(heap.layout, heap.address, index);
  if (isEmpty) s.say("clear-bit", `bucket ${index} is empty now: its bit is cleared`);
  else s.say("clear-bit", `bit ${index} is cleared though bucket ${index} still holds one block`, [], "Q2");
}

/** The list that a small block stands on, in words: found by going round to the head. */
function listOfSmall(s: Simulation, block: number): string {
  const { heap } = s;
  const end = heap.address + heap.layout.structs.heap.size;
  let member = heap.nextFree(block);
  const longest = heap.end / heap.layout.minBlockSize;
  for (let n = 0; n < longest && (member < heap.address || member >= end); n++) member = heap.nextFree(member);
  if (member === restBucket(heap.layout, heap.address)) return "the rest list";
  return `bucket ${bucketIndex(heap.layout, heap.blockSize(block))}`;
}

function removeEqual(s: Simulation, block: number, size: number): void {
  const { heap } = s;
  const heir = heap.prevFree(block);
  unlink(s, block);
  const parent = heap.parent(block);
  if (parent === REST_BLOCK) {
    s.setInt("restCount", heap.intField("restCount") - 1);
    s.say(
      "remove-ring",
      `block ${s.at(block)} of ${size} bytes leaves the rest list (rest_count ${heap.intField("restCount")})`,
      [block],
    );
    return;
  }
  const tree = `tree ${largeBucketIndex(size)}`;
  if (parent === 0)
    s.say("remove-ring", `block ${s.at(block)} of ${size} bytes leaves a ring of equals in ${tree}`, [block]);
  else {
    takePlace(s, block, heir);
    s.say(
      "remove-ring",
      `block ${s.at(block)} of ${size} bytes leaves ${tree}; its equal ${s.at(heir)} takes its place`,
      [block, heir],
    );
  }
}

/** Takes a node that has no equals out of its tree. */
function removeNode(s: Simulation, block: number, size: number): void {
  const { heap } = s;
  const index = largeBucketIndex(size);
  checkParent(s, block);
  let slot = preferredChild(s, block);
  const slotOfBlock = heap.parent(block);
  if (heap.word(slot) === 0) {
    heap.writeWord(slotOfBlock, 0);
    const wasRoot = slotOfBlock === heap.elementAddress("largeFreeBuckets", index);
    if (wasRoot) s.setBit("largeFreeBitmap", index, false);
    const bit = wasRoot ? `, which is empty now: its bit is cleared` : ", where it was a leaf";
    s.say("remove-tree", `block ${s.at(block)} of ${size} bytes leaves tree ${index}${bit}`, [block]);
    return;
  }
  let leaf = heap.word(slot);
  for (let depth = 0; heap.word(preferredChild(s, leaf)) !== 0; depth++) {
    if (depth > heap.layout.numBuckets) throw s.corrupted(leaf, "the tree of large blocks runs in a circle");
    slot = preferredChild(s, leaf);
    leaf = heap.word(slot);
  }
  heap.writeWord(slot, 0);
  takePlace(s, block, leaf);
  s.say(
    "remove-tree",
    `block ${s.at(block)} of ${size} bytes leaves tree ${index}; the leaf ${s.at(leaf)} takes its place`,
    [block, leaf],
  );
}

/** The slot of child 1, or of child 0 where there is no child 1. */
function preferredChild(s: Simulation, node: number): number {
  return s.heap.childSlot(node, s.heap.child(node, 1) !== 0 ? 1 : 0);
}

function checkParent(s: Simulation, block: number): void {
  if (s.heap.word(s.heap.parent(block)) === block) return;
  throw s.corrupted(block, "the slot that its parent names does not hold it");
}

/** Puts `heir` where `block` stands in the tree, with all that hangs below. */
function takePlace(s: Simulation, block: number, heir: number): void {
  const { heap } = s;
  checkParent(s, block);
  const slot = heap.parent(block);
  heap.writeWord(slot, heir);
  heap.writeWord(heir + heap.offsets.parent, slot);
  for (const side of [0, 1] as const) {
    const child = heap.child(block, side);
    heap.writeWord(heap.childSlot(heir, side), child);
    if (child === 0) continue;
    if (heap.parent(child) !== heap.childSlot(block, side))
      throw s.corrupted(child, "the slot that its parent names does not hold it");
    heap.writeWord(child + heap.offsets.parent, heap.childSlot(heir, side));
  }
}
