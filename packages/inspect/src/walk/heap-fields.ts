/** The members of the heap structure, as plain data. */
import type { HeapField } from "@zmm/layout";
import type { HeapReader } from "./heap-reader.js";

/** What the heap structure says. Sizes and counters in bytes, addresses as numbers; 0 is null. */
export interface HeapFields {
  readonly useZendAlloc: number;
  /** The bits of the small buckets that have members, hexadecimal without prefix. */
  readonly freeBitmap: string;
  /** The bits of the large buckets that have a tree, hexadecimal without prefix. */
  readonly largeFreeBitmap: string;
  readonly segmentSize: number;
  readonly compactSize: number;
  /** Address of the first segment of the list. */
  readonly segments: number;
  readonly storage: number;
  readonly realSize: number;
  readonly realPeak: number;
  /** The limit; above 2^53 rounded to what a number can hold. */
  readonly limit: number;
  readonly size: number;
  readonly peak: number;
  readonly reserveSize: number;
  /** Data address of the reserve block, or 0. */
  readonly reserve: number;
  readonly overflow: number;
  readonly internal: number;
  /** Bytes of all blocks in the cache. */
  readonly cached: number;
  /** Large blocks on the rest list. */
  readonly restCount: number;
}

const INTS = ["useZendAlloc", "overflow", "internal", "cached", "restCount"] as const;
const BITMAPS = ["freeBitmap", "largeFreeBitmap"] as const;
const WORDS = [
  "segmentSize",
  "compactSize",
  "segments",
  "storage",
  "realSize",
  "realPeak",
  "limit",
  "size",
  "peak",
  "reserveSize",
  "reserve",
] as const;

/** Reads all single members of the heap structure; the arrays are the walks' business. */
export function heapFields(heap: HeapReader): HeapFields {
  const entries: [HeapField, number | string][] = [
    ...INTS.map((field): [HeapField, number] => [field, heap.intField(field)]),
    ...BITMAPS.map((field): [HeapField, string] => [field, heap.bits(heap.fieldAddress(field)).toString(16)]),
    ...WORDS.map((field): [HeapField, number] => [field, heap.field(field)]),
  ];
  return Object.fromEntries(entries) as unknown as HeapFields;
}
