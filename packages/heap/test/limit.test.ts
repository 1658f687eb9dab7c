import { MemoryLimitError, ZendHeap } from "@zmm/heap";
import { arrayBuffer } from "@zmm/storage";
import { describe, expect, it } from "vitest";

describe.each(["ilp32", "lp64", "lp64-debug"] as const)("the limit of %s", (model) => {
  const most = model === "ilp32" ? 2 ** 32 - 1 : 2 ** 64;

  it("may be infinite, which is all that a word holds", () => {
    const heap = ZendHeap.create(arrayBuffer(), { model, limit: Number.POSITIVE_INFINITY });
    expect(heap.limit).toBe(most);
    expect(heap.allocate(1_000_000)).toBeGreaterThan(0);
  });

  it("is never below one segment, and holds", () => {
    const heap = ZendHeap.create(arrayBuffer(), { model, limit: 1 });
    expect(heap.limit).toBe(heap.segmentSize);
    expect(() => heap.allocate(heap.segmentSize)).toThrow(MemoryLimitError);
    heap.limit = most;
    expect(heap.limit).toBe(most);
    expect(heap.allocate(heap.segmentSize)).toBeGreaterThan(0);
  });
});
