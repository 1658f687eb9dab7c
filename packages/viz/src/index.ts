export { default as FreeBuckets } from "./buckets/free-buckets.vue";
export { default as CacheChains } from "./cache/cache-chains.vue";
export { default as HistoryCharts } from "./charts/history-charts.vue";
export { type ChartLine, default as LineChart } from "./charts/line-chart.vue";
export { collectSeries, type Series } from "./charts/series.js";
export { default as StepExplanation } from "./explain/step-explanation.vue";
export { default as HeapFields } from "./fields/heap-fields.vue";
export { bytesText } from "./frame/format.js";
export { default as ViewTable } from "./frame/view-table.vue";
export { default as HexView } from "./hex/hex-view.vue";
export { useWords, type Words, wordsOf } from "./locale/words.js";
export type { MapWindow } from "./map/map-window.js";
export { default as MemoryMap } from "./map/memory-map.vue";
export { default as RestList } from "./rest/rest-list.vue";
export { type HeapChoice, heapSource, SECRETS } from "./session/heap-choice.js";
export { HeapSession } from "./session/heap-session.js";
export {
  EMPTY_SCOPE,
  type LiveBlocks,
  type Naming,
  parseScript,
  type Script,
  type ScriptOperation,
  type ScriptScope,
  scriptTrace,
} from "./session/script.js";
export { ScriptError } from "./session/script-error.js";
export { overlaps, type Selection } from "./session/selection.js";
export type { Story, StoryStep } from "./session/story.js";
export type { Touched } from "./session/touched.js";
export { default as GoTo } from "./stage/go-to.vue";
export { default as HeapStage } from "./stage/heap-stage.vue";
export { isViewName, VIEW_NAMES, VIEWS, type ViewName } from "./stage/views.js";
export { default as TimeControls } from "./time/time-controls.vue";
export { default as LargeTree } from "./tree/large-tree.vue";
