import type { Heap } from "@zmm/heap";
import { checkedCount } from "./checked-count.js";
import { Peaks } from "./peaks.js";
import { Replayer } from "./replay.js";
import type { Trace } from "./trace.js";

/** A moment of a replay. Sizes in bytes. */
export interface Sample {
  /** Operations done. */
  readonly at: number;
  /** In live blocks. */
  readonly usage: number;
  /** Taken from the storage. */
  readonly real: number;
}

/** What became of a trace on one heap. */
export interface Comparison {
  readonly name: string;
  readonly operations: number;
  /** Operations that failed for lack of memory. */
  readonly failures: number;
  /** What the operations took, without the sampling. */
  readonly milliseconds: number;
  /** The most that there has been at any moment, as the heap accounts for it, in bytes: in blocks. */
  readonly peakUsage: number;
  /** And taken from the storage. */
  readonly peakReal: number;
  /** The share of the memory from the storage that lay in live blocks, over all samples, 0 to 1. */
  readonly utilisation: number;
  readonly samples: readonly Sample[];
}

/** How closely `compare` looks. */
export interface CompareOptions {
  /** How many moments to look at; 200. */
  readonly samples?: number;
}

const SAMPLES = 200;

/**
 * Runs a trace on heaps one after the other, each as new, and looks at them at the same moments.
 * @throws what a heap throws, other than for lack of memory; RangeError for less than one sample.
 */
export function compare(
  trace: Trace,
  heaps: Readonly<Record<string, Heap>>,
  options: CompareOptions = {},
): Comparison[] {
  const samples = checkedCount("samples", options.samples ?? SAMPLES);
  return Object.entries(heaps).map(([name, heap]) => run(name, trace, heap, samples));
}

function run(name: string, trace: Trace, heap: Heap, count: number): Comparison {
  const replayer = new Replayer(trace, heap);
  const peaks = new Peaks();
  const samples: Sample[] = [];
  let milliseconds = 0;
  for (let index = 1; index <= count; index++) {
    const start = performance.now();
    peaks.run(replayer, Math.round((index * trace.length) / count));
    milliseconds += performance.now() - start;
    samples.push({ at: replayer.position, usage: heap.usage(), real: heap.usage(true) });
  }
  const sum = (of: "usage" | "real") => samples.reduce((total, sample) => total + sample[of], 0);
  return {
    name,
    operations: replayer.position,
    failures: replayer.failures,
    milliseconds,
    peakUsage: peaks.usage,
    peakReal: peaks.real,
    utilisation: sum("real") === 0 ? 0 : sum("usage") / sum("real"),
    samples,
  };
}
