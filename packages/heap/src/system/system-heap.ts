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
import { isPowerOfTwo } from "@zmm/layout";
import type { LinearMemory, SegmentProvider } from "@zmm/storage";
import { attemptAll } from "../attempt-all.js";
import {
  ConfigurationError,
  DisposedError,
  InvalidPointerError,
  InvalidSizeError,
  MemoryLimitError,
  OutOfMemoryError,
} from "../errors.js";
import type { Heap } from "../heap.js";
import { copyCells, cutFront, handOut, resizeInPlace, unitsOf } from "./blocks.js";
import { type SystemBlock, usedBlockFault, walkBlocks } from "./check.js";
import {
  broken,
  brokenLink,
  clearBit,
  findBlock,
  insertBlock,
  lowestBit,
  removeBlock,
  replaceBlock,
} from "./free-lists.js";
import { addSegment, layOut, releaseSegment, segmentBytesFor, type UnlinkedSegment, unlinkNewest } from "./segments.js";
import { classOf, searchClass, unitsFor } from "./size-class.js";
import { checkedSettings, checkLimit, isStructureAt, placeStructure, type SystemHeapOptions } from "./startup.js";
import {
  ADDRESS_BITS,
  CELL_SHIFT,
  EDGE,
  FREE,
  HEADER_BYTES,
  HEADER_CELLS,
  HEAP_BYTES,
  HEAP_CELLS,
  HEAP_HEADS,
  HEAP_LIMIT_HIGH,
  HEAP_LIMIT_LOW,
  HEAP_LIST_BITS,
  HEAP_MAGIC,
  HEAP_PEAK,
  HEAP_REAL_PEAK,
  HEAP_REAL_SIZE,
  HEAP_ROW_BITS,
  HEAP_SEGMENT_SIZE,
  HEAP_SEGMENTS,
  HEAP_SIZE,
  MAX_REAL_SIZE,
  MAX_REQUEST,
  MIN_UNITS,
  NEXT_FREE,
  PREV,
  PREV_FREE,
  ROW_SHIFT,
  SIZE,
  TYPE_MASK,
  UNIT_CELL_SHIFT,
  UNIT_SHIFT,
  USED,
} from "./structure.js";

