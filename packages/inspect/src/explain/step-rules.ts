/** The rules that an operation follows, by name: what each says, and where the specification has it. */

/** The names of the rules. */
export type StepRule =
  | "true-size"
  | "size-wraps"
  | "cache-hit"
  | "cache-miss"
  | "small-bucket"
  | "no-small-bucket"
  | "large-search"
  | "no-large"
  | "rest-scan"
  | "limit"
  | "new-segment"
  | "no-memory"
  | "whole-block"
  | "split"
  | "count"
  | "free-null"
  | "to-cache"
  | "for-good"
  | "merge-next"
  | "merge-previous"
  | "delete-segment"
  | "add-small"
  | "add-large"
  | "add-rest"
  | "evict-rest"
  | "remove-ring"
  | "remove-tree"
  | "clear-bit"
  | "flush"
  | "reserve"
  | "realloc-null"
  | "realloc-fits"
  | "realloc-shrinks"
  | "realloc-cached"
  | "realloc-grows"
  | "realloc-segment"
  | "realloc-moves"
  | "request-end"
  | "keep-segment"
  | "drop-segment"
  | "compact"
  | "empty-lists"
  | "reset-counters"
  | "reopen-segment"
  | "keep-structure"
  | "retake-reserve";

/** A rule in words. */
export interface StepRuleText {
  /** The section of the specification, and the number of the step in it where it has one. */
  readonly spec: string;
  /** The rule, whatever the operation at hand. */
  readonly says: string;
}

/** All rules, by name. */
export const STEP_RULES: Readonly<Record<StepRule, StepRuleText>> = {
  "true-size": {
    spec: "2, TRUE_SIZE",
    says: "a request gets a block of its size plus header, rounded up to 8, never below the smallest block",
  },
  "size-wraps": { spec: "3, alloc 1", says: "a true size beyond the word fails at once, without a flush of the cache" },
  "cache-hit": {
    spec: "3, alloc 1",
    says: "a small request takes the newest cached block of its size; size and peak do not change",
  },
  "cache-miss": { spec: "3, alloc 1", says: "an empty chain leaves the request to the free lists" },
  "small-bucket": {
    spec: "3, alloc 2",
    says: "the lowest bucket from its own on whose bit is set gives its oldest block",
  },
  "no-small-bucket": {
    spec: "3, alloc 2",
    says: "without a bit from its own bucket on, a small request goes on to the trees",
  },
  "large-search": {
    spec: "3, search large",
    says: "the tree of its own size class is searched along the size's bits, then the next tree that there is",
  },
  "no-large": {
    spec: "3, search large",
    says: "no bit of large_free_bitmap from its own bucket on, or nothing in the trees that fits",
  },
  "rest-scan": {
    spec: "3, alloc 4",
    says: "where the limit allows no further segment, the rest list is searched, newest first",
  },
  limit: { spec: "3, alloc 5", says: "real_size and the new segment may not exceed the limit" },
  "new-segment": {
    spec: "3, alloc 5",
    says: "a segment of block_size, or for a larger block of the next multiple of it, comes from the storage",
  },
  "no-memory": {
    spec: "3, alloc 5",
    says: "when the storage has no memory, the cache is flushed and the request fails",
  },
  "whole-block": { spec: "3, alloc 7", says: "a remainder below the smallest block stays with the block" },
  split: { spec: "3, alloc 7", says: "a remainder that can be a block becomes a free one" },
  count: { spec: "3, alloc 8", says: "size counts the block's bytes, and peak follows" },
  "free-null": { spec: "3, free", says: "freeing null does nothing" },
  "to-cache": {
    spec: "3, free",
    says: "a small block goes to the cache while that holds less than its limit; the header goes on saying used",
  },
  "for-good": { spec: "3, free", says: "any other block is freed for good, and size no longer counts it" },
  "merge-next": { spec: "3, free", says: "a free block behind is unlinked and merged" },
  "merge-previous": { spec: "3, free", says: "a free block before is unlinked and merged" },
  "delete-segment": {
    spec: "3, delete segment",
    says: "a segment that is wholly free goes back to the storage at once (quirk Q10)",
  },
  "add-small": { spec: "3, add to free list", says: "a small block enters its bucket's ring behind the head" },
  "add-large": {
    spec: "3, add to free list",
    says: "a large block goes down the tree along the bits of its size, to a null slot or into the ring of an equal",
  },
  "add-rest": {
    spec: "3, rest list",
    says: "the remainder of a large block's own segment goes on the rest list; a large one is marked and counted",
  },
  "evict-rest": {
    spec: "3, rest list",
    says: "with 16 large blocks on it, the rest list gives its oldest to the free lists",
  },
  "remove-ring": {
    spec: "3, remove from free list",
    says: "a block with neighbours on its ring is unlinked; if it stood in a tree, an equal takes its place",
  },
  "remove-tree": {
    spec: "3, remove from free list",
    says: "a node without equals is replaced by the leaf that child 1 before child 0 leads to",
  },
  "clear-bit": { spec: "3, remove from free list", says: "when the bucket's two links are equal, its bit is cleared" },
  flush: {
    spec: "3, flush cache",
    says: "every cached block is freed for good, previous neighbour first; size stays as it is (quirk Q3)",
  },
  reserve: {
    spec: "3, errors",
    says: "a failure frees the reserve, so that whoever handles it has memory (quirk Q12)",
  },
  "realloc-null": { spec: "3, realloc", says: "reallocating null allocates" },
  "realloc-fits": {
    spec: "3, realloc 1",
    says: "a block that is large enough, with too little to spare for another block, stays as it is",
  },
  "realloc-shrinks": {
    spec: "3, realloc 1",
    says: "what is cut off takes in a free block behind and goes to the free lists",
  },
  "realloc-cached": {
    spec: "3, realloc 2",
    says: "a cached block of the new size is preferred to growing in place (quirk Q5); the old one is cached, full or not (Q6)",
  },
  "realloc-grows": { spec: "3, realloc 3", says: "the block grows into the free one behind it" },
  "realloc-segment": { spec: "3, realloc 4", says: "a block alone in its segment has the storage resize the segment" },
  "realloc-moves": { spec: "3, realloc 5", says: "otherwise: allocate, copy, free" },
  "request-end": {
    spec: "3, shutdown",
    says: "between requests all blocks are dropped at once, whatever state they are in; none is freed by itself",
  },
  "keep-segment": {
    spec: "3, shutdown",
    says: "with a reserve the last segment of the list, which is the oldest, stays for the next request",
  },
  "drop-segment": { spec: "3, shutdown", says: "every other segment goes back to the storage, newest first" },
  compact: {
    spec: "3, shutdown",
    says: "where real_peak exceeded compact_size, the storage may give back what it holds unused",
  },
  "empty-lists": { spec: "3, init", says: "bitmaps, cache and trees become 0, and every list head points at itself" },
  "reset-counters": {
    spec: "3, shutdown",
    says: "real_size and real_peak are what was kept, size and peak start from 0",
  },
  "reopen-segment": { spec: "3, shutdown", says: "the segment that stays becomes one free block on the free lists" },
  "keep-structure": {
    spec: "3, startup",
    says: "the structure of an internal heap lies in a block of its own heap, which outlives the requests",
  },
  "retake-reserve": { spec: "3, shutdown", says: "the reserve is allocated anew, and overflow is 0 again (quirk Q12)" },
};
