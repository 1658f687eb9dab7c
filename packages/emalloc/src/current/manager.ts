/**
 * The current manager of this thread. It is the one heap that the packages keep outside of objects, and the reason why
 * this is a subpath of its own.
 */
import { createMemoryManager } from "../create-memory-manager.js";
import { RequestError } from "../errors.js";
import type { MemoryManager } from "../memory-manager.js";
import type { MemoryManagerOptions } from "../options.js";

let current: MemoryManager | null = null;

/** The current manager; the first call starts one as the environment says, if nobody did. */
export function currentManager(): MemoryManager {
  return running() ?? start_memory_manager();
}

/** The current manager, unless somebody has ended it by itself. */
function running(): MemoryManager | null {
  if (current?.disposed) current = null;
  return current;
}

/**
 * Makes another manager the current one, or with null none. Returns the one that was; it is not ended.
 * @zend tsrm_ls
 */
export function setCurrentManager(manager: MemoryManager | null): MemoryManager | null {
  const before = running();
  current = manager;
  return before;
}

/**
 * Starts the current manager.
 * @throws RequestError when there is one already, and as `createMemoryManager`.
 */
export function start_memory_manager(options: MemoryManagerOptions = {}): MemoryManager {
  if (running() !== null) throw new RequestError("the memory manager was started already");
  current = createMemoryManager(options);
  return current;
}

/** Ends a request; with `full` it ends the current manager, and another can be started. */
export function shutdown_memory_manager(silent: boolean, full: boolean): void {
  const manager = currentManager();
  manager.shutdown_memory_manager(silent, full);
  if (full) current = null;
}
