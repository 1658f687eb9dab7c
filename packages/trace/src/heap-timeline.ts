/**
 * A replay that goes to any operation, backwards too, on any heap.
 *
 * Where all of a heap is in its memory's bytes, a copy of these, taken now and then on the way, is a place to start
 * again from; the rest of the way is replayed. Two kinds of copies are kept: one at every multiple of an interval,
 * and, since whoever steps back once steps back again, one shortly before the place that was last gone back to. A heap
 * that cannot be taken up from bytes is replayed from the start each time that it goes back.
 */
import type { Heap } from "@zmm/heap";
import type { SegmentProvider } from "@zmm/storage";
import { checkedCount } from "./checked-count.js";
import { NumberedSegments } from "./numbered-segments.js";
import { PagedCopy } from "./paged-copy.js";
import { Replayer } from "./replay.js";
import type { Trace } from "./trace.js";

/** How a timeline comes by its heap. */
export interface HeapSource<H extends Heap> {
  /** Where the segments come from; a new storage each time. With bytes, one that starts as a copy of them. */
  storage(bytes?: Uint8Array): SegmentProvider;
  /** A new heap. */
  create(storage: SegmentProvider): H;
  /** Takes up, on a storage over a copy of its bytes, a heap as it was; absent where that cannot be. */
  attach?(storage: SegmentProvider, heap: H): H;
}

/** What a timeline spends on going back. */
export interface IntervalOptions {
  /** Operations between two copies at first, from which going back starts; 32768. */
  readonly interval?: number;
  /** Bytes that all copies may take; when they take more, every second one is dropped, down to two. 64 MiB. */
  readonly budget?: number;
}

/** All that there is to a moment. */
interface Moment {
  readonly position: number;
  readonly failures: number;
  readonly memory: PagedCopy;
  readonly addresses: PagedCopy;
  /** Segment allocations tried so far, which decide when the next one fails. */
  readonly attempts: number;
}

const INTERVAL = 32768;
const BUDGET = 64 * 1024 * 1024;
/** Operations that a step back replays at most, once another step back came before it. */
const NEAR = 256;

/** A replay on a heap of any kind that goes to any operation, backwards too; see the head of this file. */
export class HeapTimeline<H extends Heap> {
  private current: Trace;
  private readonly source: HeapSource<H>;
  private readonly budget: number;
  private interval: number;
  private copied = 0;
  /** Ascending; the first is operation 0. */
  private moments: Moment[] = [];
  /** The one shortly before the place that was last gone back to. */
  private near: Moment | null = null;
  private storage!: NumberedSegments;
  private inner!: H;
  private replayer!: Replayer;

  /**
   * Starts at operation 0.
   * @throws ConfigurationError, OutOfMemoryError when the heap cannot start, RangeError for an interval below 1.
   */
  constructor(trace: Trace, source: HeapSource<H>, options: IntervalOptions = {}) {
    this.current = trace;
    this.source = source;
    this.interval = checkedCount("interval", options.interval ?? INTERVAL);
    this.budget = options.budget ?? BUDGET;
    this.start();
    if (this.restorable) this.moments.push(this.moment());
  }

  /** What is replayed. */
  get trace(): Trace {
    return this.current;
  }

  /** Whether going back costs a copy of the memory and a short replay, not a replay from the start. */
  get restorable(): boolean {
    return this.source.attach !== undefined;
  }

  /** Operations done at this moment. */
  get position(): number {
    return this.replayer.position;
  }

  /** Of these, how many failed for lack of memory. */
  get failures(): number {
    return this.replayer.failures;
  }

  /** The heap of this moment; another one after each step back. */
  get heap(): H {
    return this.inner;
  }

  /** The address of each ID's block at this moment; 0 where there is none. */
  get addresses(): Uint32Array {
    return this.replayer.addresses;
  }

  /** Whether the storage will have no memory the next time that the heap asks it for a segment. */
  get storageFails(): boolean {
    const { failEvery, attempts } = this.storage;
    return failEvery > 0 && (attempts + 1) % failEvery === 0;
  }

  /** Bytes that the copies of earlier moments take. */
  get copiedBytes(): number {
    return this.copied;
  }

