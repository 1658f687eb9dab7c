/** Heaps whose structure lies in a block of their own. @zend zend_mm_startup_ex with internal */
import { ZendHeap } from "@zmm/heap";
import { arrayBuffer } from "@zmm/storage";
import { describe, expect, it } from "vitest";
import { blockList, violations } from "./support/picture.js";

describe.each(["ilp32", "lp64", "lp64-debug"] as const)("an internal heap of %s", (model) => {
  it("lies in a used block, of the size that its structure takes", () => {
    const heap = ZendHeap.create(arrayBuffer(), { model, internal: true });
    const { structs, headerSize, endMagicSize } = heap.layout;
    const size = Math.ceil((structs.heap.size + headerSize + endMagicSize) / 8) * 8;
    expect(blockList(heap)).toContain(`used ${size}`);
    expect(violations(heap)).toEqual([]);
  });

  it("keeps its structure over a request end, and everything else goes", () => {
    const heap = ZendHeap.create(arrayBuffer(), { model, internal: true });
    const fresh = { blocks: blockList(heap), usage: heap.usage() };
    const address = heap.address;
    for (let i = 0; i < 300; i++) heap.allocate(i * 50);
    heap.endRequest();
    expect(heap.address).toBe(address);
    expect(heap.usage()).toBe(fresh.usage);
    expect(blockList(heap).toSorted()).toEqual(fresh.blocks.toSorted());
    expect(violations(heap)).toEqual([]);
  });

  it("leaves no segment behind when it is disposed of", () => {
    const storage = arrayBuffer();
    const before = storage.allocate(4096);
    storage.free(before, 4096);
    const heap = ZendHeap.create(storage, { model, internal: true });
    heap.allocate(500_000);
    heap.dispose();
    expect(storage.allocate(4096)).toBe(before);
  });
});
