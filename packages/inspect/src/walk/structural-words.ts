/**
 * Every word of memory that belongs to the heap rather than to the program: the structure, segment headers, block
 * headers, links of free and cached blocks, marks of debug blocks.
 */
import { isSmall, REST_BLOCK, type Struct } from "@zmm/layout";
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
export function* blockWords(heap: HeapReader, block: BlockView): Generator<StructuralWord, void, undefined> {
  for (const struct of structsOf(heap, block)) {
    const shown = members(struct, block.address);
    yield* owned(
      block.type,
      block.address,
      keep(shown, (member) => isMeaningful(heap, block, member)),
    );
  }
}

/** The structures to read a block as; a cached debug block is both, its link standing on the file name. */
function structsOf(heap: HeapReader, block: BlockView): Struct[] {
  const { structs, model } = heap.layout;
  if (block.type === "free") return [isSmall(heap.layout, block.size) ? structs.smallFreeBlock : structs.freeBlock];
  if (block.type !== "cached") return [structs.block];
  return model.debug ? [structs.smallFreeBlock, structs.block] : [structs.smallFreeBlock];
}

const CACHED_DEBUG: readonly string[] = ["debug.size", "debug.start_magic"];

/** Whether a member says something in a block of this type. */
function isMeaningful(heap: HeapReader, block: BlockView, { name }: MemberView): boolean {
  if (block.type === "guard") return !name.startsWith("debug.") && name !== "info._cookie";
  if (block.type === "cached")
    return name.startsWith("debug.") ? CACHED_DEBUG.includes(name) : name !== "next_free_block";
  return !(name.startsWith("child") && heap.parent(block.address) === REST_BLOCK);
}

function* owned(
  owner: StructuralWord["owner"],
  ownerAddress: number,
  words: Iterable<MemberView>,
): Generator<StructuralWord, void, undefined> {
  for (const word of words) yield { ...word, owner, ownerAddress };
}

function* keep(from: Iterable<MemberView>, wanted: (member: MemberView) => boolean): Generator<MemberView> {
  for (const member of from) if (wanted(member)) yield member;
}
