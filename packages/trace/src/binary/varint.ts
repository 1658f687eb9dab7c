import { TraceFormatError } from "../format-error.js";

const GROUP = 128;
const MAX_BYTES = 8;

/** Bytes that grow as they are written. Numbers are written in groups of seven bits, lowest first. */
export class ByteWriter {
  private bytes = new Uint8Array(1024);
  length = 0;

  byte(value: number): void {
    if (this.length === this.bytes.length) this.grow(1);
    this.bytes[this.length++] = value;
  }

  /** An integer from 0 to 2^53 - 1. */
  varint(value: number): void {
    let rest = value;
    while (rest >= GROUP) {
      this.byte((rest % GROUP) + GROUP);
      rest = Math.floor(rest / GROUP);
    }
    this.byte(rest);
  }

  /** Four bytes, lowest first. */
  u32(value: number): void {
    for (let shift = 0; shift < 32; shift += 8) this.byte((value >>> shift) & 255);
  }

  raw(bytes: Uint8Array): void {
    if (this.length + bytes.length > this.bytes.length) this.grow(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** A text: its length in bytes, then the bytes. */
  text(value: string): void {
    const bytes = new TextEncoder().encode(value);
    this.varint(bytes.length);
    this.raw(bytes);
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  private grow(more: number): void {
    const wider = new Uint8Array(2 * (this.bytes.length + more));
    wider.set(this.bytes);
    this.bytes = wider;
  }
}

/** The other way round. Reading past the end is an error that names the file. */
export class ByteReader {
  readonly bytes: Uint8Array;
  position: number;
  private readonly file: string;

  constructor(bytes: Uint8Array, file: string, position = 0) {
    this.bytes = bytes;
    this.file = file;
    this.position = position;
  }

  get atEnd(): boolean {
    return this.position >= this.bytes.length;
  }

  byte(): number {
    const value = this.bytes[this.position++];
    if (value === undefined) this.fail("cut off", "more bytes");
    return value;
  }

  /** An integer from 0 to 2^53 - 1. */
  varint(): number {
    const { bytes, position } = this;
    const first = bytes[position]!;
    if (first < GROUP) {
      this.position = position + 1;
      return first;
    }
    const second = bytes[position + 1]!;
    if (second < GROUP) {
      this.position = position + 2;
      return first - GROUP + second * GROUP;
    }
    return this.longVarint();
  }

  private longVarint(): number {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < MAX_BYTES; count++) {
      const byte = this.byte();
      value += (byte & (GROUP - 1)) * scale;
      if (byte < GROUP) break;
      scale *= GROUP;
    }
    if (value > Number.MAX_SAFE_INTEGER) this.fail(`the number ${value} is too big`, "integers from 0 to 2^53 - 1");
    return value;
  }

  u32(): number {
    let value = 0;
    for (let shift = 0; shift < 32; shift += 8) value |= this.byte() << shift;
    return value >>> 0;
  }

  /** The next `length` bytes, as a view. */
  raw(length: number): Uint8Array {
    const start = this.position;
    if (start + length > this.bytes.length) this.fail("cut off", `${length} bytes from byte ${start} on`);
    this.position = start + length;
    return this.bytes.subarray(start, start + length);
  }

  text(): string {
    return new TextDecoder().decode(this.raw(this.varint()));
  }

  fail(problem: string, allowed: string): never {
    throw new TraceFormatError(this.file, 0, `byte ${this.position}: ${problem}`, allowed);
  }
}

/** A signed integer as an unsigned one, small for small distances from 0. */
export function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

/** The other way round. */
export function unzigzag(value: number): number {
  return value >>> 0 === value ? (value >>> 1) ^ -(value & 1) : value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
