/** Which heap a session runs on: the allocator, its settings, and where its memory comes from. */
import { type Heap, type Secrets, SystemHeap, ZendHeap, type ZendHeapOptions } from "@zmm/heap";
import type { ModelName } from "@zmm/layout";
import { providerNamed, type SegmentProvider, type TracedEvent, traced } from "@zmm/storage";
import type { HeapSource, TraceSettings } from "@zmm/trace";

export interface HeapChoice extends Pick<ZendHeapOptions, "segmentSize" | "reserveSize" | "compactSize" | "limit"> {
  /** The allocator; `"zend"`. */
  readonly heap?: "zend" | "system";
  /** The data model of a Zend heap; `"ilp32"`. */
  readonly model?: ModelName;
  /** Whether a Zend heap counts hits and misses of its cache. */
  readonly cacheStats?: boolean;
  /** Where memory comes from, by the names that `providerNamed` knows; `"arrayBuffer"`. */
  readonly provider?: string;
}

/** The marks of debug heaps, the same in every session so that bytes can be compared. */
export const SECRETS: Secrets = {
  cookieLow: 0x5a1d7e3b,
  cookieHigh: 0x2c49b6f1,
  startMagic: 0x3b6e91d5,
  endMagic: 0x7d2fa843,
};

/** Providers whose memory can start as a copy of another's bytes; `mmap_anon` and `malloc` are other names of them. */
const RESTORABLE: readonly string[] = ["arrayBuffer", "malloc", "resizable", "mmap_anon"];

/**
 * A source of the heaps that a choice describes. `listen` hears every call that a heap makes to its storage.
 */
export function heapSource(
  choice: HeapChoice,
  settings: TraceSettings,
  listen: (event: TracedEvent) => void,
): HeapSource<Heap> {
  const provider = choice.provider ?? "arrayBuffer";
  const storage = (bytes?: Uint8Array): SegmentProvider =>
    providerNamed(provider, bytes === undefined ? {} : { bytes });
  const listened = (inner: SegmentProvider) => traced(inner, listen);
  const kind = choice.heap === "system" ? systemHeap(choice, settings) : zendHeap(choice, settings);
  return {
    storage,
    create: (inner) => kind.create(listened(inner)),
    ...(RESTORABLE.includes(provider)
      ? { attach: (inner: SegmentProvider, heap: Heap) => kind.attach(listened(inner), heap) }
      : {}),
  };
}

interface HeapKind {
  create(storage: SegmentProvider): Heap;
  attach(storage: SegmentProvider, heap: Heap): Heap;
}

function zendHeap(choice: HeapChoice, { failStorage: _, ...settings }: TraceSettings): HeapKind {
  const { heap: _heap, provider: _provider, ...own } = choice;
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
