/** A heap's bytes set aside: what the heap was at one moment, to read, compare and keep. */
import { ALIGNMENT } from "@zmm/layout";
import { HeapReader } from "../walk/heap-reader.js";
import { segments } from "../walk/segments.js";

/** A piece of memory. */
export interface MemoryRange {
  readonly address: number;
  /** Bytes. */
  readonly size: number;
}

/**
 * The memory that a heap takes: its structure and its segments, as far as the list of segments can be followed, in
 * address order and merged where they touch.
 */
export function heapRanges(heap: HeapReader): MemoryRange[] {
  const all = [{ address: heap.address, size: heap.layout.structs.heap.size }, ...segments(heap)];
  const ranges: { address: number; size: number }[] = [];
  for (const { address, size } of all.sort((a, b) => a.address - b.address)) {
    const start = address - (address % ALIGNMENT);
    const end = Math.min(heap.end, Math.ceil((address + size) / ALIGNMENT) * ALIGNMENT);
    const last = ranges.at(-1);
    if (last && start <= last.address + last.size) last.size = Math.max(last.size, end - last.address);
    else if (end > start) ranges.push({ address: start, size: end - start });
  }
  return ranges;
}

/** All of the memory that a heap lies in. */
export function wholeMemory(heap: HeapReader): MemoryRange[] {
  return [{ address: heap.base, size: heap.end - heap.base }];
}

/**
 * A copy of the heap as it is now, which later writes do not reach. What lies between the ranges reads as 0.
 * @param ranges what to copy; by default what the heap takes. Of a damaged heap, copy `wholeMemory`.
 */
export function capture(heap: HeapReader, ranges: readonly MemoryRange[] = heapRanges(heap)): HeapReader {
  return readerOver(heap, ranges, (range) => heap.bytes(range.address, range.size));
}

/** A reader over bytes that stand at the given ranges of a memory. */
export function readerOver(
  heap: Pick<HeapReader, "address" | "layout">,
  ranges: readonly MemoryRange[],
  bytesOf: (range: MemoryRange) => Uint8Array,
): HeapReader {
  const base = ranges[0]?.address ?? 0;
  const end = ranges.reduce((most, { address, size }) => Math.max(most, address + size), base);
  const memory = new Uint8Array(end - base);
  for (const range of ranges) memory.set(bytesOf(range), range.address - base);
  return new HeapReader({ memory, base, address: heap.address, layout: heap.layout });
}
