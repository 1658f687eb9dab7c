import { createMemoryManager, type MemoryManager, type MemoryManagerOptions } from "@zmm/emalloc";

/** Managers that differ in what PHP's header makes differ: the data model, and whether the Zend heap is on. */
export const MODELS = ["ilp32", "lp64", "lp64-debug"] as const;

/** A manager that looks at no environment but the one given, and prints nothing. */
export function quiet(options: MemoryManagerOptions = {}): MemoryManager {
  return createMemoryManager({ env: {}, report: () => {}, script: "test", ...options });
}

/** The bytes at an address, as text of one byte a character. */
export function textAt(manager: MemoryManager, address: number, length: number): string {
  return String.fromCharCode(...manager.bytes(address, length));
}

/** The error that `action` throws. */
export function thrown(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error("it throws nothing");
}
