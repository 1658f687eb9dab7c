import { createMemoryManager, type MemoryManager, type MemoryManagerOptions } from "@zmm/emalloc";
import type { Secrets } from "@zmm/heap";

/** Managers that differ in what PHP's header makes differ: the data model, and whether the Zend heap is on. */
export const MODELS = ["ilp32", "lp64", "lp64-debug"] as const;

/** Marks of debug heaps for tests that write fixed bytes over them: random ones may hold those bytes already. */
export const SECRETS: Secrets = {
  cookieLow: 0x3c6d_912b,
  cookieHigh: 0x74b1_2e8d,
  startMagic: 0x6b3f_c795,
  endMagic: 0x170f_18aa,
};

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
