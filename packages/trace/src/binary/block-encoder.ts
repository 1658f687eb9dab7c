import { TraceFormatError } from "../format-error.js";
import { MAX_IDS, OP_ALLOCATE, OP_END_REQUEST, OP_FREE, OP_LETTERS, OP_REALLOCATE } from "../trace.js";
import { FIRST_ENTRY, MAX_ENTRIES } from "./format.js";
import { ByteWriter, zigzag } from "./varint.js";

/** Uses of an operation in a block from which on an entry of the table pays. */
const MIN_USES = 3;
/** What stands instead of a distance when the ID is the one above all so far. */
const FRESH = 0;

/** Writes blocks of operations; what it remembers from block to block is the IDs in use, the last and the highest. */
export class BlockEncoder {
  private last = 0;
  private idCount = 0;
  /** By ID: whether it is in use. */
  private live = new Uint8Array(1024);
  private places = new Int32Array(0);

  /**
   * Operations `from` to `to` (not included) as the payload of a block.
   * @throws TraceFormatError for a free of a dead ID and the like: readers trust that there is none.
   */
  encode(ops: Uint8Array, ids: Int32Array, sizes: Float64Array, from: number, to: number): Uint8Array {
    if (this.places.length < to - from) this.places = new Int32Array(to - from);
    const { places } = this;
    for (let at = from; at < to; at++) places[at - from] = this.placeOf(ops[at]!, ids[at]!);
    const table = new CodeTable();
    for (let at = from; at < to; at++) table.count(ops[at]!, places[at - from]!, sizes[at]!);
    const writer = new ByteWriter();
    writer.varint(to - from);
    table.write(writer);
    for (let at = from; at < to; at++) writeOperation(writer, table, ops[at]!, places[at - from]!, sizes[at]!);
    return writer.finish();
  }

  /** Where the ID lies, seen from the one before: zigzagged, shifted by one to make room for `FRESH`. */
  private placeOf(op: number, id: number): number {
    const place = id === this.idCount ? FRESH : 1 + zigzag(this.last - id);
    this.use(op, id);
    this.last = op === OP_END_REQUEST ? 0 : id;
    return place;
  }

  private use(op: number, id: number): void {
    if (op === OP_END_REQUEST) {
      this.live.fill(0);
      return;
    }
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
    this.live[id] = op === OP_FREE ? 0 : 1;
    this.idCount = Math.max(this.idCount, id + 1);
  }

  private isLive(id: number): boolean {
    return this.live[id] === 1;
  }

  private widen(ids: number): void {
    const { live } = this;
    this.live = new Uint8Array(2 * ids);
    this.live.set(live);
  }
}

/** A combination of operation, place and size that occurs in a block. */
interface Combination {
  readonly op: number;
  readonly place: number;
  readonly size: number;
  uses: number;
  /** Its code, or 0 for none. */
  code: number;
}

/** The meanings of the codes of one block: its most frequent operations. */
class CodeTable {
  private readonly combinations = new Map<number, Map<number, Combination>>();
  private entries: Combination[] = [];

  /** Takes note that an operation occurs. */
  count(op: number, place: number, size: number): void {
    if (op === OP_END_REQUEST) return;
    const entry = this.find(op, place, size);
    if (entry) entry.uses++;
    else this.add({ op, place, size: op === OP_ALLOCATE ? size : 0, uses: 1, code: 0 });
  }

  /** The code of an operation, 0 when it has none of its own. */
  code(op: number, place: number, size: number): number {
    return this.find(op, place, size)?.code ?? 0;
  }

  /** Gives out codes and writes their meanings. */
  write(writer: ByteWriter): void {
    const all = [...this.combinations.values()].flatMap((bySize) => [...bySize.values()]);
    const frequent = all.filter(({ uses }) => uses >= MIN_USES).sort((a, b) => b.uses - a.uses);
    this.entries = frequent.slice(0, MAX_ENTRIES);
    writer.varint(this.entries.length);
    for (const [index, entry] of this.entries.entries()) {
      entry.code = FIRST_ENTRY + index;
      writer.byte(OP_LETTERS.charCodeAt(entry.op));
      writer.varint(entry.place);
      if (entry.op === OP_ALLOCATE) writer.varint(entry.size);
    }
  }

  private find(op: number, place: number, size: number): Combination | undefined {
    return this.combinations.get(keyOf(op, place))?.get(op === OP_ALLOCATE ? size : 0);
  }

  private add(entry: Combination): void {
    const key = keyOf(entry.op, entry.place);
    const bySize = this.combinations.get(key) ?? new Map<number, Combination>();
    this.combinations.set(key, bySize.set(entry.size, entry));
  }
}

function keyOf(op: number, place: number): number {
  return op * 4 * MAX_IDS + place;
}

function writeOperation(writer: ByteWriter, table: CodeTable, op: number, place: number, size: number): void {
  const code = table.code(op, place, size);
  writer.byte(code > 0 ? code : op);
  if (op === OP_END_REQUEST) return;
  if (code === 0) writer.varint(place);
  if (op === OP_REALLOCATE || (op === OP_ALLOCATE && code === 0)) writer.varint(size);
}
