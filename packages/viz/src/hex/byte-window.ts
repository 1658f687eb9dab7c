/** What the bytes of a window are: whose, and which member of which structure. */
import {
  type BlockKind,
  blocks,
  blockWords,
  cachedBlocks,
  type HeapReader,
  members,
  type StructuralWord,
  segments,
} from "@zmm/inspect";

/** One byte of a window. */
export interface WindowByte {
  readonly address: number;
  readonly value: number;
  /** What it lies in; empty for memory that is not the heap's. */
  readonly owner: BlockKind | "segment" | "heap" | "";
  /** The word of the heap's own that it is part of; null for the program's bytes. */
  readonly word: StructuralWord | null;
}

/** The bytes from `start` on, as far as there are any. */
export function byteWindow(reader: HeapReader, start: number, length: number): WindowByte[] {
  const end = Math.min(reader.end, start + length);
  const owners = new Map<number, WindowByte["owner"]>();
  const words = new Map<number, StructuralWord>();
  const own = (from: number, to: number, owner: WindowByte["owner"]) => {
    for (let at = Math.max(from, start); at < Math.min(to, end); at++) owners.set(at, owner);
  };
  const lay = (all: Iterable<StructuralWord>) => {
    for (const word of all) for (let at = 0; at < word.size; at++) words.set(word.address + at, word);
  };
  const { structs } = reader.layout;
  const meets = (address: number, size: number) => address < end && address + size > start;
  if (meets(reader.address, structs.heap.size)) {
    own(reader.address, reader.address + structs.heap.size, "heap");
    lay(owned("heap", reader.address, members(structs.heap, reader.address)));
  }
  const cached = cachedBlocks(reader);
  for (const segment of segments(reader)) {
    if (!meets(segment.address, segment.size)) continue;
    own(segment.address, segment.firstBlock, "segment");
    lay(owned("segment", segment.address, members(structs.segment, segment.address)));
    for (const block of blocks(reader, segment, cached)) {
      if (block.address >= end) break;
      if (!meets(block.address, block.size)) continue;
      own(block.address, block.address + block.size, block.type);
      lay(blockWords(reader, block));
    }
  }
  return Array.from({ length: Math.max(0, end - start) }, (_, at) => {
    const address = start + at;
    return { address, value: reader.byte(address), owner: owners.get(address) ?? "", word: words.get(address) ?? null };
  });
}

function* owned(
  owner: StructuralWord["owner"],
  ownerAddress: number,
  all: ReturnType<typeof members>,
): Generator<StructuralWord> {
  for (const word of all) yield { ...word, owner, ownerAddress };
}
