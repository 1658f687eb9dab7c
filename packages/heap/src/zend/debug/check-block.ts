/** What a debug header says about its block, and whether to believe it. @zend zend_mm_check_ptr */

import { MAGIC } from "@zmm/layout";
import { type BlockStatus, faultOf } from "../../block-status.js";
import { InvalidPointerError } from "../../errors.js";
import { CELL_SHIFT, HEADER_BYTES } from "../model.js";
import { liveBlocks } from "../walk.js";
import type { ZendHeap } from "../zend-heap.js";
import { debugCells } from "./debug-cells.js";
import { userBytes } from "./seal.js";
import { readUnaligned } from "./secrets.js";

/**
 * Reads the state of the block whose user bytes start at `address`, however damaged.
 * @param address in bytes, a multiple of 8 within the memory, behind at least one header's length.
 */
export function readBlockStatus(h: ZendHeap, address: number): BlockStatus {
  const block = (address - HEADER_BYTES) >>> CELL_SHIFT;
  const at = debugCells(h.layout);
  const m = h.m;
  const value = (field: number) => (m[block + field] ?? 0) >>> 0;
  const secrets = h.secrets!;
  const size = value(at.size);
  const endAddress = address + size;
  const end = [0, 1, 2, 3].map((i) => h.memory.u8[endAddress + i] ?? 0);
  const startMagic = value(at.startMagic);
  return {
    address,
    beginning: beginningOf(value(at.magic)),
    magic: value(at.magic),
    cookie: m[block] === ((block << CELL_SHIFT) ^ secrets.cookieLow) && m[block + 1] === secrets.cookieHigh,
    size,
    file: value(at.filename),
    line: value(at.line),
    origFile: value(at.origFilename),
    origLine: value(at.origLine),
    start: {
      found: startMagic,
      expected: secrets.startMagic >>> 0,
      overflown: differingBytes(bytesOf(startMagic), secrets.startMagic),
    },
    end: { found: end, expected: secrets.endMagic >>> 0, overflown: differingBytes(end, secrets.endMagic) },
  };
}

function beginningOf(magic: number): BlockStatus["beginning"] {
  if (magic === MAGIC.valid) return "ok";
  if (magic === MAGIC.freed) return "freed";
  return magic === MAGIC.cached ? "cached" : "overflown";
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
  if (isWell(h, block)) return;
  const status = readBlockStatus(h, userBytes(block));
  const fault = faultOf(status);
  if (fault !== null) throw new InvalidPointerError(status.address, fault, status);
}

/** Whether every mark of a block is as it was written; what a status says of good blocks, without making one. */
function isWell(h: ZendHeap, block: number): boolean {
  const at = debugCells(h.layout);
  const { m } = h;
  const secrets = h.secrets!;
  return (
    m[block + at.magic] === (MAGIC.valid | 0) &&
    m[block] === ((block << CELL_SHIFT) ^ secrets.cookieLow) &&
    m[block + 1] === secrets.cookieHigh &&
    m[block + at.startMagic] === secrets.startMagic &&
    readUnaligned(h.memory.u8, userBytes(block) + (m[block + at.size]! >>> 0)) === secrets.endMagic
  );
}

/** The states of all live blocks of a debug heap, newest segment first. @zend zend_mm_check_leaks, zend_mm_check_heap */
export function* liveStatuses(h: ZendHeap): Generator<BlockStatus> {
  for (const block of liveBlocks(h)) yield readBlockStatus(h, userBytes(block));
}
