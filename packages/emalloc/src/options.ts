import type { Heap, ZendHeapOptions } from "@zmm/heap";
import type { SegmentProvider } from "@zmm/storage";
import type { ReportSink } from "./debug/debug-front.js";
import type { CallSiteMode } from "./debug/site-recorder.js";
import type { Environment } from "./environment.js";
import type { ShortageHandler } from "./fronts/shortage.js";
import type { UnfreedListener } from "./handles/unfreed-warner.js";

/** Bytes as a number, or as PHP writes them in its settings: `"256K"`, `"2M"`, `"0x1000"`. */
export type ByteSize = number | string;

/** What a memory manager does beside managing, whatever heap it has. */
export interface ManagerOptions {
  /** Is asked when a call found no memory, and may have it tried again. */
  readonly onShortage?: ShortageHandler;
  /** Is told of handles that were garbage-collected without having been freed. Watching them costs time. */
  readonly onUnfreed?: UnfreedListener;
  /** In the debug model, how often call sites are read from the stack; `"full"`. */
  readonly callSites?: CallSiteMode;
  /** In the debug model, takes PHP's reports; `console.error`. */
  readonly report?: ReportSink;
  /** In the debug model, what reports name as the script that runs; the program's path. */
  readonly script?: string;
}

/** How a memory manager starts. What is not said here is looked up in the environment, then PHP's default is taken. */
export interface MemoryManagerOptions extends ManagerOptions {
  /** The data model of the Zend heap; `"ilp32"`. `"lp64-debug"` knows call sites and finds leaks and overruns. */
  readonly model?: NonNullable<ZendHeapOptions["model"]>;
  /**
   * Where segments come from: a provider, or a name that `@zmm/storage` knows; `"wasmMemory"`, whose heaps are the
   * fastest, or PHP's `"malloc"` where there is no WebAssembly. @zend ZEND_MM_MEM_TYPE
   */
  readonly storage?: SegmentProvider | string;
  /** Options for the provider when `storage` is a name. */
  readonly storageOptions?: object;
  /** Bytes of an ordinary segment, a power of two; 256 KiB. @zend ZEND_MM_SEG_SIZE */
  readonly segmentSize?: ByteSize;
  /** Bytes set aside so that error handling has memory; 8 KiB. */
  readonly reserveSize?: ByteSize;
  /** Real peak above which a request's end compacts the storage; 2 MiB. @zend ZEND_MM_COMPACT */
  readonly compactSize?: ByteSize;
  /** Bytes that requests may take from the storage. */
  readonly limit?: ByteSize;
  /**
   * What serves requests: the Zend heap, the system heap, or a heap of yours, which then stays yours to dispose of.
   * Saying so overrides `USE_ZEND_ALLOC`.
   */
  readonly heap?: "zend" | "system" | Heap;
  /** Whether the Zend heap checks each pointer against the set of live blocks, which takes a byte for 8 bytes of memory. */
  readonly hardened?: boolean;
  /** The environment variables to look at; those of the process. `{}` for none. */
  readonly env?: Environment;
}
