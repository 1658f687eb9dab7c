/**
 * The system heap: what `malloc` is to PHP, for persistent blocks and for running without the Zend heap.
 *
 * A two-level segregated fit allocator. Allocating and freeing take a bounded number of steps whatever the heap holds:
 * two bitmaps name the first list that surely fits, the rest of the block goes back on a list, and a freed block joins
 * its free neighbours at once. All state lies in linear memory, so `attach` can take a heap up where it lies; the class
 * keeps only the view and the place of the structure. It knows nothing of the Zend heap beside it in the memory.
 *
 * Every free is checked in place: the header must be one of this heap's used headers and the block behind must repeat
 * it, which is what lets a stale, foreign or interior address be told without a table of blocks.
 */
import type { LinearMemory, SegmentProvider } from "@zmm/storage";
import {
  ConfigurationError,
  DisposedError,
  InvalidPointerError,
  InvalidSizeError,
  MemoryLimitError,
  OutOfMemoryError,
} from "../errors.js";
import type { Heap } from "../heap.js";
import { blockBehind, cutFront, freeUnitsAt, markFree, markUsed, unitsOf } from "./blocks.js";
import { type SystemBlock, usedBlockFault, walkBlocks } from "./check.js";
import { broken, findBlock, insertBlock, refileBlock, removeBlock } from "./free-lists.js";
import { addSegment, layOut, segmentBytesFor, unlinkSegment } from "./segments.js";
import { searchClass, unitsFor } from "./size-class.js";
import {
  ADDRESS_BITS,
  CELL_SHIFT,
  EDGE,
  FREE,
  HEADER_BYTES,
  HEADER_CELLS,
  HEAP_BYTES,
  HEAP_CELLS,
  HEAP_LIMIT_HIGH,
  HEAP_LIMIT_LOW,
  HEAP_MAGIC,
  HEAP_PEAK,
  HEAP_REAL_PEAK,
  HEAP_REAL_SIZE,
  HEAP_ROW_BITS,
  HEAP_SEGMENT_SIZE,
  HEAP_SEGMENTS,
  HEAP_SIZE,
  MAGIC_VALUE,
  MAX_REAL_SIZE,
  MAX_REQUEST,
  MIN_UNITS,
  NEXT_FREE,
  PREV,
  PREV_FREE,
  SEGMENT_BYTES,
  SEGMENT_CELLS,
  SEGMENT_NEXT,
  SIZE,
  TYPE_MASK,
  UNIT_CELL_SHIFT,
  UNIT_SHIFT,
  USED,
} from "./structure.js";

const DEFAULT_SEGMENT_SIZE = 256 * 1024;
const SMALLEST_SEGMENT = 4096;
/** Cells up to which a loop copies faster than the call of the built-in. */
const SHORT_COPY = 32;
const NO_CELLS: Int32Array = new Int32Array(0);

/** How a system heap starts. */
export interface SystemHeapOptions {
  /** Bytes of an ordinary segment, a power of two from 4096; 256 KiB. Larger blocks get a multiple of it. */
  readonly segmentSize?: number;
  /** Bytes that the heap may take from the storage; no limit unless said otherwise. */
  readonly limit?: number;
}

export class SystemHeap implements Heap {
  readonly memory: LinearMemory;
  readonly provider: SegmentProvider;
  /** Byte address of the heap structure. */
  readonly address: number;
  /** The heap structure's first cell. */
  private readonly heap: number;
  /** The memory's cells; empty once disposed, so that every call ends up where that is noticed. */
  private m: Int32Array;
  private disposed = false;
  private readonly stopListening: () => void;

  private constructor(provider: SegmentProvider, address: number) {
    this.provider = provider;
    this.memory = provider.memory;
    this.address = address;
    this.heap = address >>> CELL_SHIFT;
    this.m = this.memory.i32;
    this.stopListening = this.memory.onGrow(() => {
      this.m = this.memory.i32;
    });
  }

  /**
   * Starts a heap; its structure takes one allocation of the provider, its first block brings the first segment.
   * @throws ConfigurationError when the segment size is no power of two from 4096.
   * @throws OutOfMemoryError when the storage has no memory for the structure.
   */
  static create(provider: SegmentProvider, options: SystemHeapOptions = {}): SystemHeap {
    const segmentSize = options.segmentSize ?? DEFAULT_SEGMENT_SIZE;
    if (!isPowerOfTwo(segmentSize)) throw new ConfigurationError("'block_size' must be a power of two");
    if (segmentSize < SMALLEST_SEGMENT) throw new ConfigurationError(`segments take ${SMALLEST_SEGMENT} bytes or more`);
    const limit = options.limit ?? Number.MAX_SAFE_INTEGER;
    checkLimit(limit);
    const address = provider.allocate(HEAP_BYTES);
    if (address === 0) throw new OutOfMemoryError(0, HEAP_BYTES);
    const cell = address >>> CELL_SHIFT;
    provider.memory.i32.fill(0, cell, cell + HEAP_CELLS);
    provider.memory.i32[cell + HEAP_MAGIC] = MAGIC_VALUE;
    provider.memory.i32[cell + HEAP_SEGMENT_SIZE] = segmentSize;
    const heap = new SystemHeap(provider, address);
    heap.limit = limit;
    return heap;
  }

