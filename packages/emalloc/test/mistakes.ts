/** The mistakes that programs make with memory, each in many shapes: the seed decides which. */
import type { ZendHeap } from "@zmm/heap";
import { allBlocks, blockWords, HeapReader, type StructuralWord, segments, structuralWords } from "@zmm/inspect";
import type { KnownBlock, Witness } from "./witness.js";

/** A mistake that is about to be made. */
export interface Mistake {
  /** Which kind it is, in words. */
  readonly kind: string;
  /** A call that has to be refused, or a write that nobody can stop. */
  readonly type: "call" | "write";
  make(): void;
}

/** A mistake from the seed of the witness; null where the heap has nothing to make it with. */
export function nextMistake(witness: Witness): Mistake | null {
  const kinds = [badCall, badCall, writeWord, writeWord, writeWord, writeWord, overrun, underrun];
  return (kinds[witness.below(kinds.length)] as (witness: Witness) => Mistake | null)(witness);
}

const CALLS = {
  efree: ({ manager }: Witness, address: number) => manager.efree(address),
  erealloc: ({ manager, below }: Witness, address: number) => manager.erealloc(address, below(5_000)),
  zend_mem_block_size: ({ manager }: Witness, address: number) => manager.zend_mem_block_size(address),
};

/** Addresses that are no live block, by how somebody may have come by them. */
const ADDRESSES: Readonly<Record<string, (witness: Witness) => number | null>> = {
  "a freed block": ({ freed, below }) => [...freed][below(freed.size)] ?? null,
  "the block freed last": ({ freed }) => [...freed].at(-1) ?? null,
  "the inside of a block": (witness) => inside(witness),
  "the inside of a block full of zeros": (witness) => inside(witness, () => 0),
  "the inside of a block that looks like a header": (witness) =>
    inside(witness, (at, block) => forged(witness, at, block)),
  "an address off the alignment": (witness) => offset(pick(witness)?.address, 1 + witness.below(7)),
  "a fraction of an address": (witness) => offset(pick(witness)?.address, 0.5),
  "an address 4 GiB further": (witness) => offset(pick(witness)?.address, 2 ** 32),
  "a negative address": (witness) => -8 * (1 + witness.below(1_000)),
  "an address outside the memory": ({ manager, below }) => manager.memory.byteLength + 8 * below(10_000),
  "the start of memory": ({ below }) => 8 * (1 + below(500)),
  "a block of the system heap": ({ manager, below }) => manager.system.allocate(below(500)),
  "a segment of another": ({ storage, below }) => storage.allocate(4_096) + 8 * below(500),
  "the heap's own structure": (witness) => reader(witness).address + 8 * witness.below(150),
  "a segment's header": (witness) => choose(witness, [...segments(reader(witness))])?.address ?? null,
  "a block's header": (witness) => offset(pick(witness)?.address, -8),
  "a guard": (witness) => offset(addressOfKind(witness, "guard"), reader(witness).layout.headerSize),
  "no number": () => Number.NaN,
};

function badCall(witness: Witness): Mistake | null {
  const [what, address] = choose(witness, Object.entries(ADDRESSES)) as [string, (witness: Witness) => number | null];
  const [name, call] = choose(witness, Object.entries(CALLS)) as [string, (typeof CALLS)["efree"]];
  const target = address(witness);
  if (target === null || witness.blocks.some((block) => block.address === target)) return null;
  const beside = witness.below(2) === 0 ? "" : ", after more steps";
  if (beside !== "") for (let i = 0; i < 5; i++) witness.step();
  if (witness.blocks.some((block) => block.address === target)) return null;
  return { kind: `${name} of ${what}${beside}`, type: "call", make: () => call(witness, target) };
}

/** What wild writes leave behind, of a word that held `old`. */
const VALUES: Readonly<Record<string, (witness: Witness, old: number) => number>> = {
  zeros: () => 0,
  ones: () => 0xffff_ffff,
  text: () => 0x6c6c_6568,
  "a flipped bit": ({ below }, old) => old ^ (1 << below(32)),
  noise: ({ below }) => below(2 ** 32),
  "a multiple of 8 more": ({ below }, old) => old + 8 * (1 + below(100)),
  "a multiple of 8 less": ({ below }, old) => old - 8 * (1 + below(100)),
  "another block's address": (witness) => (pick(witness)?.address ?? 8) - reader(witness).layout.headerSize,
  "another word of the heap": (witness) => wordAt(witness, wordToHit(witness)?.address ?? 0),
};

