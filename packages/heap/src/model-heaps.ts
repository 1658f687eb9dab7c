/** Zend heaps of one data model, for programs that need no other and count the bytes they load. */
import type { ModelName } from "@zmm/layout";
import type { SegmentProvider } from "@zmm/storage";
import type { CompileFor } from "./compiled/compiled-misses.js";
import { ConfigurationError } from "./errors.js";
import type { AttachOptions, ZendHeap, ZendHeapOptions } from "./zend-heap.js";

/** As `ZendHeap` of the package's main entry, without the choice of a model, and all of it JavaScript. */
export interface ModelHeaps {
  /**
   * Starts a heap.
   * @throws ConfigurationError, OutOfMemoryError
   * @zend zend_mm_startup_ex
   */
  create(provider: SegmentProvider, options?: Omit<ZendHeapOptions, "model" | "compiled">): ZendHeap;
  /**
   * Takes up a heap of the model that already lies in the provider's memory.
   * @param address of the `zend_mm_heap` structure, in bytes.
   * @throws ConfigurationError when no heap of the model lies there.
   */
  attach(provider: SegmentProvider, address: number, options?: Omit<AttachOptions, "model" | "compiled">): ZendHeap;
}

/** What a compiled copy of zend/ gives. */
export interface CompiledCopy {
  startHeap(provider: SegmentProvider, options: ZendHeapOptions, compileFor?: CompileFor): ZendHeap;
  attachHeap(provider: SegmentProvider, address: number, options: AttachOptions, compileFor?: CompileFor): ZendHeap;
}

/** The heaps of one compiled copy. */
export function heapsOfModel(name: ModelName, copy: CompiledCopy): ModelHeaps {
  return {
    create: (provider, options = {}) => copy.startHeap(provider, withoutModel(name, options)),
    attach: (provider, address, options = {}) => copy.attachHeap(provider, address, withoutModel(name, options)),
  };
}

/** Programs without types may still ask for a model: for this one, or in vain. */
function withoutModel<T extends object>(name: ModelName, options: T & { readonly model?: string }): T {
  const { model = name } = options;
  if (model === name) return options;
  throw new ConfigurationError(`@zmm/heap/${name} has no heaps of model '${model}': import from @zmm/heap`);
}
