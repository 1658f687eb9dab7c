import type { LinearMemory } from "../linear-memory.js";
import { PAGE_SIZE } from "../pages/layout.js";
import { CAPACITY, END, ROOT, type SharedTables, tablesFor } from "./layout.js";
import { PageBitmap } from "./page-bitmap.js";

/** Reads and writes the header and the sizes of a shared memory where they lie; see layout.ts for the picture. */
export class SharedState {
  readonly memory: LinearMemory;
  /** The address of page 0. */
  readonly base: number;
  /** The cell that the header begins at. */
  readonly header: number;
  readonly tables: SharedTables;
  readonly bitmap: PageBitmap;
  /** Pages that the memory can ever have. */
  readonly capacity: number;

  constructor(memory: LinearMemory, base: number) {
    this.memory = memory;
    this.base = base;
    this.header = base / 4;
    this.capacity = memory.i32[this.header + CAPACITY] as number;
    this.tables = tablesFor(this.capacity);
    this.bitmap = new PageBitmap(memory, this.header + this.tables.bitmap);
  }

  /** The page behind the last one, as of now. */
  get end(): number {
    return Atomics.load(this.memory.i32, this.header + END);
  }

  /** Moves the end from one page to another, if no other thread has moved it; whether it did. */
  moveEnd(from: number, to: number): boolean {
    return Atomics.compareExchange(this.memory.i32, this.header + END, from, to) === from;
  }

  get root(): number {
    return Atomics.load(this.memory.i32, this.header + ROOT) >>> 0;
  }

  set root(value: number) {
    Atomics.store(this.memory.i32, this.header + ROOT, value | 0);
  }

  /** Bytes of the segment that begins at `page`, 0 if none does. */
  sizeAt(page: number): number {
    return Atomics.load(this.memory.i32, this.header + this.tables.sizes + page) >>> 0;
  }

  /** Says that a segment begins at `page`, whose pages are the caller's. */
  setSize(page: number, size: number): void {
    Atomics.store(this.memory.i32, this.header + this.tables.sizes + page, size | 0);
  }

  /** Changes the size of the segment at `page` if it is `from`; the size that it had. */
  exchangeSize(page: number, from: number, to: number): number {
    return Atomics.compareExchange(this.memory.i32, this.header + this.tables.sizes + page, from | 0, to | 0) >>> 0;
  }

  addressOf(page: number): number {
    return this.base + page * PAGE_SIZE;
  }

  /** The page at an address, or -1 when none that segments can have begins there. */
  pageAt(address: number): number {
    const page = (address - this.base) / PAGE_SIZE;
    return Number.isInteger(page) && page >= this.tables.firstPage && page < this.end ? page : -1;
  }
}
