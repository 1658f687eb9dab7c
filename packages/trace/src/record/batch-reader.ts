import { OP_ALLOCATE, OP_END_REQUEST, OP_FREE, OP_REALLOCATE } from "../trace.js";
import { AddressMap } from "./address-map.js";
import { IdPool } from "./id-pool.js";
import {
  LONG_SIZE,
  LONGEST,
  type RecordedBatch,
  TAG_ALLOCATE,
  TAG_BITS,
  TAG_FREE,
  TAG_REALLOCATE,
  TAG_SITE,
} from "./records.js";

const TAG_MASK: number = 2 ** TAG_BITS - 1;

/** What takes operations one by one, as `BinaryTraceWriter` does. */
export interface OperationSink {
  add(op: number, id: number, size: number, site: number): void;
}

/**
 * Makes operations with IDs of records with addresses, batch by batch. An ID is the lowest that is free; a failed
 * allocation keeps one too, null, until somebody frees null.
 */
export class BatchReader {
  private readonly pool = new IdPool();
  private readonly ids = new AddressMap();
  /** IDs whose allocation failed, oldest first. */
  private nulls: number[] = [];
  private site = 0;
  private longSizes: readonly number[] = [];
  private nextLong = 0;
  private readonly sink: OperationSink;

  constructor(sink: OperationSink) {
    this.sink = sink;
  }

  /** One more than the highest ID so far. */
  get idCount(): number {
    return this.pool.count;
  }

  read({ words, length, longSizes }: RecordedBatch): void {
    this.longSizes = longSizes;
    this.nextLong = 0;
    for (let at = 0; at < length; ) at += this.readRecord(words, at);
  }

  /** Reads the record that begins at a word; returns how many words it takes. */
  private readRecord(words: Int32Array, at: number): number {
    const head = words[at]!;
    const tag = head & TAG_MASK;
    const address = (head & ~TAG_MASK) >>> 0;
    if (tag === TAG_FREE) this.freed(address);
    else if (tag === TAG_ALLOCATE) {
      this.allocated(this.size(words[at + 1]!), address);
      return 2;
    } else if (tag === TAG_REALLOCATE) {
      this.reallocated(address, this.size(words[at + 1]!), words[at + 2]! >>> 0);
      return LONGEST;
    } else if (tag === TAG_SITE) this.site = head >>> TAG_BITS;
    else this.requestEnded();
    return 1;
  }

  private size(word: number): number {
    const short = word >>> 0;
    return short === LONG_SIZE ? (this.longSizes[this.nextLong++] ?? 0) : short;
  }

  private allocated(size: number, address: number): void {
    const id = this.pool.take();
    this.place(id, address);
    this.sink.add(OP_ALLOCATE, id, size, this.site);
  }

  /** A free of null when there is no null, or of a block from before the recording, leaves no trace. */
  private freed(address: number): void {
    const id = address === 0 ? (this.nulls.shift() ?? -1) : this.ids.get(address);
    if (id < 0) return;
    if (address !== 0) this.ids.delete(address);
    this.pool.release(id);
    this.sink.add(OP_FREE, id, 0, this.site);
  }

  private reallocated(address: number, size: number, result: number): void {
    if (address === 0) {
      const id = this.nulls.shift();
      if (id === undefined) this.allocated(size, result);
      else this.moved(id, 0, size, result);
    } else {
      const id = this.ids.get(address);
      if (id >= 0) this.moved(id, address, size, result === 0 ? address : result);
    }
  }

  private moved(id: number, from: number, size: number, to: number): void {
    if (from !== 0) this.ids.delete(from);
    this.place(id, to);
    this.sink.add(OP_REALLOCATE, id, size, this.site);
  }

  private requestEnded(): void {
    this.pool.clear();
    this.ids.clear();
    this.nulls = [];
    this.sink.add(OP_END_REQUEST, 0, 0, this.site);
  }

  private place(id: number, address: number): void {
    if (address === 0) this.nulls.push(id);
    else this.ids.set(address, id);
  }
}
