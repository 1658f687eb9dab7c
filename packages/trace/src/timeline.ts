import { ZendHeap, type ZendHeapOptions } from "@zmm/heap";
import { HeapReader } from "@zmm/inspect";
import { arrayBuffer } from "@zmm/storage";
import { HeapTimeline, type IntervalOptions } from "./heap-timeline.js";
import type { Trace } from "./trace.js";

export interface TimelineOptions extends ZendHeapOptions, IntervalOptions {}

/** A replay on a Zend heap that goes to any operation, backwards too. */
export class Timeline extends HeapTimeline<ZendHeap> {
  /**
   * Starts at operation 0, on a heap with the settings of the trace, which `options` go before.
   * @throws ConfigurationError, OutOfMemoryError when the heap cannot start.
   */
  constructor(trace: Trace, options: TimelineOptions = {}) {
    const { interval, budget, ...heapOptions } = options;
    const { failStorage: _, ...settings } = trace.settings;
    const all = { ...settings, ...heapOptions };
    const source = {
      storage: (bytes?: Uint8Array) => arrayBuffer(bytes === undefined ? {} : { bytes }),
      create: (storage: Parameters<typeof ZendHeap.create>[0]) => ZendHeap.create(storage, all),
      attach: (storage: Parameters<typeof ZendHeap.create>[0], { address }: ZendHeap) => {
        return ZendHeap.attach(storage, address, all);
      },
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
