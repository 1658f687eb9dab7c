export { type FailingOptions, type FailingProvider, failing } from "./decorators/failing.js";
export { StorageError, ZmmError } from "./errors.js";
export { LinearMemory, type MemorySource } from "./linear-memory.js";
export type { ProviderSupport, SegmentProvider } from "./provider.js";
export { type ArrayBufferOptions, arrayBuffer } from "./providers/array-buffer.js";
export { type WasmMemory, type WasmMemoryOptions, wasmMemory } from "./providers/wasm-memory.js";
