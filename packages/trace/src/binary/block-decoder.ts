import { MAX_IDS, OP_ALLOCATE, OP_END_REQUEST, OP_FREE, OP_LETTERS, OP_REALLOCATE } from "../trace.js";
import { BLOCK_OPERATIONS, FIRST_ENTRY, MAX_ENTRIES } from "./format.js";
import { type ByteReader, unzigzag } from "./varint.js";

/** Where decoded operations go; all 0 beforehand. */
export interface Operations {
  readonly ops: Uint8Array;
  readonly ids: Int32Array;
  readonly sizes: Float64Array;
}

/**
 * What a code means, as bits: the operation, these flags, and from `DISTANCE_SHIFT` on the distance to the ID.
 * - `FRESH`: the ID is the one above all so far, whatever the distance.
 * - `PLACED`, `SIZED`: place and size follow the code, in this order.
 * - `SPECIAL`: an end of request, or no meaning at all.
 */
const OP_MASK = 3;
const FRESH = 4;
const PLACED = 8;
const SIZED = 16;
const SPECIAL = 32;
const DISTANCE_SHIFT = 6;
const MAX_INT = 0x7fffffff;
/** Bytes that the loop may look at from a code on: a code, a place of up to two bytes, a size of up to three. */
const LONGEST_READ = 6;

/** What the codes mean that are in no table: they are the operations themselves. */
const PLAIN_CODES = [
  OP_ALLOCATE | PLACED | SIZED,
  OP_FREE | PLACED,
  OP_REALLOCATE | PLACED | SIZED,
  OP_END_REQUEST | SPECIAL,
] as const;

/**
 * Operations that one call of the loop reads at most, and those of the first: an engine that compiled the loop before
 * it had seen its end would compile it for nothing.
 */
const STRETCH = 4096;
const FIRST_STRETCH = 16;

/** Reads blocks of operations; what it remembers from block to block is the last ID and the highest. */
export class BlockDecoder {
  /** One more than the highest ID so far. */
  idCount = 0;
  private last = 0;
  /** By code: its meaning. */
  private readonly codes = new Int32Array(256);
  /** By code: the size of an `a`. */
  private readonly codeSizes = new Float64Array(256);
  /** By twice the code: both, for the loop; where the size takes more than 31 bits, `SPECIAL`. */
  private readonly table = new Int32Array(512);

  /**
   * Decodes a block's payload to `out` from index `start` on; returns how many operations it had.
   * @throws TraceFormatError when the block makes no sense or does not fit.
   */
  decode(reader: ByteReader, out: Operations, start: number): number {
    const count = reader.varint();
    if (count > BLOCK_OPERATIONS) reader.fail(`a block of ${count} operations`, `up to ${BLOCK_OPERATIONS}`);
    if (start + count > out.ops.length) reader.fail("more operations than announced", "as many as the end part says");
    this.readTable(reader);
    const end = start + count;
    for (let at = start, stretch = FIRST_STRETCH; at < end; stretch = Math.min(2 * stretch, STRETCH)) {
      at = this.readMany(reader, out, at, Math.min(at + stretch, end));
      if (at < end) at = this.readOne(reader, out, at);
    }
    if (!reader.atEnd) reader.fail("bytes behind the last operation", "the end of the block");
    if (this.idCount > MAX_IDS) reader.fail(`ID ${this.idCount - 1}`, `0 to ${MAX_IDS - 1}`);
    return count;
  }

  private readTable(reader: ByteReader): void {
    const entries = reader.varint();
    if (entries > MAX_ENTRIES) reader.fail(`a table of ${entries} entries`, `up to ${MAX_ENTRIES}`);
    this.codes.fill(SPECIAL);
    this.codes.set(PLAIN_CODES);
    for (let code = FIRST_ENTRY; code < FIRST_ENTRY + entries; code++) {
      const op = OP_LETTERS.indexOf(String.fromCharCode(reader.byte()));
      if (op < 0 || op === OP_END_REQUEST) reader.fail("a table entry of an unknown kind", "a, f or r");
      this.codes[code] = op | (op === OP_REALLOCATE ? SIZED : 0) | placeBits(reader);
      this.codeSizes[code] = op === OP_ALLOCATE ? reader.varint() : 0;
    }
    for (let code = 0; code < 256; code++) {
      const size = this.codeSizes[code]!;
      this.table[2 * code] = size > MAX_INT ? SPECIAL : this.codes[code]!;
      this.table[2 * code + 1] = size;
    }
  }

