/**
 * A heap answering operation by operation, in the terms of goldens. The verifier compares these answers with a
 * file, the writer makes a file of them.
 */
import { MemoryLimitError, OutOfMemoryError, ZendHeap } from "@zmm/heap";
import { HeapReader, heapFields, segments } from "@zmm/inspect";
import { type SegmentProvider, ZmmError } from "@zmm/storage";
import type { GoldenHeader } from "./golden.js";
import { NumberedSegments } from "./numbered-segments.js";
import { OP_ALLOCATE, OP_END_REQUEST, OP_FREE } from "./trace.js";
import { walkLines } from "./walk-lines.js";

/** The heap's own structure is the one allocation that is no segment. */
const STRUCTURES = 1;

/** One heap that does the operations of a golden one by one. */
export class GoldenRun {
  readonly heap: ZendHeap;
  /** Operations done so far. */
  operations = 0;
  /** Of these, how many failed. */
  failures = 0;
  /** After an `a` or `r`: the number of the block's segment; -1 after anything else and after a failure. */
  segment = -1;
  /** After an `a` or `r`: the offset of the block's data from the segment's start, in bytes. */
  offset = 0;
  /** After a failure: the error's text; null otherwise. */
  error: string | null = null;
  private readonly provider: NumberedSegments;
  private readonly reader: HeapReader;
  /** The data address of each ID's block; 0 for none. */
  private readonly addresses: Float64Array;
  /** The IDs that may have one: those that were given a block since the last request end. */
  private used: number[] = [];

  /**
   * Starts the heap on `provider`, which must have nothing to do with any other heap meanwhile.
   * @throws ConfigurationError, OutOfMemoryError when the heap cannot start.
   */
  constructor(provider: SegmentProvider, header: GoldenHeader, failStorage: number, idCount: number) {
    this.provider = new NumberedSegments(provider, STRUCTURES);
    this.heap = ZendHeap.create(this.provider, header);
    this.provider.failEvery = failStorage;
    const { memory, address, layout } = this.heap;
    this.reader = new HeapReader({ memory, address, layout });
    this.addresses = new Float64Array(idCount);
  }

  /**
   * Does one operation; its answer stands in `segment`, `offset` and `error`. What the heap throws is an answer too,
   * be it the lack of memory that a golden may expect or a complaint about a corrupted heap that none does.
   */
  step(op: number, id: number, size: number): void {
    this.operations++;
    this.segment = -1;
    this.error = null;
    try {
      this.perform(op, id, size);
    } catch (error) {
      if (!(error instanceof ZmmError)) throw error;
      this.fail(error);
    }
  }

  /** The state as a golden's `s` line. */
  stateLine(): string {
    const fields = heapFields(this.reader);
    const { size, realSize, peak, realPeak, cached, freeBitmap, largeFreeBitmap, restCount } = fields;
    const count = [...segments(this.reader)].length;
    return `s ${size} ${realSize} ${peak} ${realPeak} ${cached} ${freeBitmap} ${largeFreeBitmap} ${restCount} ${count}`;
  }

  /** The counters as the text after `# end: `. */
  endText(): string {
    const { allocated, reallocated, freed } = this.provider.counts;
    const reserve = heapFields(this.reader).reserve === 0 ? "released" : "held";
    return (
      `ops=${this.operations} failed=${this.failures} ` +
      `segments: allocated=${allocated} realloced=${reallocated} freed=${freed} reserve=${reserve}`
    );
  }

  /** The whole heap as the lines that end a golden. */
  walkLines(): Generator<string, void, undefined> {
    return walkLines(this.reader, (address) => this.provider.place(address));
  }

  /** Ends the heap; the provider lives on. */
  dispose(): void {
    this.heap.dispose();
  }

  private perform(op: number, id: number, size: number): void {
    const { heap, addresses } = this;
    if (op === OP_FREE) {
      const address = addresses[id] as number;
      addresses[id] = 0;
      heap.free(address);
    } else if (op === OP_END_REQUEST) {
      for (const other of this.used) addresses[other] = 0;
      this.used = [];
      heap.endRequest();
    } else {
      const address = op === OP_ALLOCATE ? 0 : (addresses[id] as number);
      this.locate(id, address === 0 ? heap.allocate(size) : heap.reallocate(address, size));
    }
  }

  private locate(id: number, address: number): void {
    this.addresses[id] = address;
    this.used.push(id);
    const index = this.provider.find(address);
    this.segment = this.provider.numberAt(index);
    this.offset = address - this.provider.baseAt(index);
  }

  /** PHP's run sets `overflow` back after each failure, and so do we. */
  private fail(error: ZmmError): void {
    const { heap } = this;
    const expected = error instanceof MemoryLimitError || error instanceof OutOfMemoryError;
    this.failures++;
    this.error = expected ? error.message : `${error.name}: ${error.message}`;
    heap.memory.i32[(heap.address + heap.layout.structs.heap.offsetOf("overflow")) >>> 2] = 0;
  }
}
