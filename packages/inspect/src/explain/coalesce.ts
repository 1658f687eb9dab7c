/** What becomes of a block that is freed for good. */
import { TYPE_FREE, TYPE_MASK } from "@zmm/layout";
import { addToFreeList, removeFromFreeList } from "./free-lists.js";
import { deleteSegment } from "./segments.js";
import type { Simulation } from "./simulation.js";

/** Merges a block with its free neighbours and gives the result to the free lists, or its whole segment back. */
export function coalesce(s: Simulation, block: number, size: number, order: "next first" | "previous first"): void {
  const { heap } = s;
  let start = block;
  let length = size;
  const takeNext = () => {
    const next = block + size;
    if (!s.isFree(next)) return;
    const bytes = heap.blockSize(next);
    s.say("merge-next", `the block behind, ${s.at(next)} of ${bytes} bytes, is free: it is merged`, [next]);
    s.within(() => removeFromFreeList(s, next));
    length += bytes;
  };
  const takePrevious = () => {
    const prev = heap.prevWord(block);
    if (prev % (TYPE_MASK + 1) !== TYPE_FREE) return;
    start = block - prev;
    s.say("merge-previous", `the block before, ${s.at(start)} of ${prev} bytes, is free: it is merged`, [start]);
    s.within(() => removeFromFreeList(s, start));
    length += prev;
  };
  for (const take of order === "next first" ? [takeNext, takePrevious] : [takePrevious, takeNext]) take();
  if (s.isFirst(start) && s.isGuard(start + length)) {
    deleteSegment(s, start - heap.layout.segmentHeaderSize);
    return;
  }
  s.writeHeader(start, length, TYPE_FREE);
  addToFreeList(s, start, length);
}
