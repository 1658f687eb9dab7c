/** Segments and the blocks in them, in the order in which they lie. */
import { ALIGNMENT, TYPE_FREE, TYPE_GUARD, TYPE_USED } from "@zmm/layout";
import { cachedBlocks } from "./cache.js";
import type { HeapReader } from "./heap-reader.js";

/** What a block is: a cached one has a header that says used. */
export type BlockKind = "free" | "used" | "cached" | "guard";

/** A segment as its header describes it. */
export interface SegmentView {
  /** Address of the segment's header. */
  readonly address: number;
  /** Bytes of the whole segment, header and guard included. */
  readonly size: number;
  /** Address of its first block. */
  readonly firstBlock: number;
}

/** A block as its header and the cache describe it. */
export interface BlockView {
  /** Address of the block's header. */
  readonly address: number;
  /** Bytes of the whole block, header included. */
  readonly size: number;
  /** Its type; a block on a chain of the cache is `cached`, though its header says used. */
  readonly type: BlockKind;
  /** Its copy of the `size` word of the block before it. */
  readonly prev: number;
}

/**
 * The segments in list order, newest first.
 * A damaged list ends the walk where it leaves the bytes or comes back to a segment it has shown.
 */
export function* segments(heap: HeapReader): Generator<SegmentView, void, undefined> {
  const { segment } = heap.layout.structs;
  const seen = new Set<number>();
  let address = heap.field("segments");
  while (address !== 0 && !seen.has(address) && heap.holds(address, segment.size)) {
    seen.add(address);
    const size = heap.word(address + segment.offsetOf("size"));
    yield { address, size, firstBlock: address + heap.layout.segmentHeaderSize };
    address = heap.word(address + segment.offsetOf("next"));
  }
}

/**
 * The blocks of a segment in address order, its guard last.
 * A damaged header ends the walk where the next block would not lie in the segment.
 * @param cached the addresses of the blocks in the cache; by default read from the heap, once per call.
 */
export function* blocks(
  heap: HeapReader,
  segment: SegmentView,
  cached: ReadonlySet<number> = cachedBlocks(heap),
): Generator<BlockView, void, undefined> {
  const end = segment.address + segment.size;
  const { blockInfo } = heap.layout.structs;
  let address = segment.firstBlock;
  while (address % ALIGNMENT === 0 && address + blockInfo.size <= end && heap.holds(address, blockInfo.size)) {
    const size = heap.blockSize(address);
    const type = kindOf(heap.blockType(address), cached.has(address));
    yield { address, size, type, prev: heap.prevWord(address) };
    if (type === "guard" || size === 0) return;
    address += size;
  }
}

/** The blocks of all segments, segment after segment in list order, guards included. */
export function* allBlocks(heap: HeapReader): Generator<BlockView, void, undefined> {
  const cached = cachedBlocks(heap);
  for (const segment of segments(heap)) yield* blocks(heap, segment, cached);
}

function kindOf(type: number, cached: boolean): BlockKind {
  if (type === TYPE_FREE) return "free";
  if (type === TYPE_GUARD) return "guard";
  return cached && type === TYPE_USED ? "cached" : "used";
}
