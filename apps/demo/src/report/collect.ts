/** Runs a trace and collects what its report shows. */
import type { ZendHeap } from "@zmm/heap";
import { allBlocks, HeapReader, heapFields, segments, statistics } from "@zmm/inspect";
import { bucketSize, COMPACT_SIZE, type ModelName, RESERVE_SIZE, SEGMENT_SIZE } from "@zmm/layout";
import { arrayBuffer } from "@zmm/storage";
import { OP_ALLOCATE, OP_FREE, Replayer, siteTotals, startHeap, type Trace, traceStatistics } from "@zmm/trace";
import { bytes } from "../format.js";
import {
  type BucketHits,
  CELL_CACHED,
  CELL_FREE,
  CELL_NOTHING,
  CELL_USED,
  type MapFrames,
  type MemorySeries,
  type ReportData,
} from "./report-data.js";

const POINTS = 600;
const FRAMES = 200;
const CELLS = 6144;
const MIN_CELL = 64;
const TOP = 20;

/** @param title what the page is headed with. */
export function collectReport(trace: Trace, model: ModelName, title: string): ReportData {
  const heap = startHeap(trace, arrayBuffer(), { model, cacheStats: true });
  const cellBytes = cellSize(trace, model);
  const run = followTrace(trace, heap, cellBytes);
  const program = traceStatistics(trace);
  const sites = trace.sites ? siteTotals(trace) : [];
  return {
    title,
    model,
    settings: settingsOf(trace, heap),
    ...run,
    memory: { ...run.memory, temporary: temporaryShares(trace) },
    sizes: program.sizes,
    buckets: bucketHits(heap),
    program,
    topSites: sites.slice(0, TOP),
    leaks: sites
      .filter(({ live }) => live > 0)
      .sort((a, b) => b.liveBytes - a.liveBytes)
      .slice(0, TOP),
    notes: trace.notes ?? [],
  };
}

/** Bytes of a cell, so that the highest segments there will be have a place among `CELLS` cells. */
function cellSize(trace: Trace, model: ModelName): number {
  const heap = startHeap(trace, arrayBuffer(), { model });
  const { memory, address, layout } = heap;
  const reader = new HeapReader({ memory, address, layout });
  const replayer = new Replayer(trace, heap);
  let end = 0;
  for (let point = 1; point <= FRAMES; point++) {
    replayer.run(Math.round((point * trace.length) / FRAMES));
    for (const segment of segments(reader)) end = Math.max(end, segment.address + segment.size);
  }
  return Math.max(MIN_CELL, 2 ** Math.ceil(Math.log2(end / CELLS)));
}

function followTrace(
  trace: Trace,
  heap: ZendHeap,
  cellBytes: number,
): { memory: Omit<MemorySeries, "temporary">; map: MapFrames; failures: number } {
  const { memory, address, layout } = heap;
  const reader = new HeapReader({ memory, address, layout });
  const replayer = new Replayer(trace, heap);
  const series = { at: [] as number[], usage: [] as number[], cached: [] as number[], real: [] as number[] };
  const map = {
    at: [] as number[],
    fragmentation: [] as number[],
    unused: [] as number[],
    cells: [] as string[],
    cellBytes,
  };
  for (let point = 0; point <= POINTS; point++) {
    replayer.run(Math.round((point * trace.length) / POINTS));
    const { size, cached, realSize } = heapFields(reader);
    series.at.push(replayer.position);
    series.usage.push(size - cached);
    series.cached.push(cached);
    series.real.push(realSize);
    if (point % (POINTS / FRAMES) !== 0) continue;
    map.at.push(replayer.position);
    const { external, unused } = statistics(reader).fragmentation;
    map.fragmentation.push(external);
    map.unused.push(unused);
    map.cells.push(cellsOf(reader, cellBytes));
  }
  return { memory: series, map, failures: replayer.failures };
}

/** For each point but the first, the share of the allocations before it that the very next operation freed. */
function temporaryShares({ ops, ids, length }: Trace): (number | null)[] {
  const shares: (number | null)[] = [null];
  for (let point = 1; point <= POINTS; point++) {
    const end = Math.round((point * length) / POINTS);
    let allocations = 0;
    let temporary = 0;
    for (let at = Math.round(((point - 1) * length) / POINTS); at < end; at++) {
      if (ops[at] !== OP_ALLOCATE) continue;
      allocations++;
      if (ops[at + 1] === OP_FREE && ids[at + 1] === ids[at]) temporary++;
    }
    shares.push(allocations === 0 ? null : temporary / allocations);
  }
  return shares;
}

/** The blocks of a heap, one letter a cell. */
function cellsOf(reader: HeapReader, cellBytes: number): string {
  const count = Math.ceil(reader.end / cellBytes);
  const shares = { used: new Float64Array(count), cached: new Float64Array(count), free: new Float64Array(count) };
  for (const { address, size, type } of allBlocks(reader)) {
    if (type === "guard") continue;
    const end = address + size;
    for (let at = address; at < end; ) {
      const index = Math.floor(at / cellBytes);
      const next = Math.min(end, (index + 1) * cellBytes);
      shares[type][index] = (shares[type][index] ?? 0) + next - at;
      at = next;
    }
  }
  const letters = Array.from({ length: count }, (_, index) =>
    letterOf(shares.used[index] ?? 0, shares.cached[index] ?? 0, shares.free[index] ?? 0),
  );
  return letters.join("").trimEnd();
}

function letterOf(used: number, cached: number, free: number): string {
  const all = used + cached + free;
  if (all === 0) return CELL_NOTHING;
  if (free >= Math.max(used, cached)) return CELL_FREE;
  if (cached > used) return CELL_CACHED;
  return CELL_USED[Math.min(CELL_USED.length - 1, Math.floor((CELL_USED.length * used) / all))] ?? CELL_FREE;
}

function bucketHits(heap: ZendHeap): BucketHits[] {
  const { numBuckets } = heap.layout;
  return heap
    .cacheStats()
    .slice(0, numBuckets)
    .map(({ hit, miss }, index) => ({ size: bucketSize(heap.layout, index), hits: hit, misses: miss }));
}

function settingsOf({ settings }: Trace, heap: ZendHeap): [string, string][] {
  const { limit, segmentSize = SEGMENT_SIZE, reserveSize = RESERVE_SIZE, failStorage } = settings;
  return [
    ["data model", heap.layout.model.name],
    ["memory limit", limit === undefined ? `${bytes(heap.limit)}, the default` : bytes(limit)],
    ["segment size", bytes(segmentSize)],
    ["reserve", bytes(reserveSize)],
    ["compact threshold", bytes(COMPACT_SIZE)],
    [
      "storage",
      failStorage === undefined ? "an ArrayBuffer" : `an ArrayBuffer; segments that fail: 1 of ${failStorage}`,
    ],
  ];
}
