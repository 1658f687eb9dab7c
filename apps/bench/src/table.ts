/** Text tables for the terminal. */
import pc from "picocolors";
import type { Measurement } from "./runner.js";
import { geometricMean, median, spread } from "./statistics.js";

const HEADINGS = ["peer", "ns/op", "±", "min", "x ref", "cold", "real KiB", "peak KiB", "runs"];

/** The rows of one workload; `reference` is the peer that ratios are taken to. */
export function workloadTable(results: readonly Measurement[], reference: string): string {
  const base = results.find((result) => result.peer === reference);
  const rows = results.map((result) => {
    const middle = median(result.runs);
    return [
      result.peer,
      middle.toFixed(2),
      `${(spread(result.runs) * 100).toFixed(1)}%`,
      Math.min(...result.runs).toFixed(2),
      base === undefined ? "" : (middle / median(base.runs)).toFixed(3),
      result.cold.toFixed(1),
      kibibytes(result.memory.real),
      kibibytes(result.memory.peak),
      String(result.runs.length),
    ];
  });
  return alignColumns([HEADINGS, ...rows]);
}

/** Ratio to the reference per workload and peer, with the geometric mean as last column. */
export function ratioTable(results: readonly Measurement[], reference: string): string {
  const workloads = [...new Set(results.map((result) => result.workload))];
  const peers = [...new Set(results.map((result) => result.peer))];
  const rows = peers.map((peer) => {
    const ratios = workloads.map((workload) => ratio(results, workload, peer, reference));
    return [peer, ...ratios.map((value) => value.toFixed(3)), geometricMean(ratios).toFixed(3)];
  });
  return alignColumns([[`x ${reference}`, ...workloads, "geo mean"], ...rows]);
}

/** Median of `peer` over median of `other` on one workload; NaN where one was not measured. */
export function ratio(results: readonly Measurement[], workload: string, peer: string, other: string): number {
  const runsOf = (name: string) =>
    results.find((result) => result.workload === workload && result.peer === name)?.runs ?? [];
  return median(runsOf(peer)) / median(runsOf(other));
}

function kibibytes(bytes: number): string {
  return Number.isNaN(bytes) ? "-" : String(Math.round(bytes / 1024));
}

/** Pads the cells; the first row is the heading, the first column is flush left. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  "),
  );
  return lines.map((line, index) => (index === 0 ? pc.bold(line) : line)).join("\n");
}
