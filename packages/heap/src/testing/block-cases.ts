import { check, checkEqual, type TestRunner } from "./assert.js";
import { BlockModel } from "./block-model.js";
import type { OnBench } from "./contract.js";

/** Sizes on both sides of every border that a heap may have. */
const SIZES = [0, 1, 7, 8, 9, 15, 16, 17, 255, 256, 257, 511, 545, 4_095, 4_097, 65_536, 262_111, 262_145, 700_001];

/** What blocks are: where they lie, what they keep. */
export function blockCases({ it }: TestRunner, onBench: OnBench): void {
  it(
    "gives each block a place of its own, at a multiple of 8",
    onBench(({ heap }) => {
      const model = new BlockModel(heap);
      for (const size of [...SIZES, ...SIZES]) model.add(heap.allocate(size), size);
      model.checkAll();
    }),
  );

  it(
    "uses freed memory again",
    onBench(({ heap }) => {
      for (const size of SIZES) heap.free(heap.allocate(size));
      const real = heap.usage(true);
      for (let round = 0; round < 50; round++) for (const size of SIZES) heap.free(heap.allocate(size));
      check(heap.usage(true) <= real + 2_000_000, `the heap went from ${real} to ${heap.usage(true)} bytes`);
    }),
  );

  it(
    "keeps the contents when a block grows, shrinks or moves",
    onBench(({ heap }) => {
      const model = new BlockModel(heap);
      const block = model.add(heap.allocate(10), 10);
      for (const size of [...SIZES, ...SIZES.toReversed()]) {
        model.add(heap.allocate(24), 24);
        model.resize(block, heap.reallocate(block.address, size), size);
      }
      model.checkAll();
    }),
  );

  it(
    "takes address 0 for none: reallocate allocates, free does nothing",
    onBench(({ heap }) => {
      const before = heap.usage();
      heap.free(0);
      checkEqual(heap.usage(), before, "usage after free(0)");
      new BlockModel(heap).add(heap.reallocate(0, 100), 100);
    }),
  );

  it(
    "counts a block while it lives, and not after",
    onBench(({ heap }) => {
      const before = heap.usage();
      const address = heap.allocate(1_000);
      check(heap.usage() >= before + 1_000, "a block of 1,000 bytes does not count");
      check(heap.usage() <= heap.usage(true), "usage is above real usage");
      heap.free(address);
      checkEqual(heap.usage(), before, "usage after the free");
    }),
  );

  it(
    "remembers the highest usage",
    onBench(({ heap }) => {
      const address = heap.allocate(100_000);
      const { high, highReal } = { high: heap.usage(), highReal: heap.usage(true) };
      heap.free(address);
      check(heap.peakUsage() >= high, "the peak is below what the usage was");
      check(heap.peakUsage(true) >= highReal, "the real peak is below what the real usage was");
    }),
  );
}
