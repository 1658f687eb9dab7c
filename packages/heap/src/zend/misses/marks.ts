/**
 * The marks of debug blocks. @zend ZEND_MM_SET_COOKIE, ZEND_MM_SET_MAGIC, ZEND_MM_SET_DEBUG_INFO
 *
 * ```
 *   | cookie | size | prev | magic | call site, size, start magic | user bytes | end magic |
 *   ^ block                                                       ^ data       ^ data + requested size, unaligned
 * ```
 */
import {
  ALL_BITS,
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
  HIGH,
  MAGIC_VALID,
} from "../model.js";
import type { ZendHeap } from "../zend-heap.js";
import { userAddress } from "./addresses.js";
import { fillCells } from "./fill.js";
import { cookieHigh, cookieLow, endMagic, startMagic } from "./secrets.js";
import { readUnaligned, writeUnaligned } from "./unaligned.js";
import { setWord } from "./words.js";

/** Signs a header: the cookie is the block's address xor the secret. */
export function sealBlock(h: ZendHeap, m: Int32Array, block: number): void {
  m[block] = (block << CELL_SHIFT) ^ cookieLow(h);
  m[block + HIGH] = cookieHigh(h);
}

/** Says in a header what the block is. */
export function setMagic(m: Int32Array, block: number, magic: number): void {
  m[block + DEBUG_MAGIC] = magic;
}

/** Makes a used block valid: its call site, its requested size in bytes and the magics around the user's bytes. */
export function writeDebugInfo(
  h: ZendHeap,
  m: Int32Array,
  block: number,
  size: number,
  file: number,
  line: number,
  origFile: number,
  origLine: number,
): void {
  m[block + DEBUG_MAGIC] = MAGIC_VALID;
  setWord(m, block + DEBUG_FILE, file);
  m[block + DEBUG_LINE] = line;
  setWord(m, block + DEBUG_ORIG_FILE, origFile);
  m[block + DEBUG_ORIG_LINE] = origLine;
  setWord(m, block + DEBUG_SIZE, size);
  m[block + DEBUG_START_MAGIC] = startMagic(h);
  writeUnaligned(m, userAddress(block) + size, endMagic(h));
}

/** Whether every mark of a block is as it was written. */
export function isWell(h: ZendHeap, m: Int32Array, block: number): boolean {
  if (!isMarked(h, m, block, MAGIC_VALID)) return false;
  if (m[block + DEBUG_START_MAGIC] !== startMagic(h)) return false;
  return readUnaligned(m, userAddress(block) + (m[block + DEBUG_SIZE]! >>> 0)) === endMagic(h);
}

/** Overwrites the user's bytes of a block that dies, so that reading them on is seen. */
export function eraseUserBytes(m: Int32Array, block: number): void {
  const size = m[block + DEBUG_SIZE]!;
  const first = block + HEADER;
  const end = first + (size >>> CELL_SHIFT);
  fillCells(m, first, end, FREED_CELL);
  // the last one to three bytes, in the cell that the end magic begins in
  const bits = (size & 3) << 3;
  if (bits !== 0) m[end] = (m[end]! & (ALL_BITS << bits)) | (FREED_CELL & ~(ALL_BITS << bits));
}

/** Whether a header says with its magic what the block is, and is signed. @zend ZEND_MM_CHECK_MAGIC, ZEND_MM_CHECK_COOKIE */
export function isMarked(h: ZendHeap, m: Int32Array, block: number, magic: number): boolean {
  if (m[block + DEBUG_MAGIC] !== magic) return false;
  if (m[block] !== ((block << CELL_SHIFT) ^ cookieLow(h))) return false;
  return m[block + HIGH] === cookieHigh(h);
}
