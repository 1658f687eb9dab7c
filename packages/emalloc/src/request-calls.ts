/**
 * Those of PHP's functions that need a heap and nothing else, with PHP's names and semantics, as methods. Sizes are bytes,
 * addresses byte offsets in `memory`, 0 is null. Where C would bail out, a typed error comes, and what was there before
 * is there still.
 *
 * Strings are given as JavaScript text, or as the address of bytes that lie in memory already.
 */
import type { Heap, PlainHeap } from "@zmm/heap";
import type { LinearMemory } from "@zmm/storage";
import type { Front } from "./fronts/front.js";
import { safeSize } from "./safe-size.js";
import { sourceBytes } from "./strings.js";

/** Text, or the address of bytes in memory. */
export type StringSource = string | number;

/** What may be missing, as PHP's null pointers say it. */
export type Nullable<T> = T | null;

const WORD_MAX = { 4: 2 ** 32 - 1, 8: 2 ** 64 - 1 } as const;

/** The functions, over a heap that the class below it names: `EmallocFamily` alone, or a manager. */
export abstract class RequestCalls {
  /** What emalloc, efree and erealloc go to, unless somebody listens. */
  protected abstract front: Front;
  /** What is asked about usage, limits and block sizes, and told that a request ends. */
  protected abstract current: Heap;
  /** The memory that all addresses point into. */
  abstract readonly memory: LinearMemory;

  /**
   * The address of a new block of at least `size` bytes, its contents undefined; size 0 gives a block too.
   * @throws MemoryLimitError, OutOfMemoryError, InvalidSizeError
   */
  emalloc(size: number): number {
    return this.front.allocate(size);
  }

  /**
   * Frees a block; of 0 it does nothing (in the debug model it reports it).
   * @throws InvalidPointerError as far as the heap can see it
   */
  efree(address: number): void {
    this.front.free(address);
  }

  /** Gives a block another size, moving it if needed; of 0 it allocates. When it throws, the old block still stands. */
  erealloc(address: number, size: number): number {
    return this.front.reallocate(address, size);
  }

  /** The same as `erealloc`: PHP 5.6 takes the flag that is meant to make it differ, and does not look at it. */
  erealloc_recoverable(address: number, size: number): number {
    return this.erealloc(address, size);
  }

  /** `count * size` bytes of zeros. @throws SizeOverflowError, and as `emalloc` */
  ecalloc(count: number, size: number): number {
    const bytes = this.safeSize(count, size, 0);
    return this.zero(this.emalloc(bytes), bytes);
  }

  /** `count * size + offset` bytes. @throws SizeOverflowError, and as `emalloc` */
  safe_emalloc(count: number, size: number, offset: number): number {
    return this.emalloc(this.safeSize(count, size, offset));
  }

  /** Gives a block `count * size + offset` bytes. @throws SizeOverflowError, and as `erealloc` */
  safe_erealloc(address: number, count: number, size: number, offset: number): number {
    return this.erealloc(address, this.safeSize(count, size, offset));
  }

  /** A copy of a string with a NUL behind it. @throws InvalidPointerError, and as `emalloc` */
  estrdup(source: StringSource): number {
    return this.copyString(source);
  }

  /** A copy of `length` bytes of a string, NULs among them included, with a NUL behind. @throws StringRangeError */
  estrndup(source: StringSource, length?: number): number {
    return this.copyString(source, length);
  }

  /** As `estrdup`, where null, or address 0, gives the empty string. */
  safe_estrdup(source: Nullable<StringSource>): number {
    return this.estrdup(orEmpty(source));
  }

  /** As `estrndup`, where null, address 0 or no text gives the empty string. */
  safe_estrndup(source: Nullable<StringSource>, length?: number): number {
    const text = orEmpty(source);
    return text === "" ? this.estrdup("") : this.estrndup(text, length);
  }

  /**
   * Bytes of the whole block, header included; in the debug model those that were asked for. 0 when the Zend heap is
   * off, since nobody knows then. @throws InvalidPointerError
   */
  zend_mem_block_size(address: number): number {
    return this.current.blockSize(address);
  }

  /** Bytes in live blocks, or with `real` those taken from the storage; 0 when the Zend heap is off. */
  zend_memory_usage(real = false): number {
    return this.current.usage(real);
  }

  /** The highest that `zend_memory_usage` has been in this request, in bytes; without `real`, cached blocks included. */
  zend_memory_peak_usage(real = false): number {
    return this.current.peakUsage(real);
  }

  /** Sets the limit in bytes; below one segment it is one segment. @throws InvalidSizeError */
  zend_set_memory_limit(bytes: number): void {
    this.current.limit = bytes;
  }

  /** Bytes of a `size_t` decide what overflows. */
  protected safeSize(count: number, size: number, offset: number): number {
    return safeSize(count, size, offset, WORD_MAX[this.word]);
  }

  /** Bytes of a word of the data model; addresses of other heaps are words of 4 bytes. */
  protected get word(): 4 | 8 {
    return (this.current as Partial<PlainHeap>).word ?? 4;
  }

  protected zero(address: number, bytes: number): number {
    this.memory.wake();
    this.memory.u8.fill(0, address, address + bytes);
    return address;
  }

  private copyString(source: StringSource, length?: number): number {
    const bytes = sourceBytes(this.memory, source, length);
    return this.placeString(this.emalloc(bytes.length + 1), source, bytes);
  }

  /** Writes `bytes`, which `source` gave before the block at `address` was allocated, and a NUL behind them. */
  protected placeString(address: number, source: StringSource, bytes: Uint8Array): number {
    const { length } = bytes;
    // those in memory are looked up again: it may have grown under their view
    this.memory.wake();
    const now = typeof source === "number" ? sourceBytes(this.memory, source, length) : bytes;
    this.memory.u8.set(now, address);
    this.memory.u8[address + length] = 0;
    return address;
  }
}

function orEmpty(source: Nullable<StringSource>): StringSource {
  return source === null || source === 0 ? "" : source;
}
