/**
 * The random marks of a debug heap: a secret that block addresses are xored with into cookies, and the magics that
 * stand before and behind the user's bytes. C keeps them in globals; here each heap has its own, and an attached heap
 * reads them back from the blocks that carry them.
 */

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
