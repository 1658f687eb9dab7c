import type { SegmentProvider } from "../provider.js";
import { decorate } from "./decorate.js";

/** What one method was asked, over all calls. */
export interface CallMeasure {
  readonly calls: number;
  /** Calls that gave 0, and calls that threw. */
  readonly refused: number;
  readonly thrown: number;
  /** Milliseconds spent in it. */
  readonly time: number;
}

export interface Measurements {
  readonly allocate: CallMeasure;
  readonly reallocate: CallMeasure;
  readonly free: CallMeasure;
  readonly compact: CallMeasure;
  /** Segments live now, and the most that were at once. */
  readonly segments: number;
  readonly peakSegments: number;
  /** Bytes of the segments live now, and the most that there were at once. */
  readonly bytes: number;
  readonly peakBytes: number;
  /** Segments that a reallocation moved. */
  readonly moved: number;
  /** How many segments of each size were allocated, by size in bytes. */
  readonly sizes: ReadonlyMap<number, number>;
}

export interface MeasuredOptions {
  /** A clock in milliseconds; `performance.now` if left out. */
  readonly now?: () => number;
}

export interface Measured {
  /** What has been counted up to now; what is read later does not change what was read. */
  measurements(): Measurements;
}

/** A provider that counts its calls and measures their time. */
export function measured<P extends SegmentProvider>(provider: P, options: MeasuredOptions = {}): P & Measured {
  const now = options.now ?? (() => performance.now());
  const calls = { allocate: counter(), reallocate: counter(), free: counter(), compact: counter() };
  const state = { segments: 0, peakSegments: 0, bytes: 0, peakBytes: 0, moved: 0 };
  const sizes = new Map<number, number>();
  const holds = (segments: number, bytes: number): void => {
    state.segments += segments;
    state.bytes += bytes;
    state.peakSegments = Math.max(state.peakSegments, state.segments);
    state.peakBytes = Math.max(state.peakBytes, state.bytes);
  };
  return decorate(provider, {
    allocate: (size: number): number => {
      const address = measure(calls.allocate, now, () => provider.allocate(size));
      if (address === 0) return 0;
      sizes.set(size, (sizes.get(size) ?? 0) + 1);
      holds(1, size);
      return address;
    },
    reallocate: (address: number, oldSize: number, newSize: number): number => {
      const moved = measure(calls.reallocate, now, () => provider.reallocate(address, oldSize, newSize));
      if (moved === 0) return 0;
      if (moved !== address) state.moved++;
      holds(0, newSize - oldSize);
      return moved;
    },
    free: (address: number, size: number): void => {
      measure(calls.free, now, () => provider.free(address, size));
      holds(-1, -size);
    },
    compact: (): void => measure(calls.compact, now, () => provider.compact()),
    measurements: (): Measurements => ({
      allocate: { ...calls.allocate },
      reallocate: { ...calls.reallocate },
      free: { ...calls.free },
      compact: { ...calls.compact },
      ...state,
      sizes: new Map(sizes),
    }),
  });
}

type Counter = { -readonly [K in keyof CallMeasure]: CallMeasure[K] };

function counter(): Counter {
  return { calls: 0, refused: 0, thrown: 0, time: 0 };
}

function measure<R>(counter: Counter, now: () => number, call: () => R): R {
  const start = now();
  counter.calls++;
  try {
    const result = call();
    if (result === 0) counter.refused++;
    return result;
  } catch (error) {
    counter.thrown++;
    throw error;
  } finally {
    counter.time += now() - start;
  }
}
