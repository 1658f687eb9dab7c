import { createMemoryManager } from "@zmm/emalloc";
import { afterEach, expect, it, vi } from "vitest";

afterEach(() => vi.unstubAllGlobals());

/** The storage of a manager that was told nothing. */
function storageName(): string | undefined {
  using manager = createMemoryManager({ env: {} });
  manager.emalloc(100);
  return manager.zend_mm_get_storage()?.name;
}

it("a manager takes a WebAssembly memory unless told otherwise", () => {
  expect(storageName()).toBe("wasmMemory");
});

it("a manager does without WebAssembly where there is none", () => {
  vi.stubGlobal("WebAssembly", undefined);
  expect(storageName()).toBe("arrayBuffer");
});

it("a manager does without WebAssembly where the engine has no room for its memory", () => {
  class Memory {
    constructor() {
      throw new RangeError("could not allocate memory");
    }
  }
  vi.stubGlobal("WebAssembly", { ...WebAssembly, Memory });
  expect(storageName()).toBe("arrayBuffer");
});

it("the environment's storage comes before the fastest", () => {
  using manager = createMemoryManager({ env: { ZEND_MM_MEM_TYPE: "malloc" } });
  expect(manager.zend_mm_get_storage()?.name).toBe("arrayBuffer");
});
