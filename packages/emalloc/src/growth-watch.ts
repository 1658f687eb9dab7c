/** Tells that the memory has grown: never in the middle of a call, where providers refuse what a listener calls. */
import type { LinearMemory } from "@zmm/storage";
import type { LendingHeap } from "./handles/lending.js";

export class GrowthWatch {
  private readonly memory: LinearMemory;
  private readonly tell: (byteLength: number) => void;
  private readonly stopListening: () => void;
  /** Bytes when somebody was told last, or fewer if the memory became shorter since. */
  private known: number;
  private depth = 0;

  constructor(memory: LinearMemory, tell: (byteLength: number) => void) {
    this.memory = memory;
    this.tell = tell;
    this.known = memory.byteLength;
    this.stopListening = memory.onGrow(() => {
      this.known = Math.min(this.known, memory.byteLength);
      // it was none of our calls, or one to the heap itself, of which nobody says when it is over
      if (this.depth === 0) queueMicrotask(() => this.tellIfGrown());
    });
  }

  /** Makes a call, and tells after it if the memory grew meanwhile. */
  during<R>(call: () => R): R {
    this.depth++;
    try {
      return call();
    } finally {
      this.depth--;
      if (this.depth === 0) this.tellIfGrown();
    }
  }

  /** A front whose calls are made so. */
  over(front: LendingHeap): LendingHeap {
    const { allocateAligned } = front;
    return {
      allocate: (size) => this.during(() => front.allocate(size)),
      free: (address) => this.during(() => front.free(address)),
      reallocate: (address, size) => this.during(() => front.reallocate(address, size)),
      ...(allocateAligned && {
        allocateAligned: (size, alignment) => this.during(() => allocateAligned.call(front, size, alignment)),
      }),
    };
  }

  end(): void {
    this.stopListening();
  }

  private tellIfGrown(): void {
    const { byteLength } = this.memory;
    if (byteLength <= this.known) return;
    this.known = byteLength;
    this.tell(byteLength);
  }
}
