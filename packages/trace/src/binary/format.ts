/**
 * The binary trace format, version 1. Numbers are unsigned; a `u32` has four bytes, lowest first; a `varint` has seven
 * bits a byte, lowest first, the top bit set on all bytes but the last; zigzag turns 0, -1, 1, -2 to 0, 1, 2, 3.
 *
 * ```
 *   file     = signature (8 bytes) version (u32) chunk... end
 *   chunk    = type (u32) length (u32) payload (length bytes) zeros (up to a multiple of 4) sum (u32, see checksum.ts)
 *   meta     = "m": the lines of a text trace that stand before its operations, UTF-8
 *   block    = "o": count (varint) table code...       up to 65536 operations
 *   table    = entries (varint) entry...               meanings of the codes from 4 on, in order
 *   entry    = letter (1 byte) place (varint), for "a" also size (varint)
 *   code     = 0 place (varint) size (varint)          a
 *            | 1 place (varint)                        f
 *            | 2 place (varint) size (varint)          r
 *            | 3                                       z
 *            | n                                       entry n - 4 of the table, an "r" followed by its size (varint)
 *   place    = 0 for the ID above the highest so far, else 1 + zigzag of the distance
 *   sites    = "s": count (varint) site...             call sites, numbered on from the last, the first is 1
 *   site     = shared (varint) text                    what it begins with, as the site before does, in bytes; the rest
 *   runs     = "r": (length (varint) site (varint))... call sites of the next block's operations, 0 for not known
 *   notes    = "n": count (varint) (at (varint) text)...   annotations; at counts from the start of the file
 *   text     = length (varint) UTF-8
 *   end      = "e": count of all operations (varint)
 * ```
 *
 * IDs are used as in the text format; who writes a file sees to that, and who reads it can trust its sums.
 *
 * `distance` is from the ID to that of the operation before, whatever that was (0 at the start of the file and after a
 * `z`): the ID is the one before minus the distance. Programs free and reuse what they touched last, so that few
 * distances and sizes make up most operations: these are in the table of their block, and take one byte each.
 */

/** The first bytes of every file: not text, and damaged by transfers that think it is. */
export const SIGNATURE: Uint8Array = Uint8Array.of(0x89, 0x5a, 0x4d, 0x4d, 0x0d, 0x0a, 0x1a, 0x0a);
/** The version that is written and read. */
export const BINARY_VERSION = 1;

/** Types of chunks: the letters above. */
export const CHUNK_META = 0x6d;
export const CHUNK_BLOCK = 0x6f;
export const CHUNK_SITES = 0x73;
export const CHUNK_RUNS = 0x72;
export const CHUNK_NOTES = 0x6e;
export const CHUNK_END = 0x65;

/** Operations in a block at most. */
export const BLOCK_OPERATIONS = 65536;

/** The first code that the table of a block gives a meaning. Those below are the operations, as `trace.ts` numbers them. */
export const FIRST_ENTRY = 4;
/** Entries that a table can have. */
export const MAX_ENTRIES: number = 256 - FIRST_ENTRY;

/** Whether bytes begin as a binary trace does. */
export function isBinaryTrace(bytes: Uint8Array): boolean {
  return bytes.length >= SIGNATURE.length && SIGNATURE.every((byte, at) => bytes[at] === byte);
}
