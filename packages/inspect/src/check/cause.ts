/** Guesses at what damaged a word, from the word that is there and the one that should be. */
import { FREED_FILL, isPowerOfTwo } from "@zmm/layout";
import type { HeapReader } from "../walk/heap-reader.js";

const HALF = 2 ** 32;
const FILLED = FREED_FILL * 0x01010101;

/**
 * A sentence about how `found` may have come to stand where `expected` should.
 * @param address where the word stands; the bytes before it tell an overrun.
 * @param expected the right word, or null where it is not known.
 */
export function guessCause(heap: HeapReader, address: number, found: number, expected: number | null): string {
  const halves = halvesAt(heap, address, found);
  if (expected !== null && found !== expected) {
    const right = { low: expected % HALF, high: Math.floor(expected / HALF) };
    if (halves.low === right.low) return "only the high half of the word differs: a stray 32-bit write";
    if (isOneBit(halves, right)) return "one bit differs: a flipped bit, or a stray |= or &=";
  }
  const text = textAt(heap, address);
  if (text !== null) return `it reads as text, "${text}": an overrun from the bytes before it, or a use after free`;
  if (found === 0) return "zeroed: a memset or a cleared structure that is longer than its block";
  if (halves.low === FILLED) return "filled with the byte of freed memory: a stray fill of a freed block";
  if (expected !== null && Math.abs(found - expected) <= 8) return "off by a little: a stray increment or decrement";
  return "overwritten: an overrun, a use after free, or a stray pointer";
}

interface Halves {
  readonly low: number;
  readonly high: number;
}

/** Both halves of the word that was read as `found`, which may be rounded. */
function halvesAt(heap: HeapReader, address: number, found: number): Halves {
  return { low: heap.u32(address), high: found < HALF ? 0 : heap.u32(address + 4) };
}

function isOneBit(a: Halves, b: Halves): boolean {
  const low = (a.low ^ b.low) >>> 0;
  const high = (a.high ^ b.high) >>> 0;
  return isPowerOfTwo(low) ? high === 0 : low === 0 && isPowerOfTwo(high);
}

/** The four bytes at an address, if all of them are printable. */
function textAt(heap: HeapReader, address: number): string | null {
  const bytes = [...heap.bytes(address, 4)];
  if (bytes.length < 4 || bytes.some((byte) => byte < 0x20 || byte > 0x7e)) return null;
  if (bytes.every((byte) => byte === FREED_FILL)) return null;
  return String.fromCharCode(...bytes);
}
