/** Giving a block another size. @zend _zend_mm_realloc_int */
import { isSmall, TYPE_FREE, TYPE_USED } from "@zmm/layout";
import { allocate, checkLimit, countSize, takeBlock, tellTrueSize } from "./allocate.js";
import { addToCached, popCached, pushCached } from "./cache.js";
import { failForMemory } from "./failure.js";
import { releaseBlock } from "./free.js";
import { addToFreeList, removeFromFreeList } from "./free-lists.js";
import { resizeSegment, segmentOverhead, segmentSizeFor } from "./segments.js";
import type { Simulation } from "./simulation.js";

/** Gives the block whose data start at `address` another size; returns the block that it then is. */
export function reallocate(s: Simulation, address: number, size: number): number {
  if (address === 0) {
    s.say("realloc-null", "there is no block yet: it is an allocation");
    return allocate(s, size);
  }
  const { heap } = s;
  const block = s.blockOf(address);
  const oldSize = heap.blockSize(block);
  const bytes = tellTrueSize(s, size);
  if (bytes <= oldSize) return shrink(s, block, oldSize, bytes);
  const cached = isSmall(heap.layout, bytes) ? moveToCached(s, block, oldSize, bytes) : 0;
  return cached || growOrMove(s, block, oldSize, bytes, size);
}

function shrink(s: Simulation, block: number, oldSize: number, bytes: number): number {
  const { heap } = s;
  const spare = oldSize - bytes;
  if (spare < heap.layout.minBlockSize) {
    s.say("realloc-fits", `block ${s.at(block)} of ${oldSize} bytes stays: ${spare} to spare are too few for another`, [
      block,
    ]);
    return block;
  }
  const next = block + oldSize;
  const rest = block + bytes;
  let remaining = spare;
  if (s.isFree(next)) {
    remaining += heap.blockSize(next);
    removeFromFreeList(s, next);
  }
  s.writeHeader(block, bytes, TYPE_USED);
  s.writeHeader(rest, remaining, TYPE_FREE);
  s.say(
    "realloc-shrinks",
    `block ${s.at(block)} shrinks from ${oldSize} to ${bytes} bytes; ${remaining} are free at ${s.at(rest)}`,
    [block, rest],
  );
  addToFreeList(s, rest, remaining);
  countSize(s, -spare);
  return block;
}

function moveToCached(s: Simulation, block: number, oldSize: number, bytes: number): number {
  const { heap } = s;
  const couldGrow = s.isFree(block + oldSize) && oldSize + heap.blockSize(block + oldSize) >= bytes;
  const cached = popCached(s, bytes);
  if (cached === 0) return 0;
  copyData(s, block, cached, oldSize);
  pushCached(s, block, oldSize);
  addToCached(s, oldSize - bytes);
  const full = heap.intField("cached") - oldSize >= heap.layout.cacheSize;
  s.say(
    "realloc-cached",
    `the cached block ${s.at(cached)} of ${bytes} bytes takes the contents over; the old block ${s.at(block)} of ${oldSize} is cached`,
    [block, cached],
    full ? "Q6" : couldGrow ? "Q5" : undefined,
  );
  return cached;
}

function copyData(s: Simulation, from: number, to: number, size: number): void {
  const { headerSize } = s.heap.layout;
  s.heap.copy(from + headerSize, to + headerSize, size - headerSize);
}

function growOrMove(s: Simulation, block: number, oldSize: number, bytes: number, size: number): number {
  const { heap } = s;
  const next = block + oldSize;
  if (!s.isFree(next)) {
    return s.isFirst(block) && s.isGuard(next)
      ? growSegment(s, block, oldSize, bytes, size)
      : move(s, block, oldSize, size);
  }
  const available = oldSize + heap.blockSize(next);
  const alone = s.isFirst(block) && s.isGuard(block + available);
  if (available >= bytes) return growIntoNext(s, block, oldSize, available, bytes, alone);
  if (!alone) return move(s, block, oldSize, size);
  removeFromFreeList(s, next);
  return growSegment(s, block, oldSize, bytes, size);
}

function growIntoNext(
  s: Simulation,
  block: number,
  oldSize: number,
  available: number,
  bytes: number,
  alone: boolean,
): number {
  const next = block + oldSize;
  s.say(
    "realloc-grows",
    `block ${s.at(block)} of ${oldSize} bytes grows into the free one behind, ${s.at(next)} of ${available - oldSize}`,
    [block, next],
  );
  removeFromFreeList(s, next);
  const taken = takeBlock(s, block, available, bytes, alone);
  countSize(s, taken - oldSize);
  return block;
}

function growSegment(s: Simulation, block: number, oldSize: number, bytes: number, size: number): number {
  const { heap } = s;
  const { segmentHeaderSize, structs } = heap.layout;
  const segment = block - segmentHeaderSize;
  const segmentSize = heap.word(segment + structs.segment.offsetOf("size"));
  const wanted = segmentSizeFor(s, bytes);
  s.say(
    "realloc-segment",
    `block ${s.at(block)} has its segment to itself: the segment grows from ${segmentSize} to ${wanted} bytes`,
    [block],
  );
  checkLimit(s, wanted, wanted - segmentSize, size, () => putBack(s, block + oldSize));
  const grown = resizeSegment(s, segment, wanted);
  if (grown === 0) {
    s.say("no-memory", `the storage has no memory for ${wanted} bytes`, [], "Q7");
    putBack(s, block + oldSize);
    throw failForMemory(s, size, true);
  }
  const moved = grown + segmentHeaderSize;
  if (moved !== block) s.say("realloc-segment", `the storage moves the segment to ${s.at(grown)}`, [moved]);
  const taken = takeBlock(s, moved, wanted - segmentOverhead(s), bytes, true);
  countSize(s, taken - oldSize);
  return moved;
}

/** A free block that had been unlinked goes back, to the free lists whatever list it came from. */
function putBack(s: Simulation, next: number): void {
  if (s.isFree(next)) addToFreeList(s, next, s.heap.blockSize(next));
}

function move(s: Simulation, block: number, oldSize: number, size: number): number {
  s.say("realloc-moves", `block ${s.at(block)} of ${oldSize} bytes cannot grow where it is: another is allocated`, [
    block,
  ]);
  const moved = s.within(() => allocate(s, size));
  copyData(s, block, moved, oldSize);
  s.say("realloc-moves", `the contents are copied to ${s.at(moved)}, and ${s.at(block)} is freed`, [block, moved]);
  s.within(() => releaseBlock(s, block));
  return moved;
}
