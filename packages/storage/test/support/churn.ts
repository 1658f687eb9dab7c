import { randomBelowOne, type SegmentProvider } from "../../src/index.js";

/** What one thread of a test does, and what it found. */
export interface ChurnOrder {
  readonly buffer: SharedArrayBuffer;
  /** A number from 1 on, which marks the thread's segments. */
  readonly owner: number;
  readonly seed: number;
  readonly calls: number;
  /** A cell that the thread counts its calls in, for others to see. */
  readonly progress: SharedArrayBuffer;
}

export interface ChurnResult {
  readonly live: readonly { address: number; size: number }[];
  readonly refused: number;
}

/** Most pages that one segment of a churning thread has, and most segments that it has at once. */
export const MOST_PAGES = 40;
export const MOST_LIVE = 48;

const PAGE = 4096;

/**
 * Random calls. Each page of a live segment carries its owner; a page that carries another's when its owner comes back
 * to it was handed out twice.
 */
export function churn(provider: SegmentProvider, order: ChurnOrder): ChurnResult {
  const random = randomBelowOne(order.seed);
  const progress = new Int32Array(order.progress);
  const live: { address: number; size: number }[] = [];
  const size = (): number => Math.ceil(random() ** 3 * MOST_PAGES * PAGE) || 1;
  let refused = 0;
  for (let call = 0; call < order.calls; call++) {
    const index = Math.floor(random() * live.length);
    const chosen = live[index];
    const choice = random();
    if (chosen === undefined || (choice < 0.45 && live.length < MOST_LIVE)) {
      const wanted = size();
      const address = provider.allocate(wanted);
      if (address === 0) refused++;
      else live.push(marked(provider, { address, size: wanted }, order.owner));
    } else if (choice < 0.65) {
      const wanted = size();
      verify(provider, chosen, order.owner);
      const address = provider.reallocate(chosen.address, chosen.size, wanted);
      if (address === 0) refused++;
      else {
        verify(provider, { address, size: Math.min(wanted, chosen.size) }, order.owner);
        live[index] = marked(provider, { address, size: wanted }, order.owner);
      }
    } else {
      verify(provider, chosen, order.owner);
      provider.free(chosen.address, chosen.size);
      live[index] = live[live.length - 1] as (typeof live)[number];
      live.pop();
    }
    Atomics.store(progress, order.owner, call + 1);
  }
  for (const segment of live) verify(provider, segment, order.owner);
  return { live, refused };
}

interface Range {
  readonly address: number;
  readonly size: number;
}

function marked(provider: SegmentProvider, segment: Range, owner: number): Range {
  const { i32 } = provider.memory;
  for (let at = 0; at < segment.size; at += PAGE) i32[(segment.address + at) / 4] = owner;
  return segment;
}

/** Throws when a page of the segment does not carry its owner. */
export function verify(provider: SegmentProvider, { address, size }: Range, owner: number): void {
  const { i32 } = provider.memory;
  for (let at = 0; at < size; at += PAGE) {
    const found = i32[(address + at) / 4];
    if (found !== owner) throw new Error(`page ${address + at} of owner ${owner} carries ${found}`);
  }
}
