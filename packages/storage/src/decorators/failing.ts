import { StorageOptionError } from "../errors.js";
import { wholeNumber } from "../options.js";
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

/**
 * A provider that has no memory at chosen calls: `allocate` (and `reallocate` if asked for) give 0 there. Calls with a
 * bad size or address do not count; the provider refuses them.
 * @throws StorageOptionError
 */
export function failing<P extends SegmentProvider>(provider: P, options: FailingOptions): FailingProvider<P> {
  const plan = new FailurePlan(options);
  return decorate(provider, {
    allocate: (size: number): number => {
      if (!isSize(size)) return provider.allocate(size);
      return plan.failsWith(size) ? 0 : plan.granted(provider.allocate(size), size);
    },
    reallocate: (address: number, oldSize: number, newSize: number): number => {
      if (!options.reallocate || !isSize(newSize)) return provider.reallocate(address, oldSize, newSize);
      // The same size changes nothing, but a bad address is refused.
      provider.reallocate(address, oldSize, oldSize);
      const more = Math.max(0, newSize - oldSize);
      return plan.failsWith(more) ? 0 : plan.granted(provider.reallocate(address, oldSize, newSize), more);
    },
    get failures(): number {
      return plan.failures;
    },
    reset: (): void => plan.reset(),
  });
}

/** Counts calls and bytes, and decides which calls fail. */
class FailurePlan {
  failures = 0;
  private readonly every: number;
  private readonly probability: number;
  private readonly seed: number;
  private readonly bytes: number;
  private calls = 0;
  private handedOut = 0;
  private random: () => number;

  constructor({ every = 0, probability = 0, seed = 1, bytes = Number.MAX_SAFE_INTEGER }: FailingOptions) {
    this.every = wholeNumber("every", every, 0);
    this.bytes = wholeNumber("bytes", bytes, 0);
    if (!(probability >= 0 && probability <= 1)) {
      throw new StorageOptionError("probability", probability, "a number from 0 to 1");
    }
    this.probability = probability;
    this.seed = seed;
    this.random = randomBelowOne(seed);
  }

  /** Whether the next call, for `size` bytes, is to fail. */
  failsWith(size: number): boolean {
    this.calls++;
    const byCount = this.every > 0 && this.calls % this.every === 0;
    const byChance = this.probability > 0 && this.random() < this.probability;
    const failed = byCount || byChance || this.handedOut + size > this.bytes;
    if (failed) this.failures++;
    return failed;
  }

  /** Counts the bytes of a call that was let through, unless the provider itself had no memory. */
  granted(address: number, size: number): number {
    if (address !== 0) this.handedOut += size;
    return address;
  }

  reset(): void {
    this.calls = 0;
    this.handedOut = 0;
    this.failures = 0;
    this.random = randomBelowOne(this.seed);
  }
}

function isSize(size: unknown): boolean {
  return Number.isSafeInteger(size) && (size as number) > 0;
}
