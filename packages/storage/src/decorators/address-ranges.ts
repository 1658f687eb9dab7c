/** A range of addresses, from `start` up to but not including `end`. */
export interface AddressRange {
  start: number;
  end: number;
}

/** A set of addresses as ranges that neither overlap nor touch, in order. */
export class AddressRanges {
  private ranges: AddressRange[] = [];

  /** Adds the addresses from `start` up to `end`. */
  add(start: number, end: number): void {
    const from = this.firstEndingFrom(start);
    let until = from;
    const merged = { start, end };
    for (let range = this.ranges[until]; range !== undefined && range.start <= end; range = this.ranges[++until]) {
      merged.start = Math.min(merged.start, range.start);
      merged.end = Math.max(merged.end, range.end);
    }
    this.ranges.splice(from, until - from, merged);
  }

  /** Removes the addresses from `start` up to `end`. */
  remove(start: number, end: number): void {
    const from = this.firstEndingFrom(start + 1);
    let until = from;
    const left: AddressRange[] = [];
    for (let range = this.ranges[until]; range !== undefined && range.start < end; range = this.ranges[++until]) {
      if (range.start < start) left.push({ start: range.start, end: start });
      if (range.end > end) left.push({ start: end, end: range.end });
    }
    this.ranges.splice(from, until - from, ...left);
  }

  clear(): void {
    this.ranges = [];
  }

  [Symbol.iterator](): Iterator<Readonly<AddressRange>> {
    return this.ranges[Symbol.iterator]();
  }

  /** The index of the first range that ends at `address` or behind it. */
  private firstEndingFrom(address: number): number {
    let low = 0;
    let high = this.ranges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.ranges[middle] as AddressRange).end < address) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
