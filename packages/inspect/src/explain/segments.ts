/** Segments as an operation makes, resizes and drops them. */
import { MAX_SEGMENT_BYTES } from "@zmm/layout";
import { NEW_SEGMENT } from "./overlay.js";
import type { Simulation } from "./simulation.js";

/** Bytes of a segment that are not block space. */
export function segmentOverhead(s: Simulation): number {
  return s.heap.layout.segmentHeaderSize + s.heap.layout.headerSize;
}

/** The bytes of the segment for a block of `size`: block_size, or the next multiple of it that is enough. */
export function segmentSizeFor(s: Simulation, size: number): number {
  const ordinary = s.heap.field("segmentSize");
  if (size <= ordinary - segmentOverhead(s)) return ordinary;
  return Math.ceil((size + segmentOverhead(s)) / ordinary) * ordinary;
}

/** Asks the storage for a segment and links it in front; 0 when it has no memory. For more than there can be heaps do not ask. */
export function createSegment(s: Simulation, size: number): number {
  const { heap } = s;
  if (size > MAX_SEGMENT_BYTES) return 0;
  const address = s.storage.allocate ? s.storage.allocate(size) : NEW_SEGMENT;
  if (address === 0) return 0;
  const { segment } = heap.layout.structs;
  heap.addRegion(address, size);
  s.addTo("realSize", size);
  heap.writeWord(address + segment.offsetOf("size"), size);
  heap.writeWord(address + segment.offsetOf("next"), heap.field("segments"));
  heap.writeWord(heap.fieldAddress("segments"), address);
  writeBorders(s, address, size);
  return address;
}

/** Marks where a segment's blocks begin and end; both sizes in bytes. */
export function writeBorders(s: Simulation, segment: number, size: number): void {
  const { headerSize, segmentHeaderSize } = s.heap.layout;
  s.writeBorders(segment + segmentHeaderSize, segment + size - headerSize);
}

/** Unlinks a segment and gives it back. @zend zend_mm_del_segment */
export function deleteSegment(s: Simulation, segment: number): void {
  const { heap } = s;
  const { structs } = heap.layout;
  const size = heap.word(segment + structs.segment.offsetOf("size"));
  heap.writeWord(linkTo(s, segment), heap.word(segment + structs.segment.offsetOf("next")));
  s.addTo("realSize", -size);
  s.say(
    "delete-segment",
    `the segment ${s.at(segment)} of ${size} bytes is wholly free: it goes back to the storage`,
    [],
    "Q10",
  );
}

/** Has the storage resize a segment; patches the list if it moved. Returns its address, or 0 without memory. */
export function resizeSegment(s: Simulation, segment: number, size: number): number {
  const { heap } = s;
  if (size > MAX_SEGMENT_BYTES) return 0;
  const sizeAt = heap.layout.structs.segment.offsetOf("size");
  const oldSize = heap.word(segment + sizeAt);
  const link = linkTo(s, segment);
  const address = s.storage.reallocate ? s.storage.reallocate(segment, oldSize, size) : segment;
  if (address === 0) return 0;
  heap.addRegion(address, size);
  const next = heap.word(segment + heap.layout.structs.segment.offsetOf("next"));
  heap.copy(segment, address, Math.min(oldSize, size));
  s.addTo("realSize", size - oldSize);
  heap.writeWord(address + sizeAt, size);
  heap.writeWord(address + heap.layout.structs.segment.offsetOf("next"), next);
  heap.writeWord(link, address);
  writeBorders(s, address, size);
  return address;
}

/** The address of the word that links to a segment. */
function linkTo(s: Simulation, segment: number): number {
  const { heap } = s;
  const seen = new Set<number>();
  let link = heap.fieldAddress("segments");
  for (let other = heap.word(link); other !== segment; other = heap.word(link)) {
    if (other === 0 || seen.has(other)) throw s.corrupted(segment, "the list of segments does not contain it");
    seen.add(other);
    link = other + heap.layout.structs.segment.offsetOf("next");
  }
  return link;
}
