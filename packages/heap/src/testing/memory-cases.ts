import { MemoryLimitError, OutOfMemoryError } from "../errors.js";
import type { Heap } from "../heap.js";
import { check, checkEqual, checkThrows, type TestRunner } from "./assert.js";
import { BlockModel } from "./block-model.js";
import type { OnBench } from "./contract.js";

const PIECE = 40_000;
const ROUNDS = 1_000;

/** What happens when memory runs out, by the limit or in the storage. */
export function memoryCases({ it }: TestRunner, onBench: OnBench): void {
  it(
    "stops at the limit, keeps all blocks, and works on",
    onBench(({ heap }) => {
      const model = new BlockModel(heap);
      heap.limit = heap.usage(true) + 2_000_000;
      const error = fillUp(heap, model);
      check(error instanceof MemoryLimitError, `expected MemoryLimitError, got ${String(error)}`);
      checkEqual(error.limit, heap.limit, "the limit in the error");
      checkEqual(error.requested, PIECE, "the requested size in the error");
      check(heap.usage(true) <= heap.limit, "real usage is above the limit");
      model.checkAll();
      goOn(heap, model);
    }),
  );

  it(
    "goes on where it stopped when the limit is raised",
    onBench(({ heap }) => {
      const model = new BlockModel(heap);
      const limit = heap.limit;
      heap.limit = heap.usage(true) + 1_000_000;
      fillUp(heap, model);
      heap.limit = limit;
      model.add(heap.allocate(PIECE), PIECE);
      model.checkAll();
    }),
  );

  it(
    "keeps a block that the limit did not let grow",
    onBench(({ heap }) => {
      const model = new BlockModel(heap);
      const block = model.add(heap.allocate(PIECE), PIECE);
      heap.limit = heap.usage(true) + 300_000;
      checkThrows(() => heap.reallocate(block.address, 5_000_000), [MemoryLimitError], "reallocate over the limit");
      model.checkAll();
      model.resize(block, heap.reallocate(block.address, 100), 100);
    }),
  );

  it(
    "takes a limit below one segment for one segment",
    onBench(({ heap }) => {
      heap.limit = 1;
      check(heap.limit >= 1 && Number.isInteger(heap.limit), `the limit reads ${heap.limit}`);
      new BlockModel(heap).add(heap.allocate(10), 10);
    }),
  );

  it(
    "survives a storage without memory, keeps all blocks, and works on",
    onBench(({ heap, storage }) => {
      const model = new BlockModel(heap);
      model.add(heap.allocate(100), 100);
      storage.refuses = true;
      const error = fillUp(heap, model);
      check(error instanceof OutOfMemoryError, `expected OutOfMemoryError, got ${String(error)}`);
      checkEqual(error.requested, PIECE, "the requested size in the error");
      model.checkAll();
      storage.refuses = false;
      goOn(heap, model);
    }),
  );

  it(
    "keeps a block that the storage did not let grow",
    onBench(({ heap, storage }) => {
      const model = new BlockModel(heap);
      const small = model.add(heap.allocate(100), 100);
      const large = model.add(heap.allocate(500_000), 500_000);
      storage.refuses = true;
      for (const block of [small, large]) {
        checkThrows(() => heap.reallocate(block.address, 3_000_000), [OutOfMemoryError], "reallocate without memory");
      }
      model.checkAll();
      storage.refuses = false;
      for (const block of [small, large]) model.resize(block, heap.reallocate(block.address, 3_000_000), 3_000_000);
      goOn(heap, model);
    }),
  );
}

/** Allocates until the heap fails, and returns the error. */
function fillUp(heap: Heap, model: BlockModel): unknown {
  for (let round = 0; round < ROUNDS; round++) {
    try {
      model.add(heap.allocate(PIECE), PIECE);
    } catch (error) {
      return error;
    }
  }
  throw new Error(`${ROUNDS} blocks of ${PIECE} bytes, and memory does not run out`);
}

/** Frees every other block, allocates in their place, and looks at everything. */
function goOn(heap: Heap, model: BlockModel): void {
  for (const block of model.blocks.filter((_, index) => index % 2 === 0)) {
    model.remove(block);
    heap.free(block.address);
  }
  for (let i = 0; i < 20; i++) model.add(heap.allocate(200), 200);
  model.checkAll();
}
