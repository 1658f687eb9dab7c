import { LinearMemory, type SegmentProvider } from "@zmm/storage";

const PAGE = 4_096;

/** A provider over a memory of fixed size that knows what it gave out and can be told to have no more. */
export class FixedStorage implements SegmentProvider {
  readonly name = "fixed";
  readonly supports = { release: false, reallocateInPlace: false, shared: false, persistent: false };
  memory: LinearMemory;
  /** Bytes of each segment that is out, by address. */
  readonly segments: Map<number, number> = new Map();
  /** While set, there is no memory for anybody. */
  refuses = false;
  /** Calls for memory. */
  calls = 0;
  private end = PAGE;
  private readonly unused = new Map<number, number[]>();

  constructor(bytes: number) {
    this.memory = new LinearMemory({ buffer: new ArrayBuffer(bytes) });
  }

  allocate(size: number): number {
    this.calls++;
    if (this.refuses) return 0;
    const address = this.unused.get(size)?.pop() ?? this.fresh(size);
    if (address !== 0) this.segments.set(address, size);
    return address;
  }

  reallocate(address: number, oldSize: number, newSize: number): number {
    const moved = this.allocate(newSize);
    if (moved === 0) return 0;
    this.memory.u8.copyWithin(moved, address, address + Math.min(oldSize, newSize));
    this.free(address, oldSize);
    return moved;
  }

  free(address: number, size: number): void {
    if (this.segments.get(address) !== size) throw new Error(`no segment of ${size} bytes at ${address}`);
    this.segments.delete(address);
    const unused = this.unused.get(size);
    if (unused === undefined) this.unused.set(size, [address]);
    else unused.push(address);
  }

  /** Starts anew: nothing is out, all bytes are 0, and nobody who used the memory before hears of it again. */
  reset(): void {
    this.memory.u8.fill(0, 0, Math.min(this.end, this.memory.byteLength));
    this.memory = new LinearMemory({ buffer: this.memory.buffer });
    this.end = PAGE;
    this.segments.clear();
    this.unused.clear();
    this.refuses = false;
  }

  compact(): void {}

  dispose(): void {}

  private fresh(size: number): number {
    const bytes = Math.ceil(size / PAGE) * PAGE;
    if (this.end + bytes > this.memory.byteLength) return 0;
    this.end += bytes;
    return this.end - bytes;
  }
}
