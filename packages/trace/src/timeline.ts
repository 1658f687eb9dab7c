import { ZendHeap, type ZendHeapOptions } from "@zmm/heap";
import { HeapReader } from "@zmm/inspect";
import { arrayBuffer, type SegmentProvider } from "@zmm/storage";
import { NumberedSegments } from "./numbered-segments.js";
import { PagedCopy } from "./paged-copy.js";
import { Replayer } from "./replay.js";
import type { Trace } from "./trace.js";

export interface TimelineOptions extends ZendHeapOptions {
  /** Operations between two snapshots, from which going back starts; 32768. */
  readonly interval?: number;
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

/**
 * A replay that goes to any operation, backwards too. A Zend heap is all in its memory's bytes, so that a copy of
 * these, taken now and then on the way, is a place to start again from; the rest of the way is replayed.
 */
export class Timeline {
  readonly trace: Trace;
  private readonly options: ZendHeapOptions;
  private readonly interval: number;
  /** By number of intervals from the start. */
  private readonly moments: Moment[] = [];
  private storage: NumberedSegments;
  private zend: ZendHeap;
  private replayer: Replayer;

  /**
   * Starts at operation 0, on a heap with the settings of the trace, which `options` go before.
   * @throws ConfigurationError, OutOfMemoryError when the heap cannot start.
   */
  constructor(trace: Trace, options: TimelineOptions = {}) {
    const { interval = INTERVAL, ...heapOptions } = options;
    const { failStorage, ...settings } = trace.settings;
    this.trace = trace;
    this.interval = interval;
    this.options = { ...settings, ...heapOptions };
    this.storage = new NumberedSegments(arrayBuffer(), 1);
    this.zend = ZendHeap.create(this.storage, this.options);
    this.storage.failEvery = failStorage ?? 0;
    this.replayer = new Replayer(trace, this.zend);
    this.keepMoment();
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
  get heap(): ZendHeap {
    return this.zend;
  }

  /** Reads the heap of this moment. */
  get reader(): HeapReader {
    const { memory, address, layout } = this.zend;
    return new HeapReader({ memory, address, layout });
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

  /** Goes to the moment after `position` operations, 0 to all of them. @throws RangeError when there is none. */
  seek(position: number): void {
    if (!Number.isInteger(position) || position < 0 || position > this.trace.length) {
      throw new RangeError(
        `there is no operation ${position}: a position is an integer from 0 to ${this.trace.length}`,
      );
    }
    const start = this.moments[Math.min(Math.floor(position / this.interval), this.moments.length - 1)]!;
    if (position < this.position || start.position > this.position) this.restore(start);
    while (this.position < position) this.forward(position);
  }

  /** Goes on to `position`, or to the next place for a snapshot. */
  private forward(position: number): void {
    const place = (Math.floor(this.position / this.interval) + 1) * this.interval;
    this.replayer.run(Math.min(position, place));
    if (this.position === this.moments.length * this.interval) this.keepMoment();
  }

  private keepMoment(): void {
    const { position, failures, addresses } = this.replayer;
    const last = this.moments.at(-1);
    this.moments.push({
      position,
      failures,
      memory: new PagedCopy(this.zend.memory.u8, last?.memory),
      addresses: new PagedCopy(bytesOf(addresses), last?.addresses),
      attempts: this.storage.attempts,
    });
  }

  private restore(moment: Moment): void {
    const provider: SegmentProvider = arrayBuffer({ bytes: moment.memory.restore() });
    this.storage = new NumberedSegments(provider, 0);
    this.storage.failEvery = this.trace.settings.failStorage ?? 0;
    this.storage.attempts = moment.attempts;
    this.zend = ZendHeap.attach(this.storage, this.zend.address, this.options);
    this.replayer = new Replayer(this.trace, this.zend);
    this.replayer.position = moment.position;
    this.replayer.failures = moment.failures;
    bytesOf(this.replayer.addresses).set(moment.addresses.restore());
  }
}

function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}
