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
/** From the bit of `FRESH` to the sign, which spreads to a mask. */
const FRESH_TO_SIGN = 29;

/** What the codes mean that are in no table: they are the operations themselves. */
const PLAIN_CODES = [
  OP_ALLOCATE | PLACED | SIZED,
  OP_FREE | PLACED,
  OP_REALLOCATE | PLACED | SIZED,
  OP_END_REQUEST | SPECIAL,
] as const;

/** Operations that one call of the loop reads at most: engines compile best what is called often. */
const STRETCH = 4096;

/** Reads blocks of operations; what it remembers from block to block is the last ID and the highest. */
export class BlockDecoder {
  /** One more than the highest ID so far. */
  idCount = 0;
  private last = 0;
  /** By code: its meaning. */
  private readonly codes = new Int32Array(256);
  /** By code: the size of an `a`. */
  private readonly codeSizes = new Float64Array(256);

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
    for (let at = start; at < end; ) {
      at = this.readMany(reader, out, at, Math.min(at + STRETCH, end));
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
  }

  /**
   * The loop over the codes; returns how far it came, up to `end` or to what `readOne` must do. It calls nothing,
   * so that what it works on stays in registers, and for the codes of the table does not branch on the operation,
   * which no processor can guess.
   */
  private readMany(reader: ByteReader, { ops, ids, sizes }: Operations, start: number, end: number): number {
    const { codes, codeSizes } = this;
    const { bytes } = reader;
    let { last, idCount } = this;
    let { position } = reader;
    let at = start;
    for (; at < end; at++) {
      const code = bytes[position]!;
      let next = position + 1;
      let size = codeSizes[code]!;
      let meaning = codes[code]!;
      if ((meaning & (PLACED | SIZED | SPECIAL)) !== 0) {
        if ((meaning & SPECIAL) !== 0) break;
        // numbers of up to two bytes are read here, longer ones by `readOne`
        if ((meaning & PLACED) !== 0) {
          let place = bytes[next++]!;
          if (place > 127) place += (bytes[next++]! << 7) - 128;
          if (place > 16383) break;
          meaning |= place === 0 ? FRESH : (((place - 1) >> 1) ^ -((place - 1) & 1)) << DISTANCE_SHIFT;
        }
        if ((meaning & SIZED) !== 0) {
          size = bytes[next++]!;
          if (size > 127) size += (bytes[next++]! << 7) - 128;
          if (size > 16383) break;
        }
      }
      const op = meaning & OP_MASK;
      const fresh = (meaning << FRESH_TO_SIGN) >> 31;
      const id = (idCount & fresh) | ((last - (meaning >> DISTANCE_SHIFT)) & ~fresh);
      const count = idCount - fresh;
      if (id >>> 0 >= count) break;
      ops[at] = op;
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