  /**
   * The loop over the codes; returns how far it came, up to `end` or to what `readOne` must do. It calls nothing, so
   * that what it works on stays in registers, and does not branch on what no processor can guess: which operation it
   * is, and how many bytes a number has. Masks, all ones for yes and 0 for no, take the place of branches.
   */
  private readMany(reader: ByteReader, { ops, ids, sizes }: Operations, start: number, end: number): number {
    // bundlers make variables of a module's constants, which engines load anew in every round: these are its own
    const OP_MASK = 3;
    const FRESH = 4;
    const SPECIAL = 32;
    /** `PLACED`, `SIZED` or `SPECIAL`. */
    const LONG = 56;
    const DISTANCE_SHIFT = 6;
    /** From the bit of `FRESH` to the sign, which spreads to a mask. */
    const FRESH_TO_SIGN = 29;
    const { table } = this;
    const { bytes } = reader;
    const safe = bytes.length - LONGEST_READ;
    let { last, idCount } = this;
    let { position } = reader;
    let at = start;
    for (; at < end && position <= safe; at++) {
      const code = bytes[position]!;
      let next = position + 1;
      let meaning = table[2 * code]!;
      let size = table[2 * code + 1]!;
      if ((meaning & LONG) !== 0) {
        if ((meaning & SPECIAL) !== 0) break;
        const placed = -((meaning >> 3) & 1);
        const place0 = bytes[next]!;
        const place1 = bytes[next + 1]! & -(place0 >> 7);
        const zigzagged = ((place0 & 127) | (place1 << 7)) - 1;
        const distance = (zigzagged >> 1) ^ -(zigzagged & 1);
        meaning |= ((distance << DISTANCE_SHIFT) | ((zigzagged >> 31) & FRESH)) & placed;
        next += (1 + (place0 >> 7)) & placed;
        const sized = -((meaning >> 4) & 1);
        const size0 = bytes[next]!;
        const size1 = bytes[next + 1]! & -(size0 >> 7);
        const size2 = bytes[next + 2]! & -(size1 >> 7);
        // numbers of more bytes are read by `readOne`
        if (((place1 & placed) | (size2 & sized)) > 127) break;
        size = ((size0 & 127) | ((size1 & 127) << 7) | (size2 << 14)) & sized;
        next += (1 + (size0 >> 7) + (size1 >> 7)) & sized;
      }
      const fresh = (meaning << FRESH_TO_SIGN) >> 31;
      const id = (idCount & fresh) | ((last - (meaning >> DISTANCE_SHIFT)) & ~fresh);
      const count = idCount - fresh;
      if (id < 0 || id >= count) break;
      ops[at] = meaning & OP_MASK;
      ids[at] = id;
      sizes[at] = size;
      idCount = count;
      last = id;
      position = next;
    }
    this.last = last;
    this.idCount = idCount;
    reader.position = position;
    return at;
  }

  /** Reads one operation, whatever it is; returns the index behind it. */
  private readOne(reader: ByteReader, { ops, ids, sizes }: Operations, at: number): number {
    const code = reader.byte();
    let meaning = this.codes[code]!;
    if (meaning === SPECIAL) reader.fail(`code ${code} has no meaning`, "the codes of the block's table");
    const op = meaning & OP_MASK;
    ops[at] = op;
    if (op === OP_END_REQUEST) {
      this.last = 0;
      return at + 1;
    }
    if (meaning & PLACED) meaning |= placeBits(reader);
    const id = meaning & FRESH ? this.idCount : this.last - (meaning >> DISTANCE_SHIFT);
    if (id < 0 || id >= MAX_IDS) reader.fail(`ID ${id}`, `0 to ${MAX_IDS - 1}`);
    ids[at] = id;
    this.last = id;
    this.idCount = Math.max(this.idCount, id + 1);
    sizes[at] = meaning & SIZED ? reader.varint() : this.codeSizes[code]!;
    return at + 1;
  }
}

/** Reads a place; returns what it adds to the meaning of a code. */
function placeBits(reader: ByteReader): number {
  const place = reader.varint();
  if (place === 0) return FRESH;
  const distance = unzigzag(place - 1);
  if (Math.abs(distance) >= MAX_IDS) reader.fail(`the distance ${distance} is too big`, `less than ${MAX_IDS}`);
  return distance << DISTANCE_SHIFT;
}
