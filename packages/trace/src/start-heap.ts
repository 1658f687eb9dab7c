import { ZendHeap, type ZendHeapOptions } from "@zmm/heap";
import type { SegmentProvider } from "@zmm/storage";
import { NumberedSegments } from "./numbered-segments.js";
import type { Trace } from "./trace.js";

/**
 * A new heap over `provider` with the settings of a trace, `#@failstorage` included; `options` go before them.
 * @throws ConfigurationError, OutOfMemoryError when the heap cannot start.
 */
export function startHeap(trace: Trace, provider: SegmentProvider, options: ZendHeapOptions = {}): ZendHeap {
  const { failStorage: _, ...settings } = trace.settings;
  return startOnFailing(trace, provider, (storage) => ZendHeap.create(storage, { ...settings, ...options }));
}

/** What `start` makes of `provider`, with a trace's `#@failstorage` from then on; what else the trace sets is left to `start`. */
export function startOnFailing<H>(trace: Trace, provider: SegmentProvider, start: (storage: SegmentProvider) => H): H {
  const { failStorage } = trace.settings;
  if (failStorage === undefined) return start(provider);
  const storage = new NumberedSegments(provider, 1);
  const heap = start(storage);
  // failures count from the first segment that the heap takes after its startup
  storage.failEvery = failStorage;
  return heap;
}
