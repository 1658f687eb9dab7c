/** A random program against a heap and a model of it, the same one for the same seed. */
import { MemoryLimitError, OutOfMemoryError } from "../errors.js";
import type { Heap } from "../heap.js";
import { check, checkEqual } from "./assert.js";
import { BlockModel, type ModelBlock } from "./block-model.js";
import { Random } from "./random.js";
import type { SuiteStorage } from "./suite-storage.js";

/** Operations between two looks at everything. */
const LOOK_EVERY = 500;

/**
 * Runs `operations` random calls, with storage failures, a limit that is sometimes tight, and request ends.
 * @throws Error that names the seed and the operation at which heap and model parted.
 */
export function randomRun(heap: Heap, storage: SuiteStorage, seed: number, operations: number): void {
  const run = new RandomRun(heap, storage, seed);
  for (let at = 0; at < operations; at++) {
    try {
      run.step();
      if (at % LOOK_EVERY === 0) run.look();
    } catch (error) {
      throw new Error(`seed ${seed}, operation ${at}: ${String(error)}`, { cause: error });
    }
  }
  storage.refuses = false;
}

class RandomRun {
  private readonly heap: Heap;
  private readonly storage: SuiteStorage;
  private readonly random: Random;
  private readonly model: BlockModel;
  private readonly usageWhenNew: number;
  private readonly limitWhenNew: number;

  constructor(heap: Heap, storage: SuiteStorage, seed: number) {
    this.heap = heap;
    this.storage = storage;
    this.random = new Random(seed);
    this.model = new BlockModel(heap);
    this.usageWhenNew = heap.usage();
    this.limitWhenNew = heap.limit;
  }

  step(): void {
    this.disturb();
    const { random, model } = this;
    const kind = random.below(1000);
    if (kind < 450) this.allocate();
    else if (kind < 550) this.reallocate(this.pick());
    else if (kind < 998 || model.blocks.length < 50) this.free(this.pick());
    else this.endRequest();
  }

  look(): void {
    this.model.checkAll();
    const { heap } = this;
    check(heap.peakUsage() >= heap.usage(), "the peak is below the usage");
    check(heap.peakUsage(true) >= heap.usage(true), "the real peak is below the real usage");
  }

  private disturb(): void {
    const { random, heap, storage } = this;
    storage.refuses = random.percent(storage.refuses ? 90 : 1);
    if (random.percent(99)) return;
    heap.limit = random.percent(50) ? this.limitWhenNew : heap.usage(true) + random.below(300_000);
  }

  private pick(): ModelBlock | undefined {
    return this.model.blocks[this.random.below(this.model.blocks.length)];
  }

  private allocate(): void {
    const size = this.random.size();
    const address = this.attempt(() => this.heap.allocate(size));
    if (address !== null) this.model.add(address, size);
  }

  private reallocate(block: ModelBlock | undefined): void {
    const size = this.random.size();
    const address = this.attempt(() => this.heap.reallocate(block?.address ?? 0, size));
    if (address === null) {
      if (block !== undefined) this.model.checkContents(block);
    } else if (block === undefined) this.model.add(address, size);
    else this.model.resize(block, address, size);
  }

  private free(block: ModelBlock | undefined): void {
    if (block === undefined) return;
    this.model.remove(block);
    this.heap.free(block.address);
  }

  private endRequest(): void {
    this.storage.refuses = false;
    this.heap.limit = this.limitWhenNew;
    this.model.checkAll();
    this.heap.endRequest();
    this.model.clear();
    checkEqual(this.heap.usage(), this.usageWhenNew, "usage after the request end");
  }

  /** The answer, or null when there was no memory; any other error is a fault. */
  private attempt(call: () => number): number | null {
    try {
      return call();
    } catch (error) {
      if (error instanceof MemoryLimitError || error instanceof OutOfMemoryError) return null;
      throw error;
    }
  }
}
