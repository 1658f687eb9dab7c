export { type BlockStatus, faultOf } from "./block-status.js";
export type { CacheStat } from "./cache-stat.js";
export { type CallSite, NO_CALL_SITE } from "./call-site.js";
export {
  ConfigurationError,
  DisposedError,
  HeapCorruptionError,
  InvalidPointerError,
  InvalidSizeError,
  MemoryLimitError,
  OutOfMemoryError,
  SizeOverflowError,
} from "./errors.js";
export type { Heap } from "./heap.js";
export type { PlainHeap, PlainHeapOptions } from "./plain-heap.js";
export { createSecrets, type Secrets } from "./secrets.js";
export * from "./system/index.js";
export { type AttachOptions, ZendHeap, type ZendHeapOptions } from "./zend-heap.js";
