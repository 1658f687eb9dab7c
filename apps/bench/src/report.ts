/** Everything that one call of the bench found out, ready to be written as JSON. */
import { cpus } from "node:os";
import type { Clock } from "./clock.js";
import type { Measurement } from "./runner.js";
import { geometricMean, median, quantile, spread } from "./statistics.js";

/** What the figures were measured on; absolute times do not travel from one machine to another. */
export interface Machine {
  readonly node: string;
  readonly v8: string;
  readonly platform: string;
  readonly cpu: string;
}

/** One peer on one workload. Times are nanoseconds per operation, the loop included; memory is bytes. */
export interface Row {
  readonly peer: string;
  readonly workload: string;
  readonly median: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
  /** Half of the distance between the quartiles, as a share of the median. */
  readonly spread: number;
  readonly fastest: number;
  /** Median over the median of the reference; null where that was not measured. */
  readonly ratio: number | null;
  readonly cold: number;
  readonly realBytes: number;
  /** null where the peer does not know it. */
  readonly peakBytes: number | null;
  readonly runs: readonly number[];
}

/** How the figures were taken. */
export interface Settings {
  /** The peer that ratios are taken to. */
  readonly reference: string;
  readonly processPerPeer: boolean;
  /** Whether each run was a request of its own, for the peers that know them. */
  readonly requests: boolean;
  /** Whether our heaps shared one copy of their code. */
  readonly oneCopy: boolean;
  readonly clock: Clock;
}

export interface Report extends Settings {
  readonly machine: Machine;
  readonly rows: readonly Row[];
}

export function buildReport(results: readonly Measurement[], settings: Settings): Report {
  const machine = {
    node: process.version,
    v8: process.versions.v8,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model ?? "unknown",
  };
  const rows = results.map((result) => rowOf(result, results, settings.reference));
  return { machine, ...settings, rows };
}

function rowOf(result: Measurement, results: readonly Measurement[], reference: string): Row {
  const { peer, workload, cold, runs, memory } = result;
  const base = results.find((other) => other.workload === workload && other.peer === reference);
  return {
    peer,
    workload,
    median: median(runs),
    lowerQuartile: quantile(runs, 0.25),
    upperQuartile: quantile(runs, 0.75),
    spread: spread(runs),
    fastest: Math.min(...runs),
    ratio: base === undefined ? null : median(runs) / median(base.runs),
    cold,
    realBytes: memory.real,
    peakBytes: Number.isNaN(memory.peak) ? null : memory.peak,
    runs,
  };
}

/** The workloads of the rows, in order. */
export function workloadsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.map((row) => row.workload))];
}

/** The peers of the rows, in order. */
export function peersOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.map((row) => row.peer))];
}

/**
 * Median of `peer` over median of `other` on each workload; NaN where one of them was not measured. The fastest runs
 * in place of the medians tell how much of it may be noise.
 */
export function ratios(
  rows: readonly Row[],
  peer: string,
  other: string,
  figure: "median" | "fastest" = "median",
): number[] {
  const figureOf = (name: string, workload: string): number =>
    rows.find((row) => row.peer === name && row.workload === workload)?.[figure] ?? Number.NaN;
  return workloadsOf(rows).map((workload) => figureOf(peer, workload) / figureOf(other, workload));
}

/** The geometric mean of `ratios`. */
export function meanRatio(rows: readonly Row[], peer: string, other: string): number {
  return geometricMean(ratios(rows, peer, other));
}