/** A write over a header, a guard's header, a link of a list or a list's head. */
function writeWord(witness: Witness): Mistake | null {
  const word = wordToHit(witness);
  const [how, value] = choose(witness, Object.entries(VALUES)) as [string, (witness: Witness, old: number) => number];
  if (word === undefined) return null;
  const heap = reader(witness);
  const half = word.address + (word.size === 8 && witness.below(4) === 0 ? 4 : 0);
  const old = wordAt(witness, half);
  const written = value(witness, old) >>> 0;
  if (written === old) return null;
  const make = () => {
    witness.manager.memory.i32[half >>> 2] = written;
  };
  return { kind: `${how} in ${word.name} of a ${sizeText(heap, word)}${word.owner}`, type: "write", make };
}

/** Small and large blocks stand on lists of different kinds. */
function sizeText(heap: HeapReader, { owner, ownerAddress }: StructuralWord): string {
  if (owner === "heap" || owner === "segment") return "";
  return heap.blockSize(ownerAddress) < heap.layout.maxSmallSize ? "small " : "large ";
}

function overrun(witness: Witness): Mistake | null {
  const block = pick(witness);
  if (block === undefined) return null;
  const bytes = 1 + witness.below(witness.below(3) === 0 ? 200 : 24);
  return write(witness, `${Math.min(bytes, 20)} bytes behind a block`, block, block.address + block.size, bytes);
}

function underrun(witness: Witness): Mistake | null {
  const block = pick(witness);
  if (block === undefined) return null;
  const bytes = 1 + witness.below(24);
  return write(witness, `${bytes} bytes before a block`, block, block.address - bytes, bytes);
}

function write(witness: Witness, kind: string, block: KnownBlock, start: number, bytes: number): Mistake {
  const fill = choose(witness, [0, 0xff, 0x41, block.mark]) as number;
  const make = () => {
    witness.manager.memory.u8.fill(fill, start, start + bytes);
    // the blocks that it hit are not the heap's fault
    for (const { address, size } of witness.blocks) {
      if (address < start + bytes && start < address + size) witness.tainted.add(address);
    }
  };
  return { kind: `${fill} in ${kind}`, type: "write", make };
}

/** A word of a header or a link, or one time of four a list head; counters and settings say nothing of any block. */
function wordToHit(witness: Witness): StructuralWord | undefined {
  const heap = reader(witness);
  if (witness.below(4) === 0) return choose(witness, listHeads(heap));
  const block = choose(witness, [...allBlocks(heap)]);
  return block === undefined ? undefined : choose(witness, [...blockWords(heap, block)]);
}

function listHeads(heap: HeapReader): StructuralWord[] {
  const heads: StructuralWord[] = [];
  for (const word of structuralWords(heap)) {
    if (word.owner !== "heap") break;
    if (/^(cache\[|free_buckets|large_free_buckets|rest_buckets)/.test(word.name)) heads.push(word);
  }
  return heads;
}

function reader({ manager }: Witness): HeapReader {
  const { memory, address, layout } = manager.heap as ZendHeap;
  return new HeapReader({ memory, address, layout });
}

function pick(witness: Witness): KnownBlock | undefined {
  return choose(witness, witness.blocks);
}

function choose<T>({ below }: Witness, from: readonly T[]): T | undefined {
  return from[below(from.length)];
}

function offset(address: number | undefined | null, bytes: number): number | null {
  return address === undefined || address === null ? null : address + bytes;
}

function wordAt({ manager }: Witness, address: number): number {
  return (manager.memory.i32[address >>> 2] ?? 0) >>> 0;
}

function addressOfKind(witness: Witness, type: string): number | null {
  return (
    choose(
      witness,
      [...allBlocks(reader(witness))].filter((block) => block.type === type),
    )?.address ?? null
  );
}

/** An address inside a block, whose bytes around it may be prepared. */
function inside(witness: Witness, word?: (at: number, block: KnownBlock) => number): number | null {
  const block = choose(
    witness,
    witness.blocks.filter(({ size }) => size >= 200),
  );
  if (block === undefined) return null;
  const address = block.address + 8 * (11 + witness.below(Math.min(50, (block.size >>> 3) - 20)));
  if (word === undefined) return address;
  witness.tainted.add(block.address);
  for (let at = block.address & ~3; at + 4 <= block.address + block.size; at += 4) {
    witness.manager.memory.i32[at >>> 2] = word(at, block);
  }
  return address;
}

/** Words of a header as the heap writes it, again and again. */
function forged(witness: Witness, at: number, block: KnownBlock): number {
  const { headerSize } = reader(witness).layout;
  return wordAt(witness, block.address - headerSize + ((at - block.address) % headerSize));
}
