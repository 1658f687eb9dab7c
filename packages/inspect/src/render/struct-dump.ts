/** Structures with their members' names, offsets and values. */
import { smallFreeBucket } from "@zmm/layout";
import { hex } from "../hex.js";
import type { HeapReader } from "../walk/heap-reader.js";
import { type MemberView, members } from "../walk/members.js";
import type { BlockView } from "../walk/segments.js";
import { blockWords } from "../walk/structural-words.js";
import { painter, type RenderOptions } from "./paint.js";

/**
 * The heap structure, member by member. Elements of arrays are left out where they are as in an empty heap: null, or
 * pointing at their own list head.
 */
export function renderHeapStruct(heap: HeapReader, options: RenderOptions = {}): string {
  const { heap: struct } = heap.layout.structs;
  const shown = [...members(struct, heap.address)].filter((member) => !isEmptyElement(heap, member));
  const title = painter(options)("strong", `${struct.name} at ${hex(heap.address)}, ${struct.size} bytes`);
  return [title, ...memberLines(heap, heap.address, shown, options)].join("\n");
}

/** A block's header, and its links or marks where it has them. */
export function renderBlock(heap: HeapReader, block: BlockView, options: RenderOptions = {}): string {
  const title = painter(options)(block.type, `${block.type} block at ${hex(block.address)}, ${block.size} bytes`);
  return [title, ...memberLines(heap, block.address, [...blockWords(heap, block)], options)].join("\n");
}

function isEmptyElement(heap: HeapReader, { address, name }: MemberView): boolean {
  if (!name.includes("[")) return false;
  const value = heap.word(address);
  return value === 0 || value === ownHead(heap, address);
}

/** The list head whose link stands at an address of the structure. */
function ownHead(heap: HeapReader, address: number): number {
  const { prevFree } = heap.offsets;
  const pair = 2 * heap.layout.model.word;
  const links = heap.fieldAddress("freeBuckets");
  const rest = heap.fieldAddress("restBuckets");
  if (address >= rest) return rest - prevFree;
  return smallFreeBucket(heap.layout, heap.address, Math.floor((address - links) / pair));
}

function memberLines(heap: HeapReader, base: number, shown: readonly MemberView[], options: RenderOptions): string[] {
  const paint = painter(options);
  const width = shown.reduce((most, { name }) => Math.max(most, name.length), 0);
  return shown.map((member) => {
    const offset = paint("dim", `+${String(member.address - base).padEnd(5)}`);
    return `  ${offset}${member.name.padEnd(width)} = ${memberValue(heap, member)}`;
  });
}

/** A member's value as its kind is best read. */
export function memberValue(heap: HeapReader, { address, size, shows }: MemberView): string {
  const value = size === heap.layout.model.word ? heap.bits(address) : BigInt(heap.u32(address));
  return shows === "number" ? value.toString() : hex(value);
}
