/** What `zmm replay` prints about a run. */
import { OP_ALLOCATE, OP_END_REQUEST, OP_FREE, OP_REALLOCATE, type Trace } from "@zmm/trace";
import { bytes, count, percent } from "./format.js";
import { heapMap } from "./heap-map.js";
import type { ReplayRun, Timing } from "./replay-run.js";
import { padEnd, type Terminal } from "./terminal.js";

const LABEL_WIDTH = 16;

/** The run as lines for people: figures, then the picture. */
export function printReplay(run: ReplayRun, terminal: Terminal): void {
  const { color } = terminal;
  terminal.print(`${color.bold(run.trace.name)} on ${color.bold(run.model)} over ${color.bold(run.storage)}`);
  terminal.print();
  for (const [label, value] of figureLines(run)) terminal.print(`  ${color.dim(padEnd(label, LABEL_WIDTH))}${value}`);
  terminal.print();
  for (const line of heapMap(run.reader, terminal)) terminal.print(line);
}

/** The run as one line of JSON. Sizes in bytes, shares from 0 to 1. */
export function replayJson(run: ReplayRun): string {
  const { trace, model, storage, failures, firstFailure, timing, figures, cacheHitRate } = run;
  return JSON.stringify({
    trace: trace.name,
    model,
    storage,
    operations: trace.length,
    failures,
    firstFailure: firstFailure && { operation: firstFailure.operation, error: firstFailure.error.message },
    nanosecondsPerOperation: timing.warm,
    coldNanosecondsPerOperation: timing.cold,
    runs: timing.runs,
    ...figures,
    cacheHitRate,
  });
}

function figureLines(run: ReplayRun): [label: string, value: string][] {
  const { trace, timing, figures, cacheHitRate } = run;
  return [
    ["operations", `${count(trace.length)}  (${kinds(trace)})`],
    ...failureLines(run),
    ["time", timeText(timing)],
    ["usage", `${bytes(figures.usage)} in ${count(figures.usedBlocks)} blocks`],
    ["peak", bytes(figures.peak)],
    ["real size", `${bytes(figures.realSize)}, at its peak ${bytes(figures.realPeak)}`],
    ["segments", count(figures.segments)],
    ["cache", `${bytes(figures.cached)} in ${count(figures.cachedBlocks)} blocks`],
    ["cache hit rate", `${percent(cacheHitRate)} of the small requests`],
    [
      "free",
      `${bytes(figures.free)} in ${count(figures.freeBlocks)} blocks, the largest ${bytes(figures.largestFree)}`,
    ],
    ["fragmentation", `${percent(figures.fragmentation)} of the free bytes lie outside the largest block`],
  ];
}

function failureLines({ failures, firstFailure }: ReplayRun): [string, string][] {
  if (!firstFailure) return [];
  const { operation, error } = firstFailure;
  return [["failed", `${count(failures)}, the first at operation ${count(operation)}: ${error.message}`]];
}

function kinds(trace: Trace): string {
  const counts = [0, 0, 0, 0];
  for (let at = 0; at < trace.length; at++) (counts[trace.ops[at] as number] as number)++;
  const names = { allocate: OP_ALLOCATE, free: OP_FREE, reallocate: OP_REALLOCATE, "request ends": OP_END_REQUEST };
  const present = Object.entries(names).filter(([, op]) => counts[op] !== 0);
  return present.map(([name, op]) => `${name} ${count(counts[op] as number)}`).join(", ");
}

function timeText({ warm, cold, runs }: Timing): string {
  return `${warm.toFixed(1)} ns an operation, the median of ${runs - 1} runs; ${cold.toFixed(1)} ns in a cold run before`;
}
