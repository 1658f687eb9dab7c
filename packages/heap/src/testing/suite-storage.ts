import type { LinearMemory, ProviderSupport, SegmentProvider } from "@zmm/storage";

/** A provider that the suite can watch and disturb: it knows what it gave out, and refuses when told to. */
export class SuiteStorage implements SegmentProvider {
  readonly name: string;
  readonly memory: LinearMemory;
  readonly supports: ProviderSupport;
  /** While set, there is no memory for anybody. */
  refuses = false;
  /** Bytes of each segment that is out, by address. */
  readonly segments: Map<number, number> = new Map();
  private readonly provider: SegmentProvider;

  constructor(provider: SegmentProvider) {
    this.provider = provider;
    this.name = provider.name;
    this.memory = provider.memory;
    this.supports = provider.supports;
  }

  allocate(size: number): number {
    const address = this.refuses ? 0 : this.provider.allocate(size);
    if (address !== 0) this.segments.set(address, size);
    return address;
  }

  reallocate(address: number, oldSize: number, newSize: number): number {
    const moved = this.refuses ? 0 : this.provider.reallocate(address, oldSize, newSize);
    if (moved === 0) return 0;
    this.segments.delete(address);
    this.segments.set(moved, newSize);
    return moved;
  }

  free(address: number, size: number): void {
    this.provider.free(address, size);
    this.segments.delete(address);
  }

  compact(): void {
    this.provider.compact();
  }

  dispose(): void {
    this.provider.dispose();
  }
}
