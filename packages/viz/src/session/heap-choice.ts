/** Which heap a session runs on: the allocator, its settings, and where its memory comes from. */
import { type Heap, type Secrets, SystemHeap, ZendHeap, type ZendHeapOptions } from "@zmm/heap";
import type { ModelName } from "@zmm/layout";
import { limited, providerNamed, type SegmentProvider, type TracedEvent, traced } from "@zmm/storage";
import { type HeapSource, TIMELINE_STORAGES, type TraceSettings, timelineStorage } from "@zmm/trace";

export interface HeapChoice extends Pick<ZendHeapOptions, "segmentSize" | "reserveSize" | "compactSize" | "limit"> {
  /** The allocator; `"zend"`. */
  readonly heap?: "zend" | "system";
  /** The data model of a Zend heap; `"ilp32"`. */
  readonly model?: ModelName;
  /** Whether a Zend heap counts hits and misses of its cache. */
  readonly cacheStats?: boolean;
  /** Where memory comes from: one of `TIMELINE_STORAGES`, or else what `providerNamed` knows; `"arrayBuffer"`. */
  readonly provider?: string;
  /** Bytes that its segments may have together; as many as there are. */
  readonly capacity?: number;
}

/** The marks of debug heaps, the same in every session so that bytes can be compared. */
export const SECRETS: Secrets = {
  cookieLow: 0x5a1d7e3b,
  cookieHigh: 0x2c49b6f1,
  startMagic: 0x3b6e91d5,
  endMagic: 0x7d2fa843,
};

/**
 * A source of the heaps that a choice describes. `listen` hears every call that a heap makes to its storage. Going back
 * on a storage that is not one of `TIMELINE_STORAGES` means a replay from the start.
 * @throws UnknownProviderError, once the heap is made, for a provider that nobody knows.
 */
export function heapSource(
  choice: HeapChoice,
  settings: TraceSettings,
  listen: (event: TracedEvent) => void,
): HeapSource<Heap> {
  const name = choice.provider ?? "arrayBuffer";
  const known = TIMELINE_STORAGES.find((each) => each === name);
  const listened = (inner: SegmentProvider) => traced(inner, listen);
  const kind = choice.heap === "system" ? systemHeap(choice, settings) : zendHeap(choice, settings);
  const create = (inner: SegmentProvider) => kind.create(listened(inner));
  const bounded = (inner: SegmentProvider): SegmentProvider =>
    choice.capacity === undefined ? inner : limited(inner, { bytes: choice.capacity });
  if (known === undefined) return { storage: () => bounded(providerNamed(name)), create };
  const attach = (inner: SegmentProvider, heap: Heap) => kind.attach(listened(inner), heap);
  const storage = timelineStorage(known);
  return { storage: (bytes) => bounded(storage(bytes)), create, attach };
}

interface HeapKind {
  create(storage: SegmentProvider): Heap;
  attach(storage: SegmentProvider, heap: Heap): Heap;
}

function zendHeap(choice: HeapChoice, { failStorage: _, ...settings }: TraceSettings): HeapKind {
  const { heap: _heap, provider: _provider, capacity: _capacity, ...own } = choice;
  const options: ZendHeapOptions = { ...settings, ...own, secrets: SECRETS };
  return {
    create: (storage) => ZendHeap.create(storage, options),
    attach: (storage, heap) => ZendHeap.attach(storage, (heap as ZendHeap).address, options),
  };
}

function systemHeap(choice: HeapChoice, settings: TraceSettings): HeapKind {
  const { segmentSize = settings.segmentSize, limit = settings.limit } = choice;
  const options = {
    ...(segmentSize === undefined ? {} : { segmentSize }),
    ...(limit === undefined ? {} : { limit }),
  };
  return {
    create: (storage) => SystemHeap.create(storage, options),
    attach: (storage, heap) => SystemHeap.attach(storage, (heap as SystemHeap).address),
  };
}