  /**
   * Takes up a heap that already lies in the provider's memory.
   * @param address of its structure in bytes, as `address` of the heap that made it.
   * @throws ConfigurationError when no system heap starts there.
   */
  static attach(provider: SegmentProvider, address: number): SystemHeap {
    const placed = Number.isInteger(address) && address > 0 && address % HEADER_BYTES === 0;
    if (!placed || provider.memory.i32[address >>> CELL_SHIFT] !== MAGIC_VALUE) {
      throw new ConfigurationError(`no system heap starts at address ${address}`);
    }
    return new SystemHeap(provider, address);
  }

  allocate(size: number): number {
    if (typeof size !== "number" || size >>> 0 !== size || size > MAX_REQUEST) return this.refuse(size);
    const units = unitsFor(size);
    const block = findBlock(this.m, this.heap, searchClass(units));
    if (block === 0) return this.allocateMiss(size, 0);
    return this.handOut(block, units);
  }

  /**
   * As `allocate`, at an address that is a multiple of `alignment` bytes. `reallocate` of such a block keeps a
   * multiple of 8 only.
   * @param alignment a power of two from 1; below 8 it is 8.
   * @throws InvalidSizeError also when `alignment` is no power of two.
   */
  allocateAligned(size: number, alignment: number): number {
    if (!isPowerOfTwo(alignment)) throw new InvalidSizeError(alignment, "alignment, a power of two,");
    if (alignment <= HEADER_BYTES) return this.allocate(size);
    if (typeof size !== "number" || size >>> 0 !== size || size + 2 * alignment > MAX_REQUEST) return this.refuse(size);
    const block = findBlock(this.m, this.heap, searchClass(alignedUnits(size, alignment)));
    if (block === 0) return this.allocateMiss(size, alignment);
    return this.handOut(cutFront(this.m, this.heap, block, alignment), unitsFor(size));
  }

  free(address: number): void {
    if (address === 0) return;
    if (typeof address !== "number") throw new InvalidPointerError(address, "it is not a number");
    const { m, heap } = this;
    let block = (address >>> CELL_SHIFT) - HEADER_CELLS;
    const word = m[block + SIZE]!;
    const units = word >>> UNIT_SHIFT;
    const next = blockBehind(block, units);
    if (
      (word & TYPE_MASK) !== USED ||
      m[next + PREV] !== word ||
      (address & ADDRESS_BITS) !== 0 ||
      address >>> 0 !== address
    ) {
      this.freeMiss(address);
      return;
    }
    let joined = units + freeUnitsAt(m, next);
    const previousWord = m[block + PREV]!;
    if ((previousWord & TYPE_MASK) === FREE) {
      const before = previousWord >>> UNIT_SHIFT;
      const previous = block - (before << UNIT_CELL_SHIFT);
      if (freeUnitsAt(m, previous) !== before) throw broken(block, "it and the free block before it disagree");
      if (joined !== units) removeBlock(m, heap, next, joined - units);
      joined += before;
      refileBlock(m, heap, previous, before, previous, joined);
      // the swallowed header must not look used to a second free
      m[block + SIZE] = 0;
      block = previous;
    } else if (joined !== units) refileBlock(m, heap, next, joined - units, block, joined);
    else insertBlock(m, heap, block, units);
    markFree(m, block, joined);
    m[heap + HEAP_SIZE] = m[heap + HEAP_SIZE]! - (units << UNIT_SHIFT);
    if (m[block + PREV] === EDGE && m[blockBehind(block, joined) + SIZE] === EDGE) this.releaseSegment(block, joined);
  }

  reallocate(address: number, size: number): number {
    if (address === 0) return this.allocate(size);
    const block = this.usedBlock(address);
    if (typeof size !== "number" || size >>> 0 !== size || size > MAX_REQUEST) return this.refuse(size);
    const have = unitsOf(this.m, block);
    if (this.resizeInPlace(block, have, unitsFor(size))) return address;
    const moved = this.allocate(size);
    copyCells(this.m, moved >>> CELL_SHIFT, address >>> CELL_SHIFT, (have << UNIT_CELL_SHIFT) - HEADER_CELLS);
    this.free(address);
    return moved;
  }

