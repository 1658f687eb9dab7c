/**
 * The marks of debug blocks. @zend ZEND_MM_SET_COOKIE, ZEND_MM_SET_MAGIC, ZEND_MM_SET_DEBUG_INFO
 *
 * ```
 *   | cookie | size | prev | magic | call site, size, start magic | user bytes | end magic |
 *   ^ block                                                       ^ data       ^ data + requested size, unaligned
 * ```
 */

import { FREED_FILL } from "@zmm/layout";
import { setWord } from "../misses/words.js";
import {
  CELL_SHIFT,
  DEBUG_FILE,
  DEBUG_LINE,
  DEBUG_MAGIC,
  DEBUG_ORIG_FILE,
  DEBUG_ORIG_LINE,
  DEBUG_SIZE,
  DEBUG_START_MAGIC,
  FREED_CELL,
  HEADER,
  HEADER_BYTES,
  MAGIC_GUARD,
  MAGIC_VALID,
} from "../model.js";
import type { ZendHeap } from "../zend-heap.js";
import { writeUnaligned } from "./secrets.js";

/** Signs a header: the cookie is the block's address xor the secret. */
export function sealBlock(h: ZendHeap, block: number): void {
  const secrets = h.secrets!;
  h.m[block] = (block << CELL_SHIFT) ^ secrets.cookieLow;
  h.m[block + 1] = secrets.cookieHigh;
}

/** Marks the guard at a segment's end. */
export function sealGuard(h: ZendHeap, block: number): void {
  setMagic(h, block, MAGIC_GUARD);
}

/** Says in a header what the block is. */
export function setMagic(h: ZendHeap, block: number, magic: number): void {
  h.m[block + DEBUG_MAGIC] = magic;
}

/** Makes a used block valid: its call site, its requested size and the magics around the user's bytes. */
export function writeDebugInfo(h: ZendHeap, block: number, size: number): void {
  const { m, site } = h;
  const secrets = h.secrets!;
  m[block + DEBUG_MAGIC] = MAGIC_VALID;
  setWord(h.m, block + DEBUG_FILE, site.file);
  m[block + DEBUG_LINE] = site.line;
  setWord(h.m, block + DEBUG_ORIG_FILE, site.origFile);
  m[block + DEBUG_ORIG_LINE] = site.origLine;
  setWord(h.m, block + DEBUG_SIZE, size);
  m[block + DEBUG_START_MAGIC] = secrets.startMagic;
  writeUnaligned(m, userBytes(block) + size, secrets.endMagic);
}

/** Below this many bytes a loop is faster than the call of a built-in. */
const LOOP_BYTES = 256;

/** Overwrites the user's bytes of a block that dies, so that reading them on is seen. */
export function eraseUserBytes(h: ZendHeap, block: number): void {
  const { m } = h;
  const size = m[block + DEBUG_SIZE]! >>> 0;
  const start = userBytes(block);
  if (size >= LOOP_BYTES) {
    h.memory.u8.fill(FREED_FILL, start, start + size);
    return;
  }
  const first = block + HEADER;
  const end = first + (size >>> CELL_SHIFT);
  for (let cell = first; cell < end; cell++) m[cell] = FREED_CELL;
  // the last one to three bytes, in the cell that the end magic begins in
  const bits = (size & 3) << 3;
  if (bits !== 0) m[end] = (m[end]! & (-1 << bits)) | (FREED_CELL & ~(-1 << bits));
}

/** The byte address of a block's user bytes. */
export function userBytes(block: number): number {
  return ((block << CELL_SHIFT) >>> 0) + HEADER_BYTES;
}
