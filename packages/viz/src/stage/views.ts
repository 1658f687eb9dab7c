import type { Component } from "vue";
import FreeBuckets from "../buckets/free-buckets.vue";
import CacheChains from "../cache/cache-chains.vue";
import HistoryCharts from "../charts/history-charts.vue";
import StepExplanation from "../explain/step-explanation.vue";
import HeapFields from "../fields/heap-fields.vue";
import HexView from "../hex/hex-view.vue";
import MemoryMap from "../map/memory-map.vue";
import RestList from "../rest/rest-list.vue";
import LargeTree from "../tree/large-tree.vue";

/** The views by the names that pages and addresses call them. */
export const VIEWS = {
  map: MemoryMap,
  buckets: FreeBuckets,
  tree: LargeTree,
  cache: CacheChains,
  rest: RestList,
  heap: HeapFields,
  hex: HexView,
  charts: HistoryCharts,
  explain: StepExplanation,
} as const satisfies Record<string, Component>;

export type ViewName = keyof typeof VIEWS;

/** The names of all views. */
export const VIEW_NAMES: readonly ViewName[] = Object.keys(VIEWS) as ViewName[];

/** Whether a view is called that. */
export function isViewName(name: string): name is ViewName {
  return Object.hasOwn(VIEWS, name);
}
