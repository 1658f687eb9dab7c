export {
  ConfigurationError,
  DisposedError,
  type Heap,
  HeapCorruptionError,
  InvalidPointerError,
  InvalidSizeError,
  MemoryLimitError,
  OutOfMemoryError,
  SizeOverflowError,
} from "@zmm/heap";
export { ZmmError } from "@zmm/storage";
export { createMemoryManager } from "./create-memory-manager.js";
export type { BlockReport } from "./debug/block-report.js";
export type { ReportSink } from "./debug/debug-front.js";
export type { Leak } from "./debug/leaks.js";
export type { Place, Site } from "./debug/place.js";
export type { CallSiteMode } from "./debug/site-recorder.js";
export type { EventName, Listener, ManagerEvents } from "./emitter.js";
export { type Environment, type EnvironmentSettings, parseSize, readEnvironment } from "./environment.js";
export { InvalidBlockError, RequestError, StringRangeError } from "./errors.js";
export type { CustomHandlers } from "./fronts/custom-heap.js";
export type { Shortage, ShortageHandler } from "./fronts/shortage.js";
export type { BlockHandle } from "./handles/block-handle.js";
export type { LendOptions } from "./handles/lender.js";
export type { MemoryScope } from "./handles/memory-scope.js";
export type { StringBlock } from "./handles/string-block.js";
export type { TypedBlock, ViewType } from "./handles/typed-block.js";
export type { UnfreedBlock, UnfreedListener } from "./handles/unfreed-warner.js";
export { manageHeap } from "./manage-heap.js";
export type { MemoryManager } from "./memory-manager.js";
export type { ByteSize, ManagerOptions, MemoryManagerOptions } from "./options.js";
export type { EndRequestOptions, Request, RequestEnd } from "./request.js";
export type { Nullable, StringSource } from "./request-calls.js";
