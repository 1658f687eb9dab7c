/** From options and environment to a manager. */
import { ConfigurationError, type Heap, SystemHeap, ZendHeap, type ZendHeapOptions } from "@zmm/heap";
import { NoMemoryError, providerNamed, providerNames, type SegmentProvider } from "@zmm/storage";
import { type EnvironmentSettings, parseSize, processEnvironment, readEnvironment } from "./environment.js";
import { type Foundation, given, managerOn } from "./manage-heap.js";
import type { HeapStarter } from "./manager-core.js";
import type { MemoryManager } from "./memory-manager.js";
import type { ByteSize, MemoryManagerOptions } from "./options.js";

const STARTER: HeapStarter = {
  zendHeap: (storage, options) => ZendHeap.create(storage, options),
  storageNames: providerNames,
};

/** The storage whose heaps are the fastest. */
const FASTEST_STORAGE = "wasmMemory";
/** PHP's default, which every engine has. */
const PLAIN_STORAGE = "malloc";

/**
 * Starts a memory manager.
 * @throws ConfigurationError, StorageError (UnknownProviderError for a name) or InvalidSizeError for bad settings.
 * @throws OutOfMemoryError when the storage has no memory to start with.
 * @zend start_memory_manager
 */
export function createMemoryManager(options: MemoryManagerOptions = {}): MemoryManager {
  const environment = readEnvironment(options.env ?? processEnvironment());
  const started = foundation(options, environment);
  try {
    return managerOn(started, options, STARTER);
  } catch (error) {
    for (const resource of started.owned.toReversed()) resource.dispose();
    throw error;
  }
}

/** The heap and what it stands on; what is started here is given back when the start fails. */
function foundation(options: MemoryManagerOptions, environment: EnvironmentSettings): Foundation {
  if (typeof options.heap === "object") return withHeap(options.heap, options);
  const { storage, owned } = storageFor(options, environment);
  try {
    const heap = startHeap(options, environment, storage);
    return { heap, memory: storage.memory, storage, owned: heap === null ? owned : [...owned, heap] };
  } catch (error) {
    for (const provider of owned) provider.dispose();
    throw error;
  }
}

/** What says how a heap starts, and has no meaning for one that has started. */
const HEAP_SETTINGS = ["model", "hardened", "segmentSize", "reserveSize", "compactSize", "storageOptions"] as const;

function withHeap(heap: Heap, options: MemoryManagerOptions): Foundation {
  const meaningless = HEAP_SETTINGS.find((name) => options[name] !== undefined);
  if (meaningless !== undefined) throw new ConfigurationError(`a heap was given, which '${meaningless}' cannot change`);
  const foundation = given(heap, options.storage);
  const limit = bytesOf(options.limit, "limit");
  if (limit !== undefined) heap.limit = limit;
  return foundation;
}

function storageFor(
  options: MemoryManagerOptions,
  environment: EnvironmentSettings,
): { storage: SegmentProvider; owned: SegmentProvider[] } {
  const { storage = environment.storage, storageOptions = {} } = options;
  if (typeof storage === "object") return { storage, owned: [] };
  const provider = storage === undefined ? defaultStorage(storageOptions) : providerNamed(storage, storageOptions);
  return { storage: provider, owned: [provider] };
}

/** The fastest storage that the engine has: some have no WebAssembly, or no room for the addresses of one more memory. */
function defaultStorage(options: object): SegmentProvider {
  try {
    return providerNamed(FASTEST_STORAGE, options);
  } catch (error) {
    if (!(error instanceof NoMemoryError)) throw error;
    return providerNamed(PLAIN_STORAGE, options);
  }
}

/** The heap that serves requests; null stands for the system heap in place of the Zend heap that is switched off. */
function startHeap(
  options: MemoryManagerOptions,
  environment: EnvironmentSettings,
  storage: SegmentProvider,
): Heap | null {
  const kind = options.heap ?? (environment.useZendAlloc ? "zend" : "off");
  const segmentSize = bytesOf(options.segmentSize ?? environment.segmentSize, "segmentSize");
  const limit = bytesOf(options.limit, "limit");
  if (kind === "off") return null;
  if (kind === "system") return SystemHeap.create(storage, known({ segmentSize, limit }));
  if (kind !== "zend") throw new ConfigurationError(`unknown heap '${String(kind)}': known are zend, system`);
  const { model, hardened } = options;
  const reserveSize = bytesOf(options.reserveSize, "reserveSize");
  const compactSize = bytesOf(options.compactSize ?? environment.compactSize, "compactSize");
  const settings = { model, hardened, segmentSize, limit, reserveSize, compactSize };
  return ZendHeap.create(storage, known<ZendHeapOptions>(settings));
}

function bytesOf(size: ByteSize | undefined, name: string): number | undefined {
  return size === undefined ? undefined : parseSize(size, name);
}

/** The settings that have a value. */
function known<T extends object>(settings: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as T;
}
