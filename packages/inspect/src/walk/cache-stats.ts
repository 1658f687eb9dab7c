/** Where the counters of `ZEND_MM_CACHE_STAT` stand. */
import type { HeapReader } from "./heap-reader.js";

/** A counter of one bucket; the entry behind the last bucket is that of the free lists. */
export type CacheCounter = "count" | "maxCount" | "hit" | "miss";

/** The address of a counter, 32 bits; null when the heap keeps none. */
export function cacheCounterAddress(heap: HeapReader, index: number, counter: CacheCounter): number | null {
  const stats = heap.layout.structs.heap.fields.find((field) => field.name === "cacheStats");
  const member = stats?.type.struct?.fields.find((field) => field.name === counter);
  if (!stats || !member) return null;
  return heap.address + stats.offset + index * stats.type.size + member.offset;
}
