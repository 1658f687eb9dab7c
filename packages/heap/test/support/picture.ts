/** A heap in one line, for tests that a reader should see: `[segment 8][used 16][free 48][guard 8]`. */
import type { ZendHeap } from "@zmm/heap";
import { allBlocks, blocks, check, HeapReader, segments } from "@zmm/inspect";

/** The inspector's view of a heap. */
export function reader(heap: ZendHeap): HeapReader {
  return new HeapReader({ memory: heap.memory, address: heap.address, layout: heap.layout });
}

/** Every segment of a heap, newest first, as a line of blocks with their sizes in bytes. */
export function picture(heap: ZendHeap): string[] {
  const view = reader(heap);
  return [...segments(view)].map((segment) => {
    const line = [...blocks(view, segment)].map((block) => `[${block.type} ${block.size}]`);
    return `[segment ${heap.layout.segmentHeaderSize}]${line.join("")}`;
  });
}

/** The kinds and sizes of all blocks but the guards, newest segment first. */
export function blockList(heap: ZendHeap): string[] {
  return [...allBlocks(reader(heap))].filter((b) => b.type !== "guard").map((b) => `${b.type} ${b.size}`);
}

/** What the independent checker finds wrong with a heap, as text; empty when it is sound. */
export function violations(heap: ZendHeap): string[] {
  return check(reader(heap)).violations.map((v) => `${v.rule} at 0x${v.address.toString(16)}: ${JSON.stringify(v)}`);
}
