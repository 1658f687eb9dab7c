import { ZendHeap, type ZendHeapOptions } from "@zmm/heap";
import { HeapReader } from "@zmm/inspect";
import type { SegmentProvider } from "@zmm/storage";
import { HeapTimeline, type IntervalOptions } from "./heap-timeline.js";
import { type TimelineStorage, timelineStorage } from "./timeline-storage.js";
import type { Trace } from "./trace.js";

/** How the heap of a timeline is made, and what its copies of earlier moments may cost. */
export interface TimelineOptions extends ZendHeapOptions, IntervalOptions {
  /** Where segments come from; `timelineStorage("arrayBuffer")` unless said otherwise. */
  readonly storage?: TimelineStorage;
}

/** A replay on a Zend heap that goes to any operation, backwards too. */
export class Timeline extends HeapTimeline<ZendHeap> {
  /**
   * Starts at operation 0, on a heap with the settings of the trace, which `options` go before.
   * @throws ConfigurationError, OutOfMemoryError when the heap cannot start, RangeError for an interval below 1.
   */
  constructor(trace: Trace, options: TimelineOptions = {}) {
    const { interval, budget, storage = timelineStorage("arrayBuffer"), ...heapOptions } = options;
    const { failStorage: _, ...settings } = trace.settings;
    const all = { ...settings, ...heapOptions };
    const source = {
      storage,
      create: (provider: SegmentProvider) => ZendHeap.create(provider, all),
      attach: (provider: SegmentProvider, { address }: ZendHeap) => ZendHeap.attach(provider, address, all),
    };
    super(trace, source, {
      ...(interval === undefined ? {} : { interval }),
      ...(budget === undefined ? {} : { budget }),
    });
  }

  /** Reads the heap of this moment. */
  get reader(): HeapReader {
    const { memory, address, layout } = this.heap;
    return new HeapReader({ memory, address, layout });
  }
}
