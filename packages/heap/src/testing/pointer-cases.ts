import { InvalidPointerError } from "../errors.js";
import { checkEqual, checkThrows, type TestRunner } from "./assert.js";
import { BlockModel } from "./block-model.js";
import type { Bench, OnBench, PointerMistake } from "./contract.js";

const NO_ADDRESSES: readonly unknown[] = [-8, 16.5, Number.NaN, 2 ** 32 + 64, 2 ** 53, "64", null, undefined, 64n, {}];

/** Addresses that are no live block: a heap says so, and nothing has changed. */
export function pointerCases({ it }: TestRunner, onBench: OnBench, sees: readonly PointerMistake[]): void {
  it(
    "refuses what is not an address, is off the alignment, or outside the memory",
    onBench((bench) => {
      const address = bench.heap.allocate(64);
      refusesAll(bench, NO_ADDRESSES as number[]);
      refusesAll(bench, [address + 1, address + 4, address - 4, address + 0.5, address + 2 ** 32, address - 2 ** 32]);
      refusesAll(bench, [bench.heap.memory.byteLength, bench.heap.memory.byteLength + 4_096, 2 ** 32 - 8, 8]);
    }),
  );

  if (sees.includes("foreign")) {
    it(
      "refuses an address in a segment that is not its own",
      onBench((bench) => {
        const foreign = bench.storage.allocate(4_096);
        bench.heap.memory.u8.fill(0xff, foreign, foreign + 2_048);
        bench.heap.memory.u8.fill(0, foreign + 2_048, foreign + 4_096);
        refusesAll(bench, [foreign + 128, foreign + 1_024, foreign + 3_072]);
      }),
    );
  }

  if (sees.includes("interior")) {
    it(
      "refuses an address inside a block",
      onBench((bench) => {
        const address = bench.heap.allocate(4_096);
        bench.heap.memory.u8.fill(0x61, address, address + 4_096);
        refusesAll(bench, [address + 128, address + 1_024, address + 4_000]);
      }),
    );
  }

  if (sees.includes("doubleFree")) {
    it(
      "refuses a block that was freed, small or large, alone or among others",
      onBench((bench) => {
        const { heap } = bench;
        const sizes = [16, 100, 5_000, 300_000];
        const blocks = sizes.map((size) => [heap.allocate(size), heap.allocate(32)] as const);
        for (const [block] of blocks) heap.free(block);
        refusesAll(bench, [...blocks.map(([block]) => block)]);
      }),
    );
  }
}

function refusesAll({ heap }: Bench, addresses: readonly number[]): void {
  const before = heap.usage();
  for (const address of addresses) {
    checkThrows(() => heap.free(address), [InvalidPointerError], `free(${String(address)})`);
    checkThrows(() => heap.reallocate(address, 80), [InvalidPointerError], `reallocate(${String(address)}, 80)`);
    checkThrows(() => heap.blockSize(address), [InvalidPointerError], `blockSize(${String(address)})`);
  }
  checkEqual(heap.usage(), before, "usage after refusals");
  const model = new BlockModel(heap);
  model.add(heap.allocate(40), 40);
  model.checkAll();
}
