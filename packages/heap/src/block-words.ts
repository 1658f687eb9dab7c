/** The size words in and around a block's header, for those who report on blocks without knowing how they are laid out. */
import { TYPE_GUARD, TYPE_MASK, TYPE_USED } from "@zmm/layout";
import type { ZendHeap } from "./zend-heap.js";

/** Words as they stand in memory, type bits included; they may be damaged, and are then what was found. */
export interface BlockWords {
  /** The block's own size word. */
  readonly size: bigint;
  /** What the block behind, as far as the size word says where that is, repeats of it. */
  readonly nextPrev: bigint;
  /** What the block repeats of the size word of the one before. */
  readonly prev: bigint;
  /** The size word of the block before; null for a segment's first block. */
  readonly prevSize: bigint | null;
  /** What the size word says the block is; cached blocks are used, too. */
  readonly type: "free" | "used" | "guard";
}

// marked as pure, so that bundles without them need not keep the calls
const TYPE_BITS = /* @__PURE__ */ BigInt(TYPE_MASK);
const FIRST = /* @__PURE__ */ BigInt(TYPE_GUARD);
const USED = /* @__PURE__ */ BigInt(TYPE_USED);

/** Reads the words around the block whose user bytes start at byte `address`, a multiple of 8; words outside of the memory are 0. */
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
    type: typeOf(size),
  };
}

function typeOf(word: bigint): BlockWords["type"] {
  const bits = word & TYPE_BITS;
  if (bits === TYPE_BITS) return "guard";
  return bits === USED ? "used" : "free";
}

function readWord(heap: ZendHeap, at: bigint): bigint {
  const { u8 } = heap.memory;
  const bytes = heap.layout.model.word;
  if (at < 0n || at + BigInt(bytes) > BigInt(u8.length)) return 0n;
  let word = 0n;
  for (let i = bytes - 1; i >= 0; i--) word = (word << 8n) | BigInt(u8[Number(at) + i] ?? 0);
  return word;
}
