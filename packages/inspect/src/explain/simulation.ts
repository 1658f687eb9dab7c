/**
 * One operation carried out on an overlay, told step by step. The files beside this one follow the specification's
 * section 3; this one holds what they share: the overlay, the story, and the words that several of them write.
 */
import { ALIGNMENT, MAGIC, TYPE_FREE, TYPE_GUARD, TYPE_MASK, TYPE_USED } from "@zmm/layout";
import { hex } from "../hex.js";
import { type DebugSecrets, markAddresses, recoverSecrets } from "../walk/debug-marks.js";
import type { HeapReader } from "../walk/heap-reader.js";
import { allBlocks } from "../walk/segments.js";
import type { Outcome, Step, StorageAnswers } from "./explanation.js";
import { NEW_SEGMENT, Overlay } from "./overlay.js";
import type { StepRule } from "./step-rules.js";

/** The operation ends here, other than by returning an address. */
export class Ending extends Error {
  readonly outcome: Outcome;

  constructor(outcome: Outcome) {
    super(outcome.kind);
    this.outcome = outcome;
  }
}

/** More than a flush of the fullest cache takes. */
const MAX_STEPS = 200_000;

/** The size field that counts: a member of the structure in bytes. */
type Counter = "size" | "realSize";
type IntField = "cached" | "restCount" | "overflow";

export class Simulation {
  readonly heap: Overlay;
  readonly storage: StorageAnswers;
  readonly steps: Step[] = [];
  #depth = 0;
  readonly #secrets: DebugSecrets | null;

  constructor(heap: HeapReader, storage: StorageAnswers, secrets?: DebugSecrets) {
    this.heap = new Overlay(heap);
    this.storage = storage;
    this.#secrets = heap.layout.model.debug ? (secrets ?? secretsOf(heap)) : null;
  }

