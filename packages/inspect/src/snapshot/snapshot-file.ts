/**
 * Snapshot files: a heap's bytes with what is needed to read them.
 *
 * ```
 *   offset  bytes
 *        0  7      the letters "zmmsnap"
 *        7  1      version of the format, 1
 *        8  4      length of the header, little-endian
 *       12  ...    the header, JSON in UTF-8
 *      ...  ...    the ranges' bytes one after the other, compressed as gzip
 * ```
 *
 * The header is `{ model, cacheStats, address, ranges: [{ address, size }], note }`: the data model's name, whether
 * the structure has cache statistics, the address of the structure, which pieces of memory follow, in address order,
 * and whatever the writer had to say. The checksum is gzip's own.
 */
import { isModelName, LAYOUTS, type Layout, layoutOf, type ModelName } from "@zmm/layout";
import { ZmmError } from "@zmm/storage";
import type { HeapReader } from "../walk/heap-reader.js";
import { heapRanges, type MemoryRange, readerOver } from "./capture.js";
import { gunzip, gzip } from "./gzip.js";

const LETTERS: Uint8Array = new TextEncoder().encode("zmmsnap");
const VERSION = 1;
const FIXED_SIZE = 12;
/** No memory is larger than what 32-bit addresses reach. */
const MAX_EXTENT = 2 ** 32;
/** Bytes between ranges, which become zeros in memory, that reading puts up with. */
const MAX_GAP = 2 ** 31;

/** Bytes that are no snapshot, or a damaged one. */
export class SnapshotError extends ZmmError {
  constructor(message: string) {
    super("SNAPSHOT", message);
  }
}

/** A heap read from a file. */
export interface Snapshot {
  readonly heap: HeapReader;
  /** What the writer had to say. */
  readonly note: string;
}

/** What a snapshot file holds besides the bytes. */
export interface SnapshotOptions {
  /** Something to say about the heap or the moment. */
  readonly note?: string;
  /** What to keep; by default what the heap takes. Of a damaged heap, keep `wholeMemory`. */
  readonly ranges?: readonly MemoryRange[];
}

interface SnapshotHeader {
  readonly model: ModelName;
  readonly cacheStats: boolean;
  readonly address: number;
  readonly ranges: readonly MemoryRange[];
  readonly note: string;
}

/** Whether bytes begin as a snapshot file does. */
export function isSnapshot(bytes: Uint8Array): boolean {
  return bytes.length >= FIXED_SIZE && LETTERS.every((letter, at) => bytes[at] === letter);
}

/** Writes the heap as it is now. The bytes are taken at once; only compressing them takes its time. */
export async function writeSnapshot(heap: HeapReader, options: SnapshotOptions = {}): Promise<Uint8Array> {
  const ranges = options.ranges ?? heapRanges(heap);
  const { model, cacheStats } = heap.layout;
  const header: SnapshotHeader = {
    model: model.name,
    cacheStats,
    address: heap.address,
    ranges: ranges.map(({ address, size }) => ({ address, size })),
    note: options.note ?? "",
  };
  const payload = joined(ranges.map(({ address, size }) => heap.bytes(address, size)));
  const text = new TextEncoder().encode(JSON.stringify(header));
  const fixed = new Uint8Array(FIXED_SIZE);
  fixed.set(LETTERS);
  fixed[LETTERS.length] = VERSION;
  new DataView(fixed.buffer).setUint32(LETTERS.length + 1, text.length, true);
  return joined([fixed, text, await gzip(payload)]);
}

/**
 * Reads a snapshot file.
 * @throws SnapshotError when it is none, is of another version, or is damaged.
 */
export async function readSnapshot(bytes: Uint8Array): Promise<Snapshot> {
  if (!isSnapshot(bytes)) throw new SnapshotError("not a snapshot: it does not begin with 'zmmsnap'");
  const version = bytes[LETTERS.length];
  if (version !== VERSION)
    throw new SnapshotError(`snapshot version ${version} is unknown: this reads version ${VERSION}`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(LETTERS.length + 1, true);
  const payloadAt = FIXED_SIZE + length;
  if (payloadAt > bytes.length) throw new SnapshotError("snapshot ends inside its header");
  const header = parseHeader(new TextDecoder().decode(bytes.subarray(FIXED_SIZE, payloadAt)));
  const payload = await gunzip(bytes.subarray(payloadAt)).catch((error: unknown) => {
    throw new SnapshotError(`snapshot's bytes cannot be unpacked: ${error instanceof Error ? error.message : error}`);
  });
  return { heap: placed(header, payload), note: header.note };
}

function placed(header: SnapshotHeader, payload: Uint8Array): HeapReader {
  const total = header.ranges.reduce((sum, range) => sum + range.size, 0);
  if (payload.length !== total)
    throw new SnapshotError(`snapshot holds ${payload.length} bytes where its header says ${total}`);
  const first = header.ranges[0]?.address ?? 0;
  const extent = header.ranges.reduce((most, range) => Math.max(most, endOf(range)), first) - first;
  if (extent > MAX_GAP + total) throw new SnapshotError(`snapshot's ranges lie ${extent} bytes apart, too far to read`);
  let taken = 0;
  return readerOver({ address: header.address, layout: layoutOfHeader(header) }, header.ranges, ({ size }) => {
    taken += size;
    return payload.subarray(taken - size, taken);
  });
}

function layoutOfHeader({ model, cacheStats }: SnapshotHeader): Layout {
  return cacheStats ? layoutOf(LAYOUTS[model].model, { cacheStats }) : LAYOUTS[model];
}

function parseHeader(text: string): SnapshotHeader {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    throw new SnapshotError("snapshot's header is not JSON");
  }
  if (!isHeader(header)) throw new SnapshotError("snapshot's header lacks a member or has one of the wrong kind");
  return header;
}

function isHeader(value: unknown): value is SnapshotHeader {
  if (typeof value !== "object" || value === null) return false;
  const { model, cacheStats, address, ranges, note } = value as Record<string, unknown>;
  return (
    typeof model === "string" &&
    isModelName(model) &&
    typeof cacheStats === "boolean" &&
    typeof note === "string" &&
    isAddress(address) &&
    Array.isArray(ranges) &&
    ranges.every((range, at) => isRange(range) && (at === 0 || range.address >= endOf(ranges[at - 1])))
  );
}

function isRange(value: unknown): value is MemoryRange {
  if (typeof value !== "object" || value === null) return false;
  const { address, size } = value as Record<string, unknown>;
  return isAddress(address) && isAddress(size) && address % 8 === 0 && address + size <= MAX_EXTENT;
}

function isAddress(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function endOf(range: MemoryRange): number {
  return range.address + range.size;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
