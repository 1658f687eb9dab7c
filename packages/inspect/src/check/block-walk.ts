/**
 * Walks one segment from header to header, weighing each `size` word against its copy in the next block, so that one
 * damaged word costs one finding and not the rest of the segment.
 */
import { ALIGNMENT, TYPE_FREE, TYPE_GUARD, TYPE_MASK, TYPE_USED } from "@zmm/layout";
import { hex } from "../hex.js";
import type { HeapReader } from "../walk/heap-reader.js";
import type { Survey, SurveyedBlock } from "./survey.js";

export class BlockWalk {
  readonly firstBlock: number;
  readonly blocks: SurveyedBlock[] = [];
  /** Where the guard stands, or should. */
  guard: number;
  complete = false;
  readonly #survey: Survey;
  readonly #heap: HeapReader;
  /** No block reaches beyond this address. */
  readonly #end: number;
  readonly #guardWord: number;

  constructor(survey: Survey, address: number, size: number) {
    const { heap } = survey;
    const { headerSize, segmentHeaderSize, structs } = heap.layout;
    this.#survey = survey;
    this.#heap = heap;
    this.#guardWord = headerSize + TYPE_GUARD;
    this.firstBlock = address + segmentHeaderSize;
    const stated = address + size - headerSize;
    const room = Math.floor((roomBehind(survey, address) - structs.blockInfo.size) / ALIGNMENT) * ALIGNMENT;
    const plausible = stated % ALIGNMENT === 0 && stated > this.firstBlock && stated <= room;
    this.guard = plausible ? stated : room;
    this.#end = plausible && this.#isGuard(stated) ? stated : room;
  }

  /** Walks until the guard, or until nothing tells where the next block is. */
  run(): void {
    let block = this.firstBlock;
    this.#checkFirst();
    while (!this.#endsAt(block)) {
      const word = this.#weighSize(block);
      if (word === null) return;
      const size = word - (word % (TYPE_MASK + 1));
      const type = word & TYPE_MASK;
      const surveyed: SurveyedBlock = { address: block, size, type, list: null };
      this.blocks.push(surveyed);
      this.#survey.blocks.set(block, surveyed);
      block += size;
    }
    this.complete = true;
    this.guard = block;
  }

  #checkFirst(): void {
    const { structs } = this.#heap.layout;
    const prev = this.#heap.prevWord(this.firstBlock);
    if (prev === TYPE_GUARD) return;
    const at = this.firstBlock + structs.blockInfo.offsetOf("prev");
    this.#survey.wrongWord("first-block", at, TYPE_GUARD, prev, "a guard of size 0");
  }

  /** Whether the walk ends here: at a guard, or where the segment's size says that one is, unless a block is there. */
  #endsAt(block: number): boolean {
    if (this.#isGuard(block)) return true;
    if (block !== this.guard || this.#looksLikeBlock(block)) return false;
    const at = block + this.#heap.layout.structs.blockInfo.offsetOf("size");
    this.#survey.wrongWord("guard", at, this.#guardWord, this.#heap.sizeWord(block), "guard");
    return true;
  }

  #isGuard(block: number): boolean {
    return this.#heap.sizeWord(block) === this.#guardWord;
  }

  /** The size word of a block as it stands, or as its copy says if that is more credible; null if neither is. */
  #weighSize(block: number): number | null {
    const { structs } = this.#heap.layout;
    const at = block + structs.blockInfo.offsetOf("size");
    const word = this.#heap.sizeWord(block);
    const next = this.#nextOf(block, word);
    if (next !== null && this.#heap.prevWord(next) === word) return word;
    const copy = next !== null && this.#looksLikeBlock(next) ? null : this.#findCopy(block);
    if (copy === null && next !== null && (this.#looksLikeBlock(next) || this.#findCopy(next) !== null)) {
      const copyAt = next + structs.blockInfo.offsetOf("prev");
      this.#survey.wrongWord("prev-copy", copyAt, word, this.#heap.prevWord(next), `the size word of ${hex(block)}`);
      return word;
    }
    if (copy === null) {
      this.#survey.badWord(
        next === null ? "block-size" : "prev-copy",
        at,
        "a size word that the next block repeats",
        word,
      );
      return null;
    }
    const rule = word - (word % ALIGNMENT) === copy - (copy % ALIGNMENT) ? "block-type" : "block-size";
    this.#survey.wrongWord(rule, at, copy, word, `as the next block's prev says`);
    return copy;
  }

  /** The address of the block behind, if this word is one that a block here can have. */
  #nextOf(block: number, word: number): number | null {
    const type = word % ALIGNMENT;
    if (type !== TYPE_FREE && type !== TYPE_USED) return null;
    const size = word - type;
    return size >= this.#heap.layout.minBlockSize && block + size <= this.#end ? block + size : null;
  }

  /** Whether a block at this address is followed by one that agrees, or is the guard. */
  #looksLikeBlock(block: number): boolean {
    if (this.#isGuard(block)) return true;
    const word = this.#heap.sizeWord(block);
    const next = this.#nextOf(block, word);
    return next !== null && this.#heap.prevWord(next) === word;
  }

  /** Looks for the block behind whose `prev` measures exactly the way back, and returns that word. */
  #findCopy(block: number): number | null {
    const { minBlockSize } = this.#heap.layout;
    const end = Math.min(this.#end, this.guard);
    for (let next = block + minBlockSize; next <= end; next += ALIGNMENT) {
      const copy = this.#heap.prevWord(next);
      const type = copy - (next - block);
      if ((type === TYPE_FREE || type === TYPE_USED) && this.#looksLikeBlock(next)) return copy;
    }
    return null;
  }
}

/** The end of what a segment at `address` may reach over: the next segment known, or the memory's end. */
function roomBehind(survey: Survey, address: number): number {
  const starts = survey.segments.map((segment) => segment.address).filter((start) => start > address);
  return Math.min(survey.heap.end, ...starts);
}
