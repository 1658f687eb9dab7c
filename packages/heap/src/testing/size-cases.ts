import { InvalidSizeError, MemoryLimitError, OutOfMemoryError } from "../errors.js";
import { check, checkEqual, checkThrows, type TestRunner } from "./assert.js";
import { BlockModel } from "./block-model.js";
import type { OnBench } from "./contract.js";

const BAD_SIZES: readonly unknown[] = [
  -1,
  -0.5,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 53,
  -(2 ** 31),
  "8",
  null,
  undefined,
  8n,
  {},
  [8],
];
/** Above 2^53, and infinite, limits are real ones: the default of a 64-bit heap is 2^62. */
const BAD_LIMITS: readonly unknown[] = [-1, -0.5, 1.5, Number.NaN, "8", null, undefined, 8n, {}, [8]];
const HUGE_SIZES = [2 ** 31, 2 ** 32 - 9, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 8, 2 ** 40, Number.MAX_SAFE_INTEGER];

/** What a heap says to sizes that are none, and to sizes that no memory has. */
export function sizeCases({ it }: TestRunner, onBench: OnBench): void {
  it(
    "refuses what is not an integer from 0 to 2^53 - 1",
    onBench(({ heap }) => {
      const model = new BlockModel(heap);
      const block = model.add(heap.allocate(50), 50);
      const before = heap.usage();
      for (const size of BAD_SIZES as number[]) {
        checkThrows(() => heap.allocate(size), [InvalidSizeError], `allocate(${String(size)})`);
        checkThrows(() => heap.reallocate(block.address, size), [InvalidSizeError], `reallocate(p, ${String(size)})`);
        checkThrows(() => heap.reallocate(0, size), [InvalidSizeError], `reallocate(0, ${String(size)})`);
      }
      checkEqual(heap.usage(), before, "usage after refusals");
      model.checkAll();
    }),
  );

  it(
    "refuses what is not an integer or infinite as a limit, and keeps the old one",
    onBench(({ heap }) => {
      const before = heap.limit;
      for (const limit of BAD_LIMITS as number[]) {
        const set = () => {
          heap.limit = limit;
        };
        checkThrows(set, [InvalidSizeError], `limit = ${String(limit)}`);
      }
      checkEqual(heap.limit, before, "the limit after refusals");
    }),
  );

  it(
    "has no memory for sizes beyond all memory, and goes on",
    onBench(({ heap }) => {
      const model = new BlockModel(heap);
      const block = model.add(heap.allocate(50), 50);
      for (const size of HUGE_SIZES) {
        for (const call of [() => heap.allocate(size), () => heap.reallocate(block.address, size)]) {
          const error = checkThrows<MemoryLimitError | OutOfMemoryError>(
            call,
            [MemoryLimitError, OutOfMemoryError],
            `${size} bytes`,
          );
          checkEqual(error.requested, size, "the requested size in the error");
        }
      }
      model.add(heap.allocate(50), 50);
      model.checkAll();
    }),
  );

  it(
    "gives a block for size 0 too, and reallocates to 0",
    onBench(({ heap }) => {
      const model = new BlockModel(heap);
      const block = model.add(heap.allocate(0), 0);
      model.add(heap.allocate(0), 0);
      model.resize(block, heap.reallocate(block.address, 40), 40);
      model.resize(block, heap.reallocate(block.address, 0), 0);
      const addresses = new Set(model.blocks.map((other) => other.address));
      check(addresses.size === 2, "two blocks of size 0 share an address");
      for (const other of [...model.blocks]) heap.free(other.address);
    }),
  );
}
