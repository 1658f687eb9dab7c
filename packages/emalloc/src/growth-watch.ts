/** Tells that the memory has grown: never in the middle of a call, where providers refuse what a listener calls. */
import type { LinearMemory } from "@zmm/storage";
import type { Front } from "./fronts/front.js";
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

  /** A call begins. */
  enter(): void {
    this.depth++;
  }

  /** A call is over: tells if the memory grew meanwhile, and no other call is under way. */
  leave(): void {
    this.depth--;
    if (this.depth === 0) this.tellIfGrown();
  }

  /** A front whose calls are watched. */
  over(front: LendingHeap): LendingHeap {
    return hasAlignment(front) ? new WatchedAligning(front, this) : new WatchedFront(front, this);
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

type Aligning = Required<LendingHeap>;

function hasAlignment(front: LendingHeap): front is Aligning {
  return front.allocateAligned !== undefined;
}

/** Methods by name, for whoever looks at stacks has to know these frames. */
class WatchedFront<F extends LendingHeap = LendingHeap> implements Front {
  protected readonly front: F;
  protected readonly watch: GrowthWatch;

  constructor(front: F, watch: GrowthWatch) {
    this.front = front;
    this.watch = watch;
  }

  allocate(size: number): number {
    this.watch.enter();
    try {
      return this.front.allocate(size);
    } finally {
      this.watch.leave();
    }
  }

  free(address: number): void {
    this.watch.enter();
    try {
      this.front.free(address);
    } finally {
      this.watch.leave();
    }
  }

  reallocate(address: number, size: number): number {
    this.watch.enter();
    try {
      return this.front.reallocate(address, size);
    } finally {
      this.watch.leave();
    }
  }
}

class WatchedAligning extends WatchedFront<Aligning> {
  allocateAligned(size: number, alignment: number): number {
    this.watch.enter();
    try {
      return this.front.allocateAligned(size, alignment);
    } finally {
      this.watch.leave();
    }
  }
}
