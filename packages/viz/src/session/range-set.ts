/** Ranges of memory that are asked often whether they meet another. */
export class RangeSet {
  /** Ascending and apart from each other: starts and, at the same indices, ends. */
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];

  constructor(ranges: readonly { readonly address: number; readonly bytes: number }[]) {
    for (const { address, bytes } of [...ranges].sort((a, b) => a.address - b.address)) {
      const last = this.ends.length - 1;
      if (last >= 0 && address <= this.ends[last]!) this.ends[last] = Math.max(this.ends[last]!, address + bytes);
      else {
        this.starts.push(address);
        this.ends.push(address + bytes);
      }
    }
  }

  /** Whether any of the `bytes` bytes from `address` on is in one of the ranges. */
  meets(address: number, bytes: number): boolean {
    let low = 0;
    let high = this.ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.ends[middle]! <= address) low = middle + 1;
      else high = middle;
    }
    return low < this.starts.length && this.starts[low]! < address + bytes;
  }
}
