/** From options and environment to a manager. */
import { ConfigurationError, type Heap, SystemHeap, ZendHeap, type ZendHeapOptions } from "@zmm/heap";
import { providerNamed, type SegmentProvider } from "@zmm/storage";
import type { DebugSettings } from "./debug/debug-front.js";
import { SiteRecorder } from "./debug/site-recorder.js";
import { SiteTable } from "./debug/site-table.js";
import { type EnvironmentSettings, parseSize, processEnvironment, readEnvironment } from "./environment.js";
import { UnfreedWarner } from "./handles/unfreed-warner.js";
import type { CoreSettings } from "./manager-core.js";
import { MemoryManager } from "./memory-manager.js";
import type { ByteSize, MemoryManagerOptions } from "./options.js";

/** PHP's default. */
const DEFAULT_STORAGE = "malloc";

/**
 * Starts a memory manager.
 * @throws ConfigurationError, StorageError (UnknownProviderError for a name) or InvalidSizeError for bad settings.
 * @throws OutOfMemoryError when the storage has no memory to start with.
 * @zend start_memory_manager
 */
export function createMemoryManager(options: MemoryManagerOptions = {}): MemoryManager {
  const environment = readEnvironment(options.env ?? processEnvironment());
  const debug = debugSettings(options);
  const onShortage = options.onShortage ?? null;
  const warner = options.onUnfreed === undefined ? null : new UnfreedWarner(options.onUnfreed);
  return new MemoryManager({ ...foundation(options, environment), debug, onShortage }, warner);
}

type Foundation = Pick<CoreSettings, "heap" | "memory" | "storage" | "owned">;

/** The heap and what it stands on; what is started here is given back when the start fails. */
function foundation(options: MemoryManagerOptions, environment: EnvironmentSettings): Foundation {
  if (typeof options.heap === "object") return given(options.heap, options.storage);
  const { storage, owned } = storageFor(options, environment);
  try {
    const heap = startHeap(options, environment, storage);
    return { heap, memory: storage.memory, storage, owned: heap === null ? owned : [...owned, heap] };
  } catch (error) {
    for (const provider of owned) provider.dispose();
    throw error;
  }
}

/** A heap that the caller made: its own storage serves persistent blocks too, unless another is named. */
function given(heap: Heap, storage: MemoryManagerOptions["storage"]): Foundation {
  if (typeof storage === "string") {
    throw new ConfigurationError(`a heap was given, so 'storage' must be its provider, not the name '${storage}'`);
  }
  const provider = storage ?? (heap as Partial<Pick<ZendHeap, "provider">>).provider ?? null;
  if (provider !== null && provider.memory !== heap.memory) {
    throw new ConfigurationError("the storage lies in another memory than the heap");
  }
  return { heap, memory: heap.memory, storage: provider, owned: [] };
}

function storageFor(
  options: MemoryManagerOptions,
  environment: EnvironmentSettings,
): { storage: SegmentProvider; owned: SegmentProvider[] } {
  const { storage = environment.storage ?? DEFAULT_STORAGE } = options;
  if (typeof storage === "object") return { storage, owned: [] };
  const provider = providerNamed(storage, options.storageOptions ?? {});
  return { storage: provider, owned: [provider] };
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

function debugSettings(options: MemoryManagerOptions): DebugSettings {
  const table = new SiteTable();
  return {
    table,
    recorder: new SiteRecorder(table, options.callSites ?? "full"),
    sink: options.report ?? ((text) => console.error(text.trimEnd())),
    script: options.script ?? programName(),
  };
}

function programName(): string {
  const { process } = globalThis as { process?: { argv?: readonly string[] } };
  return process?.argv?.[1] ?? "-";
}

function bytesOf(size: ByteSize | undefined, name: string): number | undefined {
  return size === undefined ? undefined : parseSize(size, name);
}

/** The settings that have a value. */
function known<T extends object>(settings: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as T;
}
