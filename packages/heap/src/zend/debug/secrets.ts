/**
 * The random marks of a debug heap: a secret that block addresses are xored with into cookies, and the magics that
 * stand before and behind the user's bytes. C keeps them in globals; here each heap has its own, and an attached heap
 * reads them back from the blocks that carry them.
 */
import type { Layout } from "@zmm/layout";
import { CELL_SHIFT } from "../geometry.js";
import { usedBlocks } from "../walk.js";
import type { ZendHeap } from "../zend-heap.js";
import { debugCells } from "./debug-cells.js";

/** Four signed 32-bit values without a zero byte. */
export interface Secrets {
  readonly cookieLow: number;
  readonly cookieHigh: number;
  /** @zend _mem_block_start_magic */
  readonly startMagic: number;
  /** @zend _mem_block_end_magic */
  readonly endMagic: number;
}

/** New random marks. @zend zend_mm_random */
export function createSecrets(): Secrets {
  const words = new Int32Array(4);
  const bytes = new Uint8Array(words.buffer);
  crypto.getRandomValues(bytes);
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === 0) bytes[i] = 1 + i;
  return { cookieLow: words[0]!, cookieHigh: words[1]!, startMagic: words[2]!, endMagic: words[3]! };
}

/** The marks that the heap's first used block was made with; null when it has none, and then new ones are as good. */
export function recoverSecrets(h: ZendHeap): Secrets | null {
  const at = debugCells(h.layout as Layout);
  for (const block of usedBlocks(h)) {
    const end = ((block << CELL_SHIFT) >>> 0) + h.headerSize + (h.m[block + at.size]! >>> 0);
    return {
      cookieLow: h.m[block]! ^ (block << CELL_SHIFT),
      cookieHigh: h.m[block + 1]!,
      startMagic: h.m[block + at.startMagic]!,
      endMagic: readUnaligned(h.memory.u8, end),
    };
  }
  return null;
}

/** A signed 32-bit value at any address. */
export function readUnaligned(bytes: Uint8Array, address: number): number {
  return bytes[address]! | (bytes[address + 1]! << 8) | (bytes[address + 2]! << 16) | (bytes[address + 3]! << 24);
}

/** Writes a signed 32-bit value at any address. */
export function writeUnaligned(bytes: Uint8Array, address: number, value: number): void {
  bytes[address] = value;
  bytes[address + 1] = value >>> 8;
  bytes[address + 2] = value >>> 16;
  bytes[address + 3] = value >>> 24;
}
