export { type CheckOptions, check } from "./check/check.js";
export { RULES, type Rule, type RuleName, UNVERIFIABLE } from "./check/rules.js";
export type { Note, Verdict, Violation } from "./check/verdict.js";
export {
  type BlockChange,
  type BlockState,
  diff,
  type FieldChange,
  type HeapDiff,
  type ListChange,
} from "./diff/diff.js";
export { type ExplainOptions, explain, type Simulated, simulate } from "./explain/explain.js";
export type { Explanation, Operation, Outcome, Step, StorageAnswers } from "./explain/explanation.js";
export { NEW_SEGMENT, type Write } from "./explain/overlay.js";
export { STEP_RULES, type StepRule, type StepRuleText } from "./explain/step-rules.js";
export { Listing, type ListingOptions } from "./listing/listing.js";
export { ListingError } from "./listing/listing-error.js";
export { type BucketOptions, renderBucketHead, renderBuckets } from "./render/buckets.js";
export { renderDiff } from "./render/diff.js";
export { callText, type ExplanationOptions, outcomeText, renderExplanation } from "./render/explanation.js";
export { hexDump } from "./render/hex-dump.js";
export { type MapOptions, renderBlocks, renderMap } from "./render/memory-map.js";
export { type Paint, painter, type RenderOptions, type Tone } from "./render/paint.js";
export { renderStatistics } from "./render/statistics.js";
export { memberValue, renderBlock, renderHeapStruct } from "./render/struct-dump.js";
export { renderTrees, type TreeOptions } from "./render/tree.js";
export { renderVerdict } from "./render/verdict.js";
export { capture, heapRanges, type MemoryRange, wholeMemory } from "./snapshot/capture.js";
export {
  isSnapshot,
  readSnapshot,
  type Snapshot,
  SnapshotError,
  type SnapshotOptions,
  writeSnapshot,
} from "./snapshot/snapshot-file.js";
export type { Fragmentation } from "./statistics/fragmentation.js";
export type { CountAndBytes, HistogramRow } from "./statistics/histogram.js";
export type { LargestAllocation } from "./statistics/largest.js";
export {
  type BlockCounts,
  type BucketStatistics,
  type ByteShares,
  type HeapStatistics,
  type StatisticsOptions,
  statistics,
  type TreeStatistics,
} from "./statistics/statistics.js";
export { type BucketView, cacheChain, cacheChains, cachedBlocks } from "./walk/cache.js";
export { type DebugMarks, type DebugSecrets, debugMarks, recoverSecrets } from "./walk/debug-marks.js";
export { largeTree, restList, ring, smallBuckets, type TreeNodeView, treeNodes } from "./walk/free-lists.js";
export { type HeapFields, heapFields } from "./walk/heap-fields.js";
export { type HeapLocation, HeapReader, type ReadableMemory } from "./walk/heap-reader.js";
export { type MemberView, members } from "./walk/members.js";
export { allBlocks, type BlockKind, type BlockView, blocks, type SegmentView, segments } from "./walk/segments.js";
export { blockWords, type StructuralWord, structuralWords } from "./walk/structural-words.js";
