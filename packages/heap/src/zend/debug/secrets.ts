/** Reading a debug heap's marks back from its blocks. */

import type { Secrets } from "../../secrets.js";
import { CELL_SHIFT, DEBUG_SIZE, DEBUG_START_MAGIC, HEADER_BYTES } from "../model.js";
import { usedBlocks } from "../walk.js";
import type { ZendHeap } from "../zend-heap.js";

/** The marks that the heap's first used block was made with; null when it has none, and then new ones are as good. */
export function recoverSecrets(h: ZendHeap): Secrets | null {
  for (const block of usedBlocks(h)) {
    const end = ((block << CELL_SHIFT) >>> 0) + HEADER_BYTES + (h.m[block + DEBUG_SIZE]! >>> 0);
    return {
      cookieLow: h.m[block]! ^ (block << CELL_SHIFT),
      cookieHigh: h.m[block + 1]!,
      startMagic: h.m[block + DEBUG_START_MAGIC]!,
      endMagic: readUnaligned(h.m, end),
    };
  }
  return null;
}

/** A signed 32-bit value at any address, out of the one or two cells that it lies in. */
export function readUnaligned(m: Int32Array, address: number): number {
  const cell = address >>> CELL_SHIFT;
  const bits = (address & 3) << 3;
  if (bits === 0) return m[cell]!;
  return (m[cell]! >>> bits) | (m[cell + 1]! << (32 - bits));
}

/** Writes a signed 32-bit value at any address. */
export function writeUnaligned(m: Int32Array, address: number, value: number): void {
  const cell = address >>> CELL_SHIFT;
  const bits = (address & 3) << 3;
  if (bits === 0) {
    m[cell] = value;
    return;
  }
  const mask = -1 << bits;
  m[cell] = (m[cell]! & ~mask) | (value << bits);
  m[cell + 1] = (m[cell + 1]! & mask) | (value >>> (32 - bits));
}
