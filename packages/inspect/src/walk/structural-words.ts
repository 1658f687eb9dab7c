/**
 * Every word of memory that belongs to the heap rather than to the program: the structure, segment headers, block
 * headers, links of free and cached blocks, marks of debug blocks.
 */
import { isSmall, REST_BLOCK } from "@zmm/layout";
import { cachedBlocks } from "./cache.js";
import type { HeapReader } from "./heap-reader.js";
import { type MemberView, members } from "./members.js";
import { type BlockView, blocks, segments } from "./segments.js";

/** A word of the heap's own, and the structure that it is part of. */
export interface StructuralWord extends MemberView {
  /** What the structure is. */
  readonly owner: "heap" | "segment" | BlockView["type"];
  /** Address of the structure. */
  readonly ownerAddress: number;
}

/** All words of the heap's own: the structure first, then segment after segment in list order. */
export function* structuralWords(heap: HeapReader): Generator<StructuralWord, void, undefined> {
  const { structs } = heap.layout;
  yield* owned("heap", heap.address, members(structs.heap, heap.address));
  const cached = cachedBlocks(heap);
  for (const segment of segments(heap)) {
    yield* owned("segment", segment.address, members(structs.segment, segment.address));
    for (const block of blocks(heap, segment, cached)) yield* blockWords(heap, block);
  }
}

/** The words of one block that belong to the heap. */
export function blockWords(heap: HeapReader, block: BlockView): Generator<StructuralWord, void, undefined> {
  return owned(block.type, block.address, WORDS_OF[block.type](heap, block.address, block.size));
}

type WordsOf = (heap: HeapReader, address: number, size: number) => Iterable<MemberView>;

/** The members that say something in a block of each type. */
const WORDS_OF: Readonly<Record<BlockView["type"], WordsOf>> = {
  used: ({ layout }, address) => members(layout.structs.block, address),
  free: freeWords,
  cached: cachedWords,
  guard: ({ layout }, address) => {
    return without(
      members(layout.structs.block, address),
      (name) => name === "info._cookie" || name.startsWith("debug."),
    );
  },
};

/** A free block's links; the children mean nothing on the rest list. */
function freeWords(heap: HeapReader, address: number, size: number): Iterable<MemberView> {
  const { structs } = heap.layout;
  if (isSmall(heap.layout, size)) return members(structs.smallFreeBlock, address);
  const resting = heap.parent(address) === REST_BLOCK;
  return without(members(structs.freeBlock, address), (name) => resting && name.startsWith("child"));
}

/** A cached block has one link, which in the debug model stands where the file name was; size and magic are kept. */
function* cachedWords({ layout }: HeapReader, address: number): Iterable<MemberView> {
  const { block, debugInfo, smallFreeBlock } = layout.structs;
  yield* without(members(smallFreeBlock, address), (name) => name === "next_free_block");
  if (!layout.model.debug) return;
  const kept = ["debug.size", "debug.start_magic"];
  const debug = members(debugInfo, address + block.offsetOf("debug"), "debug.");
  yield* without(debug, (name) => !kept.includes(name));
}

function* owned(
  owner: StructuralWord["owner"],
  ownerAddress: number,
  words: Iterable<MemberView>,
): Generator<StructuralWord, void, undefined> {
  for (const word of words) yield { ...word, owner, ownerAddress };
}

function* without(from: Iterable<MemberView>, unwanted: (name: string) => boolean): Generator<MemberView> {
  for (const member of from) if (!unwanted(member.name)) yield member;
}
