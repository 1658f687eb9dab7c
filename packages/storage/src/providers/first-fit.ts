import { NoSuchSegmentError, ProviderDisposedError, SegmentSizeError, StorageOptionError } from "../errors.js";
import type { LinearMemory } from "../linear-memory.js";
import { memoryLengths, type OwnMemoryOptions } from "../own-memory.js";
import type { Segment } from "../pages/allocator.js";
import { CopiedSource } from "../pages/copied-source.js";
import type { ProviderSupport, SegmentProvider } from "../provider.js";

export type FirstFitOptions = Omit<OwnMemoryOptions, "bytes">;

const NAME = "firstFit";
const SUPPORTS = { release: false, reallocateInPlace: true, shared: false, persistent: false } as const;

/** Segments begin at multiples of this many bytes, the first one at the first of them: 0 is null. */
const ALIGNMENT = 16;

/**
 * Segments in an ArrayBuffer of its own, each in the first gap that is wide enough: a quarter of the code of `arrayBuffer`,
 * for programs that count the bytes they load. What it knows of segments it keeps beside the memory, so that the memory
 * cannot be opened again; each call takes as long as there are segments, which suits the few large ones of a heap.
 * @throws StorageOptionError; NoMemoryError when the engine has no room for the first buffer.
 */
export function firstFit(options: FirstFitOptions = {}): FirstFitProvider {
  const { bytes } = options as OwnMemoryOptions;
  if (bytes !== undefined) throw new StorageOptionError("bytes", bytes, "left out: this memory cannot be opened again");
  const { initial, maximum } = memoryLengths(options);
  return new FirstFitProvider(new CopiedSource(initial, maximum));
}

/** A segment, and the address behind all that it holds. */
interface Held extends Segment {
  readonly end: number;
}

export class FirstFitProvider implements SegmentProvider {
  readonly name: string = NAME;
  readonly supports: ProviderSupport = SUPPORTS;
  readonly memory: LinearMemory;
  private readonly source: CopiedSource;
  /** The live segments, by address; null after the provider's end. */
  private list: Held[] | null = [];

  /** Use `firstFit`. @internal */
  constructor(source: CopiedSource) {
    this.source = source;
    this.memory = source.memory;
  }

  allocate(size: number): number {
    const segments = this.live();
    const bytes = heldBytes(size);
    let address = ALIGNMENT;
    let index = 0;
    for (; index < segments.length; index++) {
      const next = segments[index] as Held;
      if (address + bytes <= next.address) break;
      address = next.end;
    }
    const end = address + bytes;
    // who is told that the memory grew may have taken the place
    if (index === segments.length && end > this.source.end) return this.reach(end) ? this.allocate(size) : 0;
    segments.splice(index, 0, { address, size, end });
    return address;
  }

  reallocate(address: number, oldSize: number, newSize: number): number {
    const segments = this.live();
    const index = this.indexOf(address, oldSize);
    const end = address + heldBytes(newSize);
    const next = segments[index + 1];
    if (next === undefined && end > this.source.end && this.reach(end))
      return this.reallocate(address, oldSize, newSize);
    if (end <= (next?.address ?? this.source.end)) {
      segments[index] = { address, size: newSize, end };
      return address;
    }
    const moved = this.allocate(newSize);
    if (moved === 0) return 0;
    this.memory.u8.copyWithin(moved, address, address + oldSize);
    this.free(address, oldSize);
    return moved;
  }

  free(address: number, size: number): void {
    this.live().splice(this.indexOf(address, size), 1);
  }

  /** Does nothing: an ArrayBuffer keeps its length. */
  compact(): void {
    this.live();
  }

  /** The live segments, by address. */
  segments(): Segment[] {
    return this.live().map(({ address, size }) => ({ address, size }));
  }

  dispose(): void {
    this.list = null;
  }

  private live(): Held[] {
    if (this.list === null) throw new ProviderDisposedError(NAME);
    return this.list;
  }

  private indexOf(address: number, size: number): number {
    const segments = this.live();
    const index = segments.findIndex((segment) => segment.address === address);
    const actual = segments[index]?.size;
    if (actual === size) return index;
    const reason = actual === undefined ? "no segment begins there" : `the segment there has ${actual} bytes`;
    throw new NoSuchSegmentError(address, size, reason);
  }

  /** Whether the memory, which ends before `end`, can be made to go as far: doubled at best. */
  private reach(end: number): boolean {
    const { source } = this;
    const missing = end - source.end;
    if (end > source.maximum) return false;
    const share = Math.min(source.end, source.maximum - source.end);
    return (share > missing && source.extend(share) !== null) || source.extend(missing) !== null;
  }
}

/** @throws SegmentSizeError */
function heldBytes(size: number): number {
  if (!Number.isSafeInteger(size) || size <= 0) throw new SegmentSizeError(size);
  return Math.ceil(size / ALIGNMENT) * ALIGNMENT;
}
