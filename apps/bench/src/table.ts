/** The report as text tables for the terminal. */
import pc from "picocolors";
import { meanRatio, peersOf, type Report, type Row, ratios, workloadsOf } from "./report.js";

const HEADINGS = ["peer", "ns/op", "±", "min", "x ref", "cold", "real KiB", "peak KiB", "runs"];

/** The rows of one workload. */
export function workloadTable(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.peer,
    row.median.toFixed(2),
    `${(row.spread * 100).toFixed(1)}%`,
    row.fastest.toFixed(2),
    row.ratio === null ? "" : row.ratio.toFixed(3),
    row.cold.toFixed(1),
    kibibytes(row.realBytes),
    kibibytes(row.peakBytes),
    String(row.runs.length),
  ]);
  return alignColumns([HEADINGS, ...cells]);
}

/** Ratio to the reference per workload and peer, with the geometric mean as last column. */
export function ratioTable({ rows, reference }: Report): string {
  const cells = peersOf(rows).map((peer) => [
    peer,
    ...[...ratios(rows, peer, reference), meanRatio(rows, peer, reference)].map(ratioText),
  ]);
  return alignColumns([[`x ${reference}`, ...workloadsOf(rows), "geo mean"], ...cells]);
}

/** A dash where one of the two was left out. */
function ratioText(ratio: number): string {
  return Number.isNaN(ratio) ? "-" : ratio.toFixed(3);
}

function kibibytes(bytes: number | null): string {
  return bytes === null ? "-" : String(Math.round(bytes / 1024));
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
