import { type BlockKind, blocks, cachedBlocks, type HeapReader, type SegmentView, segments } from "@zmm/inspect";

/** What an address lies in. */
export interface Place {
  readonly kind: BlockKind | "segment" | "heap";
  /** Address of its first byte: of a block, of its header. */
  readonly address: number;
  /** Bytes. */
  readonly size: number;
}

/** What an address lies in: a block, a segment's header, the heap's structure; null for nothing of the heap's. */
export function locate(reader: HeapReader, address: number): Place | null {
  const { size } = reader.layout.structs.heap;
  const segment = segmentOf(reader, address);
  if (segment === null) {
    const inHeap = address >= reader.address && address < reader.address + size;
    return inHeap ? { kind: "heap", address: reader.address, size } : null;
  }
  if (address < segment.firstBlock) {
    return { kind: "segment", address: segment.address, size: segment.firstBlock - segment.address };
  }
  for (const block of blocks(reader, segment, cachedBlocks(reader))) {
    if (address < block.address + block.size) return { kind: block.type, address: block.address, size: block.size };
  }
  return null;
}

/** The segment that an address lies in, or null. */
function segmentOf(reader: HeapReader, address: number): SegmentView | null {
  for (const segment of segments(reader)) {
    if (address >= segment.address && address < segment.address + segment.size) return segment;
  }
  return null;
}
