/** The report as one HTML page that needs nothing else. */
import { dotPlot, escapeText } from "./chart.js";
import { meanRatio, peersOf, type Report, type Row, ratios, workloadsOf } from "./report.js";

const STYLE = `
:root { color-scheme: light dark; --ink: #1d232b; --faint: #d9dee5; --ours: #0b6e4f; --peer: #7a5195; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --faint: #39414d; --ours: #4cc38a; --peer: #c29be0; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); max-width: 800px; margin: 2rem auto; padding: 0 1rem; }
svg { width: 100%; height: auto; font-size: 12px; fill: var(--ink); }
.grid { stroke: var(--faint); } .tick { text-anchor: middle; } .label { text-anchor: end; }
.ours circle { fill: var(--ours); } .ours .spread { stroke: var(--ours); } .ours .label { font-weight: 600; }
.peer circle { fill: var(--peer); } .peer .spread { stroke: var(--peer); } .spread { stroke-width: 3; opacity: 0.5; }
div { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 2px 10px; border-bottom: 1px solid var(--faint); }
th:first-child, td:first-child { text-align: left; }`;

export function htmlPage(report: Report): string {
  const { rows, machine, reference, clock } = report;
  const sections = workloadsOf(rows).map((workload) => section(workload, rows));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Allocators measured</title><style>${STYLE}</style></head><body>
<h1>Allocators measured</h1>
<p>Nanoseconds per operation, the replay loop included, on a logarithmic scale: a dot at the median, a bar from quartile to quartile.
Node ${escapeText(machine.node)}, ${escapeText(machine.platform)}, ${escapeText(machine.cpu)};
${report.processPerPeer ? "one process per peer" : "all peers in one process"}, in turns${report.requests ? ", each run a request" : ""}${report.oneCopy ? ", our heaps on one copy of their code" : ""}; ${clock} time.
Ratios within one run count; absolute times do not travel between machines.</p>
<h2>Ratio to ${escapeText(reference)}</h2>
${table([["peer", ...workloadsOf(rows), "geometric mean"], ...peersOf(rows).map((peer) => ratioCells(peer, report))])}
${sections.join("\n")}
</body></html>
`;
}

function ratioCells(peer: string, { rows, reference }: Report): string[] {
  const cells = [...ratios(rows, peer, reference), meanRatio(rows, peer, reference)];
  return [peer, ...cells.map((value) => (Number.isNaN(value) ? "" : value.toFixed(3)))];
}

function section(workload: string, all: readonly Row[]): string {
  const rows = all.filter((row) => row.workload === workload);
  const cells = rows.map((row) => [
    row.peer,
    row.median.toFixed(2),
    `${(row.spread * 100).toFixed(1)} %`,
    row.cold.toFixed(1),
    mebibytes(row.realBytes),
    mebibytes(row.peakBytes),
  ]);
  const heading = ["peer", "ns per operation", "spread", "cold start", "real MiB", "peak MiB"];
  return `<h2>${escapeText(workload)}</h2>\n${dotPlot(rows)}\n${table([heading, ...cells])}`;
}

function mebibytes(bytes: number | null): string {
  return bytes === null ? "" : (bytes / 2 ** 20).toFixed(2);
}

/** The first row is the heading. */
function table(rows: readonly (readonly string[])[]): string {
  const lines = rows.map((row, index) => {
    const tag = index === 0 ? "th" : "td";
    return `<tr>${row.map((cell) => `<${tag}>${escapeText(cell)}</${tag}>`).join("")}</tr>`;
  });
  return `<div><table>${lines.join("\n")}</table></div>`;
}
