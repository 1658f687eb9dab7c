export { decorate } from "./decorators/decorate.js";
export { type Failing, type FailingOptions, type FailingProvider, failing } from "./decorators/failing.js";
export { type Limited, type LimitedOptions, limited } from "./decorators/limited.js";
export {
  type CallMeasure,
  type Measured,
  type MeasuredOptions,
  type Measurements,
  measured,
} from "./decorators/measured.js";
export { type Poisoned, type PoisonedOptions, poisoned } from "./decorators/poisoned.js";
export { type TracedCall, type TracedEvent, traced } from "./decorators/traced.js";
export { zeroed } from "./decorators/zeroed.js";
export {
  DamagedMemoryError,
  ForeignMemoryError,
  NoMemoryError,
  NoSuchSegmentError,
  ProviderBusyError,
  ProviderDisposedError,
  SegmentSizeError,
  StorageError,
  StorageOptionError,
  UnknownProviderError,
  WriteAfterFreeError,
  ZmmError,
} from "./errors.js";
export { defineProvider, knownProviders, providerNamed, providerNames } from "./known-providers.js";
export { LinearMemory, type MemorySource } from "./linear-memory.js";
export type { OwnMemoryOptions } from "./own-memory.js";
export { PagedProvider } from "./paged-provider.js";
export { PageAllocator, type Segment } from "./pages/allocator.js";
export { MAX_MEMORY, PAGE_SIZE } from "./pages/layout.js";
export type { Extension, PageSource } from "./pages/source.js";
export type { ProviderSupport, SegmentProvider } from "./provider.js";
export { type ArrayBufferOptions, arrayBuffer } from "./providers/array-buffer.js";
export { type FirstFitOptions, FirstFitProvider, firstFit } from "./providers/first-fit.js";
export { type RegionOptions, region } from "./providers/region.js";
export { type ResizableOptions, resizable } from "./providers/resizable.js";
export { type ScratchOptions, ScratchProvider, scratch } from "./providers/scratch.js";
export { type SharedOptions, SharedProvider, shared } from "./providers/shared.js";
export { type WasmMemory, type WasmMemoryOptions, wasmMemory } from "./providers/wasm-memory.js";
export { randomBelowOne } from "./random.js";
export { type ProviderFactory, ProviderRegistry } from "./registry.js";
export type { SharedAudit } from "./shared-pages/audit.js";
