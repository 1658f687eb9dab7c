import { type HeapReader, members } from "@zmm/inspect";

/** What a word is that a step has written, in C's terms; empty where nothing is known of it. */
export function wordName(reader: HeapReader, address: number, blocks: readonly number[]): string {
  const { structs } = reader.layout;
  const inHeap = address - reader.address;
  if (inHeap >= 0 && inHeap < structs.heap.size) return nameIn(members(structs.heap, reader.address), address, "heap");
  // a word may be the header of one block and lie in the bytes of another: the nearest block before it is meant
  const block = blocks.filter((each) => each <= address).reduce((nearest, each) => Math.max(nearest, each), -1);
  if (block < 0 || address >= block + structs.freeBlock.size) return "";
  return nameIn(members(structs.freeBlock, block), address, `block 0x${block.toString(16)}`);
}

function nameIn(
  all: Iterable<{ address: number; size: number; name: string }>,
  address: number,
  owner: string,
): string {
  for (const { address: start, size, name } of all) {
    if (address >= start && address < start + size) return `${owner} → ${name.replace(/^info\./, "")}`;
  }
  return "";
}
