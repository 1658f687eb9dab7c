/**
 * Reads a heap's bytes: words, fields of the structure, fields of blocks. It knows the layout and nothing else, never
 * writes, and never throws: what lies outside the bytes reads as 0, and `holds` tells whether it does.
 *
 * Addresses are byte addresses as the heap stores them. When the bytes are a copy of a part of memory, `base` is the
 * address of the first of them.
 */
import { type HeapField, type Layout, TYPE_MASK } from "@zmm/layout";

/** Memory to read: a live `LinearMemory`, or anything with the same two views of the same bytes. */
export interface ReadableMemory {
  readonly i32: Int32Array;
  readonly u8: Uint8Array;
}

/** Where a heap lies. */
export interface HeapLocation {
  /** A live memory, or a copy of its bytes. */
  readonly memory: ReadableMemory | Uint8Array;
  /** Address of the `zend_mm_heap` structure, in bytes. */
  readonly address: number;
  /** The layout of the data model that the heap was made in. */
  readonly layout: Layout;
  /** Address of the memory's first byte, a multiple of 8; 0 unless the bytes are a part of a memory. */
  readonly base?: number;
}

const HIGH_HALF = 2 ** 32;

/** A heap in some bytes; see the head of this file. */
export class HeapReader {
  /** Where the bytes are. */
  readonly location: HeapLocation;
  /** Address of the `zend_mm_heap` structure. */
  readonly address: number;
  readonly layout: Layout;
  /** Address of the first byte that can be read. */
  readonly base: number;
  /** Where the members of a block's header and links stand, in bytes from the block. */
  readonly offsets: BlockOffsets;
  private readonly memory: ReadableMemory;
  private readonly wide: boolean;

  constructor(location: HeapLocation) {
    this.location = location;
    this.address = location.address;
    this.layout = location.layout;
    this.base = location.base ?? 0;
    this.memory = location.memory instanceof Uint8Array ? viewsOf(location.memory) : location.memory;
    this.wide = location.layout.model.word === 8;
    this.offsets = blockOffsets(location.layout);
  }

  /** The address behind the last byte that can be read. */
  get end(): number {
    return this.base + this.memory.i32.length * 4;
  }

  /** Whether `bytes` bytes from `address` on can be read. */
  holds(address: number, bytes: number): boolean {
    return address >= this.base && address + bytes <= this.end;
  }

  /** The unsigned 32 bits at an address that is a multiple of 4. */
  u32(address: number): number {
    return (this.memory.i32[(address - this.base) / 4] ?? 0) >>> 0;
  }

  /** The signed 32 bits at an address that is a multiple of 4. */
  int(address: number): number {
    return this.u32(address) | 0;
  }

  /** The byte at an address. */
  byte(address: number): number {
    return this.memory.u8[address - this.base] ?? 0;
  }

  /** The bytes from `address` on, a view of those that can be read. */
  bytes(address: number, length: number): Uint8Array {
    const start = Math.max(0, address - this.base);
    return this.memory.u8.subarray(start, Math.max(start, address - this.base + length));
  }

  /** The `size_t` or pointer at an address; where it exceeds 2^53, rounded. */
  word(address: number): number {
    const low = this.u32(address);
    return this.wide ? this.u32(address + 4) * HIGH_HALF + low : low;
  }

  /** The word at an address, all bits of it. */
  bits(address: number): bigint {
    const low = BigInt(this.u32(address));
    return this.wide ? (BigInt(this.u32(address + 4)) << 32n) | low : low;
  }

  /** The address of a member of the heap structure. */
  fieldAddress(field: HeapField): number {
    return this.address + this.layout.structs.heap.offsetOf(field);
  }

  /** A member of the heap structure that is a word. */
  field(field: HeapField): number {
    return this.word(this.fieldAddress(field));
  }

  /** A member of the heap structure that is an `int` or `unsigned int`, as unsigned. */
  intField(field: HeapField): number {
    return this.u32(this.fieldAddress(field));
  }

  /** The address of element `index` of a member that is an array of words. */
  elementAddress(field: HeapField, index: number): number {
    return this.fieldAddress(field) + index * this.layout.model.word;
  }

  /** Element `index` of a member of the heap structure that is an array of words. */
  element(field: HeapField, index: number): number {
    return this.word(this.elementAddress(field, index));
  }

  /** A block's `size` word: its bytes and, in the two low bits, its type. */
  sizeWord(block: number): number {
    return this.word(block + this.offsets.size);
  }

  /** A block's bytes, header included. */
  blockSize(block: number): number {
    const word = this.sizeWord(block);
    return word - (word % (TYPE_MASK + 1));
  }

  /** The type bits of a block: `TYPE_FREE`, `TYPE_USED` or `TYPE_GUARD`. */
  blockType(block: number): number {
    return this.u32(block + this.offsets.size) & TYPE_MASK;
  }

  /** A block's copy of the `size` word of the block before it. */
  prevWord(block: number): number {
    return this.word(block + this.offsets.prev);
  }

  /** The previous block on a free block's list; for a cached block, the next one of the chain. */
  prevFree(block: number): number {
    return this.word(block + this.offsets.prevFree);
  }

  /** The next block on a free block's list. */
  nextFree(block: number): number {
    return this.word(block + this.offsets.nextFree);
  }

  /** The address of the slot that holds a large free block; 0 and `REST_BLOCK` when there is none. */
  parent(block: number): number {
    return this.word(block + this.offsets.parent);
  }

  /** The address of a child slot of a large free block. */
  childSlot(block: number, side: 0 | 1): number {
    return block + this.offsets.child + side * this.layout.model.word;
  }

  /** A child of a large free block, or 0. */
  child(block: number, side: 0 | 1): number {
    return this.word(this.childSlot(block, side));
  }
}

/** Bytes from a block's address to members of its header and of its links. */
export interface BlockOffsets {
  readonly size: number;
  readonly prev: number;
  readonly prevFree: number;
  readonly nextFree: number;
  readonly parent: number;
  /** Child 0; child 1 follows. */
  readonly child: number;
}

function blockOffsets({ structs }: Layout): BlockOffsets {
  return {
    size: structs.blockInfo.offsetOf("size"),
    prev: structs.blockInfo.offsetOf("prev"),
    prevFree: structs.freeBlock.offsetOf("prevFree"),
    nextFree: structs.freeBlock.offsetOf("nextFree"),
    parent: structs.freeBlock.offsetOf("parent"),
    child: structs.freeBlock.offsetOf("child"),
  };
}

/** Both views of a copy, which is copied once more if it does not start where cells may start. */
function viewsOf(bytes: Uint8Array): ReadableMemory {
  const u8 = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return { u8, i32: new Int32Array(u8.buffer, u8.byteOffset, u8.byteLength >>> 2) };
}