  /** Tells a step. */
  say(rule: StepRule, text: string, blocks: readonly number[] = [], quirk?: string): void {
    if (this.steps.length >= MAX_STEPS)
      throw this.corrupted(blocks[0] ?? this.heap.address, "the operation does not end");
    this.steps.push({ rule, text, depth: this.#depth, blocks, ...(quirk === undefined ? {} : { quirk }) });
  }

  /** Does something whose steps belong to the step told last. */
  within<T>(action: () => T): T {
    this.#depth++;
    try {
      return action();
    } finally {
      this.#depth--;
    }
  }

  /** Ends the operation at bytes that do not agree. */
  corrupted(address: number, detail: string): Ending {
    return new Ending({ kind: "corrupted", address, detail });
  }

  /** Writes a block's header, and its copy in the block behind. @zend ZEND_MM_BLOCK */
  writeHeader(block: number, size: number, type: number): void {
    const { heap } = this;
    heap.writeWord(block + heap.offsets.size, size + type);
    heap.writeWord(block + size + heap.offsets.prev, size + type);
    if (this.#secrets === null) return;
    const { cookie } = markAddresses(heap, block);
    heap.write32(cookie, this.#secrets.cookieLow ^ (block % 2 ** 32));
    heap.write32(cookie + 4, this.#secrets.cookieHigh ^ Math.floor(block / 2 ** 32));
  }

  /** Marks where a segment's blocks begin and end. */
  writeBorders(first: number, guard: number): void {
    const { heap } = this;
    heap.writeWord(first + heap.offsets.prev, TYPE_GUARD);
    heap.writeWord(guard + heap.offsets.size, heap.layout.headerSize + TYPE_GUARD);
    this.mark(guard, "guard");
  }

  /** Writes a debug block's magic; nothing in release. */
  mark(block: number, magic: keyof typeof MAGIC): void {
    if (this.heap.layout.model.debug) this.heap.write32(markAddresses(this.heap, block).magic, MAGIC[magic]);
  }

  /** Writes what a debug block notes of the request that it serves; nothing in release. */
  markRequest(block: number, size: number): void {
    const { heap } = this;
    if (this.#secrets === null) return;
    const at = markAddresses(heap, block);
    const { debugInfo } = heap.layout.structs;
    const info = at.requestedSize - debugInfo.offsetOf("size");
    this.mark(block, "valid");
    heap.writeWord(info + debugInfo.offsetOf("filename"), 0);
    heap.write32(info + debugInfo.offsetOf("line"), 0);
    heap.writeWord(info + debugInfo.offsetOf("origFilename"), 0);
    heap.write32(info + debugInfo.offsetOf("origLine"), 0);
    heap.writeWord(at.requestedSize, size);
    heap.write32(at.startMagic, this.#secrets.startMagic);
    heap.writeUnaligned(block + heap.layout.headerSize + size, this.#secrets.endMagic);
  }

  /** Adds to a counter (signed bytes) and lifts its peak. */
  addTo(counter: Counter, bytes: number): void {
    const { heap } = this;
    const value = heap.field(counter) + bytes;
    heap.writeWord(heap.fieldAddress(counter), value);
    const peak = counter === "size" ? "peak" : "realPeak";
    if (bytes > 0 && value > heap.field(peak)) heap.writeWord(heap.fieldAddress(peak), value);
  }

  setInt(field: IntField, value: number): void {
    this.heap.write32(this.heap.fieldAddress(field), value);
  }

  setBit(bitmap: "freeBitmap" | "largeFreeBitmap", index: number, on: boolean): void {
    const cell = this.heap.fieldAddress(bitmap) + 4 * Math.floor(index / 32);
    const bit = 1 << (index % 32);
    const bits = this.heap.u32(cell);
    this.heap.write32(cell, on ? bits | bit : bits & ~bit);
  }

  /** The type and linkage of a block that is about to be changed, checked as PHP checks them. */
  checkLinkage(block: number): void {
    const { heap } = this;
    const word = heap.sizeWord(block);
    const prev = heap.prevWord(block);
    const size = word - (word % (TYPE_MASK + 1));
    if (!heap.holds(block, size + heap.layout.structs.blockInfo.size) || heap.prevWord(block + size) !== word) {
      throw this.corrupted(block, "its size and the next block's copy of it differ");
    }
    if (prev === TYPE_GUARD) return;
    if (heap.sizeWord(block - (prev - (prev % (TYPE_MASK + 1)))) !== prev) {
      throw this.corrupted(block, "its copy of the previous block's size and that size differ");
    }
  }

  /** The used block whose data start at an address. */
  blockOf(address: number): number {
    const { heap } = this;
    const { headerSize, minBlockSize } = heap.layout;
    const block = address - headerSize;
    const reject = (reason: string) => new Ending({ kind: "rejected", error: "INVALID_POINTER", reason });
    if (!Number.isInteger(address) || address % ALIGNMENT !== 0) throw reject("it is not a multiple of 8");
    if (!heap.holds(block, minBlockSize)) throw reject("it lies outside the memory");
    const type = heap.blockType(block);
    if (type === TYPE_GUARD) throw reject("it is the guard at a segment's end");
    if (type !== TYPE_USED)
      throw reject(type === TYPE_FREE ? "its header says that it is free" : "no block has this type");
    const size = heap.blockSize(block);
    if (size < minBlockSize || size % ALIGNMENT !== 0)
      throw reject(`its header says a size of ${size} bytes, which no block has`);
    this.checkLinkage(block);
    return block;
  }

  isFree(block: number): boolean {
    return this.heap.blockType(block) === TYPE_FREE;
  }

  isGuard(block: number): boolean {
    return this.heap.blockType(block) === TYPE_GUARD;
  }

  isFirst(block: number): boolean {
    return this.heap.prevWord(block) === TYPE_GUARD;
  }

  /** An address in a sentence. */
  at(address: number): string {
    return address >= NEW_SEGMENT ? `new+${hex(address - NEW_SEGMENT)}` : hex(address);
  }
}

function secretsOf(heap: HeapReader): DebugSecrets | null {
  const all = [...allBlocks(heap)].filter((block) => block.type !== "guard");
  return recoverSecrets(
    heap,
    all.map(({ address, type }) => ({ address, type: type === "free" ? TYPE_FREE : TYPE_USED })),
  );
}
