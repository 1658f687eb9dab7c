/** A heap that can be looked at: it knows the structures of its data model, and says what its blocks and counters say. */
import { type Layout, smallFreeBucket } from "@zmm/layout";
import type { SegmentProvider } from "@zmm/storage";
import type { BlockStatus } from "../block-status.js";
import type { CacheStat } from "../cache-stat.js";
import type { CompiledMisses } from "../compiled/compiled-misses.js";
import { LiveMap } from "../live-map.js";
import type { ZendHeap as PublicZendHeap } from "../zend-heap.js";
import { readCacheStats } from "./cache-stats.js";
import { liveStatuses, readBlockStatus } from "./debug/check-block.js";
import { DEBUG } from "./model.js";
import { checkAddress } from "./pointer.js";
import { awake } from "./words.js";
import { ZendHeap } from "./zend-heap.js";

export class InspectableHeap extends ZendHeap implements PublicZendHeap {
  readonly layout: Layout;

  constructor(provider: SegmentProvider, layout: Layout, hardened: boolean, misses: CompiledMisses | null) {
    const live = hardened ? new LiveMap(provider.memory.byteLength) : null;
    super(provider, layout.structs.heap.size, misses, live, layout.cacheStats);
    this.layout = layout;
  }

  get hardened(): boolean {
    return this.live !== null;
  }

  get compiled(): boolean {
    return this.misses !== null;
  }

  bucketHead(index: number): number {
    const { numBuckets } = this.layout;
    if (index >>> 0 !== index || index >= numBuckets) {
      throw new RangeError(`no small bucket ${index}: there are 0 to ${numBuckets - 1}`);
    }
    return smallFreeBucket(this.layout, this.address, index);
  }

  checkBlock(address: number): BlockStatus | null {
    awake(this);
    checkAddress(this, address);
    return DEBUG ? readBlockStatus(this, address) : null;
  }

  *liveBlocks(): Generator<BlockStatus> {
    awake(this);
    if (DEBUG) yield* liveStatuses(this);
  }

  cacheStats(): CacheStat[] {
    awake(this);
    return readCacheStats(this);
  }
}
