/** A program that knows what it may expect of its heap, and sees at once when a mistake has done harm. */
import type { MemoryManager } from "@zmm/emalloc";
import type { FixedStorage } from "./fixed-storage.js";

/** The largest request. */
const MOST_BYTES = 90_000;

/** Something happened that no program could have guarded itself against. */
export class Harm extends Error {}

export interface KnownBlock {
  readonly address: number;
  readonly size: number;
  /** What its bytes are filled with. */
  readonly mark: number;
}

export class Witness {
  readonly manager: MemoryManager;
  readonly storage: FixedStorage;
  readonly below: (bound: number) => number;
  /** The program's live blocks. */
  readonly blocks: KnownBlock[] = [];
  /** Addresses of blocks that were freed and are not in use again. */
  readonly freed: Set<number> = new Set();
  /** Blocks whose bytes a mistake may have changed. */
  readonly tainted: Set<number> = new Set();
  private readonly expected: Buffer = Buffer.alloc(MOST_BYTES);
  private marks = 0;

  constructor(manager: MemoryManager, storage: FixedStorage, below: (bound: number) => number) {
    this.manager = manager;
    this.storage = storage;
    this.below = below;
  }

  /** One step of an ordinary program. @throws Harm, and whatever the manager throws */
  step(): void {
    const kind = this.below(100);
    if (kind < 50 || this.blocks.length < 10) this.allocate(this.size());
    else if (kind < 62) this.reallocate(this.below(this.blocks.length), this.size());
    else this.free(this.below(this.blocks.length));
  }

  allocate(size: number): void {
    this.take(this.manager.emalloc(size), size);
  }

  reallocate(index: number, size: number): void {
    const block = this.blocks[index] as KnownBlock;
    const address = this.manager.erealloc(block.address, size);
    this.drop(index);
    const kept = Math.min(size, block.size);
    if (!this.tainted.has(block.address)) this.look({ ...block, address, size: kept });
    if (address !== block.address) this.freed.add(block.address);
    this.take(address, size);
  }

  free(index: number): void {
    const block = this.blocks[index] as KnownBlock;
    this.lookUnlessTainted(block);
    this.manager.efree(block.address);
    this.drop(index);
    this.freed.add(block.address);
  }

  /** Looks at the contents of all blocks. @throws Harm */
  lookAtAll(): void {
    for (const block of this.blocks) this.lookUnlessTainted(block);
  }

  /** Frees all blocks. */
  freeAll(): void {
    while (this.blocks.length > 0) this.free(this.blocks.length - 1);
  }

  private size(): number {
    const kind = this.below(100);
    if (kind < 60) return this.below(200);
    if (kind < 96) return this.below(3_000);
    return this.below(MOST_BYTES);
  }

  private take(address: number, size: number): void {
    if (!this.isInSegment(address, size)) throw new Harm(`a block of ${size} bytes at ${address} lies in no segment`);
    for (const other of this.blocks) {
      const apart = address + Math.max(size, 1) <= other.address || other.address + Math.max(other.size, 1) <= address;
      if (!apart) throw new Harm(`a block of ${size} bytes at ${address} overlaps ${other.size} at ${other.address}`);
    }
    const mark = this.marks++ & 0xff;
    this.manager.memory.u8.fill(mark, address, address + size);
    this.blocks.push({ address, size, mark });
    this.freed.delete(address);
    this.tainted.delete(address);
  }

  private drop(index: number): void {
    const last = this.blocks.pop();
    if (last !== undefined && index < this.blocks.length) this.blocks[index] = last;
  }

  private isInSegment(address: number, size: number): boolean {
    for (const [start, bytes] of this.storage.segments) {
      if (address >= start && address + size <= start + bytes) return true;
    }
    return false;
  }

  private lookUnlessTainted(block: KnownBlock): void {
    if (!this.tainted.has(block.address)) this.look(block);
  }

  private look({ address, size, mark }: KnownBlock): void {
    const expected = this.expected.fill(mark, 0, size);
    const same = expected.compare(this.manager.memory.u8, address, address + size, 0, size) === 0;
    if (!same) throw new Harm(`the block of ${size} bytes at ${address} has lost its contents`);
  }
}
