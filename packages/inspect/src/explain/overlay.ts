/**
 * A heap as it would be after some writes: the bytes of another reader, and on top of them the words written here.
 * The bytes themselves stay as they are. Everything that reads a heap reads an overlay too.
 */
import { HeapReader } from "../walk/heap-reader.js";

/** Where a segment stands that the storage has not handed out yet: an address above every memory. */
export const NEW_SEGMENT: number = 2 ** 40;

/** A word as it was and as it would be. */
export interface Write {
  readonly address: number;
  /** Bytes: 4 or 8. */
  readonly size: number;
  readonly before: number;
  readonly after: number;
}

const HIGH_HALF = 2 ** 32;

interface Region {
  readonly address: number;
  readonly size: number;
}

/** 32 bits that were written; in a 32-bit model more, where they are an address from `NEW_SEGMENT` on. */
interface Cell {
  readonly value: number;
  /** Whether they are the low half of a word of 64 bits, whose other half follows. */
  readonly wide: boolean;
}

export class Overlay extends HeapReader {
  readonly #under: HeapReader;
  readonly #wide: boolean;
  readonly #written = new Map<number, Cell>();
  /** Memory that is there only in this view: segments to come. */
  readonly #regions: Region[] = [];
  /** Bytes that were copied as a whole and are read where they came from. */
  readonly #copies: (Region & { readonly from: number })[] = [];

  constructor(under: HeapReader) {
    super(under.location);
    this.#under = under;
    this.#wide = under.layout.model.word === 8;
  }

  /** Makes room for a segment that the bytes below do not hold. */
  addRegion(address: number, size: number): void {
    this.#regions.push({ address, size });
  }

  override holds(address: number, bytes: number): boolean {
    const inside = (region: Region) => address >= region.address && address + bytes <= region.address + region.size;
    return super.holds(address, bytes) || this.#regions.some(inside);
  }

  override word(address: number): number {
    const whole = this.#wide ? undefined : this.#written.get(address);
    return whole?.value ?? super.word(address);
  }

  override u32(address: number): number {
    const cell = this.#written.get(address);
    if (cell) return cell.value % HIGH_HALF;
    const copy = this.#copies.findLast((each) => address >= each.address && address < each.address + each.size);
    return this.#under.u32(copy ? copy.from + address - copy.address : address);
  }

  override byte(address: number): number {
    const cell = address - (address % 4);
    return Math.floor(this.u32(cell) / 2 ** (8 * (address % 4))) % 256;
  }

  override bytes(address: number, length: number): Uint8Array {
    return Uint8Array.from({ length }, (_, at) => this.byte(address + at));
  }

  /** Writes a `size_t` or a pointer. */
  writeWord(address: number, value: number): void {
    this.#written.set(address, { value: this.#wide ? value % HIGH_HALF : value, wide: this.#wide });
    if (this.#wide) this.#written.set(address + 4, { value: Math.floor(value / HIGH_HALF), wide: false });
  }

  /** Writes 32 bits. */
  write32(address: number, value: number): void {
    this.#written.set(address, { value: value >>> 0, wide: false });
  }

  /** Writes the four bytes of a number at any address. */
  writeUnaligned(address: number, value: number): void {
    for (let at = 0; at < 4; at++) this.#writeByte(address + at, Math.floor(value / 2 ** (8 * at)) % 256);
  }

  #writeByte(address: number, value: number): void {
    const cell = address - (address % 4);
    const shift = 8 * (address % 4);
    this.write32(cell, (this.u32(cell) & ~(0xff << shift)) | (value << shift));
  }

  /** Copies bytes of the memory below; both addresses and the length are multiples of 4. */
  copy(from: number, to: number, size: number): void {
    if (from === to) return;
    for (const address of [...this.#written.keys()]) {
      if (address >= to && address < to + size) this.#written.delete(address);
    }
    this.#copies.push({ address: to, size, from });
  }

  /** Every word that has another value than before, or stands where nothing was before, by address. */
  writes(): Write[] {
    const writes: Write[] = [];
    const halves = new Set<number>();
    for (const [address, { value, wide }] of [...this.#written].sort(([a], [b]) => a - b)) {
      if (halves.has(address)) continue;
      if (wide) halves.add(address + 4);
      const size = wide ? 8 : 4;
      const before = wide ? this.#under.word(address) : this.#under.u32(address);
      const after = wide ? this.word(address) : value;
      if (before !== after || !this.#under.holds(address, size)) writes.push({ address, size, before, after });
    }
    return writes;
  }
}
