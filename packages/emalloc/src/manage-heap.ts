/** A memory manager over a heap that is there already. */
import { ConfigurationError, type Heap, type ZendHeap } from "@zmm/heap";
import type { SegmentProvider } from "@zmm/storage";
import type { DebugSettings } from "./debug/debug-front.js";
import { SiteRecorder } from "./debug/site-recorder.js";
import { SiteTable } from "./debug/site-table.js";
import { UnfreedWarner } from "./handles/unfreed-warner.js";
import type { CoreSettings, HeapStarter } from "./manager-core.js";
import { MemoryManager } from "./memory-manager.js";
import type { ManagerOptions } from "./options.js";

/** The heap and what it stands on. */
export type Foundation = Pick<CoreSettings, "heap" | "memory" | "storage" | "owned">;

/**
 * A memory manager over a heap of yours, which stays yours to dispose of. Nothing is looked up in the environment.
 *
 * It is `createMemoryManager({ heap })` without the heaps and storages that this one can start by their names: what a
 * bundler makes of it holds only what the program imports.
 * @param storage where persistent blocks come from; the heap's own, if it tells.
 * @throws ConfigurationError when the storage lies in another memory than the heap.
 * @zend zend_mm_set_heap
 */
export function manageHeap(heap: Heap, options: ManagerOptions & { storage?: SegmentProvider } = {}): MemoryManager {
  return managerOn(given(heap, options.storage), options, null);
}

/** A heap that the caller made: its own storage serves persistent blocks too, unless another is named. */
export function given(heap: Heap, storage: SegmentProvider | string | undefined): Foundation {
  if (typeof storage === "string") {
    throw new ConfigurationError(`a heap was given, so 'storage' must be its provider, not the name '${storage}'`);
  }
  const provider = storage ?? (heap as Partial<Pick<ZendHeap, "provider">>).provider ?? null;
  if (provider !== null && provider.memory !== heap.memory) {
    throw new ConfigurationError("the storage lies in another memory than the heap");
  }
  return { heap, memory: heap.memory, storage: provider, owned: [] };
}

/** A manager that starts further heaps with `starter`. */
export function managerOn(foundation: Foundation, options: ManagerOptions, starter: HeapStarter | null): MemoryManager {
  const debug = debugSettings(options);
  const onShortage = options.onShortage ?? null;
  const warner = options.onUnfreed === undefined ? null : new UnfreedWarner(options.onUnfreed);
  return new MemoryManager({ ...foundation, debug, onShortage, starter }, warner);
}

function debugSettings(options: ManagerOptions): DebugSettings {
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
