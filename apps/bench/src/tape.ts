/**
 * Floors for the scaling series: the loop over the very pointers that a peer gave out, with no allocator behind it.
 * What a peer costs beyond them is its own doing, and not that of memory which no longer fits the processor's caches.
 */
import type { Allocator, Peer } from "./peers/peer.js";
import { ALLOCATE, FREE, type Workload } from "./workload.js";

/** The pointers that the operations of `workload` give, in order; frees give none. All blocks are freed at the end. */
export function recordPointers({ allocator }: Peer, { kinds, ids, sizes, slots }: Workload): Int32Array {
  const pointers = new Int32Array(kinds.length);
  const blocks = new Int32Array(slots);
  let count = 0;
  for (let i = 0; i < kinds.length; i++) {
    const id = ids[i] as number;
    if (kinds[i] === FREE) {
      allocator.free(blocks[id] as number);
      blocks[id] = 0;
    } else {
      const size = sizes[i] as number;
      const block = kinds[i] === ALLOCATE ? allocator.allocate(size) : allocator.reallocate(blocks[id] as number, size);
      blocks[id] = block;
      pointers[count++] = block;
    }
  }
  for (const address of blocks) if (address !== 0) allocator.free(address);
  return pointers.slice(0, count);
}

/** Gives the recorded pointers again and does nothing else. Starts over with each run. */
export class Tape implements Allocator {
  private readonly pointers: Int32Array;
  private next = 0;

  constructor(pointers: Int32Array) {
    this.pointers = pointers;
  }

  allocate(_size: number): number {
    if (this.next === this.pointers.length) this.next = 0;
    return this.pointers[this.next++] as number;
  }

  free(_address: number): void {}

  reallocate(_address: number, size: number): number {
    return this.allocate(size);
  }
}

/** Gives the recorded pointers again and reads one cell at each, as every allocator must that keeps its facts there. */
export class TouchingTape implements Allocator {
  private readonly tape: Tape;
  private readonly cells: Int32Array;
  /** What was read, so that the engine cannot leave the reading out. */
  sum = 0;

  constructor(pointers: Int32Array, cells: Int32Array) {
    this.tape = new Tape(pointers);
    this.cells = cells;
  }

  allocate(size: number): number {
    const address = this.tape.allocate(size);
    this.free(address);
    return address;
  }

  free(address: number): void {
    this.sum = (this.sum + (this.cells[address >>> 2] as number)) | 0;
  }

  reallocate(address: number, size: number): number {
    this.free(address);
    return this.allocate(size);
  }
}
