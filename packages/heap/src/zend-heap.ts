/**
 * The Zend heap as users see it: PHP 5's allocator over any segment provider, with all of its state in linear memory.
 *
 * The code that does the work lies in zend/, compiled once a data model; this file picks the copy, and for memories of
 * WebAssembly the compiled misses.
 */
import { isModelName, type Layout, MODEL_NAMES, type ModelName } from "@zmm/layout";
import type { SegmentProvider } from "@zmm/storage";
import { attachHeap as attachIlp32, faults as faultsIlp32, startHeap as startIlp32 } from "#zend/ilp32";
import { attachHeap as attachLp64, faults as faultsLp64, startHeap as startLp64 } from "#zend/lp64";
import { attachHeap as attachDebug, faults as faultsDebug, startHeap as startDebug } from "#zend/lp64-debug";
import type { BlockStatus } from "./block-status.js";
import type { CacheStat } from "./cache-stat.js";
import type { CallSite } from "./call-site.js";
import { type CompileFor, MissCompiler } from "./compiled/compiled-misses.js";
import { MISSES_ILP32 } from "./compiled/ilp32.js";
import { MISSES_LP64 } from "./compiled/lp64.js";
import { MISSES_LP64_DEBUG } from "./compiled/lp64-debug.js";
import { ConfigurationError } from "./errors.js";
import type { CompiledCopy } from "./model-heaps.js";
import type { PlainHeap, PlainHeapOptions } from "./plain-heap.js";
import type { Secrets } from "./secrets.js";

/** How a heap starts. @zend zend_mm_startup_ex */
export interface ZendHeapOptions extends PlainHeapOptions {
  /** The data model; `"ilp32"` unless said otherwise, as WebAssembly has it. */
  readonly model?: ModelName;
  /** Whether the heap structure moves into a block of its own heap. */
  readonly internal?: boolean;
  /** Whether to count hits and misses of the cache, in the structure's tail. @zend ZEND_MM_CACHE_STAT */
  readonly cacheStats?: boolean;
  /** Whether each call checks its pointer against the set of live blocks, which takes a byte for 8 bytes of memory. False. */
  readonly hardened?: boolean;
  /**
   * Whether misses of the cache may run as WebAssembly, which is faster and does the same. They do so on a
   * `WebAssembly.Memory` that threads do not share, where the engine allows it; not in debug heaps that count or are hardened,
   * whose every call goes the careful way. True.
   */
  readonly compiled?: boolean;
  /** The marks of a debug heap, random unless given (for runs whose bytes must repeat). */
  readonly secrets?: Secrets;
}

/** What must be said of a heap that already lies in memory; the rest is read from its bytes. */
export type AttachOptions = Pick<ZendHeapOptions, "model" | "cacheStats" | "hardened" | "compiled">;

/** A Zend heap that can be looked at. */
export interface ZendHeap extends PlainHeap {
  /** The structures and constants of the heap's data model. */
  readonly layout: Layout;
  /** Whether each call checks its pointer against the set of live blocks. */
  readonly hardened: boolean;
  /** Whether misses of the cache run as WebAssembly. */
  readonly compiled: boolean;
  /** What the next block of a debug heap records as the place that asked for it. */
  site: CallSite;
  /**
   * The address of small bucket `index`'s list head, 0 to `numBuckets - 1`.
   * @throws RangeError when there is no such bucket.
   * @zend ZEND_MM_SMALL_FREE_BUCKET
   */
  bucketHead(index: number): number;
  /**
   * In the debug model, what the header of the block at `address` says, however damaged; null in release.
   * @throws InvalidPointerError when no header can stand before `address`.
   * @zend _mem_block_check
   */
  checkBlock(address: number): BlockStatus | null;
  /** In the debug model, the states of all live blocks, newest segment first; none in release. @zend zend_mm_check_leaks */
  liveBlocks(): Iterable<BlockStatus>;
  /** The counters of the cache: one entry per bucket, one for the free lists; empty when the heap does not count. */
  cacheStats(): CacheStat[];
}

/** A copy of zend/, and what compiles its misses for a memory. */
interface ModelCopy extends CompiledCopy {
  readonly compiler: MissCompiler;
}

// named one by one: an object of a whole module would keep bundlers from leaving out what a program does not use
const COPIES: Readonly<Record<ModelName, ModelCopy>> = {
  ilp32: {
    startHeap: startIlp32,
    attachHeap: attachIlp32,
    compiler: /* @__PURE__ */ new MissCompiler(MISSES_ILP32, faultsIlp32),
  },
  lp64: {
    startHeap: startLp64,
    attachHeap: attachLp64,
    compiler: /* @__PURE__ */ new MissCompiler(MISSES_LP64, faultsLp64),
  },
  "lp64-debug": {
    startHeap: startDebug,
    attachHeap: attachDebug,
    compiler: /* @__PURE__ */ new MissCompiler(MISSES_LP64_DEBUG, faultsDebug),
  },
};

/** The copy of the code for a model that a user names. */
function copyFor(model: string): ModelCopy {
  if (!isModelName(model)) {
    throw new ConfigurationError(`unknown model '${model}': known are ${MODEL_NAMES.join(", ")}`);
  }
  return COPIES[model];
}

/** What compiles misses for heaps of a copy, unless that shall not be. */
function compileFor({ compiler }: ModelCopy, compiled = true): CompileFor {
  return (memory, secrets) => (compiled ? compiler.over(memory, secrets) : null);
}

/** Starts Zend heaps and finds them again. */
export const ZendHeap: {
  /**
   * Starts a heap: places its structure, allocates the reserve.
   * @throws ConfigurationError when a setting cannot be.
   * @throws OutOfMemoryError when the storage has no memory for the structure or the reserve.
   * @zend zend_mm_startup_ex
   */
  create(provider: SegmentProvider, options?: ZendHeapOptions): ZendHeap;
  /**
   * Takes up a heap that already lies in the provider's memory, where `create` or another thread or process left it.
   * Model, cache statistics and hardening must be given as the heap was created; the rest is read from its bytes.
   * @param address of the `zend_mm_heap` structure, in bytes.
   * @throws ConfigurationError when no heap of that model lies there.
   */
  attach(provider: SegmentProvider, address: number, options?: AttachOptions): ZendHeap;
} = {
  create: (provider, options = {}) => {
    const copy = copyFor(options.model ?? "ilp32");
    return copy.startHeap(provider, options, compileFor(copy, options.compiled));
  },
  attach: (provider, address, options = {}) => {
    const copy = copyFor(options.model ?? "ilp32");
    return copy.attachHeap(provider, address, options, compileFor(copy, options.compiled));
  },
};
