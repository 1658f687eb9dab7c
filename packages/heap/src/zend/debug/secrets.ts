/** Reading a debug heap's marks back from its blocks. */

import type { Secrets } from "../../secrets.js";
import { userAddress } from "../misses/addresses.js";
import { readUnaligned } from "../misses/unaligned.js";
import { CELL_SHIFT, DEBUG_SIZE, DEBUG_START_MAGIC } from "../model.js";
import { usedBlocks } from "../walk.js";
import type { ZendHeap } from "../zend-heap.js";

/** The marks that the heap's first used block was made with; null when it has none, and then new ones are as good. */
export function recoverSecrets(h: ZendHeap): Secrets | null {
  for (const block of usedBlocks(h)) {
    const end = userAddress(block) + (h.m[block + DEBUG_SIZE]! >>> 0);
    return {
      cookieLow: h.m[block]! ^ (block << CELL_SHIFT),
      cookieHigh: h.m[block + 1]!,
      startMagic: h.m[block + DEBUG_START_MAGIC]!,
      endMagic: readUnaligned(h.m, end),
    };
  }
  return null;
}