const NO_CELLS: Int32Array = /* @__PURE__ */ new Int32Array(0);

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
    const { segmentSize, limit } = checkedSettings(options);
    const heap = new SystemHeap(provider, placeStructure(provider, segmentSize));
    heap.limit = limit;
    return heap;
  }

  /**
   * Takes up a heap that already lies in the provider's memory.
   * @param address of its structure in bytes, as `address` of the heap that made it.
   * @throws ConfigurationError when no system heap starts there.
   */
  static attach(provider: SegmentProvider, address: number): SystemHeap {
    provider.memory.refresh();
    if (!isStructureAt(provider, address)) throw new ConfigurationError(`no system heap starts at address ${address}`);
    return new SystemHeap(provider, address);
  }

  /**
   * The address of a new block of at least `size` bytes.
   *
   * One long function, as `free` is: every call comes through here, and what it does in line costs half of what it
   * would cost as calls.
   */
  allocate(size: number): number {
    if (typeof size !== "number" || size >>> 0 !== size || size > MAX_REQUEST) return this.refuse(size);
    const { m, heap } = this;
    let units = unitsFor(size);
    let index = searchClass(units);
    let row = index >>> ROW_SHIFT;
    // shift counts are taken modulo 32, so a class shifts by its list
    let lists = m[heap + HEAP_LIST_BITS + row]! & (-1 << index);
    if (lists === 0) {
      const rows = m[heap + HEAP_ROW_BITS]! & (-2 << row);
      if (rows === 0) return this.allocateMiss(size, 0);
      row = lowestBit(rows);
      lists = m[heap + HEAP_LIST_BITS + row]!;
    }
    index = (row << ROW_SHIFT) | lowestBit(lists);

    // the first block of the list, which must be what a list's first block is
    const slot = heap + HEAP_HEADS + index;
    const before = (slot - NEXT_FREE) << CELL_SHIFT;
    const block = m[slot]! >>> CELL_SHIFT;
    const word = m[block + SIZE]!;
    const next = m[block + NEXT_FREE]!;
    const rest = (word >>> UNIT_SHIFT) - units;
    const end = block + ((word >>> UNIT_SHIFT) << UNIT_CELL_SHIFT);
    if ((word & TYPE_MASK) !== FREE || m[end + PREV] !== word || m[block + PREV_FREE] !== before || rest < 0) {
      throw broken(block, "a free list begins with it, and its header or its neighbours disagree");
    }

    const following = (next >>> CELL_SHIFT) + PREV_FREE;
    if (next !== 0 && m[following] !== block << CELL_SHIFT) throw brokenLink(block);

    const tail = block + (units << UNIT_CELL_SHIFT);
    if (rest >= MIN_UNITS && classOf(rest) === index) {
      // what remains stays on the list, in the block's place
      m[slot] = tail << CELL_SHIFT;
      m[tail + PREV_FREE] = before;
      m[tail + NEXT_FREE] = next;
      if (next !== 0) m[following] = tail << CELL_SHIFT;
    } else {
      m[slot] = next;
      if (next !== 0) m[following] = before;
      else clearBit(m, heap, index);
      if (rest >= MIN_UNITS) insertBlock(m, heap, tail, rest);
      else units += rest;
    }
    if (rest >= MIN_UNITS) {
      const restWord = (rest << UNIT_SHIFT) | FREE;
      m[tail + SIZE] = restWord;
      m[end + PREV] = restWord;
    }
    const usedWord = (units << UNIT_SHIFT) | USED;
    m[block + SIZE] = usedWord;
    m[block + (units << UNIT_CELL_SHIFT) + PREV] = usedWord;

    const used = (m[heap + HEAP_SIZE]! + (units << UNIT_SHIFT)) >>> 0;
    m[heap + HEAP_SIZE] = used;
    if (used > m[heap + HEAP_PEAK]! >>> 0) m[heap + HEAP_PEAK] = used;
    return ((block + HEADER_CELLS) << CELL_SHIFT) >>> 0;
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
    return handOut(this.m, this.heap, cutFront(this.m, this.heap, block, alignment), unitsFor(size));
  }

  free(address: number): void {
    if (address === 0) return;
    if (typeof address !== "number") throw new InvalidPointerError(address, "it is not a number");
    const { m, heap } = this;
    const block = (address >>> CELL_SHIFT) - HEADER_CELLS;
    const word = m[block + SIZE]!;
    const units = word >>> UNIT_SHIFT;
    const next = block + (units << UNIT_CELL_SHIFT);
    const isUsed = (word & TYPE_MASK) === USED && m[next + PREV] === word;
    if (!isUsed || (address & ADDRESS_BITS) !== 0 || address >>> 0 !== address) {
      this.freeMiss(address);
      return;
    }

    const nextWord = m[next + SIZE]!;
    const previousWord = m[block + PREV]!;
    let start = block;
    let joined = units;
    let isListed = false;
    if ((previousWord & TYPE_MASK) === FREE) {
      start -= (previousWord >>> UNIT_SHIFT) << UNIT_CELL_SHIFT;
      joined += previousWord >>> UNIT_SHIFT;
      if (m[start + SIZE] !== previousWord) throw broken(block, "it and the free block before it disagree");
    }
    if ((nextWord & TYPE_MASK) === FREE) {
      const nextUnits = nextWord >>> UNIT_SHIFT;
      joined += nextUnits;
      if (m[next + (nextUnits << UNIT_CELL_SHIFT) + PREV] !== nextWord)
        throw broken(next, "its size has no copy behind it");
      isListed = start === block && classOf(nextUnits) === classOf(joined);
      if (isListed) replaceBlock(m, next, block);
      else removeBlock(m, heap, next);
    }
    if (start !== block) {
      // growing mostly leaves the free block before on its list
      isListed = classOf(previousWord >>> UNIT_SHIFT) === classOf(joined);
      if (!isListed) removeBlock(m, heap, start);
      // the swallowed header must not look used to a second free
      m[block + SIZE] = 0;
    }
    const freeWord = (joined << UNIT_SHIFT) | FREE;
    const end = start + (joined << UNIT_CELL_SHIFT);
    m[start + SIZE] = freeWord;
    m[end + PREV] = freeWord;
    if (!isListed) insertBlock(m, heap, start, joined);
    m[heap + HEAP_SIZE] = m[heap + HEAP_SIZE]! - (units << UNIT_SHIFT);
    if (m[start + PREV] === EDGE && m[end + SIZE] === EDGE) releaseSegment(m, heap, this.provider, start);
  }

  reallocate(address: number, size: number): number {
    if (address === 0) return this.allocate(size);
    const block = this.usedBlock(address);
    if (typeof size !== "number" || size >>> 0 !== size || size > MAX_REQUEST) return this.refuse(size);
    const have = unitsOf(this.m, block);
    if (resizeInPlace(this.m, this.heap, block, have, unitsFor(size))) return address;
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
    const dropped = unlinkNewest(m, heap, 1);
    m.fill(0, heap + HEAP_ROW_BITS, heap + HEAP_CELLS);
    m[heap + HEAP_SIZE] = 0;
    m[heap + HEAP_PEAK] = 0;
    m[heap + HEAP_REAL_PEAK] = m[heap + HEAP_REAL_SIZE]!;
    const kept = m[heap + HEAP_SEGMENTS]! >>> CELL_SHIFT;
    if (kept !== 0) layOut(m, heap, kept);
    // the heap is as new by now, whatever the provider throws; and the memory may become shorter, and have other views
    attemptAll(this.stepsBack(dropped));
  }

  /** Gives all segments and the structure back to the provider, which lives on. */
  dispose(): void {
    if (this.disposed) return;
    this.awake();
    const { m, heap } = this;
    const dropped = unlinkNewest(m, heap, 0);
    m[heap + HEAP_MAGIC] = 0;
    this.disposed = true;
    this.stopListening();
    this.m = NO_CELLS;
    attemptAll(this.stepsBack([...dropped, { address: this.address, bytes: HEAP_BYTES }]));
  }

  private stepsBack(segments: readonly UnlinkedSegment[]): (() => void)[] {
    return segments.map(
      ({ address, bytes }) =>
        () =>
          this.provider.free(address, bytes),
    );
  }

  /** No list has a block that surely fits: a new segment, or the views were out of date. */
  private allocateMiss(size: number, alignment: number): number {
    if (this.m.length === 0) {
      this.awake();
      return this.allocateAligned(size, Math.max(alignment, 1));
    }
    const units = unitsFor(size);
    // the memory may grow: its view is read after that
    let block = this.addSegmentFor(size, alignment === 0 ? units : alignedUnits(size, alignment));
    if (alignment !== 0) block = cutFront(this.m, this.heap, block, alignment);
    return handOut(this.m, this.heap, block, units);
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