  /** The bytes of the whole block, its header of 8 bytes included. */
  blockSize(address: number): number {
    const block = this.usedBlock(address);
    return ((this.m[block + SIZE]! >>> UNIT_SHIFT) << UNIT_SHIFT) >>> 0;
  }

  /** Bytes in live blocks, headers included, or with `real` those taken for segments. */
  usage(real = false): number {
    this.awake();
    return this.m[this.heap + (real ? HEAP_REAL_SIZE : HEAP_SIZE)]! >>> 0;
  }

  peakUsage(real = false): number {
    this.awake();
    return this.m[this.heap + (real ? HEAP_REAL_PEAK : HEAP_PEAK)]! >>> 0;
  }

  /** Bytes that the heap may take for segments; never below one segment, and above 2^53 it is 2^53 - 1. */
  get limit(): number {
    this.awake();
    return (this.m[this.heap + HEAP_LIMIT_LOW]! >>> 0) + this.m[this.heap + HEAP_LIMIT_HIGH]! * 2 ** 32;
  }

  set limit(bytes: number) {
    this.awake();
    checkLimit(bytes);
    const limit = Math.min(Math.max(bytes, this.segmentSize), Number.MAX_SAFE_INTEGER);
    this.m[this.heap + HEAP_LIMIT_LOW] = limit;
    this.m[this.heap + HEAP_LIMIT_HIGH] = Math.floor(limit / 2 ** 32);
  }

  /** Bytes of an ordinary segment. */
  get segmentSize(): number {
    this.awake();
    return this.m[this.heap + HEAP_SEGMENT_SIZE]! >>> 0;
  }

  /**
   * All blocks in address order within each segment, newest segment first, checked on the way.
   * @throws HeapCorruptionError at the first thing that does not hold.
   */
  *blocks(): Generator<SystemBlock> {
    this.awake();
    yield* walkBlocks(this.m, this.heap);
  }

  /** Drops every block; the oldest segment stays, as one free block. */
  endRequest(): void {
    this.awake();
    const { m, heap } = this;
    m.fill(0, heap + HEAP_ROW_BITS, heap + HEAP_CELLS);
    const kept = this.giveBackAllButOldest();
    m[heap + HEAP_SIZE] = 0;
    m[heap + HEAP_PEAK] = 0;
    m[heap + HEAP_REAL_PEAK] = m[heap + HEAP_REAL_SIZE]!;
    if (kept !== 0) layOut(m, heap, kept);
  }

  /** Gives all segments and the structure back to the provider, which lives on. */
  dispose(): void {
    if (this.disposed) return;
    this.awake();
    const oldest = this.giveBackAllButOldest();
    if (oldest !== 0) this.provider.free(oldest << CELL_SHIFT, unlinkSegment(this.m, this.heap, oldest));
    this.m[this.heap + HEAP_MAGIC] = 0;
    this.provider.free(this.address, HEAP_BYTES);
    this.disposed = true;
    this.stopListening();
    this.m = NO_CELLS;
  }

  /** Turns a free block into a used one of `units`; what is left of it takes its place among the free ones. */
  private handOut(block: number, units: number): number {
    const { m, heap } = this;
    const have = freeUnitsAt(m, block);
    const rest = have - units;
    let given = units;
    if (rest >= MIN_UNITS) {
      const tail = blockBehind(block, units);
      refileBlock(m, heap, block, have, tail, rest);
      markFree(m, tail, rest);
    } else {
      removeBlock(m, heap, block, have);
      given = have;
    }
    markUsed(m, block, given);
    this.addToSize(given);
    return ((block + HEADER_CELLS) << CELL_SHIFT) >>> 0;
  }

  /** Adds `units` to the usage and lifts its peak. */
  private addToSize(units: number): void {
    const { m, heap } = this;
    const size = (m[heap + HEAP_SIZE]! + (units << UNIT_SHIFT)) >>> 0;
    m[heap + HEAP_SIZE] = size;
    if (size > m[heap + HEAP_PEAK]! >>> 0) m[heap + HEAP_PEAK] = size;
  }

  /** Shrinks, or grows into a free block behind; false when the block has to move. */
  private resizeInPlace(block: number, have: number, units: number): boolean {
    const { m, heap } = this;
    const next = blockBehind(block, have);
    const room = have + freeUnitsAt(m, next);
    if (units > room) return false;
    if (units <= have && have - units < MIN_UNITS) return true;
    const rest = room - units;
    const tail = blockBehind(block, units);
    if (rest < MIN_UNITS) removeBlock(m, heap, next, room - have);
    else if (room === have) insertBlock(m, heap, tail, rest);
    else refileBlock(m, heap, next, room - have, tail, rest);
    if (rest >= MIN_UNITS) markFree(m, tail, rest);
    const given = rest < MIN_UNITS ? room : units;
    markUsed(m, block, given);
    this.addToSize(given - have);
    return true;
  }

