/** The invariants of a heap, each by name: what must hold, and the section of the specification that says so. */

/** A rule in words. */
export interface Rule {
  /** What holds in every healthy heap. */
  readonly holds: string;
  /** The specification's section: `2` data models and structures, `3` algorithms, `5` debug build. */
  readonly section: string;
}

/** The names of the rules. */
export type RuleName =
  | "structure"
  | "constant"
  | "segment-list"
  | "segment-size"
  | "segment-overlap"
  | "segment-empty"
  | "block-size"
  | "prev-copy"
  | "first-block"
  | "guard"
  | "block-type"
  | "coalesced"
  | "one-list"
  | "list-member"
  | "ring-link"
  | "tree-slot"
  | "tree-parent"
  | "ring-sibling"
  | "rest-mark"
  | "rest-count"
  | "free-bitmap"
  | "large-bitmap"
  | "cache-chain"
  | "cached"
  | "cache-stat"
  | "real-size"
  | "real-peak"
  | "size"
  | "peak"
  | "segment-setting"
  | "limit"
  | "reserve"
  | "overflow"
  | "internal"
  | "known"
  | "cookie"
  | "magic"
  | "start-magic"
  | "end-magic"
  | "requested-size";

/** All rules, by name. */
export const RULES: Readonly<Record<RuleName, Rule>> = {
  structure: {
    holds: "the heap structure lies in the bytes, at a multiple of 8, outside all segments unless internal",
    section: "2",
  },
  constant: { holds: "use_zend_alloc is 1; _malloc, _free, _realloc and storage are null", section: "2" },
  "segment-list": { holds: "segments_list leads over distinct segments inside the memory to null", section: "2" },
  "segment-size": { holds: "a segment's size is a multiple of block_size and ends at its guard", section: "3 alloc 5" },
  "segment-overlap": { holds: "segments share no byte with each other", section: "2" },
  "segment-empty": {
    holds: "a segment without used blocks is given back, but for the one a request end keeps",
    section: "3 free",
  },
  "block-size": {
    holds: "a block's size is a multiple of 8, at least the smallest block, and ends inside its segment",
    section: "2",
  },
  "prev-copy": { holds: "a block's prev repeats the size word of the block before it", section: "2" },
  "first-block": { holds: "the prev of a segment's first block is a guard of size 0", section: "2" },
  guard: { holds: "a segment's last header is a guard of one header", section: "2" },
  "block-type": { holds: "a block is free or used; guards stand only at a segment's end", section: "2" },
  coalesced: { holds: "no two neighbours are both free", section: "3 free" },
  "one-list": { holds: "each free block stands on exactly one list", section: "3" },
  "list-member": { holds: "a list holds only blocks of the type and size it is for", section: "3" },
  "ring-link": { holds: "next and prev of a list's members point at each other", section: "3" },
  "tree-slot": {
    holds: "a node of a tree has the size that its bucket and path say, and one node stands for each size",
    section: "3",
  },
  "tree-parent": { holds: "parent is the address of the slot that holds the node", section: "3" },
  "ring-sibling": { holds: "the equals of a node have parent and children null", section: "3" },
  "rest-mark": {
    holds: "large blocks on the rest list, and only those, have the mark 1 as parent",
    section: "3 rest list",
  },
  "rest-count": {
    holds: "rest_count is the number of large blocks on the rest list, at most 16",
    section: "3 rest list",
  },
  "free-bitmap": { holds: "bit i of free_bitmap is set if bucket i has members, and clear if not", section: "3" },
  "large-bitmap": { holds: "bit k of large_free_bitmap is set if bucket k has a tree, and clear if not", section: "3" },
  "cache-chain": { holds: "a cache chain leads over distinct used blocks of its size to null", section: "3" },
  cached: { holds: "cached is the bytes of all blocks in the cache", section: "3" },
  "cache-stat": {
    holds: "cache_stat counts the blocks of each chain, and no maximum is below its count",
    section: "5",
  },
  "real-size": { holds: "real_size is the bytes of all segments", section: "3 alloc 5" },
  "real-peak": { holds: "real_peak is a multiple of block_size, from real_size up to 4 GiB", section: "3 alloc 5" },
  size: {
    holds: "size is the bytes of all used and cached blocks, or more once the cache was flushed (Q3)",
    section: "3",
  },
  peak: { holds: "peak is a multiple of 8, from size up to what real_peak has room for", section: "3 alloc 8" },
  "segment-setting": { holds: "block_size is a power of two that holds a block", section: "3 startup" },
  limit: { holds: "limit is at least block_size", section: "4" },
  reserve: {
    holds:
      "reserve is the data of the oldest segment's first block, of reserve_size bytes, and null only if that is 0 or after a failure",
    section: "3 startup",
  },
  overflow: { holds: "overflow is 0, 1 or 2, and above 0 only without a reserve", section: "3 errors" },
  internal: { holds: "internal is 1 if the structure lies in a block of its own heap, else 0", section: "3 startup" },
  known: { holds: "a setting is what the caller says it is", section: "3 startup" },
  cookie: { holds: "a block's cookie is its address xor the secret of all blocks", section: "5" },
  magic: { holds: "a block's magic says what it is: valid, freed, cached, guard", section: "5" },
  "start-magic": { holds: "used and cached blocks have the same start magic", section: "5" },
  "end-magic": { holds: "used and cached blocks have the same magic right behind the requested size", section: "5" },
  "requested-size": { holds: "a used block's requested size is one that such a block serves", section: "5" },
};

/** What the bytes alone cannot tell, and why: any of these values could stand in a healthy heap. */
export const UNVERIFIABLE: Readonly<Record<string, string>> = {
  limit: "any value from block_size on is a limit that somebody may have set",
  compact_size: "a setting that nothing else repeats",
  reserve_size: "while the reserve is held, only values of the same true size; without it, any value",
  block_size: "any power of two that divides the sizes of all segments",
  real_peak: "any multiple of block_size from real_size on may have been reached",
  peak: "any multiple of 8 from size to what real_peak had room for may have been reached",
  overflow: "without a reserve, 1 and 2 may both be the truth",
  size: "once the cache was flushed, any multiple of 8 above the blocks' sum, up to peak (quirk Q3)",
  free_bitmap: "a clear bit over a bucket with members may be what quirk Q2 leaves behind",
  "cache_stat hit, miss, max_count": "counts of what has been",
  "a cache chain": "another used block of the same size that itself ends a chain might stand in the cache instead",
  "debug.size": "another size of the same true size, if the end magic of an older use of the block stands behind it",
  "filename, lineno": "what the program gave; the checker does not follow them",
  "user bytes": "the program's own, as are the bytes of a free block behind its links",
};
