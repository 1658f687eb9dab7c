import type { HeapField } from "@zmm/layout";

/** How the value of a member is best read. */
export type FieldReads = "bytes" | "address" | "flag" | "count" | "bits" | "array" | "unused";

/** How each member of `zend_mm_heap` is read. */
export const FIELD_READS: Readonly<Record<HeapField, FieldReads>> = {
  useZendAlloc: "flag",
  malloc: "unused",
  free: "unused",
  realloc: "unused",
  freeBitmap: "bits",
  largeFreeBitmap: "bits",
  segmentSize: "bytes",
  compactSize: "bytes",
  segments: "address",
  storage: "unused",
  realSize: "bytes",
  realPeak: "bytes",
  limit: "bytes",
  size: "bytes",
  peak: "bytes",
  reserveSize: "bytes",
  reserve: "address",
  overflow: "flag",
  internal: "flag",
  cached: "bytes",
  cache: "array",
  freeBuckets: "array",
  largeFreeBuckets: "array",
  restBuckets: "array",
  restCount: "count",
  cacheStats: "array",
};
