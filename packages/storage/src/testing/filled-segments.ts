import type { SegmentProvider } from "../provider.js";
import { check, same } from "./check.js";

/** A live segment whose bytes are known: they follow from its mark. */
export interface FilledSegment {
  address: number;
  size: number;
  mark: number;
}

/**
 * Live segments of a provider, each filled with bytes of its own, and what must hold for them: they are aligned, lie
 * inside the memory, do not overlap, and keep their bytes.
 */
export class FilledSegments {
  readonly all: FilledSegment[] = [];
  private readonly provider: SegmentProvider;
  private marks = 0;

  constructor(provider: SegmentProvider) {
    this.provider = provider;
  }

  /** Allocates and fills a segment; null when there was no memory. */
  tryAdd(size: number): FilledSegment | null {
    const address = this.provider.allocate(size);
    if (address === 0) return null;
    const segment = { address, size, mark: this.nextMark() };
    this.place(segment);
    this.all.push(segment);
    return segment;
  }

  /** Allocates and fills a segment, for which there must be memory. */
  add(size: number): FilledSegment {
    const segment = this.tryAdd(size);
    check(segment !== null, `there was no memory for ${size} bytes`);
    return segment;
  }

  /** Reallocates a segment; whether there was memory. It must keep its bytes either way. */
  resize(segment: FilledSegment, size: number): boolean {
    const kept = Math.min(size, segment.size);
    const address = this.provider.reallocate(segment.address, segment.size, size);
    if (address === 0) {
      this.verify(segment);
      return false;
    }
    segment.address = address;
    this.verifyBytes(segment, kept);
    segment.size = size;
    segment.mark = this.nextMark();
    this.place(segment);
    return true;
  }

  remove(segment: FilledSegment): void {
    this.verify(segment);
    this.provider.free(segment.address, segment.size);
    this.all.splice(this.all.indexOf(segment), 1);
  }

  removeAll(): void {
    while (this.all.length > 0) this.remove(this.all[this.all.length - 1] as FilledSegment);
  }

  /** Looks at all segments: their bytes, and that no two overlap. */
  verifyAll(): void {
    const sorted = [...this.all].sort((a, b) => a.address - b.address);
    let end = 0;
    for (const segment of sorted) {
      check(segment.address >= end, `the segment at ${segment.address} overlaps the one before it`);
      end = segment.address + segment.size;
      this.verify(segment);
    }
  }

  private verify(segment: FilledSegment): void {
    this.verifyBytes(segment, segment.size);
  }

  private nextMark(): number {
    this.marks = (this.marks % 251) + 1;
    return this.marks;
  }

  /** Checks where a new segment lies, and fills it. */
  private place({ address, size, mark }: FilledSegment): void {
    const { memory } = this.provider;
    check(Number.isInteger(address) && address > 0, `an address must be an integer above 0, got ${address}`);
    same(address % 8, 0, `the alignment of address ${address}`);
    check(address + size <= memory.byteLength, `the segment at ${address} is not inside the views of the memory`);
    memory.u8.fill(mark, address, address + size);
  }

  /** Looks at the first `count` bytes of a segment: at each 509th, and at the last. */
  private verifyBytes({ address, mark }: FilledSegment, count: number): void {
    const { u8 } = this.provider.memory;
    for (let at = 0; at < count; at += 509) this.verifyByte(u8, address + at, mark);
    this.verifyByte(u8, address + count - 1, mark);
  }

  private verifyByte(u8: Uint8Array, at: number, mark: number): void {
    if (u8[at] !== mark) same(u8[at], mark, `the byte at ${at}, which the segment's owner filled`);
  }
}
