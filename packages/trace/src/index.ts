export { BinaryTraceWriter, type ByteSink } from "./binary/binary-writer.js";
export { isBinaryTrace } from "./binary/format.js";
export { readBinaryTrace, streamBinaryTrace, type TraceBlock } from "./binary/read-binary.js";
export { writeBinaryTrace } from "./binary/write-binary.js";
export { type CompareOptions, type Comparison, compare, type Sample } from "./compare.js";
export { readAnyTrace } from "./convert/convert.js";
export { readHeaptrack } from "./convert/read-heaptrack.js";
export { readMallocLog } from "./convert/read-malloc-log.js";
export { readMtrace } from "./convert/read-mtrace.js";
export { chromeSpanCount, chromeTracePieces, toChromeTrace } from "./convert/to-chrome-trace.js";
export { toPprof } from "./convert/to-pprof.js";
export { toSpeedscope } from "./convert/to-speedscope.js";
export { TraceFormatError } from "./format-error.js";
export { type Golden, type GoldenHeader, type GoldenLine, type GoldenState, STATE_INTERVAL } from "./golden.js";
export { GoldenRun } from "./golden-run.js";
export { gunzip, isGzip } from "./gunzip.js";
export { type HeapSource, HeapTimeline, type IntervalOptions } from "./heap-timeline.js";
export { Peaks } from "./peaks.js";
export { readGolden } from "./read-golden.js";
export { readTrace } from "./read-trace.js";
export { type Recording, type RecordOptions, record, recordTo, type WrittenRecording } from "./record/record.js";
export { type ManagerRecording, type RecordableManager, recordManager } from "./record/record-manager.js";
export { stackSite } from "./record/stack-site.js";
export { Replayer, type ReplayFailure, type ReplayOptions, type ReplayResult, replay } from "./replay.js";
export { type SiteTotals, siteTotals } from "./site-totals.js";
export { startHeap, startOnFailing } from "./start-heap.js";
export { Timeline, type TimelineOptions } from "./timeline.js";
export {
  TIMELINE_STORAGES,
  type TimelineStorage,
  type TimelineStorageName,
  timelineStorage,
} from "./timeline-storage.js";
export {
  type CallSites,
  MAX_IDS,
  type Note,
  OP_ALLOCATE,
  OP_END_REQUEST,
  OP_FREE,
  OP_LETTERS,
  OP_REALLOCATE,
  type Trace,
  type TraceSettings,
} from "./trace.js";
export { type SizeRow, type TraceStatistics, traceStatistics } from "./trace-statistics.js";
export { type Difference, type Verification, verifyGolden } from "./verify.js";
export { goldenLines, writeGolden } from "./write-golden.js";
export { opText, tracePieces, writeTrace } from "./write-trace.js";
