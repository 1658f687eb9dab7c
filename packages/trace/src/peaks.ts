import type { Replayer } from "./replay.js";
import { OP_END_REQUEST } from "./trace.js";

/** The most that a heap held while a trace ran on it, in bytes, as the heap accounts for it. */
export class Peaks {
  /** In blocks; a Zend heap counts those in its cache too. */
  usage = 0;
  /** Taken from the storage. */
  real = 0;

  /** Goes on until `end` operations are done. @throws what the heap throws, see `replay`. */
  run(replayer: Replayer, end: number): void {
    const { ops, length } = replayer.trace;
    const stop = Math.min(end, length);
    while (replayer.position < stop) {
      // heaps forget their peaks at the end of a request
      if (ops[replayer.position] === OP_END_REQUEST) replayer.run(replayer.position + 1);
      const requestEnd = ops.indexOf(OP_END_REQUEST, replayer.position);
      replayer.run(requestEnd === -1 ? stop : Math.min(requestEnd, stop));
      this.note(replayer);
    }
  }

  private note({ heap }: Replayer): void {
    this.usage = Math.max(this.usage, heap.peakUsage());
    this.real = Math.max(this.real, heap.peakUsage(true));
  }
}
