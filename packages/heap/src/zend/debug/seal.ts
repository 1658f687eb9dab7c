/**
 * The marks of debug blocks. @zend ZEND_MM_SET_COOKIE, ZEND_MM_SET_MAGIC, ZEND_MM_SET_DEBUG_INFO
 *
 * ```
 *   | cookie | size | prev | magic | call site, size, start magic | user bytes | end magic |
 *   ^ block                                                       ^ data       ^ data + requested size, unaligned
 * ```
 */

import { FREED_FILL, MAGIC } from "@zmm/layout";
import { CELL_SHIFT, HEADER_BYTES } from "../model.js";
import { writePointer } from "../words.js";
import type { ZendHeap } from "../zend-heap.js";
import { debugCells } from "./debug-cells.js";
import { writeUnaligned } from "./secrets.js";

/** Signs a header: the cookie is the block's address xor the secret. */
export function sealBlock(h: ZendHeap, block: number): void {
  const secrets = h.secrets!;
  h.m[block] = (block << CELL_SHIFT) ^ secrets.cookieLow;
  h.m[block + 1] = secrets.cookieHigh;
}

/** Marks the guard at a segment's end. */
export function sealGuard(h: ZendHeap, block: number): void {
  setMagic(h, block, MAGIC.guard);
}

/** Says in a header what the block is. */
export function setMagic(h: ZendHeap, block: number, magic: number): void {
  h.m[block + debugCells(h.layout).magic] = magic;
}

/** Makes a used block valid: its call site, its requested size and the magics around the user's bytes. */
export function writeDebugInfo(h: ZendHeap, block: number, size: number): void {
  const at = debugCells(h.layout);
  const { m, site } = h;
  const secrets = h.secrets!;
  m[block + at.magic] = MAGIC.valid;
  writePointer(h, block + at.filename, site.file);
  m[block + at.line] = site.line;
  writePointer(h, block + at.origFilename, site.origFile);
  m[block + at.origLine] = site.origLine;
  writePointer(h, block + at.size, size);
  m[block + at.startMagic] = secrets.startMagic;
  writeUnaligned(h.memory.u8, userBytes(block) + size, secrets.endMagic);
}

/** Overwrites the user's bytes of a block that dies, so that reading them on is seen. */
export function eraseUserBytes(h: ZendHeap, block: number): void {
  const size = h.m[block + debugCells(h.layout).size]! >>> 0;
  const start = userBytes(block);
  h.memory.u8.fill(FREED_FILL, start, start + size);
}

/** The byte address of a block's user bytes. */
export function userBytes(block: number): number {
  return ((block << CELL_SHIFT) >>> 0) + HEADER_BYTES;
}
