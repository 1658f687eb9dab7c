import { OP_ALLOCATE, OP_END_REQUEST, OP_FREE, type Trace } from "./trace.js";

/** Requests of sizes from 2^n to 2^(n+1) - 1 bytes; the first row is size 0 alone. */
export interface SizeRow {
  readonly from: number;
  readonly to: number;
  readonly requests: number;
  readonly bytes: number;
}

/** What a program asked for, no matter of which heap. Sizes in bytes as asked for. */
export interface TraceStatistics {
  readonly operations: number;
  readonly allocations: number;
  readonly frees: number;
  readonly reallocations: number;
  readonly requestEnds: number;
  /** Of allocations and reallocations. */
  readonly sizes: readonly SizeRow[];
  readonly largest: number;
  /** The most bytes, and blocks, that were live at a time. */
  readonly peakBytes: number;
  readonly peakBlocks: number;
  /** After how many operations the bytes were at their peak. */
  readonly peakAt: number;
  /** What nobody had freed at the end. */
  readonly liveBytes: number;
  readonly liveBlocks: number;
  /** Blocks that the very next operation freed. */
  readonly temporary: number;
  /** Operations between allocation and free, of the blocks that were freed: half of them lived shorter. */
  readonly medianLifetime: number;
}

/** Goes through a trace once. */
export function traceStatistics(trace: Trace): TraceStatistics {
  return new Tally(trace).count();
}

class Tally {
  private readonly trace: Trace;
  private readonly kinds = [0, 0, 0, 0];
  private readonly requests: number[] = [];
  private readonly requested: number[] = [];
  private readonly lifetimes: number[] = [];
  /** By ID: the size of its block, -1 for none; and when it was allocated. */
  private readonly held: Float64Array;
  private readonly born: Int32Array;
  /** The IDs that may have a block: those that were given one since the last request end. */
  private used: number[] = [];
  private bytes = 0;
  private blocks = 0;
  private largest = 0;
  private temporary = 0;
  private peak = { bytes: 0, blocks: 0, at: 0 };

  constructor(trace: Trace) {
    this.trace = trace;
    this.held = new Float64Array(trace.idCount).fill(-1);
    this.born = new Int32Array(trace.idCount);
  }

  count(): TraceStatistics {
    const { ops, ids, sizes, length } = this.trace;
    for (let at = 0; at < length; at++) this.take(at, ops[at]!, ids[at]!, sizes[at]!);
    const [allocations = 0, frees = 0, reallocations = 0, requestEnds = 0] = this.kinds;
    return {
      operations: length,
      allocations,
      frees,
      reallocations,
      requestEnds,
      sizes: this.sizeRows(),
      largest: this.largest,
      peakBytes: this.peak.bytes,
      peakBlocks: this.peak.blocks,
      peakAt: this.peak.at,
      liveBytes: this.bytes,
      liveBlocks: this.blocks,
      temporary: this.temporary,
      medianLifetime: this.medianLifetime(),
    };
  }

  private take(at: number, op: number, id: number, size: number): void {
    this.kinds[op] = this.kinds[op]! + 1;
    if (op === OP_END_REQUEST) {
      for (const other of this.used) this.release(other);
      this.used = [];
    } else if (op === OP_FREE) {
      if (this.held[id]! >= 0) this.buried(at - this.born[id]!);
      this.release(id);
    } else {
      this.release(id);
      this.hold(at, id, size, op);
    }
  }

  private hold(at: number, id: number, size: number, op: number): void {
    const row = size === 0 ? 0 : Math.floor(Math.log2(size)) + 1;
    this.requests[row] = (this.requests[row] ?? 0) + 1;
    this.requested[row] = (this.requested[row] ?? 0) + size;
    this.held[id] = size;
    if (op === OP_ALLOCATE) this.born[id] = at;
    this.used.push(id);
    this.largest = Math.max(this.largest, size);
    this.bytes += size;
    this.blocks++;
    if (this.bytes > this.peak.bytes) this.peak = { ...this.peak, bytes: this.bytes, at: at + 1 };
    this.peak.blocks = Math.max(this.peak.blocks, this.blocks);
  }

  private release(id: number): void {
    const size = this.held[id]!;
    if (size < 0) return;
    this.held[id] = -1;
    this.bytes -= size;
    this.blocks--;
  }

  private buried(lifetime: number): void {
    this.lifetimes[lifetime] = (this.lifetimes[lifetime] ?? 0) + 1;
    if (lifetime === 1) this.temporary++;
  }

  private sizeRows(): SizeRow[] {
    return Array.from(this.requests, (requests, row) => ({
      from: row === 0 ? 0 : 2 ** (row - 1),
      to: row === 0 ? 0 : 2 ** row - 1,
      requests: requests ?? 0,
      bytes: this.requested[row] ?? 0,
    })).filter(({ requests }) => requests > 0);
  }

  private medianLifetime(): number {
    const [, frees = 0] = this.kinds;
    let seen = 0;
    let median = 0;
    this.lifetimes.some((count, lifetime) => {
      seen += count;
      median = lifetime;
      return 2 * seen >= frees;
    });
    return median;
  }
}
