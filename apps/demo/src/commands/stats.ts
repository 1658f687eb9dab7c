import { renderStatistics, statistics } from "@zmm/inspect";
import { type SiteTotals, type SizeRow, siteTotals, type TraceStatistics, traceStatistics } from "@zmm/trace";
import { bytes, count, percent } from "../format.js";
import { modelOption } from "../options.js";
import { loadMoment, requestedSizes, timelineAt, traceUpTo } from "../subject.js";
import { padEnd, type Terminal } from "../terminal.js";

export interface StatsOptions {
  readonly model?: unknown;
  readonly json?: boolean;
}

const TOP_SITES = 10;
const BAR = 32;
const LABEL_WIDTH = 16;

/** `zmm stats TRACE`: what the program asked for, and what it made of the heap. */
export async function statsCommand(spec: string, options: StatsOptions, terminal: Terminal): Promise<void> {
  const model = modelOption(options.model);
  const moment = await loadMoment(spec);
  const trace = traceUpTo(moment);
  const program = traceStatistics(trace);
  const sites = trace.sites ? siteTotals(trace) : [];
  const timeline = timelineAt(moment, model, true);
  const heap = statistics(timeline.reader, { requested: requestedSizes(timeline) });
  if (options.json) {
    terminal.print(JSON.stringify({ trace: moment.path, model, program, sites, heap }));
    return;
  }
  terminal.print(terminal.color.bold(`${moment.path}: what the program asks for`));
  for (const [label, value] of programLines(program)) {
    terminal.print(`  ${terminal.color.dim(padEnd(label, LABEL_WIDTH))}${value}`);
  }
  printSizes(program.sizes, terminal);
  if (sites.length > 0) printSites(sites, terminal);
  terminal.print();
  terminal.print(terminal.color.bold(`what it leaves of a heap of ${model}, after operation ${moment.at}`));
  terminal.print(renderStatistics(heap, { colour: terminal.colour }));
}

function programLines(program: TraceStatistics): [label: string, value: string][] {
  const { allocations, frees, reallocations, requestEnds, temporary } = program;
  return [
    ["operations", count(program.operations)],
    ["allocations", `${count(allocations)}, ${percent(share(temporary, allocations))} of them temporary`],
    ["frees", `${count(frees)}, half of the blocks live for up to ${count(program.medianLifetime)} operations`],
    ["reallocations", count(reallocations)],
    ["request ends", count(requestEnds)],
    ["largest", bytes(program.largest)],
    [
      "peak",
      `${bytes(program.peakBytes)} after operation ${count(program.peakAt)}; ${count(program.peakBlocks)} blocks`,
    ],
    ["left", `${bytes(program.liveBytes)} in ${count(program.liveBlocks)} blocks`],
  ];
}

function printSizes(rows: readonly SizeRow[], { color, print }: Terminal): void {
  const most = Math.max(...rows.map(({ requests }) => requests));
  print();
  print(color.dim(`  ${"bytes".padStart(21)}${"requests".padStart(12)}${"asked for".padStart(13)}`));
  for (const { from, to, requests, bytes: asked } of rows) {
    const range = from === to ? count(from) : `${count(from)} - ${count(to)}`;
    const bar = "█".repeat(Math.ceil((BAR * requests) / most));
    print(`  ${range.padStart(21)}${count(requests).padStart(12)}${bytes(asked).padStart(13)}  ${color.cyan(bar)}`);
  }
}

/** A stack from the place that called outwards, as much of it as fits. */
function siteText(site: string, width: number): string {
  const text = site === "" ? "(not known)" : site.split(";").reverse().join(" < ");
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 4))} ...`;
}

function printSites(sites: readonly SiteTotals[], { color, print, width }: Terminal): void {
  print();
  print(color.dim(`  ${"asked for".padStart(12)}${"requests".padStart(12)}${"live".padStart(12)}  call site`));
  for (const { site, bytes: asked, allocations, liveBytes } of sites.slice(0, TOP_SITES)) {
    const columns = [bytes(asked), count(allocations), bytes(liveBytes)].map((text) => text.padStart(12)).join("");
    print(`  ${columns}  ${siteText(site, width - 2 - columns.length - 2)}`);
  }
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
