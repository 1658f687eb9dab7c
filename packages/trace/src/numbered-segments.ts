import type { LinearMemory, ProviderSupport, SegmentProvider } from "@zmm/storage";

/**
 * A decorator that numbers the segments a heap takes: goldens name a block by its segment's number and its offset in
 * it, so that they hold on any storage. Numbers count successful allocations from 0 and are never reused; a segment
 * that is reallocated keeps its number, even if it moves.
 */
export class NumberedSegments implements SegmentProvider {
  readonly name: string;
  readonly memory: LinearMemory;
  readonly supports: ProviderSupport;
  /** Every so many allocations fail, counted from when it is set; 0: none does. */
  failEvery = 0;
  /** Successful calls so far. */
  readonly counts: { allocated: number; reallocated: number; freed: number } = {
    allocated: 0,
    reallocated: 0,
    freed: 0,
  };
  /** Allocations asked for since `failEvery` was set. */
  attempts = 0;
  private readonly inner: SegmentProvider;
  private skip: number;
  /** Of the segments there are, ascending by address: addresses, and at the same indices numbers. */
  private readonly bases: number[] = [];
  private readonly numbers: number[] = [];

  /** The first `skip` allocations are no segments but the heap's own structure: they get no number. */
  constructor(inner: SegmentProvider, skip: number) {
    this.inner = inner;
    this.name = inner.name;
    this.memory = inner.memory;
    this.supports = inner.supports;
    this.skip = skip;
  }

  allocate(size: number): number {
    if (this.failEvery > 0 && ++this.attempts % this.failEvery === 0) return 0;
    const address = this.inner.allocate(size);
    if (address === 0) return 0;
    if (this.skip > 0) this.skip--;
    else this.insert(address, this.counts.allocated++);
    return address;
  }

  reallocate(address: number, oldSize: number, newSize: number): number {
    const moved = this.inner.reallocate(address, oldSize, newSize);
    if (moved === 0) return 0;
    this.counts.reallocated++;
    if (moved !== address) {
      const number = this.remove(address);
      if (number >= 0) this.insert(moved, number);
    }
    return moved;
  }

  free(address: number, size: number): void {
    this.inner.free(address, size);
    if (this.remove(address) >= 0) this.counts.freed++;
  }

  compact(): void {
    this.inner.compact();
  }

  dispose(): void {
    this.inner.dispose();
  }

  /** The index of the segment that an address lies in, for `numberAt` and `baseAt`; -1 when it is before all. */
  find(address: number): number {
    const { bases } = this;
    let low = 0;
    let high = bases.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((bases[middle] as number) <= address) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The number of the segment at an index of `find`; -1 for none. */
  numberAt(index: number): number {
    return this.numbers[index] ?? -1;
  }

  /** The address of the segment at an index of `find`; 0 for none. */
  baseAt(index: number): number {
    return this.bases[index] ?? 0;
  }

  /** An address as goldens write it: SEG+OFF. */
  place(address: number): string {
    const index = this.find(address);
    return `${this.numberAt(index)}+${address - this.baseAt(index)}`;
  }

  private insert(address: number, number: number): void {
    const index = this.find(address) + 1;
    this.bases.splice(index, 0, address);
    this.numbers.splice(index, 0, number);
  }

  /** Takes a segment off the list; returns its number, -1 if it had none. */
  private remove(address: number): number {
    const index = this.find(address);
    if (this.bases[index] !== address) return -1;
    this.bases.splice(index, 1);
    return this.numbers.splice(index, 1)[0] as number;
  }
}
