import { closeSync, openSync } from "node:fs";
import { DamagedMemoryError, MAX_MEMORY } from "@zmm/storage";
import { type Entry, LmdbFile, startOf } from "./lmdb-file.js";
import { BLOCK_SIZE, blockOfKey, type CheckpointRecord, decodeBlock, decodeRecord, RECORD_KEY } from "./record.js";

/**
 * Attempts before pages are held. That takes LMDB, which had better not be opened while another process writes: it sets
 * the number of the last transaction, which all share, to one that it read a moment before, and a checkpoint that begins
 * there is refused.
 */
const ATTEMPTS = 100;

/** Attempts after that: only the meta pages can be met in the middle of a change then, and not that often in a row. */
const HELD_ATTEMPTS = 10;

/** A memory as the last checkpoint left it. */
export interface Image extends CheckpointRecord {
  /** The memory; what was free then is 0. */
  readonly bytes: Uint8Array;
  /** The numbers of the blocks that are stored. */
  readonly stored: Set<number>;
}

/**
 * Reads the memory in a file, without changing the file. Another process may write checkpoints meanwhile, and use pages
 * again that are being read here. So what looks like damage is one only if the file has not moved on; if it has,
 * reading starts anew. After many attempts `hold` is called, which has to see to it that no page in use from then on is
 * used again.
 * @throws ForeignMemoryError, DamagedMemoryError; what the file system says when the file cannot be read.
 */
export function loadImage(path: string, hold: () => void): Image {
  const file = openSync(path, "r");
  try {
    for (let attempt = 1; ; attempt++) {
      const before = startOf(file);
      try {
        return imageIn(path, file);
      } catch (error) {
        const canBeWhole = error instanceof DamagedMemoryError && attempt < ATTEMPTS + HELD_ATTEMPTS;
        if (!canBeWhole || startOf(file).equals(before)) throw error;
        if (attempt >= ATTEMPTS) hold();
      }
    }
  } finally {
    closeSync(file);
  }
}

function imageIn(path: string, file: number): Image {
  const entries = new LmdbFile(path, file).entries();
  const first = entries.next();
  const isRecord = first.done !== true && first.value.key === RECORD_KEY;
  const record = decodeRecord(path, isRecord ? first.value.value : undefined);
  return imageOf(path, record, entries);
}

function imageOf(path: string, record: CheckpointRecord, blocks: Iterable<Entry>): Image {
  if (!(record.length <= MAX_MEMORY)) throw new DamagedMemoryError(path, `its memory has ${record.length} bytes`);
  const bytes = new Uint8Array(record.length);
  const stored = new Set<number>();
  for (const { key, value } of blocks) {
    const number = blockOfKey(key);
    const at = number * BLOCK_SIZE;
    const block = decodeBlock(path, number, value);
    if (block.length !== Math.min(BLOCK_SIZE, record.length - at)) {
      throw new DamagedMemoryError(path, `block ${number} has ${block.length} bytes`);
    }
    bytes.set(block, at);
    stored.add(number);
  }
  return { ...record, bytes, stored };
}