  /** No list has a block that surely fits: a new segment, or the views were out of date. */
  private allocateMiss(size: number, alignment: number): number {
    if (this.m.length === 0) {
      this.awake();
      return this.allocateAligned(size, Math.max(alignment, 1));
    }
    if (alignment === 0) return this.handOut(this.addSegmentFor(size, unitsFor(size)), unitsFor(size));
    const block = this.addSegmentFor(size, alignedUnits(size, alignment));
    return this.handOut(cutFront(this.m, this.heap, block, alignment), unitsFor(size));
  }

  /** The one free block of a new segment that has `units` or more. */
  private addSegmentFor(size: number, units: number): number {
    const bytes = segmentBytesFor(units, this.segmentSize);
    const real = this.usage(true);
    if (real + bytes > this.limit) throw new MemoryLimitError(this.limit, size);
    const address = real + bytes > MAX_REAL_SIZE ? 0 : this.provider.allocate(bytes);
    if (address === 0) throw new OutOfMemoryError(real, size);
    return addSegment(this.m, this.heap, address, bytes);
  }

  /** What `allocate` answers to a size that no block can have. */
  private refuse(size: number): never {
    this.awake();
    if (!Number.isSafeInteger(size) || size < 0) throw new InvalidSizeError(size);
    const real = this.usage(true);
    if (real + size > this.limit) throw new MemoryLimitError(this.limit, size);
    throw new OutOfMemoryError(real, size);
  }

  /**
   * Gives the segment that a free block fills back to the provider. A segment of ordinary size stays when no other
   * block of its class is free, so that a heap that sways around a segment's edge does not take and give without end.
   */
  private releaseSegment(block: number, units: number): void {
    const { m, heap } = this;
    const segment = block - SEGMENT_CELLS;
    const alone = m[block + PREV_FREE] === 0 && m[block + NEXT_FREE] === 0;
    if (alone && m[segment + SEGMENT_BYTES]! >>> 0 === this.segmentSize) return;
    removeBlock(m, heap, block, units);
    const bytes = unlinkSegment(m, heap, segment);
    this.provider.free((segment << CELL_SHIFT) >>> 0, bytes);
  }

  /** Gives all segments but the oldest back; returns that one's cell, 0 when there is none. */
  private giveBackAllButOldest(): number {
    const { heap } = this;
    for (;;) {
      const address = this.m[heap + HEAP_SEGMENTS]! >>> 0;
      const segment = address >>> CELL_SHIFT;
      if (address === 0 || this.m[segment + SEGMENT_NEXT] === 0) return segment;
      this.provider.free(address, unlinkSegment(this.m, heap, segment));
    }
  }

  /** A free that the short path refused: a stale view, or a bad address. */
  private freeMiss(address: number): void {
    this.usedBlock(address);
    this.free(address);
  }

  /** The used block whose user bytes start at `address`. */
  private usedBlock(address: number): number {
    this.awake();
    if (typeof address !== "number") throw new InvalidPointerError(address, "it is not a number");
    const block = (address >>> CELL_SHIFT) - HEADER_CELLS;
    if (block >= this.m.length && this.memory.refresh()) this.m = this.memory.i32;
    const fault = usedBlockFault(this.m, address, block);
    if (fault !== null) throw new InvalidPointerError(address, fault);
    return block;
  }

  /** Makes the view right again after the memory's buffer was replaced without a word. */
  private awake(): void {
    if (this.m.length !== 0) return;
    if (this.disposed) throw new DisposedError("system heap");
    this.memory.refresh();
    this.m = this.memory.i32;
  }
}

/** Units of a block in which `size` bytes at a multiple of `alignment` fit, what is cut off in front included. */
function alignedUnits(size: number, alignment: number): number {
  return unitsFor(size) + (alignment >>> UNIT_SHIFT) + MIN_UNITS;
}

function isPowerOfTwo(value: unknown): boolean {
  return typeof value === "number" && value >= 1 && Number.isInteger(Math.log2(value));
}

function checkLimit(limit: number): void {
  const whole = Number.isInteger(limit) || limit === Number.POSITIVE_INFINITY;
  if (!whole || limit < 0) throw new InvalidSizeError(limit, "limit");
}

function copyCells(m: Int32Array, to: number, from: number, cells: number): void {
  if (cells > SHORT_COPY) {
    m.copyWithin(to, from, from + cells);
    return;
  }
  for (let i = 0; i < cells; i++) m[to + i] = m[from + i]!;
}
