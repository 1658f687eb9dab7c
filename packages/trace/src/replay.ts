import { type Heap, MemoryLimitError, OutOfMemoryError } from "@zmm/heap";
import { OP_ALLOCATE, OP_END_REQUEST, OP_FREE, OP_REALLOCATE, type Trace } from "./trace.js";

/** An operation that a heap had no memory for. */
export interface ReplayFailure {
  /** Its number, from 1. */
  readonly operation: number;
  readonly error: MemoryLimitError | OutOfMemoryError;
}

/** What a replay did. */
export interface ReplayResult {
  /** Operations done, failed ones included. */
  readonly operations: number;
  /** Operations that failed for lack of memory. */
  readonly failures: number;
  /** The first of these, or null. */
  readonly firstFailure: ReplayFailure | null;
  /** The time they took, in milliseconds, without that of the progress callback. */
  readonly milliseconds: number;
}

/** Who is told how far a replay is. */
export interface ReplayOptions {
  /** Called with the operations done so far, each time after `interval` of them and at the end. */
  readonly onProgress?: (done: number) => void;
  /** Operations between two calls of `onProgress`; 65536. */
  readonly interval?: number;
}

/**
 * Runs a trace on a heap, from its first operation to its last. The blocks that are live at the end stay in the heap.
 * @throws what the heap throws, other than for lack of memory: that is counted, and the ID is null from then on.
 */
export function replay(trace: Trace, heap: Heap, options: ReplayOptions = {}): ReplayResult {
  const { onProgress, interval = 65536 } = options;
  const replayer = new Replayer(trace, heap);
  let milliseconds = 0;
  while (replayer.position < trace.length) {
    const start = performance.now();
    replayer.run(replayer.position + interval);
    milliseconds += performance.now() - start;
    onProgress?.(replayer.position);
  }
  const { position: operations, failures, firstFailure } = replayer;
  return { operations, failures, firstFailure, milliseconds };
}

/** A replay that can stop at any operation and go on. */
export class Replayer {
  readonly trace: Trace;
  readonly heap: Heap;
  /** Operations done so far: the index of the next one. */
  position = 0;
  /** Of these, how many failed for lack of memory. */
  failures = 0;
  /** The first of these, or null. */
  firstFailure: ReplayFailure | null = null;
  /** The address of each ID's block in the heap's memory; 0 where there is none. */
  readonly addresses: Uint32Array;

  constructor(trace: Trace, heap: Heap) {
    this.trace = trace;
    this.heap = heap;
    this.addresses = new Uint32Array(trace.idCount);
  }

  /** Goes on until `end` operations are done, or all of them. @throws what the heap throws, see `replay`. */
  run(end: number): void {
    const stop = Math.min(end, this.trace.length);
    while (this.position < stop) {
      try {
        runOperations(this, this.heap, this.trace, this.addresses, stop);
      } catch (error) {
        if (!(error instanceof MemoryLimitError || error instanceof OutOfMemoryError)) throw error;
        // a failed `a` leaves its ID null, a failed `r` leaves the old block; then on with the next operation
        this.failures++;
        this.position++;
        this.firstFailure ??= { operation: this.position, error };
      }
    }
  }
}

/**
 * The loop. It is the one place that calls the heap, so that the call sites stay monomorphic as long as one process
 * replays on one kind of heap. `cursor.position` is the operation in work whenever the heap throws.
 */
function runOperations(
  cursor: { position: number },
  heap: Heap,
  { ops, ids, sizes }: Trace,
  addresses: Uint32Array,
  end: number,
): void {
  let at = cursor.position;
  try {
    for (; at < end; at++) {
      const op = ops[at];
      const id = ids[at] as number;
      if (op === OP_ALLOCATE) {
        addresses[id] = heap.allocate(sizes[at] as number);
      } else if (op === OP_FREE) {
        heap.free(addresses[id] as number);
        addresses[id] = 0;
      } else if (op === OP_REALLOCATE) {
        addresses[id] = heap.reallocate(addresses[id] as number, sizes[at] as number);
      } else {
        heap.endRequest();
        forgetRequest(addresses, ops, ids, at);
      }
    }
  } finally {
    cursor.position = at;
  }
}

/** Forgets the blocks of the request that ends with operation `at`, and no other IDs: requests may be many, and IDs too. */
function forgetRequest(addresses: Uint32Array, ops: Uint8Array, ids: Int32Array, at: number): void {
  const first = at === 0 ? 0 : ops.lastIndexOf(OP_END_REQUEST, at - 1) + 1;
  if (at - first > addresses.length) addresses.fill(0);
  else for (let index = first; index < at; index++) addresses[ids[index] as number] = 0;
}
