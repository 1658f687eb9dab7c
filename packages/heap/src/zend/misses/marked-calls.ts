/**
 * The three calls of a debug heap, as far as whole-calls.ts serves them: around those functions, what a debug heap writes
 * into blocks that come to life, and checks and erases in those that die. `file` to `origLine` are the words of a CallSite.
 */
import { BLOCK_PREV, BLOCK_SIZE, CELL_SHIFT, TYPE_GUARD } from "../model.js";
import type { ZendHeap } from "../zend-heap.js";
import { blockOf } from "./addresses.js";
import { eraseUserBytes, isWell, writeDebugInfo } from "./marks.js";
import { allocateSize, freeAddress, isUsedWord, reallocateSize } from "./whole-calls.js";

/** allocateSize, for a block with marks. */
export function allocateMarked(
  h: ZendHeap,
  m: Int32Array,
  size: number,
  file: number,
  line: number,
  origFile: number,
  origLine: number,
): number {
  const address = allocateSize(h, m, size);
  if (address !== 0) writeDebugInfo(h, m, blockOf(address), size, file, line, origFile, origLine);
  return address;
}

/** freeAddress, for a block with marks; also false when one of them is wrong. */
export function freeMarked(h: ZendHeap, m: Int32Array, address: number): boolean {
  if (address === 0) return true;
  if (!isSound(h, m, address)) return false;
  eraseUserBytes(m, blockOf(address));
  return freeAddress(h, m, address);
}

/** reallocateSize, for a block with marks; also 0 when one of them is wrong. */
export function reallocateMarked(
  h: ZendHeap,
  m: Int32Array,
  address: number,
  size: number,
  file: number,
  line: number,
  origFile: number,
  origLine: number,
): number {
  if (address === 0) return 0;
  if (!isSound(h, m, address)) return 0;
  const resized = reallocateSize(h, m, address, size);
  if (resized !== 0) writeDebugInfo(h, m, blockOf(resized), size, file, line, origFile, origLine);
  return resized;
}

/** Whether a used block starts at `address` whose neighbours agree with its header, and whose marks are right. */
function isSound(h: ZendHeap, m: Int32Array, address: number): boolean {
  const block = blockOf(address);
  if (!isUsedWord(m, address, block, m[block + BLOCK_SIZE]!)) return false;
  const before = m[block + BLOCK_PREV]!;
  if (before !== TYPE_GUARD) {
    if (m[block - (before >>> CELL_SHIFT) + BLOCK_SIZE] !== before) return false;
  }
  return isWell(h, m, block);
}
