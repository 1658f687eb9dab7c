import type { SegmentProvider } from "../provider.js";
import { randomBelowOne } from "../random.js";
import { decorate } from "./decorate.js";

/** When calls shall fail; a call fails if any of the conditions given says so. */
export interface FailingOptions {
  /** Every n-th call fails: with 7 the 7th, the 14th and so on. */
  readonly every?: number;
  /** Each call fails with this chance, from 0 to 1, decided by `seed`. */
  readonly probability?: number;
  /** Where the sequence of chances starts; the same seed gives the same failures. */
  readonly seed?: number;
  /** Calls fail that would bring the bytes handed out since the last reset above this. */
  readonly bytes?: number;
  /** Whether `reallocate` counts and fails too; by default it does neither. */
  readonly reallocate?: boolean;
}

export interface Failing {
  /** Calls that were made to fail since the creation or the last reset. */
  readonly failures: number;
  /** Starts counting anew: calls, bytes and the sequence of chances. */
  reset(): void;
}

export type FailingProvider<P extends SegmentProvider = SegmentProvider> = P & Failing;

/** A provider that has no memory at chosen calls: `allocate` (and `reallocate` if asked for) give 0 there. */
export function failing<P extends SegmentProvider>(provider: P, options: FailingOptions): FailingProvider<P> {
  const { every = 0, probability = 0, seed = 1, bytes = Number.POSITIVE_INFINITY } = options;
  let calls = 0;
  let handedOut = 0;
  let failures = 0;
  let random = randomBelowOne(seed);
  const fails = (size: number): boolean => {
    calls++;
    const failed =
      (every > 0 && calls % every === 0) || (probability > 0 && random() < probability) || handedOut + size > bytes;
    if (failed) failures++;
    return failed;
  };
  const counted = (address: number, size: number): number => {
    if (address !== 0) handedOut += size;
    return address;
  };
  return decorate(provider, {
    allocate: (size: number) => (fails(size) ? 0 : counted(provider.allocate(size), size)),
    reallocate: (address: number, oldSize: number, newSize: number) => {
      if (!options.reallocate) return provider.reallocate(address, oldSize, newSize);
      const more = Math.max(0, newSize - oldSize);
      return fails(more) ? 0 : counted(provider.reallocate(address, oldSize, newSize), more);
    },
    get failures() {
      return failures;
    },
    reset: () => {
      calls = 0;
      handedOut = 0;
      failures = 0;
      random = randomBelowOne(seed);
    },
  }) as FailingProvider<P>;
}
