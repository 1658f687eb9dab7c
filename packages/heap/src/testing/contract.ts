/**
 * The suite that any implementation of `Heap` must pass, for any test framework.
 *
 * ```ts
 * import { heapContract } from "@zmm/heap/testing";
 * import { describe, it } from "vitest";
 *
 * describe("my heap", () => heapContract({ describe, it }, (storage) => MyHeap.create(storage)));
 * ```
 */
import { arrayBuffer, type SegmentProvider } from "@zmm/storage";
import type { Heap } from "../heap.js";
import type { TestRunner } from "./assert.js";
import { blockCases } from "./block-cases.js";
import { lifeCases } from "./life-cases.js";
import { memoryCases } from "./memory-cases.js";
import { pointerCases } from "./pointer-cases.js";
import { randomRun } from "./random-run.js";
import { sizeCases } from "./size-cases.js";
import { SuiteStorage } from "./suite-storage.js";

const STORAGE_BYTES = 256 * 1024 * 1024;

/** Bad addresses that not every heap can tell from good ones. */
export type PointerMistake = "foreign" | "interior" | "doubleFree";

export interface HeapContractOptions {
  /** A fresh provider for each case; a growing array buffer of at most 256 MiB unless said otherwise. */
  readonly storage?: () => SegmentProvider;
  /** What the heap sees of the mistakes that are hard to see; all of them unless said otherwise. */
  readonly sees?: readonly PointerMistake[];
  /** Seeds of the random runs; 1 to 4. */
  readonly seeds?: readonly number[];
  /** Operations of each random run; 4,000. */
  readonly operations?: number;
}

/** Makes a fresh heap that takes its segments from `storage`. */
export type MakeHeap = (storage: SegmentProvider) => Heap;

/** A heap and what it stands on, new for each case. */
export interface Bench {
  readonly heap: Heap;
  readonly storage: SuiteStorage;
}

/** Runs `body` on a bench of its own. */
export type OnBench = (body: (bench: Bench) => void) => () => void;

/** Defines the contract's tests through `runner`. */
export function heapContract(runner: TestRunner, makeHeap: MakeHeap, options: HeapContractOptions = {}): void {
  const makeStorage = options.storage ?? (() => arrayBuffer({ maximum: STORAGE_BYTES }));
  const sees = options.sees ?? ["foreign", "interior", "doubleFree"];
  const onBench: OnBench = (body) => () => {
    const provider = makeStorage();
    const storage = new SuiteStorage(provider);
    body({ heap: makeHeap(storage), storage });
    provider.dispose();
  };

  runner.describe("blocks", () => blockCases(runner, onBench));
  runner.describe("sizes", () => sizeCases(runner, onBench));
  runner.describe("limits of memory", () => memoryCases(runner, onBench));
  runner.describe("bad addresses", () => pointerCases(runner, onBench, sees));
  runner.describe("requests and the end", () => lifeCases(runner, onBench));
  runner.describe("random programs", () => {
    for (const seed of options.seeds ?? [1, 2, 3, 4]) {
      runner.it(
        `agrees with a model of it, seed ${seed}`,
        onBench(({ heap, storage }) => randomRun(heap, storage, seed, options.operations ?? 4_000)),
      );
    }
  });
}
