/** What the contract says of the memory below the segments. */
import { StorageError } from "../errors.js";
import type { SegmentProvider } from "../provider.js";
import { randomBelowOne } from "../random.js";
import { check, refuses, same } from "./check.js";
import { FilledSegments } from "./filled-segments.js";
import { MIB, SEGMENT } from "./sizes.js";

export function grows(provider: SegmentProvider): void {
  const { memory } = provider;
  const segments = new FilledSegments(provider);
  let told = 0;
  const stop = memory.onGrow(() => told++);
  const { epoch, byteLength } = memory;
  for (let count = 0; count < 28; count++) segments.add(SEGMENT);
  segments.verifyAll();
  same(memory.epoch - epoch, told, "how often a listener was told, against the epochs passed");
  check(memory.byteLength === byteLength || told > 0, "the memory grew, and no listener was told");
  same(memory.u8.byteLength, memory.byteLength, "the bytes of the view u8");
  same(memory.i32.length, memory.byteLength >>> 2, "the cells of the view i32");
  same(memory.u8.buffer, memory.buffer, "the buffer of the view u8");
  stop();
  segments.removeAll();
}

/** A listener is told in the middle of a call: its own calls may be served or refused, and break nothing. */
export function growsUnderCalls(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  let isCalling = false;
  const stop = provider.memory.onGrow(() => {
    // its own calls may make the memory grow, and nobody resizes a segment that is being resized
    if (isCalling) return;
    isCalling = true;
    try {
      segments.tryAdd(SEGMENT);
      const [oldest] = segments.all;
      if (oldest !== undefined) segments.resize(oldest, oldest.size + SEGMENT);
      provider.compact();
    } catch (error) {
      check(error instanceof StorageError, `a listener's call was refused by ${String(error)}`);
    } finally {
      isCalling = false;
    }
  });
  for (let count = 0; count < 28; count++) segments.add(SEGMENT);
  segments.verifyAll();
  stop();
  for (let count = 0; count < 4; count++) segments.add(SEGMENT);
  segments.verifyAll();
  segments.removeAll();
}

export function compacts(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  for (let count = 0; count < 10; count++) segments.add(SEGMENT);
  for (const index of [0, 3, 8]) {
    segments.remove(segments.all[index - (index > 3 ? 2 : index > 0 ? 1 : 0)] as (typeof segments.all)[number]);
    provider.compact();
    segments.verifyAll();
  }
  provider.compact();
  segments.add(4 * SEGMENT);
  segments.verifyAll();
  segments.removeAll();
  provider.compact();
  provider.compact();
  segments.add(SEGMENT);
  segments.removeAll();
}

export function releases(provider: SegmentProvider): void {
  if (!provider.supports.release) return;
  const segments = new FilledSegments(provider);
  const kept = segments.add(SEGMENT);
  for (let count = 0; count < 24; count++) segments.add(SEGMENT);
  const { byteLength } = provider.memory;
  while (segments.all.length > 1)
    segments.remove(segments.all[segments.all.length - 1] as (typeof segments.all)[number]);
  provider.compact();
  check(provider.memory.byteLength < byteLength / 2, "the memory is as long as before");
  segments.verifyAll();
  segments.remove(kept);
}

export function disposes(provider: SegmentProvider): void {
  const address = provider.allocate(SEGMENT);
  provider.dispose();
  provider.dispose();
  refuses(() => provider.allocate(SEGMENT), "allocate after dispose");
  refuses(() => provider.reallocate(address, SEGMENT, 2 * SEGMENT), "reallocate after dispose");
  refuses(() => provider.free(address, SEGMENT), "free after dispose");
  refuses(() => provider.compact(), "compact after dispose");
}

export function randomCalls(provider: SegmentProvider, seed: number): void {
  const random = randomBelowOne(seed);
  const segments = new FilledSegments(provider);
  const size = (): number => Math.ceil(2 ** (random() * (random() < 0.1 ? 18 : 15)));
  for (let step = 0; step < 400; step++) {
    const segment = segments.all[Math.floor(random() * segments.all.length)];
    const choice = random();
    const live = segments.all.reduce((sum, one) => sum + one.size, 0);
    if (segment === undefined || (choice < 0.45 && live < 4 * MIB)) segments.add(size());
    else if (choice < 0.65 && live < 4 * MIB) segments.resize(segment, size());
    else if (choice < 0.99) segments.remove(segment);
    else provider.compact();
    if (step % 100 === 0) segments.verifyAll();
  }
  segments.verifyAll();
  segments.removeAll();
}
