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
export { type BucketView, cacheChain, cacheChains, cachedBlocks } from "./walk/cache.js";
export { type DebugMarks, type DebugSecrets, debugMarks, recoverSecrets } from "./walk/debug-marks.js";
export { largeTree, restList, ring, smallBuckets, type TreeNodeView, treeNodes } from "./walk/free-lists.js";
export { type HeapFields, heapFields } from "./walk/heap-fields.js";
export { type HeapLocation, HeapReader, type ReadableMemory } from "./walk/heap-reader.js";
export { type MemberView, members } from "./walk/members.js";
export { allBlocks, type BlockKind, type BlockView, blocks, type SegmentView, segments } from "./walk/segments.js";
export { blockWords, type StructuralWord, structuralWords } from "./walk/structural-words.js";
