import { type Heap, MemoryLimitError, OutOfMemoryError } from "@zmm/heap";
import type { LinearMemory } from "@zmm/storage";
import {
  LONG_SIZE,
  LONGEST,
  type RecordingSink,
  TAG_ALLOCATE,
  TAG_BITS,
  TAG_END_REQUEST,
  TAG_FREE,
  TAG_REALLOCATE,
  TAG_SITE,
} from "./records.js";

/**
 * A heap that writes down what it is asked for, and lets another one do it. Recording takes a few stores a call;
 * whatever is more than that happens when the memory for records is full.
 */
export class RecordingHeap implements Heap {
  readonly memory: LinearMemory;
  private readonly inner: Heap;
  private readonly sink: RecordingSink;
  private readonly words: Int32Array;
  /** The word behind the last record. */
  private cursor = 0;
  /** From this word on the longest record does not fit. */
  private readonly full: number;
  private readonly longSizes: number[] = [];
  /** Says the number of the call site of the operation that is done; null when nobody asks. */
  private readonly site: (() => number) | null;
  private siteNow = 0;

  /** @param capacity words of memory for records. */
  constructor(inner: Heap, sink: RecordingSink, capacity: number, site: (() => number) | null) {
    this.inner = inner;
    this.memory = inner.memory;
    this.sink = sink;
    this.words = new Int32Array(capacity + LONGEST);
    this.full = capacity;
    this.site = site;
  }

  allocate(size: number): number {
    let address = 0;
    try {
      address = this.inner.allocate(size);
    } catch (error) {
      if (isLackOfMemory(error)) this.writeAllocate(0, size);
      throw error;
    }
    this.writeAllocate(address, size);
    return address;
  }

  free(address: number): void {
    this.inner.free(address);
    const at = this.begin();
    this.words[at] = address | TAG_FREE;
    this.cursor = at + 1;
  }

  reallocate(address: number, size: number): number {
    let moved = 0;
    try {
      moved = this.inner.reallocate(address, size);
    } catch (error) {
      if (isLackOfMemory(error)) this.writeReallocate(address, size, 0);
      throw error;
    }
    this.writeReallocate(address, size, moved);
    return moved;
  }

  endRequest(): void {
    this.inner.endRequest();
    const at = this.begin();
    this.words[at] = TAG_END_REQUEST;
    this.cursor = at + 1;
  }

  blockSize(address: number): number {
    return this.inner.blockSize(address);
  }

  usage(real?: boolean): number {
    return this.inner.usage(real);
  }

  peakUsage(real?: boolean): number {
    return this.inner.peakUsage(real);
  }

  get limit(): number {
    return this.inner.limit;
  }

  /** Traces have no operation for it: it becomes a remark. */
  set limit(bytes: number) {
    this.inner.limit = bytes;
    this.note(`limit ${this.inner.limit}`);
  }

  dispose(): void {
    this.inner.dispose();
  }

  /** Hands a remark on, behind the operations up to here. */
  note(text: string): void {
    this.flush();
    this.sink.note(text);
  }

  /** Hands on what is recorded. */
  flush(): void {
    const { words, cursor, longSizes } = this;
    this.cursor = 0;
    if (cursor > 0) this.sink.batch({ words, length: cursor, longSizes });
    longSizes.length = 0;
  }

  private writeAllocate(address: number, size: number): void {
    const at = this.begin();
    this.words[at] = address | TAG_ALLOCATE;
    this.words[at + 1] = size < LONG_SIZE ? size : this.long(size);
    this.cursor = at + 2;
  }

  private writeReallocate(address: number, size: number, moved: number): void {
    const at = this.begin();
    this.words[at] = address | TAG_REALLOCATE;
    this.words[at + 1] = size < LONG_SIZE ? size : this.long(size);
    this.words[at + 2] = moved;
    this.cursor = at + LONGEST;
  }

  /** Makes room for a record; returns the word at which it begins. */
  private begin(): number {
    if (this.site !== null) this.writeSite(this.site());
    if (this.cursor >= this.full) this.flush();
    return this.cursor;
  }

  private writeSite(site: number): void {
    if (site === this.siteNow) return;
    this.siteNow = site;
    if (this.cursor >= this.full) this.flush();
    this.words[this.cursor++] = (site << TAG_BITS) | TAG_SITE;
  }

  private long(size: number): number {
    this.longSizes.push(size);
    return LONG_SIZE;
  }
}

function isLackOfMemory(error: unknown): boolean {
  return error instanceof MemoryLimitError || error instanceof OutOfMemoryError;
}
