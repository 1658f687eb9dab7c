import type { ZendHeap } from "@zmm/heap";

/** The size words in and around a block's header, which tell whether a block can start there at all. */
export interface BlockWords {
  /** The block's own size word, and what the block behind repeats of it. */
  readonly size: bigint;
  readonly nextPrev: bigint;
  /** What the block repeats of the one before, and that one's own; null for a segment's first block. */
  readonly prev: bigint;
  readonly prevSize: bigint | null;
}

const TYPE_BITS = 3n;
const FIRST = 3n;
const USED = 1n;

/** Reads the words around the block whose user bytes start at `address`, a multiple of 8; words outside are 0. */
export function readBlockWords(heap: ZendHeap, address: number): BlockWords {
  const { layout } = heap;
  const { blockInfo } = layout.structs;
  const header = BigInt(address - layout.headerSize);
  const word = (block: bigint, member: "size" | "prev") => readWord(heap, block + BigInt(blockInfo.offsetOf(member)));
  const size = word(header, "size");
  const prev = word(header, "prev");
  return {
    size,
    nextPrev: word(header + (size & ~TYPE_BITS), "prev"),
    prev,
    prevSize: prev === FIRST ? null : word(header - (prev & ~TYPE_BITS), "size"),
  };
}

/** Whether a size word is that of a block in use (cached blocks say so too). */
export function isUsedWord(word: bigint): boolean {
  return (word & TYPE_BITS) === USED;
}

/** Whether a size word is that of the guard at a segment's end. */
export function isGuardWord(word: bigint): boolean {
  return (word & TYPE_BITS) === TYPE_BITS;
}

function readWord(heap: ZendHeap, at: bigint): bigint {
  const { u8 } = heap.memory;
  const bytes = heap.layout.model.word;
  if (at < 0n || at + BigInt(bytes) > BigInt(u8.length)) return 0n;
  let word = 0n;
  for (let i = bytes - 1; i >= 0; i--) word = (word << 8n) | BigInt(u8[Number(at) + i] ?? 0);
  return word;
}
