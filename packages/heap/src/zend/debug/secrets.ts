/** Reading a debug heap's marks back from its blocks. */

import type { Secrets } from "../../secrets.js";
import { userAddress } from "../misses/addresses.js";
import { readUnaligned } from "../misses/unaligned.js";
import { BLOCK_SIZE, CELL_SHIFT, DEBUG_SIZE, DEBUG_START_MAGIC, HIGH, TYPE_MASK, TYPE_USED } from "../model.js";
import { allBlocks } from "../walk.js";
import type { ZendHeap } from "../zend-heap.js";

/** Blocks that are asked at most. */
const WITNESSES = 100;

/**
 * The marks that the heap's blocks were made with, as most of them have it: some may be damaged. `fresh` are taken for what
 * no block tells.
 */
export function recoverSecrets(h: ZendHeap, fresh: Secrets): Secrets {
  const { m } = h;
  const votes = { cookieLow: new Votes(), cookieHigh: new Votes(), startMagic: new Votes(), endMagic: new Votes() };
  let asked = 0;
  for (const block of allBlocks(h)) {
    if (asked++ === WITNESSES) break;
    votes.cookieLow.add(m[block]! ^ (block << CELL_SHIFT));
    votes.cookieHigh.add(m[block + HIGH]!);
    if ((m[block + BLOCK_SIZE]! & TYPE_MASK) !== TYPE_USED) continue;
    const end = userAddress(block) + (m[block + DEBUG_SIZE]! >>> 0);
    votes.startMagic.add(m[block + DEBUG_START_MAGIC]!);
    if (end + 4 <= h.memory.byteLength) votes.endMagic.add(readUnaligned(m, end));
  }
  return {
    cookieLow: votes.cookieLow.winner ?? fresh.cookieLow,
    cookieHigh: votes.cookieHigh.winner ?? fresh.cookieHigh,
    startMagic: votes.startMagic.winner ?? fresh.startMagic,
    endMagic: votes.endMagic.winner ?? fresh.endMagic,
  };
}

class Votes {
  private readonly counts = new Map<number, number>();
  /** What was said most often, first among equals; null before anything was. */
  winner: number | null = null;
  private most = 0;

  add(value: number): void {
    const count = (this.counts.get(value) ?? 0) + 1;
    this.counts.set(value, count);
    if (count <= this.most) return;
    this.most = count;
    this.winner = value;
  }
}
