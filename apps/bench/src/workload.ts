/** A sequence of heap operations in typed arrays, so that replaying it costs next to nothing besides the heap. */

export const ALLOCATE = 0;
export const FREE = 1;
export const REALLOCATE = 2;

/** The bits that the kind of an operation takes in a word of `steps`: how many, and which. */
export const KIND_BITS = 2;
export const KIND_MASK = 3;

export interface Workload {
  readonly name: string;
  /** ALLOCATE, FREE or REALLOCATE, one per operation. */
  readonly kinds: Uint8Array;
  /** Which block an operation is about: a slot number, from 0 to `slots` - 1. */
  readonly ids: Int32Array;
  /** Requested sizes in bytes; 0 for frees. */
  readonly sizes: Int32Array;
  /** The same for the replay loop: two words an operation, `id << KIND_BITS | kind` and the size. */
  readonly steps: Int32Array;
  readonly slots: number;
  /** The slots whose blocks are still live after the last operation, in ascending order. */
  readonly left: Int32Array;
  /** The operations before this index only set the scene and are not timed. */
  readonly timedFrom: number;
}

/** How many operations are timed. */
export function operationCount(workload: Workload): number {
  return workload.kinds.length - workload.timedFrom;
}

/** Collects operations one by one into a `Workload`. */
export class WorkloadBuilder {
  private kinds = new Uint8Array(1 << 16);
  private ids = new Int32Array(1 << 16);
  private sizes = new Int32Array(1 << 16);
  private slots = 0;
  /** Operations collected so far. */
  length = 0;

  add(kind: number, id: number, size: number): void {
    if (this.length === this.kinds.length) this.grow();
    this.kinds[this.length] = kind;
    this.ids[this.length] = id;
    this.sizes[this.length++] = size;
    if (id >= this.slots) this.slots = id + 1;
  }

  build(name: string, timedFrom = 0): Workload {
    const kinds = this.kinds.slice(0, this.length);
    const ids = this.ids.slice(0, this.length);
    const sizes = this.sizes.slice(0, this.length);
    const steps = stepsOf(kinds, ids, sizes);
    const left = liveSlots(kinds, ids, this.slots);
    return { name, kinds, ids, sizes, steps, slots: this.slots, left, timedFrom };
  }

  private grow(): void {
    const length = this.length * 2;
    const { kinds, ids, sizes } = this;
    this.kinds = new Uint8Array(length);
    this.ids = new Int32Array(length);
    this.sizes = new Int32Array(length);
    this.kinds.set(kinds);
    this.ids.set(ids);
    this.sizes.set(sizes);
  }
}

function stepsOf(kinds: Uint8Array, ids: Int32Array, sizes: Int32Array): Int32Array {
  const steps = new Int32Array(2 * kinds.length);
  for (let i = 0; i < kinds.length; i++) {
    steps[2 * i] = ((ids[i] as number) << KIND_BITS) | (kinds[i] as number);
    steps[2 * i + 1] = sizes[i] as number;
  }
  return steps;
}

function liveSlots(kinds: Uint8Array, ids: Int32Array, slots: number): Int32Array {
  const live = new Uint8Array(slots);
  for (let i = 0; i < kinds.length; i++) live[ids[i] as number] = kinds[i] === FREE ? 0 : 1;
  return Int32Array.from(live.keys()).filter((slot) => live[slot] === 1);
}
