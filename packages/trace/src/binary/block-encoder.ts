import { TraceFormatError } from "../format-error.js";
import { MAX_IDS, OP_ALLOCATE, OP_END_REQUEST, OP_FREE, OP_LETTERS, OP_REALLOCATE } from "../trace.js";
import { Combinations } from "./combinations.js";
import { BLOCK_OPERATIONS, FIRST_ENTRY, MAX_ENTRIES } from "./format.js";
import { ByteWriter, zigzag } from "./varint.js";

/** Uses of an operation in a block from which on an entry of the table pays. */
const MIN_USES = 3;
const OP_BITS = 2;
const OP_MASK = 3;
/** What stands instead of a distance when the ID is the one above all so far. */
const FRESH = 0;

/** Writes blocks of operations; what it remembers from block to block is the IDs in use, the last and the highest. */
export class BlockEncoder {
  private last = 0;
  private idCount = 0;
  /** By ID: the number of the request that it is in use in, 0 for none; earlier ones have ended. */
  private live = new Int32Array(1024);
  private request = 1;
  private readonly combinations = new Combinations();
  /** By operation of the block in work: the number of its combination. */
  private readonly numbers = new Int32Array(BLOCK_OPERATIONS);

  /**
   * The first `count` operations of the arrays as the payload of a block.
   * @throws TraceFormatError for a free of a dead ID, a size that is none and the like: readers trust that there is none.
   */
  encode(ops: Uint8Array, ids: Int32Array, sizes: Float64Array, count: number): Uint8Array {
    const { combinations, numbers } = this;
    combinations.clear();
    for (let at = 0; at < count; at++) {
      const op = ops[at]!;
      if (!Number.isSafeInteger(sizes[at]!) || sizes[at]! < 0) refuseSize(op, sizes[at]!);
      const key = op | (this.placeOf(op, ids[at]!) << OP_BITS);
      numbers[at] = combinations.note(key, op === OP_ALLOCATE ? sizes[at]! : 0);
    }
    const writer = new ByteWriter();
    writer.varint(count);
    this.writeTable(writer);
    for (let at = 0; at < count; at++) this.writeOperation(writer, numbers[at]!, sizes[at]!);
    return writer.finish();
  }

  /** Gives codes to the most frequent operations and writes their meanings. */
  private writeTable(writer: ByteWriter): void {
    const { keys, sizes, codes } = this.combinations;
    // an end of request has a code of its own
    const frequent = this.combinations.frequent(MIN_USES, MAX_ENTRIES + 1);
    const entries = frequent.filter((number) => (keys[number]! & OP_MASK) !== OP_END_REQUEST).slice(0, MAX_ENTRIES);
    writer.varint(entries.length);
    for (const [index, number] of entries.entries()) {
      const op = keys[number]! & OP_MASK;
      codes[number] = FIRST_ENTRY + index;
      writer.byte(OP_LETTERS.charCodeAt(op));
      writer.varint(keys[number]! >>> OP_BITS);
      if (op === OP_ALLOCATE) writer.varint(sizes[number]!);
    }
  }

  private writeOperation(writer: ByteWriter, number: number, size: number): void {
    const { keys, codes } = this.combinations;
    const op = keys[number]! & OP_MASK;
    const code = codes[number]!;
    writer.byte(code > 0 ? code : op);
    if (op === OP_END_REQUEST) return;
    if (code === 0) writer.varint(keys[number]! >>> OP_BITS);
    if (op === OP_REALLOCATE || (op === OP_ALLOCATE && code === 0)) writer.varint(size);
  }

  /** Where the ID lies, seen from the one before: zigzagged, shifted by one to make room for `FRESH`. */
  private placeOf(op: number, id: number): number {
    if (op === OP_END_REQUEST) {
      this.request++;
      this.last = 0;
      return FRESH;
    }
    const place = id === this.idCount ? FRESH : 1 + zigzag(this.last - id);
    this.use(op, id);
    this.last = id;
    return place;
  }

  private use(op: number, id: number): void {
    if (!(id >= 0 && id < MAX_IDS && this.isLive(id) === (op !== OP_ALLOCATE))) {
      const state = op === OP_ALLOCATE ? "free" : "in use";
      throw new TraceFormatError(
        "binary trace",
        0,
        `operation ${OP_LETTERS[op]} on ID ${id}`,
        `an ID that is ${state}`,
      );
    }
    if (id >= this.live.length) this.widen(id + 1);
    this.live[id] = op === OP_FREE ? 0 : this.request;
    this.idCount = Math.max(this.idCount, id + 1);
  }

  private isLive(id: number): boolean {
    return this.live[id] === this.request;
  }

  private widen(ids: number): void {
    const { live } = this;
    this.live = new Int32Array(Math.min(2 * ids, MAX_IDS));
    this.live.set(live);
  }
}

function refuseSize(op: number, size: number): never {
  throw new TraceFormatError("binary trace", 0, `operation ${OP_LETTERS[op]} of size ${size}`, "0 to 2^53 - 1");
}
