import { DisposedError } from "../errors.js";
import { check, checkEqual, checkThrows, type TestRunner } from "./assert.js";
import { BlockModel } from "./block-model.js";
import type { OnBench } from "./contract.js";

/** How requests end, and how a heap ends. */
export function lifeCases({ it }: TestRunner, onBench: OnBench): void {
  it(
    "drops every block at the end of a request and is as new",
    onBench(({ heap }) => {
      const before = heap.usage();
      for (let round = 0; round < 3; round++) {
        const model = new BlockModel(heap);
        for (let size = 1; size < 400_000; size *= 2) model.add(heap.allocate(size), size);
        model.checkAll();
        heap.endRequest();
        checkEqual(heap.usage(), before, "usage after the request end");
        check(heap.peakUsage() < 400_000, `the peak still stands at ${heap.peakUsage()}`);
        check(heap.usage(true) < 800_000, `the heap keeps ${heap.usage(true)} bytes`);
      }
    }),
  );

  it(
    "gives all memory back to the storage when it is disposed of",
    onBench(({ heap, storage }) => {
      for (let size = 1; size < 2_000_000; size *= 3) heap.allocate(size);
      heap.dispose();
      checkEqual(storage.segments.size, 0, "segments left in the storage");
      heap.dispose();
    }),
  );

  it(
    "says that it was disposed of to whoever uses it after",
    onBench(({ heap }) => {
      const address = heap.allocate(64);
      heap.dispose();
      const uses: Record<string, () => unknown> = {
        allocate: () => heap.allocate(8),
        "allocate much": () => heap.allocate(1_000_000),
        free: () => heap.free(address),
        reallocate: () => heap.reallocate(address, 80),
        "reallocate 0": () => heap.reallocate(0, 80),
        blockSize: () => heap.blockSize(address),
        usage: () => heap.usage(),
        "real usage": () => heap.usage(true),
        peakUsage: () => heap.peakUsage(),
        limit: () => heap.limit,
        "setting the limit": () => {
          heap.limit = 1_000_000;
        },
        endRequest: () => heap.endRequest(),
      };
      for (const [name, use] of Object.entries(uses)) checkThrows(use, [DisposedError], `${name} after dispose`);
    }),
  );
}
