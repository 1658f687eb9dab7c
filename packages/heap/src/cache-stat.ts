/** The counters of one bucket of the cache. @zend zend_mm_heap.cache_stat */
export interface CacheStat {
  /** Blocks in the chain now. */
  readonly count: number;
  /** The most there were. */
  readonly maxCount: number;
  /** Requests that the chain served. */
  readonly hit: number;
  /** Requests that found it empty. */
  readonly miss: number;
}
