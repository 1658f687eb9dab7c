export { type BucketView, cacheChain, cacheChains, cachedBlocks } from "./walk/cache.js";
export { largeTree, restList, ring, smallBuckets, type TreeNodeView, treeNodes } from "./walk/free-lists.js";
export { type HeapFields, heapFields } from "./walk/heap-fields.js";
export { type HeapLocation, HeapReader, type ReadableMemory } from "./walk/heap-reader.js";
export { allBlocks, type BlockKind, type BlockView, blocks, type SegmentView, segments } from "./walk/segments.js";
