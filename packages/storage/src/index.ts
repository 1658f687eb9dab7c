export { type Failing, type FailingOptions, type FailingProvider, failing } from "./decorators/failing.js";
export {
  DamagedMemoryError,
  ForeignMemoryError,
  NoSuchSegmentError,
  ProviderDisposedError,
  SegmentSizeError,
  StorageError,
  StorageOptionError,
  UnknownProviderError,
  WriteAfterFreeError,
  ZmmError,
} from "./errors.js";
export { LinearMemory, type MemorySource } from "./linear-memory.js";
export type { OwnMemoryOptions } from "./options.js";
export { PagedProvider } from "./paged-provider.js";
export { PageAllocator, type Segment } from "./pages/allocator.js";
export { MAX_MEMORY, PAGE_SIZE } from "./pages/layout.js";
export type { Extension, PageSource } from "./pages/source.js";
export type { ProviderSupport, SegmentProvider } from "./provider.js";
export { type ArrayBufferOptions, arrayBuffer } from "./providers/array-buffer.js";
export { type WasmMemory, type WasmMemoryOptions, wasmMemory } from "./providers/wasm-memory.js";
