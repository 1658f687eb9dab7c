/** What each member of `zend_mm_heap` is for, in a sentence for people who have not read its source. */
import type { HeapField } from "@zmm/layout";

export interface FieldText {
  readonly says: string;
  /** How its value is best read. */
  readonly reads: "bytes" | "address" | "flag" | "count" | "bits" | "array" | "unused";
}

export const FIELD_TEXTS: Readonly<Record<HeapField, FieldText>> = {
  useZendAlloc: { says: "1: PHP uses this heap; 0 would hand every request on to malloc.", reads: "flag" },
  malloc: { says: "C's malloc, for the case above. There is none here.", reads: "unused" },
  free: { says: "C's free, for the same.", reads: "unused" },
  realloc: { says: "C's realloc, for the same.", reads: "unused" },
  freeBitmap: { says: "One bit for each bucket of small free blocks: set where it has any.", reads: "bits" },
  largeFreeBitmap: { says: "One bit for each tree of large free blocks: set where there is one.", reads: "bits" },
  segmentSize: { says: "How much memory the heap asks of the storage at a time.", reads: "bytes" },
  compactSize: {
    says: "A request that had more than this at its peak makes the storage give memory back.",
    reads: "bytes",
  },
  segments: { says: "The newest segment; each one leads to the one before it.", reads: "address" },
  storage: {
    says: "Where segments come from. Here that is a JavaScript object, so there is no address.",
    reads: "unused",
  },
  realSize: { says: "What the heap has from the storage now: all segments.", reads: "bytes" },
  realPeak: { says: "The most that real_size has been in this request.", reads: "bytes" },
  limit: { says: "memory_limit: what real_size may never exceed.", reads: "bytes" },
  size: { says: "What is in blocks that the program holds, and in those in the cache.", reads: "bytes" },
  peak: { says: "The most that size has been in this request.", reads: "bytes" },
  reserveSize: { says: "What is set aside so that an out-of-memory error can still be reported.", reads: "bytes" },
  reserve: { says: "The block that is set aside; null once an error has used it up.", reads: "address" },
  overflow: { says: "1 while an error about memory is being handled.", reads: "flag" },
  internal: { says: "1 where this structure lies in a block of its own heap.", reads: "flag" },
  cached: { says: "What is in the blocks of the cache.", reads: "bytes" },
  cache: { says: "The fronts of the cache's chains, one for each small size.", reads: "array" },
  freeBuckets: { says: "The links of the heads of all rings of small free blocks: two for each size.", reads: "array" },
  largeFreeBuckets: { says: "The roots of the trees of large free blocks, one for each power of two.", reads: "array" },
  restBuckets: { says: "The two links of the rest list's head.", reads: "array" },
  restCount: { says: "Large blocks on the rest list, 16 at most.", reads: "count" },
  cacheStats: { says: "How often the cache had a block and how often not, for each size.", reads: "array" },
};
