import { StorageOptionError, WriteAfterFreeError } from "../errors.js";
import type { LinearMemory } from "../linear-memory.js";
import type { SegmentProvider } from "../provider.js";
import { AddressRanges } from "./address-ranges.js";
import { decorate } from "./decorate.js";

export interface PoisonedOptions {
  /** The byte that freed segments are filled with; 0xdb if left out. */
  readonly fill?: number;
}

export interface Poisoned {
  /** Looks at all freed memory now. @throws WriteAfterFreeError */
  verify(): void;
}

/**
 * A provider whose freed segments are filled with a byte. A write into one is found at the next allocation,
 * reallocation or `compact`, which throws before it does anything; the range that was written is watched no longer, so
 * that the next call goes through.
 *
 * The provider must leave freed bytes alone, as those of this package do, and nobody else may allocate from its memory.
 * Looking costs time proportional to the freed bytes.
 * @throws StorageOptionError
 */
export function poisoned<P extends SegmentProvider>(provider: P, options: PoisonedOptions = {}): P & Poisoned {
  const watch = new FreedMemory(provider.memory, byteOf(options.fill ?? 0xdb));
  return decorate(provider, {
    verify: (): void => watch.verify(),
    allocate: (size: number): number => {
      watch.verify();
      const address = provider.allocate(size);
      if (address !== 0) watch.forget(address, address + size);
      return address;
    },
    reallocate: (address: number, oldSize: number, newSize: number): number => {
      watch.verify();
      const moved = provider.reallocate(address, oldSize, newSize);
      if (moved === 0) return 0;
      watch.poison(address, address + oldSize, moved, moved + newSize);
      watch.forget(moved, moved + newSize);
      return moved;
    },
    free: (address: number, size: number): void => {
      provider.free(address, size);
      watch.poison(address, address + size);
    },
    compact: (): void => {
      watch.verify();
      provider.compact();
      watch.forgetAll();
    },
  });
}

/** The freed ranges of a memory, which nobody should write. */
class FreedMemory {
  private readonly memory: LinearMemory;
  private readonly fill: number;
  private readonly freed = new AddressRanges();

  constructor(memory: LinearMemory, fill: number) {
    this.memory = memory;
    this.fill = fill;
  }

  /** Fills the bytes from `start` up to `end`, but not those from `keepStart` up to `keepEnd`, which are in use. */
  poison(start: number, end: number, keepStart: number = end, keepEnd: number = end): void {
    this.poisonRange(start, Math.min(end, keepStart));
    this.poisonRange(Math.max(start, keepEnd), end);
  }

  /** Watches the bytes from `start` up to `end` no longer. */
  forget(start: number, end: number): void {
    this.freed.remove(start, end);
  }

  forgetAll(): void {
    this.freed.clear();
  }

  verify(): void {
    const { u8, byteLength } = this.memory;
    // What went back to the system is gone, whatever was in it.
    this.freed.remove(byteLength, Number.POSITIVE_INFINITY);
    for (const { start, end } of this.freed) {
      const address = firstOther(this.memory, start, end, this.fill);
      if (address < 0) continue;
      this.freed.remove(start, end);
      throw new WriteAfterFreeError(address, u8[address] as number, this.fill);
    }
  }

  private poisonRange(start: number, end: number): void {
    const last = Math.min(end, this.memory.byteLength);
    if (start >= last) return;
    this.memory.u8.fill(this.fill, start, last);
    this.freed.add(start, last);
  }
}

/** The first address from `start` on whose byte is not `fill`, or -1 when there is none before `end`. */
function firstOther({ u8, i32 }: LinearMemory, start: number, end: number, fill: number): number {
  const words = Math.ceil(start / 4);
  const wordsEnd = Math.floor(end / 4);
  const expected = Math.imul(fill, 0x01010101);
  let word = words;
  while (word < wordsEnd && i32[word] === expected) word++;
  const inWords = words < wordsEnd;
  const head = firstOtherByte(u8, start, inWords ? words * 4 : end, fill);
  return head >= 0 || !inWords ? head : firstOtherByte(u8, word * 4, end, fill);
}

function firstOtherByte(u8: Uint8Array, start: number, end: number, fill: number): number {
  for (let at = start; at < end; at++) if (u8[at] !== fill) return at;
  return -1;
}

function byteOf(fill: number): number {
  if (Number.isInteger(fill) && fill >= 0 && fill <= 255) return fill;
  throw new StorageOptionError("fill", fill, "a byte, 0 to 255");
}
