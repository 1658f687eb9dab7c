/** What a debug header says about its block, and whether to believe it. @zend zend_mm_check_ptr */

import { type BlockStatus, faultOf } from "../../block-status.js";
import { InvalidPointerError } from "../../errors.js";
import { blockOf, userAddress } from "../misses/addresses.js";
import { isWell } from "../misses/marks.js";
import {
  CELL_SHIFT,
  DEBUG_FILE,
  DEBUG_LINE,
  DEBUG_MAGIC,
  DEBUG_ORIG_FILE,
  DEBUG_ORIG_LINE,
  DEBUG_SIZE,
  DEBUG_START_MAGIC,
  MAGIC_CACHED,
  MAGIC_FREED,
  MAGIC_VALID,
} from "../model.js";
import { liveBlocks } from "../walk.js";
import type { ZendHeap } from "../zend-heap.js";

/**
 * Reads the state of the block whose user bytes start at `address`, however damaged.
 * @param address in bytes, a multiple of 8 within the memory, behind at least one header's length.
 */
export function readBlockStatus(h: ZendHeap, address: number): BlockStatus {
  const block = blockOf(address);
  const m = h.m;
  const value = (field: number) => (m[block + field] ?? 0) >>> 0;
  const secrets = h.secrets!;
  const size = value(DEBUG_SIZE);
  const endAddress = address + size;
  const end = [0, 1, 2, 3].map((i) => h.memory.u8[endAddress + i] ?? 0);
  const startMagic = value(DEBUG_START_MAGIC);
  return {
    address,
    beginning: beginningOf(value(DEBUG_MAGIC) | 0),
    magic: value(DEBUG_MAGIC),
    cookie: m[block] === ((block << CELL_SHIFT) ^ secrets.cookieLow) && m[block + 1] === secrets.cookieHigh,
    size,
    file: value(DEBUG_FILE),
    line: value(DEBUG_LINE),
    origFile: value(DEBUG_ORIG_FILE),
    origLine: value(DEBUG_ORIG_LINE),
    start: {
      found: startMagic,
      expected: secrets.startMagic >>> 0,
      overflown: differingBytes(bytesOf(startMagic), secrets.startMagic),
    },
    end: { found: end, expected: secrets.endMagic >>> 0, overflown: differingBytes(end, secrets.endMagic) },
  };
}

function beginningOf(magic: number): BlockStatus["beginning"] {
  if (magic === MAGIC_VALID) return "ok";
  if (magic === MAGIC_FREED) return "freed";
  return magic === MAGIC_CACHED ? "cached" : "overflown";
}

function bytesOf(word: number): number[] {
  return [word & 255, (word >>> 8) & 255, (word >>> 16) & 255, word >>> 24];
}

function differingBytes(found: readonly number[], expected: number): number {
  return bytesOf(expected).filter((byte, i) => byte !== found[i]).length;
}

/**
 * Checks every mark of a block that is about to be used.
 * @throws InvalidPointerError with the block's status when one is wrong.
 */
export function checkDebugBlock(h: ZendHeap, block: number): void {
  if (isWell(h, h.m, block)) return;
  const status = readBlockStatus(h, userAddress(block));
  const fault = faultOf(status);
  if (fault !== null) throw new InvalidPointerError(status.address, fault, status);
}

/** The states of all live blocks of a debug heap, newest segment first. @zend zend_mm_check_leaks, zend_mm_check_heap */
export function* liveStatuses(h: ZendHeap): Generator<BlockStatus> {
  for (const block of liveBlocks(h)) yield readBlockStatus(h, userAddress(block));
}
