export { type CacheStat, readCacheStats } from "./cache-stats.js";
export { type CallSite, NO_CALL_SITE } from "./debug/call-site.js";
export { type BlockStatus, faultOf } from "./debug/check-block.js";
export type { Secrets } from "./debug/secrets.js";
export { ZendHeap, type ZendHeapOptions } from "./zend-heap.js";
