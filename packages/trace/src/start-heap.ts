import { ZendHeap, type ZendHeapOptions } from "@zmm/heap";
import type { SegmentProvider } from "@zmm/storage";
import { NumberedSegments } from "./numbered-segments.js";
import type { Trace } from "./trace.js";

/**
 * A new heap over `provider` with the settings of a trace, `#@failstorage` included; `options` go before them.
 * @throws ConfigurationError, OutOfMemoryError when the heap cannot start.
 */
export function startHeap(trace: Trace, provider: SegmentProvider, options: ZendHeapOptions = {}): ZendHeap {
  const { failStorage, ...settings } = trace.settings;
  if (failStorage === undefined) return ZendHeap.create(provider, { ...settings, ...options });
  const storage = new NumberedSegments(provider, 1);
  const heap = ZendHeap.create(storage, { ...settings, ...options });
  // failures count from the first segment that the heap takes after its startup
  storage.failEvery = failStorage;
  return heap;
}
