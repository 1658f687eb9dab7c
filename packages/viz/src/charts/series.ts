/** What becomes of a heap over a whole trace: samples, taken from a heap of its own without holding up the page. */
import { type Heap, SystemHeap, type ZendHeap } from "@zmm/heap";
import { HeapReader } from "@zmm/inspect";
import { Replayer, type Trace } from "@zmm/trace";
import { BlockIndex } from "../map/block-index.js";
import { KIND_FREE, KIND_REST } from "../map/map-kind.js";
import { type HeapChoice, heapSource } from "../session/heap-choice.js";

/** Samples by index, as far as they are taken. Sizes in bytes. */
export interface Series {
  /** Operations done. */
  readonly at: readonly number[];
  /** In live blocks. */
  readonly usage: readonly number[];
  /** Taken from the storage. */
  readonly real: readonly number[];
  /** In the cache; 0 for the system heap, which has none. */
  readonly cached: readonly number[];
  /** The share of the free bytes that lie outside the largest free block, 0 to 1. */
  readonly fragmentation: readonly number[];
  /** Operations that failed for lack of memory. */
  readonly failures: number;
  /** What the operations alone took so far. */
  readonly milliseconds: number;
  /** Operations done so far; the trace's length at the end. */
  readonly done: number;
}

export interface SeriesOptions {
  /** Moments to look at; 240. */
  readonly samples?: number;
  /** Called now and then with what there is so far, and at the end. */
  readonly onProgress?: (series: Series) => void;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

const SAMPLES = 240;
/** Milliseconds of work between two breaks for the page. */
const SLICE = 10;
/** Operations between two looks at the clock. */
const PIECE = 4096;

/**
 * Replays a trace on a new heap and looks at it at even distances.
 * @throws what the heap throws other than for lack of memory; the signal's reason when it ends early.
 */
export async function collectSeries(trace: Trace, choice: HeapChoice, options: SeriesOptions = {}): Promise<Series> {
  const { samples = SAMPLES, onProgress, signal } = options;
  const sampler = new Sampler(trace, choice);
  let since = performance.now();
  try {
    for (let index = 0; index <= Math.min(samples, trace.length); index++) {
      const end = Math.round((index * trace.length) / Math.min(samples, Math.max(1, trace.length)));
      while (sampler.position < end) {
        sampler.run(Math.min(end, sampler.position + PIECE));
        if (performance.now() - since < SLICE) continue;
        onProgress?.(sampler.series());
        await breathe();
        signal?.throwIfAborted();
        since = performance.now();
      }
      sampler.sample();
    }
  } finally {
    sampler.dispose();
  }
  onProgress?.(sampler.series());
  return sampler.series();
}

class Sampler {
  private readonly heap: Heap;
  private readonly replayer: Replayer;
  private readonly index = new BlockIndex();
  private readonly at: number[] = [];
  private readonly usage: number[] = [];
  private readonly real: number[] = [];
  private readonly cached: number[] = [];
  private readonly fragmentation: number[] = [];
  private milliseconds = 0;

  constructor(trace: Trace, choice: HeapChoice) {
    const source = heapSource(choice, trace.settings, () => undefined);
    this.heap = source.create(source.storage());
    this.replayer = new Replayer(trace, this.heap);
  }

  get position(): number {
    return this.replayer.position;
  }

  run(end: number): void {
    const start = performance.now();
    this.replayer.run(end);
    this.milliseconds += performance.now() - start;
  }

  sample(): void {
    const { heap } = this;
    this.at.push(this.position);
    this.usage.push(heap.usage());
    this.real.push(heap.usage(true));
    if (heap instanceof SystemHeap) {
      this.index.readPlain(heap.blocks());
      this.cached.push(0);
    } else {
      const { memory, address, layout } = heap as ZendHeap;
      const reader = new HeapReader({ memory, address, layout });
      this.index.readZend(reader);
      this.cached.push(reader.intField("cached"));
    }
    this.fragmentation.push(externalFragmentation(this.index));
  }

  series(): Series {
    const { at, usage, real, cached, fragmentation, milliseconds } = this;
    const { failures, position: done } = this.replayer;
    return { at, usage, real, cached, fragmentation, failures, milliseconds, done };
  }

  dispose(): void {
    this.heap.dispose();
  }
}

function externalFragmentation(index: BlockIndex): number {
  let free = 0;
  let largest = 0;
  for (let piece = 0; piece < index.count; piece++) {
    const kind = index.kinds[piece];
    if (kind !== KIND_FREE && kind !== KIND_REST) continue;
    const size = index.places[piece + 1]! - index.places[piece]!;
    free += size;
    largest = Math.max(largest, size);
  }
  return free === 0 ? 0 : 1 - largest / free;
}

/** Lets the page draw and answer. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
