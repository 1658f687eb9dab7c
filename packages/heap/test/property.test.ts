/**
 * Random operations against a model that knows no allocator: live blocks as ranges with contents. Ranges never
 * overlap, contents survive, the heap passes the independent checker, and its blocks cover every segment once.
 */
import { MemoryLimitError, OutOfMemoryError, ZendHeap } from "@zmm/heap";
import { blocks, segments } from "@zmm/inspect";
import { arrayBuffer, failing, type SegmentProvider, wasmMemory } from "@zmm/storage";
import { describe, expect, it } from "vitest";
import { SEED } from "../../../scripts/seed.js";
import { reader, violations } from "./support/picture.js";
import { Random } from "./support/random.js";

interface Live {
  address: number;
  size: number;
  fill: number;
}

/** The heap under test and what must be true of it. */
class Shadow {
  readonly live: Live[] = [];
  failures = 0;
  private nextFill = 1;

  constructor(readonly heap: ZendHeap) {}

  allocate(size: number): void {
    const address = this.attempt(() => this.heap.allocate(size));
    if (address === null) return;
    this.live.push(this.fill({ address, size, fill: 0 }));
  }

  free(index: number): void {
    const block = this.live[index]!;
    this.expectContents(block, block.size);
    this.heap.free(block.address);
    this.live[index] = this.live.at(-1)!;
    this.live.pop();
  }

  reallocate(index: number, size: number): void {
    const block = this.live[index]!;
    const address = this.attempt(() => this.heap.reallocate(block.address, size));
    if (address !== null) {
      this.expectContents({ ...block, address }, Math.min(size, block.size));
      this.live[index] = this.fill({ address, size, fill: 0 });
    } else this.expectContents(block, block.size);
  }

  endRequest(): void {
    this.heap.endRequest();
    this.live.length = 0;
  }

  /** The walk covers every byte once and agrees with the ranges that are live. */
  expectSound(): void {
    expect(violations(this.heap)).toEqual([]);
    const view = reader(this.heap);
    const used = new Map<number, number>();
    for (const segment of segments(view)) {
      let at = segment.address + this.heap.layout.segmentHeaderSize;
      for (const block of blocks(view, segment)) {
        expect(block.address).toBe(at);
        at += block.size;
        if (block.type === "used") used.set(block.address + this.heap.layout.headerSize, block.address + block.size);
      }
      expect(at).toBe(segment.address + segment.size);
    }
    for (const { address, size } of this.live) {
      expect(used.get(address)).toBeGreaterThanOrEqual(address + size);
      expect(used.delete(address)).toBe(true);
    }
  }

  private attempt(call: () => number): number | null {
    try {
      return call();
    } catch (error) {
      if (!(error instanceof MemoryLimitError) && !(error instanceof OutOfMemoryError)) throw error;
      this.failures++;
      return null;
    }
  }

  private fill(block: Live): Live {
    block.fill = this.nextFill = (this.nextFill % 255) + 1;
    this.heap.memory.u8.fill(block.fill, block.address, block.address + block.size);
    return block;
  }

  private expectContents(block: Live, size: number): void {
    const bytes = this.heap.memory.u8.subarray(block.address, block.address + size);
    if (bytes.some((byte) => byte !== block.fill))
      throw new Error(`contents of 0x${block.address.toString(16)} changed`);
  }
}

function run(shadow: Shadow, random: Random, operations: number): void {
  for (let i = 0; i < operations; i++) {
    const choice = random.below(100);
    const any = random.below(Math.max(1, shadow.live.length));
    if (shadow.live.length === 0 || choice < 48) shadow.allocate(random.size(700_000));
    else if (choice < 86 || shadow.live.length > 1500) shadow.free(any);
    else shadow.reallocate(any, random.size(700_000));
    if (i % 10_000 === 9_999) shadow.endRequest();
    if (i % 2_500 === 2_499) shadow.expectSound();
  }
}

const storages: Record<string, () => SegmentProvider> = {
  arrayBuffer: () => arrayBuffer(),
  wasmMemory: () => wasmMemory(),
};
const heaps = [
  { model: "ilp32" },
  { model: "ilp32", hardened: true },
  { model: "ilp32", internal: true },
  { model: "lp64" },
  { model: "lp64", cacheStats: true },
  { model: "lp64-debug" },
] as const;
const OPERATIONS = 20_000;

describe.each(heaps)("random operations on $model %o", (options) => {
  it.each(Object.keys(storages))("over %s", (name) => {
    const seed = SEED ^ (Object.keys(storages).indexOf(name) + 1);
    try {
      const shadow = new Shadow(ZendHeap.create(storages[name]!(), options));
      run(shadow, new Random(seed), OPERATIONS);
      expect(shadow.failures).toBe(0);
    } catch (error) {
      throw new Error(`seed ${seed} (set ZMM_SEED=${SEED} to repeat)`, { cause: error });
    }
  });

  it("with storage failures and a limit", () => {
    try {
      const storage = failing(arrayBuffer(), { every: 5, reallocate: true });
      const heap = ZendHeap.create(storage, options);
      heap.limit = 6 * 1024 * 1024;
      const shadow = new Shadow(heap);
      run(shadow, new Random(SEED ^ 7), OPERATIONS);
      expect(shadow.failures).toBeGreaterThan(10);
    } catch (error) {
      throw new Error(`seed ${SEED ^ 7} (set ZMM_SEED=${SEED} to repeat)`, { cause: error });
    }
  });
});
