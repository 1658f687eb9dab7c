/** Runs a trace and collects what its report shows. */
import type { ZendHeap } from "@zmm/heap";
import { allBlocks, HeapReader, heapFields, segments } from "@zmm/inspect";
import { bucketSize, COMPACT_SIZE, type ModelName, RESERVE_SIZE, SEGMENT_SIZE } from "@zmm/layout";
import { arrayBuffer } from "@zmm/storage";
import { OP_ALLOCATE, OP_FREE, Peaks, Replayer, siteTotals, startHeap, type Trace, traceStatistics } from "@zmm/trace";
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

/** Points and frames of a long trace, beside those of its start. */
const POINTS = 600;
const FRAMES = 200;
const CELLS = 6144;
const MIN_CELL = 64;
const TOP = 20;

/**
 * @param title what the page is headed with.
 * @param onProgress called now and then with the share that is done, from 0 to 1.
 */
export function collectReport(
  trace: Trace,
  model: ModelName,
  title: string,
  onProgress?: (share: number) => void,
): ReportData {
  const heap = startHeap(trace, arrayBuffer(), { model, cacheStats: true });
  const moments = momentsOf(trace.length);
  const cellBytes = cellSize(trace, model, moments);
  const run = followTrace(trace, heap, cellBytes, moments, onProgress);
  const program = traceStatistics(trace);
  const sites = trace.sites ? siteTotals(trace) : [];
  return {
    title,
    model,
    settings: settingsOf(trace, heap),
    ...run,
    memory: { ...run.memory, temporary: temporaryShares(trace, moments) },
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

/** After how many operations there is a point of the curves, and which of the points, by index, have a frame of the map too. */
interface Moments {
  readonly points: readonly number[];
  readonly frames: ReadonlySet<number>;
}

/** Short traces have a moment after each operation, and none between. */
function momentsOf(length: number): Moments {
  const points = evenly(length, POINTS);
  return { points, frames: new Set(evenly(points.length - 1, FRAMES)) };
}

/** Whole numbers from 0 to `end`, both with it: at most `parts` + 1, as far apart as they can be. */
function evenly(end: number, parts: number): number[] {
  const steps = Math.min(end, parts);
  return Array.from({ length: steps + 1 }, (_, step) => (step === 0 ? 0 : Math.round((step * end) / steps)));
}

/** Bytes of a cell, so that the highest segments there will be have a place among `CELLS` cells. */
function cellSize(trace: Trace, model: ModelName, { points, frames }: Moments): number {
  const heap = startHeap(trace, arrayBuffer(), { model });
  const { memory, address, layout } = heap;
  const reader = new HeapReader({ memory, address, layout });
  const replayer = new Replayer(trace, heap);
  let end = 0;
  for (const frame of frames) {
    replayer.run(points[frame] ?? 0);
    for (const segment of segments(reader)) end = Math.max(end, segment.address + segment.size);
  }
  return Math.max(MIN_CELL, 2 ** Math.ceil(Math.log2(end / CELLS)));
}

function followTrace(
  trace: Trace,
  heap: ZendHeap,
  cellBytes: number,
  { points, frames }: Moments,
  onProgress?: (share: number) => void,
): { memory: Omit<MemorySeries, "temporary">; peaks: ReportData["peaks"]; map: MapFrames; failures: number } {
  const { memory, address, layout } = heap;
  const reader = new HeapReader({ memory, address, layout });
  const replayer = new Replayer(trace, heap);
  const peaks = new Peaks();
  const series = { at: [] as number[], usage: [] as number[], cached: [] as number[], real: [] as number[] };
  const map = {
    at: [] as number[],
    fragmentation: [] as number[],
    unused: [] as number[],
    cells: [] as string[],
    cellBytes,
  };
  for (const [point, operations] of points.entries()) {
    peaks.run(replayer, operations);
    const { size, cached, realSize } = heapFields(reader);
    series.at.push(replayer.position);
    series.usage.push(size - cached);
    series.cached.push(cached);
    series.real.push(realSize);
    if (!frames.has(point)) continue;
    map.at.push(replayer.position);
    const frame = frameOf(reader, cellBytes);
    map.fragmentation.push(frame.fragmentation);
    map.unused.push(frame.unused);
    map.cells.push(frame.cells);
    onProgress?.(operations / trace.length);
  }
  return { memory: series, peaks: { usage: peaks.usage, real: peaks.real }, map, failures: replayer.failures };
}

/** For each point but the first, the share of the allocations before it that the very next operation freed. */
function temporaryShares({ ops, ids }: Trace, { points }: Moments): (number | null)[] {
  const shares: (number | null)[] = [null];
  for (const [before, end] of points.slice(1).entries()) {
    let allocations = 0;
    let temporary = 0;
    for (let at = points[before] ?? 0; at < end; at++) {
      if (ops[at] !== OP_ALLOCATE) continue;
      allocations++;
      if (ops[at + 1] === OP_FREE && ids[at + 1] === ids[at]) temporary++;
    }
    shares.push(allocations === 0 ? null : temporary / allocations);
  }
  return shares;
}

/** The blocks of a heap, one letter a cell, and what they make of its memory: of many blocks one walk takes long enough. */
function frameOf(reader: HeapReader, cellBytes: number): { cells: string; fragmentation: number; unused: number } {
  const count = Math.ceil(reader.end / cellBytes);
  const shares = { used: new Float64Array(count), cached: new Float64Array(count), free: new Float64Array(count) };
  const bytes = { used: 0, cached: 0, free: 0 };
  let largest = 0;
  for (const { address, size, type } of allBlocks(reader)) {
    if (type === "guard") continue;
    bytes[type] += size;
    if (type === "free") largest = Math.max(largest, size);
    spread(shares[type], cellBytes, address, address + size);
  }
  const { realSize } = heapFields(reader);
  const letters = Array.from({ length: count }, (_, index) =>
    letterOf(shares.used[index] ?? 0, shares.cached[index] ?? 0, shares.free[index] ?? 0),
  );
  return {
    cells: letters.join("").trimEnd(),
    fragmentation: bytes.free === 0 ? 0 : 1 - largest / bytes.free,
    unused: realSize === 0 ? 0 : 1 - bytes.used / realSize,
  };
}

/** Adds the bytes from `start` to `end` to the cells that they lie in. */
function spread(cells: Float64Array, cellBytes: number, start: number, end: number): void {
  for (let at = start; at < end; ) {
    const index = Math.floor(at / cellBytes);
    const next = Math.min(end, (index + 1) * cellBytes);
    cells[index] = (cells[index] ?? 0) + next - at;
    at = next;
  }
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