  /** Goes to the moment after `position` operations, 0 to all of them. @throws RangeError when there is none. */
  seek(position: number): void {
    const { length } = this.current;
    if (!Number.isInteger(position) || position < 0 || position > length) {
      throw new RangeError(`there is no operation ${position}: a position is an integer from 0 to ${length}`);
    }
    if (position < this.position) this.back(position);
    const kept = this.nearest(position);
    if (kept !== null && kept.position > this.position) this.restore(kept);
    while (this.position < position) this.forward(position);
  }

  /**
   * Goes on with another trace, whose first `shared` operations are the same ones, and whose settings are too. When
   * more than these were done already, it goes back to where the two part.
   * @throws RangeError when the new trace is shorter than that.
   */
  change(trace: Trace, shared: number): void {
    if (shared > trace.length) throw new RangeError(`a trace of ${trace.length} operations cannot share ${shared}`);
    this.seek(Math.min(this.position, shared));
    this.moments = this.moments.filter((moment) => moment.position <= shared);
    if (this.near !== null && this.near.position > shared) this.near = null;
    const { position, failures, addresses } = this.replayer;
    this.current = trace;
    this.replayer = new Replayer(trace, this.inner);
    this.replayer.position = position;
    this.replayer.failures = failures;
    this.replayer.addresses.set(addresses.subarray(0, this.replayer.addresses.length));
  }

  private start(): void {
    this.storage = new NumberedSegments(this.source.storage(), 1);
    this.inner = this.source.create(this.storage);
    this.storage.failEvery = this.current.settings.failStorage ?? 0;
    this.replayer = new Replayer(this.current, this.inner);
  }

  private back(position: number): void {
    if (!this.restorable) {
      this.inner.dispose();
      this.start();
      return;
    }
    this.restore(this.nearest(position)!);
    const place = position - NEAR / 2;
    if (place - this.position < NEAR) return;
    while (this.position < place) this.forward(place);
    this.near = this.moment(this.moments.at(-1));
  }

  /** The latest moment kept that is not behind `position`; null for a heap of which none can be kept. */
  private nearest(position: number): Moment | null {
    const kept = this.moments.findLast((moment) => moment.position <= position) ?? null;
    const { near } = this;
    return near !== null && near.position <= position && near.position > (kept?.position ?? 0) ? near : kept;
  }

  /** Goes on to `position`, or to the next place for a copy. */
  private forward(position: number): void {
    const place = (Math.floor(this.position / this.interval) + 1) * this.interval;
    this.replayer.run(Math.min(position, place));
    if (this.restorable && this.position === place && this.position > this.moments.at(-1)!.position) this.keepMoment();
  }

  private keepMoment(): void {
    const moment = this.moment(this.moments.at(-1));
    this.moments.push(moment);
    this.copied += moment.memory.ownBytes + moment.addresses.ownBytes;
    while (this.moments.length > 2 && this.copied > this.budget) {
      this.interval *= 2;
      this.moments = this.moments.filter(({ position }) => position % this.interval === 0);
      this.copied = bytesOfAll(this.moments);
    }
  }

  private moment(last?: Moment): Moment {
    const { position, failures, addresses } = this.replayer;
    return {
      position,
      failures,
      memory: new PagedCopy(this.inner.memory.u8, last?.memory),
      addresses: new PagedCopy(bytesOf(addresses), last?.addresses),
      attempts: this.storage.attempts,
    };
  }

  private restore(moment: Moment): void {
    this.storage = new NumberedSegments(this.source.storage(moment.memory.restore()), 0);
    this.storage.failEvery = this.current.settings.failStorage ?? 0;
    this.storage.attempts = moment.attempts;
    this.inner = this.source.attach!(this.storage, this.inner);
    this.replayer = new Replayer(this.current, this.inner);
    this.replayer.position = moment.position;
    this.replayer.failures = moment.failures;
    const addresses = bytesOf(this.replayer.addresses);
    // after a change of traces, IDs of the earlier one may be beyond those of this one, and then nobody uses them
    addresses.set(moment.addresses.restore().subarray(0, addresses.length));
  }
}

/** Bytes of all copies, pages that several of them share counted once. */
function bytesOfAll(moments: readonly Moment[]): number {
  const pages = new Set<Uint8Array>();
  for (const { memory, addresses } of moments) {
    memory.addPages(pages);
    addresses.addPages(pages);
  }
  let bytes = 0;
  for (const page of pages) bytes += page.byteLength;
  return bytes;
}

function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}
