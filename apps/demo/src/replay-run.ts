/** One trace on a new heap, with all that `zmm` tells about it. */
import type { ZendHeap, ZendHeapOptions } from "@zmm/heap";
import { HeapReader } from "@zmm/inspect";
import type { ModelName } from "@zmm/layout";
import { arrayBuffer, type SegmentProvider } from "@zmm/storage";
import { Replayer, type ReplayFailure, replay, startHeap, type Trace } from "@zmm/trace";
import { type HeapFigures, heapFigures } from "./figures.js";

export interface ReplayRun {
  readonly trace: Trace;
  readonly model: ModelName;
  readonly storage: string;
  /** Operations that failed for lack of memory. */
  readonly failures: number;
  readonly firstFailure: ReplayFailure | null;
  readonly timing: Timing;
  readonly figures: HeapFigures;
  /** The share of small requests that the cache served, 0 to 1. */
  readonly cacheHitRate: number;
  /** The heap as the trace left it. */
  readonly reader: HeapReader;
}

/** Times in nanoseconds an operation. */
export interface Timing {
  /** The median of all runs but the first. */
  readonly warm: number;
  /** The first run: code not compiled yet, memory not there yet. */
  readonly cold: number;
  readonly runs: number;
}

export interface RunOptions {
  readonly model: ModelName;
  readonly createStorage: () => SegmentProvider;
  /** The memory limit in bytes, instead of the trace's own. */
  readonly limit?: number | undefined;
  /** Called now and then with the share that is done, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** The first is left out of the median, which leaves an odd number. */
const RUNS = 6;
/** Operations between two looks at the progress. */
const INTERVAL = 65536;
const NANOSECONDS = 1e6;

/** Replays with the trace's own settings. @throws ConfigurationError, OutOfMemoryError when the heap cannot start. */
export function runReplay(trace: Trace, options: RunOptions): ReplayRun {
  const provider = options.createStorage();
  const times: number[] = [];
  for (let run = 0; run < RUNS - 1; run++) {
    const { heap, milliseconds } = runOnce(trace, provider, options, run);
    times.push(milliseconds);
    heap.dispose();
  }
  const { heap, replayer, milliseconds } = runOnce(trace, provider, options, RUNS - 1);
  const { memory, address, layout } = heap;
  const reader = new HeapReader({ memory, address, layout });
  return {
    trace,
    model: options.model,
    storage: provider.name,
    failures: replayer.failures,
    firstFailure: replayer.firstFailure,
    timing: timingOf([...times, milliseconds], trace.length),
    figures: heapFigures(reader),
    cacheHitRate: countHits(trace, options),
    reader,
  };
}

interface OneRun {
  readonly heap: ZendHeap;
  readonly replayer: Replayer;
  readonly milliseconds: number;
}

/** Run number `run`, on a heap of its own in the storage that all runs share. */
function runOnce(trace: Trace, provider: SegmentProvider, options: RunOptions, run: number): OneRun {
  const heap = startHeap(trace, provider, heapOptions(options));
  const replayer = new Replayer(trace, heap);
  // a look at the progress costs the caches of the processor: only the run that no median counts has many
  const interval = run === 0 ? INTERVAL : trace.length;
  let milliseconds = 0;
  while (replayer.position < trace.length) {
    const start = performance.now();
    replayer.run(replayer.position + interval);
    milliseconds += performance.now() - start;
    options.onProgress?.((run + replayer.position / trace.length) / RUNS);
  }
  return { heap, replayer, milliseconds };
}

function timingOf(milliseconds: readonly number[], operations: number): Timing {
  const [cold = 0, ...warm] = milliseconds.map((time) => (time * NANOSECONDS) / operations);
  return { warm: median(warm), cold, runs: milliseconds.length };
}

function heapOptions({ model, limit }: RunOptions): ZendHeapOptions {
  return limit === undefined ? { model } : { model, limit };
}

/** Counting costs time, so that a run of its own, which nobody measures, does it. */
function countHits(trace: Trace, options: RunOptions): number {
  const heap = startHeap(trace, arrayBuffer(), { ...heapOptions(options), cacheStats: true });
  replay(trace, heap);
  const share = hitRate(heap);
  heap.dispose();
  return share;
}

function hitRate(heap: ZendHeap): number {
  const buckets = heap.cacheStats().slice(0, heap.layout.numBuckets);
  const hits = buckets.reduce((sum, { hit }) => sum + hit, 0);
  const misses = buckets.reduce((sum, { miss }) => sum + miss, 0);
  return hits + misses === 0 ? 0 : hits / (hits + misses);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >>> 1] ?? 0;
}
