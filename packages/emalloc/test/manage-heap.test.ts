/** Managers over heaps that the program brought along. */
import { ConfigurationError, createMemoryManager } from "@zmm/emalloc";
import { manageHeap } from "@zmm/emalloc/manager";
import { ZendHeap } from "@zmm/heap";
import { arrayBuffer } from "@zmm/storage";
import { expect, it } from "vitest";

it("serves the whole family from the heap, and leaves it alive when it ends", () => {
  const heap = ZendHeap.create(arrayBuffer());
  const manager = manageHeap(heap);
  const text = manager.estrdup("größer");
  expect(manager.readString(text)).toBe("größer");
  const lasting = manager.pemalloc(100, true);
  manager.endRequest();
  manager.bytes(lasting, 100).fill(1);
  manager.dispose();
  expect(heap.allocate(24)).toBeGreaterThan(0);
});

it("looks nothing up in the environment, and starts no further heaps", () => {
  const manager = manageHeap(ZendHeap.create(arrayBuffer()));
  expect(manager.is_zend_mm()).toBe(true);
  expect(() => manager.zend_mm_startup({})).toThrow(ConfigurationError);
  expect(() => manager.zend_mm_startup_ex(arrayBuffer(), 65_536, 0, false)).toThrow(ConfigurationError);
  expect(createMemoryManager({ env: {} }).zend_mm_startup({}).layout.model.name).toBe("ilp32");
});

it("takes its options", () => {
  const lacks: string[] = [];
  const heap = ZendHeap.create(arrayBuffer(), { limit: 256 * 1024 });
  const manager = manageHeap(heap, {
    onShortage: ({ error }) => {
      lacks.push(error.name);
      heap.limit = 8 * 1024 * 1024;
      return true;
    },
  });
  expect(manager.emalloc(1_000_000)).toBeGreaterThan(0);
  expect(lacks).toEqual(["MemoryLimitError"]);
});

it("refuses a storage in another memory", () => {
  const heap = ZendHeap.create(arrayBuffer());
  expect(() => manageHeap(heap, { storage: arrayBuffer() })).toThrow(ConfigurationError);
});
