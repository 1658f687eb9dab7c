import { DamagedMemoryError, MAX_MEMORY } from "@zmm/storage";
import { type Entry, LmdbFile } from "./lmdb-file.js";
import { BLOCK_SIZE, blockOfKey, type CheckpointRecord, decodeBlock, decodeRecord, RECORD_KEY } from "./record.js";

/** A memory as the last checkpoint left it. */
export interface Image extends CheckpointRecord {
  /** The memory; what was free then is 0. */
  readonly bytes: Uint8Array;
  /** The numbers of the blocks that are stored. */
  readonly stored: Set<number>;
}

/**
 * Reads the memory in a file, without changing the file.
 * @throws ForeignMemoryError, DamagedMemoryError; what the file system says when the file cannot be read.
 */
export function loadImage(path: string): Image {
  const file = new LmdbFile(path);
  try {
    const entries = file.entries();
    const first = entries.next();
    const isRecord = first.done !== true && first.value.key === RECORD_KEY;
    const record = decodeRecord(path, isRecord ? first.value.value : undefined);
    return imageOf(path, record, entries);
  } finally {
    file.close();
  }
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
