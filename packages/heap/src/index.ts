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
export * from "./zend/index.js";
