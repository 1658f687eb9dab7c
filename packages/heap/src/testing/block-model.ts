import type { Heap } from "../heap.js";
import { check } from "./assert.js";

/** A live block as the suite remembers it. */
export interface ModelBlock {
  address: number;
  /** Requested bytes. */
  size: number;
  /** Tells its contents from those of any other block. */
  readonly mark: number;
}

/** What a heap should hold: each live block, filled with bytes that only it has. */
export class BlockModel {
  readonly blocks: ModelBlock[] = [];
  private readonly heap: Heap;
  private marks = 0;

  constructor(heap: Heap) {
    this.heap = heap;
  }

  /** Notes a new block and fills it. */
  add(address: number, size: number): ModelBlock {
    const block = { address, size, mark: this.marks++ };
    checkPlace(this.heap, address, size);
    this.fill(block, 0);
    this.blocks.push(block);
    return block;
  }

  /** Notes that a block was reallocated: what both sizes share must still be there. */
  resize(block: ModelBlock, address: number, size: number): void {
    checkPlace(this.heap, address, size);
    const kept = Math.min(block.size, size);
    this.checkContents({ ...block, address, size: kept });
    block.address = address;
    block.size = size;
    this.fill(block, kept);
  }

  /** Checks a block's contents for the last time and forgets it. */
  remove(block: ModelBlock): void {
    this.checkContents(block);
    const last = this.blocks.pop();
    const index = last === block ? -1 : this.blocks.indexOf(block);
    if (index >= 0 && last !== undefined) this.blocks[index] = last;
  }

  clear(): void {
    this.blocks.length = 0;
  }

  /** Every block has its contents, and no two share a byte. */
  checkAll(): void {
    for (const block of this.blocks) this.checkContents(block);
    const ordered = [...this.blocks].sort((a, b) => a.address - b.address);
    for (const [index, block] of ordered.entries()) {
      const next = ordered[index + 1];
      const apart = next === undefined || block.address + block.size <= next.address;
      check(apart, `the block of ${block.size} bytes at ${block.address} overlaps the one at ${next?.address}`);
    }
  }

  /** The block's bytes are those that were written. */
  checkContents(block: ModelBlock): void {
    const { u8 } = this.heap.memory;
    for (let i = 0; i < block.size; i++) {
      const wrong = u8[block.address + i] !== byteOf(block.mark, i);
      if (wrong) throw new Error(`byte ${i} of the block of ${block.size} bytes at ${block.address} has changed`);
    }
  }

  private fill(block: ModelBlock, from: number): void {
    const { u8 } = this.heap.memory;
    for (let i = from; i < block.size; i++) u8[block.address + i] = byteOf(block.mark, i);
  }
}

function byteOf(mark: number, index: number): number {
  return (Math.imul(mark + 1, 0x9e3779b1) >>> 24) ^ (index & 0xff);
}

/** A block's address is one: a multiple of 8 inside the memory, and the heap says that it is large enough. */
function checkPlace(heap: Heap, address: number, size: number): void {
  check(Number.isInteger(address) && address > 0, `${address} is not an address`);
  check(address % 8 === 0, `address ${address} is not a multiple of 8`);
  check(address + size <= heap.memory.byteLength, `the block of ${size} bytes at ${address} ends outside the memory`);
  const blockSize = heap.blockSize(address);
  check(blockSize >= size, `blockSize says ${blockSize} for a block of ${size} bytes`);
}
