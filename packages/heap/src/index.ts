// For the layer above, which does not depend on the layout itself.
export { isPowerOfTwo, MAGIC } from "@zmm/layout";
export { attemptAll } from "./attempt-all.js";
export { type BlockStatus, faultOf } from "./block-status.js";
export { type BlockWords, readBlockWords } from "./block-words.js";
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
