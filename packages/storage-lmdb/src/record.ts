/**
 * What the database holds: the memory's blocks of 16 KiB that are in use, and a record of the
 * checkpoint under the first key. Each value begins with a checksum that covers its key too.
 *
 *     block    [ CRC-32 (4) | key (4) | bytes of the memory (16384, fewer in the last block) ]
 *     record   [ CRC-32 (4) | key (4) | "zmm lmdb" (8) | version (4) | block size (4) | length (8) | checkpoint (8) ]
 */
import { crc32 } from "node:zlib";
import { DamagedMemoryError, ForeignMemoryError } from "@zmm/storage";

/** Bytes of memory in a block. */
export const BLOCK_SIZE = 16384;

/** The key of the record, the first one. */
export const RECORD_KEY = 0;

/** The key of block `number`: blocks count from 0. */
export function keyOfBlock(number: number): number {
  return number + 1;
}

/** The number of the block with `key`. */
export function blockOfKey(key: number): number {
  return key - 1;
}

const PREFIX = 8;
const RECORD_BYTES = 40;
const NAME: Buffer = Buffer.from("zmm lmdb");
const VERSION = 1;

/** What is known of a checkpoint besides the blocks. */
export interface CheckpointRecord {
  /** Bytes in the memory. */
  readonly length: number;
  /** How many checkpoints there have been, this one included. */
  readonly checkpoint: number;
}

/** The value of a block. */
export function encodeBlock(number: number, bytes: Uint8Array): Buffer {
  const value = Buffer.allocUnsafe(PREFIX + bytes.length);
  value.set(bytes, PREFIX);
  return sealed(value, keyOfBlock(number));
}

/** The bytes of the block in `value`. @throws DamagedMemoryError when they are not those that were stored. */
export function decodeBlock(path: string, number: number, value: Buffer): Buffer {
  if (!isSealed(value, keyOfBlock(number)))
    throw new DamagedMemoryError(path, `block ${number} does not match its checksum`);
  return value.subarray(PREFIX);
}

/** Whether `value` is the value of a block with just these bytes. */
export function holdsBlock(value: Buffer, bytes: Uint8Array): boolean {
  return value.length === PREFIX + bytes.length && value.compare(bytes, 0, bytes.length, PREFIX, value.length) === 0;
}

export function encodeRecord({ length, checkpoint }: CheckpointRecord): Buffer {
  const value = Buffer.alloc(RECORD_BYTES);
  value.set(NAME, 8);
  value.writeUInt32LE(VERSION, 16);
  value.writeUInt32LE(BLOCK_SIZE, 20);
  value.writeDoubleLE(length, 24);
  value.writeDoubleLE(checkpoint, 32);
  return sealed(value, RECORD_KEY);
}

/** @throws ForeignMemoryError when it is not such a record, DamagedMemoryError when it was changed. */
export function decodeRecord(path: string, value: Buffer | undefined): CheckpointRecord {
  if (value === undefined || value.length < PREFIX + NAME.length || !value.subarray(8, 16).equals(NAME)) {
    throw new ForeignMemoryError(path, "it is an LMDB file without a record of a checkpoint");
  }
  if (value.length !== RECORD_BYTES || !isSealed(value, RECORD_KEY)) {
    throw new DamagedMemoryError(path, "the record of the checkpoint does not match its checksum");
  }
  const version = value.readUInt32LE(16);
  if (version !== VERSION) throw new ForeignMemoryError(path, `its records are of version ${version}`);
  return { length: value.readDoubleLE(24), checkpoint: value.readDoubleLE(32) };
}

function sealed(value: Buffer, key: number): Buffer {
  value.writeUInt32LE(key, 4);
  value.writeUInt32LE(crc32(value.subarray(4)), 0);
  return value;
}

function isSealed(value: Buffer, key: number): boolean {
  if (value.length < PREFIX || value.readUInt32LE(4) !== key) return false;
  return value.readUInt32LE(0) === crc32(value.subarray(4));
}
