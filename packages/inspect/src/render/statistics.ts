/** Statistics as text. */
import { count } from "../hex.js";
import type { Fragmentation } from "../statistics/fragmentation.js";
import type { BucketStatistics, HeapStatistics } from "../statistics/statistics.js";
import { painter, type RenderOptions, type Tone } from "./paint.js";

const BAR = 24;

/** Shares, measures, histogram and the largest allocation, a section each. */
export function renderStatistics(statistics: HeapStatistics, options: RenderOptions = {}): string {
  const strong = (text: string) => painter(options)("strong", text);
  const { bytes, counts, largest } = statistics;
  const counted = statistics.buckets.filter(({ hits }) => hits !== null);
  return [
    strong(`${count(bytes.real, "byte")} from the storage in ${count(counts.segments, "segment")}`),
    ...shareLines(statistics, options),
    strong("fragmentation"),
    ...fragmentationLines(statistics.fragmentation),
    strong("blocks by size: used, cached, free"),
    ...histogramLines(statistics, options),
    ...(counted.length === 0 ? [] : [strong("small true sizes: blocks cached and free, requests, cache hits")]),
    ...counted.map((bucket) => bucketLine(bucket, options)),
    strong("largest request served"),
    `  from the free lists  ${size(largest.fromFreeLists)}`,
    `  from the cache       ${size(largest.fromCache)}`,
    `  from a new segment   ${size(largest.fromNewSegment)}`,
  ].join("\n");
}

function size(bytes: number): string {
  return bytes < 0 ? "none" : count(bytes, "byte");
}

function shareLines({ bytes, counts }: HeapStatistics, options: RenderOptions): string[] {
  const paint = painter(options);
  const rows: [string, number, Tone, string][] = [
    ["used, the program's", bytes.usedData, "used", count(counts.used, "block")],
    ["used, headers", bytes.usedHeaders, "used", ""],
    ["cached", bytes.cached, "cached", count(counts.cached, "block")],
    ["free", bytes.free, "free", count(counts.free, "block")],
    ["rest list", bytes.rest, "rest", count(counts.rest, "block")],
    ["segment overhead", bytes.segmentOverhead, "guard", ""],
  ];
  return rows.map(([name, part, tone, note]) => {
    const share = part / Math.max(1, bytes.real);
    const bar = paint(tone, "#".repeat(Math.round(BAR * share)));
    const gap = note && " ".repeat(BAR - Math.round(BAR * share) + (bar === "" ? 3 : 1));
    return `  ${name.padEnd(20)}${String(part).padStart(10)} ${percent(share)}${bar && `  ${bar}`}${gap}${note}`;
  });
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`.padStart(7);
}

function fragmentationLines(fragmentation: Fragmentation): string[] {
  const rows: [string, number | null][] = [
    ["internal: bytes not asked for / used", fragmentation.internal],
    ["  of it headers", fragmentation.headers],
    ["  of it rounding", fragmentation.rounding],
    ["external: 1 - largest free / free", fragmentation.external],
    ["quadratic: 1 - sqrt(sum of squares) / free", fragmentation.quadratic],
    ["unused: 1 - used / real", fragmentation.unused],
    ["peak: real peak / peak - 1", fragmentation.peak],
    ...fragmentation.unusable.map(({ blockSize, share }): [string, number] => [
      `free memory unusable for ${blockSize} bytes`,
      share,
    ]),
  ];
  return rows.map(([name, value]) => `  ${name.padEnd(44)}${value === null ? "unknown" : percent(value)}`);
}

/** A bucket of a heap that counts hits and misses. */
function bucketLine({ size, cached, free, hits, misses }: BucketStatistics, options: RenderOptions): string {
  const paint = painter(options);
  const requests = (hits ?? 0) + (misses ?? 0);
  const rate = requests === 0 ? 0 : (hits ?? 0) / requests;
  const numbers = `${String(cached).padStart(6)}${String(free).padStart(6)}${String(requests).padStart(10)}`;
  const bar = paint("cached", "#".repeat(Math.round(BAR * rate)));
  return `  ${String(size).padStart(8)}${numbers}${percent(rate).padStart(9)}${bar && `  ${bar}`}`;
}

function histogramLines({ histogram }: HeapStatistics, options: RenderOptions): string[] {
  const paint = painter(options);
  const most = Math.max(1, ...histogram.map((row) => row.used.count + row.cached.count + row.free.count));
  const bar = (tone: Tone, blocks: number) => paint(tone, "#".repeat(Math.ceil((BAR * blocks) / most)));
  return histogram.map(({ from, to, used, cached, free }) => {
    const counts = [used, cached, free].map((of) => String(of.count).padStart(6)).join("");
    const bars = bar("used", used.count) + bar("cached", cached.count) + bar("free", free.count);
    return `  ${String(from).padStart(8)}..${String(to - 1).padEnd(8)}${counts}${bars && `  ${bars}`}`;
  });
}
