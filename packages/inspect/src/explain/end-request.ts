/** The end of a request: everything is dropped at once, no block is looked at. @zend zend_mm_shutdown with full = 0 */
import { restBucket, smallFreeBucket, TYPE_FREE, TYPE_USED } from "@zmm/layout";
import { count } from "../hex.js";
import { cacheCounterAddress } from "../walk/cache-stats.js";
import { type SegmentView, segments } from "../walk/segments.js";
import { allocate } from "./allocate.js";
import { addToFreeList } from "./free-lists.js";
import { writeBorders } from "./segments.js";
import type { Simulation } from "./simulation.js";

/** Ends the request: drops the blocks, gives segments back, and starts anew in the one that stays. */
export function endRequest(s: Simulation): void {
  const { heap } = s;
  const all = [...segments(heap)];
  const bytes = all.reduce((sum, { size }) => sum + size, 0);
  s.say(
    "request-end",
    `the request ends: all that lies in ${count(all.length, "segment")} of ${bytes} bytes is dropped`,
  );
  const kept = keepOne(s, all);
  compactStorage(s);
  emptyLists(s);
  resetCounters(s, kept);
  if (kept !== null) reopen(s, kept);
  heap.writeWord(heap.fieldAddress("reserve"), 0);
  retakeReserve(s);
  s.setInt("overflow", 0);
}

/** Gives all segments back but the one that stays, which it returns; null when none does. */
function keepOne(s: Simulation, all: readonly SegmentView[]): SegmentView | null {
  const { heap } = s;
  const isInternal = heap.intField("internal") !== 0;
  const own = all.find(({ address, size }) => heap.address > address && heap.address < address + size);
  const oldest = all.at(-1) ?? null;
  const kept = isInternal ? (own ?? oldest) : heap.field("reserveSize") > 0 ? oldest : null;
  if (kept !== null) {
    const why = isInternal ? "holds the heap's own structure" : "is the oldest";
    s.say("keep-segment", `the segment ${s.at(kept.address)} of ${kept.size} bytes ${why}: it stays`);
    heap.writeWord(kept.address + heap.layout.structs.segment.offsetOf("next"), 0);
  } else if (oldest !== null) s.say("keep-segment", "there is no reserve to keep a segment for: none stays");
  for (const segment of all) {
    if (segment === kept) continue;
    s.say("drop-segment", `the segment ${s.at(segment.address)} of ${segment.size} bytes goes back to the storage`);
  }
  heap.writeWord(heap.fieldAddress("segments"), kept?.address ?? 0);
  return kept;
}

function compactStorage(s: Simulation): void {
  const { heap } = s;
  const [threshold, peak] = [heap.field("compactSize"), heap.field("realPeak")];
  if (threshold === 0 || peak <= threshold) return;
  s.say("compact", `real_peak ${peak} is above compact_size ${threshold}: the storage is told to compact`);
}

/** Empties the cache and every list. @zend zend_mm_init */
function emptyLists(s: Simulation): void {
  const { heap } = s;
  const { layout, address } = heap;
  heap.writeWord(heap.fieldAddress("freeBitmap"), 0);
  heap.writeWord(heap.fieldAddress("largeFreeBitmap"), 0);
  for (let index = 0; index < layout.numBuckets; index++) {
    heap.writeWord(heap.elementAddress("cache", index), 0);
    heap.writeWord(heap.elementAddress("largeFreeBuckets", index), 0);
    for (const link of [0, 1]) {
      heap.writeWord(heap.elementAddress("freeBuckets", 2 * index + link), smallFreeBucket(layout, address, index));
    }
    const counter = cacheCounterAddress(heap, index, "count");
    if (counter !== null) heap.write32(counter, 0);
  }
  for (const link of [0, 1]) heap.writeWord(heap.elementAddress("restBuckets", link), restBucket(layout, address));
  s.say(
    "empty-lists",
    `cache, buckets, trees and rest list are emptied: ${heap.intField("cached")} cached bytes go too`,
  );
  s.setInt("cached", 0);
  s.setInt("restCount", 0);
}

function resetCounters(s: Simulation, kept: SegmentView | null): void {
  const { heap } = s;
  const realSize = kept?.size ?? 0;
  heap.writeWord(heap.fieldAddress("realSize"), realSize);
  heap.writeWord(heap.fieldAddress("realPeak"), realSize);
  heap.writeWord(heap.fieldAddress("size"), 0);
  heap.writeWord(heap.fieldAddress("peak"), 0);
  s.say("reset-counters", `real_size and real_peak are ${realSize}, size and peak 0`);
}

/** Makes the segment that stays one free block, or two around the structure of an internal heap. */
function reopen(s: Simulation, { address, size }: SegmentView): void {
  const { heap } = s;
  const { layout } = heap;
  const first = address + layout.segmentHeaderSize;
  const end = address + size - layout.headerSize;
  writeBorders(s, address, size);
  if (heap.intField("internal") === 0) {
    open(s, first, end);
    return;
  }
  const own = heap.address - layout.headerSize;
  const ownSize = heap.blockSize(own);
  open(s, first, own);
  s.writeHeader(own, ownSize, TYPE_USED);
  open(s, own + ownSize, end);
  heap.writeWord(heap.fieldAddress("size"), ownSize);
  heap.writeWord(heap.fieldAddress("peak"), ownSize);
  s.say("keep-structure", `the block ${s.at(own)} of ${ownSize} bytes stays: it is the heap's own structure`, [own]);
}

function open(s: Simulation, block: number, end: number): void {
  const size = end - block;
  if (size <= 0) return;
  s.writeHeader(block, size, TYPE_FREE);
  s.say("reopen-segment", `from ${s.at(block)} on ${size} bytes are one free block`, [block]);
  s.within(() => addToFreeList(s, block, size));
}

function retakeReserve(s: Simulation): void {
  const { heap } = s;
  const size = heap.field("reserveSize");
  if (size === 0) return;
  s.say("retake-reserve", `the reserve of ${size} bytes is allocated anew`);
  const block = s.within(() => allocate(s, size));
  s.markRequest(block, size);
  heap.writeWord(heap.fieldAddress("reserve"), block + heap.layout.headerSize);
}
