import { StorageError } from "../errors.js";
import type { LinearMemory } from "../linear-memory.js";
import {
  CAPACITY,
  END,
  ENTRY_CELLS_SHIFT,
  PAGE_SIZE,
  PAGES_BEFORE,
  STATE_BITS,
  STATE_MASK,
  TABLE,
  TAG,
} from "./layout.js";

/** Reads and writes the header and the table of pages where they lie in memory; see layout.ts for the picture. */
export class PageTable {
  readonly memory: LinearMemory;
  /** The address of page 0, a multiple of 16. */
  readonly base: number;
  private readonly header: number;
  private entries: number;

  constructor(memory: LinearMemory, base: number) {
    this.memory = memory;
    this.base = base;
    this.header = base / 4;
    this.entries = 0;
  }

  /**
   * Follows what others may have done meanwhile: another allocator over the same bytes may have moved the table or
   * grown the memory, and a WebAssembly module that grew it has taken the views their buffer.
   * @throws StorageError when the buffer went to somebody else.
   */
  sync(): void {
    // Without a buffer the end reads as undefined, and the comparison fails.
    if (!(this.addressOf(this.head(END)) <= this.memory.byteLength)) {
      this.memory.refresh();
      if (this.memory.u8.length === 0) throw new StorageError("the memory's buffer was detached: it went elsewhere");
    }
    this.entries = this.header + (this.head(TABLE) >>> 2);
  }

  head(cell: number): number {
    return this.memory.i32[this.header + cell] as number;
  }

  setHead(cell: number, value: number): void {
    this.memory.i32[this.header + cell] = value;
  }

  get(page: number, cell: number): number {
    return this.memory.i32[this.entries + (page << ENTRY_CELLS_SHIFT) + cell] as number;
  }

  set(page: number, cell: number, value: number): void {
    this.memory.i32[this.entries + (page << ENTRY_CELLS_SHIFT) + cell] = value;
  }

  stateOf(page: number): number {
    return this.get(page, TAG) & STATE_MASK;
  }

  /** Pages in the run that starts at `page`. */
  lengthOf(page: number): number {
    return this.get(page, TAG) >>> STATE_BITS;
  }

  /** Makes `pages` pages one run; its length is written twice, for the run and for the one behind it. */
  setRun(page: number, pages: number, state: number): void {
    this.set(page, TAG, (pages << STATE_BITS) | state);
    this.set(page + pages, PAGES_BEFORE, pages);
  }

  /** Says that no run starts at `page` any more. */
  clearRun(page: number): void {
    this.set(page, TAG, 0);
  }

  addressOf(page: number): number {
    return this.base + page * PAGE_SIZE;
  }

  /** The page that starts at `address`, or -1 when none of the memory's pages does. */
  pageAt(address: number): number {
    const offset = address - this.base;
    if (!(offset > 0 && offset < this.head(END) * PAGE_SIZE) || offset % PAGE_SIZE !== 0) return -1;
    return offset / PAGE_SIZE;
  }

  /**
   * Moves the entries of all pages, and the one behind them, to `offset` bytes behind the base, where `capacity`
   * entries have room. The other entries there become 0; in a memory that is new there, they are.
   */
  place(offset: number, capacity: number, isNew: boolean): void {
    const { i32 } = this.memory;
    const from = this.entries;
    const cells = from === 0 ? 0 : (this.head(END) + 1) << ENTRY_CELLS_SHIFT;
    this.entries = this.header + (offset >>> 2);
    i32.copyWithin(this.entries, from, from + cells);
    if (!isNew) i32.fill(0, this.entries + cells, this.entries + (capacity << ENTRY_CELLS_SHIFT));
    this.setHead(TABLE, offset | 0);
    this.setHead(CAPACITY, capacity);
  }
}
