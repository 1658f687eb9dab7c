/** The page's program: draws what the command line has collected. Runs in browsers; built on its own. */
import uPlotStyle from "uplot/dist/uPlot.min.css";
import { bytes, count, counted, percent } from "../format.js";
import { bucketsCard, hitRate } from "./client-buckets.js";
import { type Chart, chart } from "./client-charts.js";
import { mapCard } from "./client-map.js";
import { bar, card, element, table } from "./elements.js";
import { Moment } from "./moment.js";
import type { ReportData } from "./report-data.js";

/** Frames of a stack that are shown below the innermost. */
const OUTER_FRAMES = 10;
const UNKNOWN = "(not known)";

function start(): void {
  const data = JSON.parse(document.getElementById("data")?.textContent ?? "{}") as ReportData;
  const root = document.getElementById("report");
  if (!root) return;
  document.head.append(element("style", uPlotStyle));
  const moment = new Moment(data.map.at);
  const grid = element("div", "", "grid");
  const column = element("div");
  column.append(...present([bucketsCard(data.buckets), temporaryCard(data, moment)]));
  grid.append(sizesCard(data), column);
  const parts = [...headline(data), memoryCard(data, moment), fragmentationCard(data, moment), mapCard(data, moment)];
  root.append(...parts, grid, ...present(siteCards(data)), settingsCard(data));
}

function were(blocks: number): string {
  return blocks === 1 ? "was" : "were";
}

function present<T>(parts: readonly (T | null)[]): T[] {
  return parts.filter((part) => part !== null);
}

function headline({ title, program, failures, peaks, buckets, map }: ReportData): Node[] {
  const { operations, allocations, frees, reallocations, requestEnds } = program;
  const kinds = [counted(allocations, "allocation"), counted(frees, "free"), counted(reallocations, "reallocation")];
  if (requestEnds > 0) kinds.push(counted(requestEnds, "end of a request", "ends of requests"));
  const tiles = element("div", "", "tiles");
  tiles.append(
    tile("operations", count(operations)),
    tile("peak usage", bytes(peaks.usage)),
    tile("peak real size", bytes(peaks.real)),
    tile("peak fragmentation", percent(Math.max(...map.fragmentation))),
    tile("cache hits", percent(hitRate(buckets))),
    tile("temporary blocks", percent(share(program.temporary, allocations))),
    tile("failed operations", count(failures)),
  );
  return [element("h1", title), element("p", `${kinds.join(", ")}.`, "soft"), tiles];
}

function tile(name: string, value: string): HTMLElement {
  const made = element("div", "", "tile");
  made.append(element("b", value), element("span", name));
  return made;
}

function memoryCard({ memory }: ReportData, moment: Moment): HTMLElement {
  const curves = [
    { label: "real size", colour: "real", points: memory.real, stepped: true },
    { label: "usage", colour: "used", points: memory.usage, filled: true },
    { label: "cached", colour: "cached", points: memory.cached },
  ];
  const about = "Bytes taken from the storage, in live blocks, and in the cache. Click to see the map at that moment.";
  return chartCard(about, { title: "Memory over time", at: memory.at, curves, unit: "bytes", height: 270 }, moment);
}

function fragmentationCard({ map }: ReportData, moment: Moment): HTMLElement {
  const curves = [
    { label: "external", colour: "fragmentation", points: map.fragmentation, filled: true },
    { label: "unused", colour: "unused", points: map.unused },
  ];
  const about =
    "External: the share of the free bytes outside the largest free block. Unused: the share of the real size that lies in no used block.";
  return chartCard(about, { title: "Fragmentation over time", at: map.at, curves, unit: "share", height: 200 }, moment);
}

function temporaryCard({ memory, program }: ReportData, moment: Moment): HTMLElement {
  const { temporary, allocations, medianLifetime } = program;
  const about =
    `${counted(temporary, "block")}, ${percent(share(temporary, allocations))} of all allocations, ${were(temporary)} freed by the very next ` +
    `operation. Half of the blocks that were freed lived for up to ${counted(medianLifetime, "operation")}.`;
  const curves = [{ label: "temporary", colour: "used", points: memory.temporary, filled: true }];
  return chartCard(
    about,
    { title: "Temporary allocations", at: memory.at, curves, unit: "share", height: 180 },
    moment,
  );
}

function chartCard(about: string, options: Chart, moment: Moment): HTMLElement {
  return card(options.title, about, chart(options, moment));
}

function sizesCard({ sizes }: ReportData): HTMLElement {
  const most = Math.max(...sizes.map(({ requests }) => requests), 1);
  const rows = sizes.map(({ from, to, requests, bytes: asked }) => {
    const range = from === to ? count(from) : `${count(from)} – ${count(to)}`;
    return [range, count(requests), bytes(asked), bar(requests / most)];
  });
  return card("Sizes asked for", "", table(["bytes", "requests", "in all", ""], rows));
}

function siteCards({ topSites, leaks, program, notes }: ReportData): (HTMLElement | null)[] {
  const left = `${bytes(program.liveBytes)} in ${counted(program.liveBlocks, "block")} ${were(program.liveBlocks)} not freed at the end.`;
  const leaked = leaks.map(({ site, live, liveBytes }) => [bytes(liveBytes), count(live), siteCell(site)]);
  const asked = topSites.map((total) => [
    bytes(total.bytes),
    count(total.allocations),
    percent(share(total.temporary, total.allocations)),
    siteCell(total.site),
  ]);
  const remarks = notes.map(({ at, text }) => [count(at), text]);
  return [
    card("Left at the end", left, ...(leaked.length > 0 ? [table(["left", "blocks", "call site"], leaked)] : [])),
    asked.length === 0
      ? null
      : card("Top call sites", "", table(["asked for", "requests", "temporary", "call site"], asked)),
    remarks.length === 0 ? null : card("Remarks", "", table(["operation", "remark"], remarks)),
  ];
}

/** A stack with the place that called first, and those that led there below it. */
function siteCell(site: string): HTMLElement {
  const frames = site.split(";");
  const made = element("div", frames.pop() || UNKNOWN);
  const outer = frames.reverse().slice(0, OUTER_FRAMES);
  if (outer.length < frames.length) outer.push("…");
  if (outer.length > 0) made.append(element("div", `in ${outer.join(" ← ")}`, "outer"));
  return made;
}

function settingsCard({ settings }: ReportData): HTMLElement {
  const list = element("dl");
  for (const [name, value] of settings) {
    const pair = element("div");
    pair.append(element("dt", name), element("dd", value));
    list.append(pair);
  }
  return card("Settings", "", list);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

start();
