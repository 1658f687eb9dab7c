/** The page's program: draws what the command line has collected. Runs in browsers; built on its own. */
import uPlot from "uplot";
import uPlotStyle from "uplot/dist/uPlot.min.css";
import { bytes, count, percent } from "../format.js";
import { drawMap } from "./client-map.js";
import { bars, element, table } from "./elements.js";
import type { ReportData } from "./report-data.js";

const CHART_HEIGHT = 260;
const X_AXIS_HEIGHT = 36;
const Y_AXIS_WIDTH = 72;
/** Pixels to the right of a chart, for the last number below it. */
const RIGHT_PADDING = 40;

function start(): void {
  const data = JSON.parse(document.getElementById("data")?.textContent ?? "{}") as ReportData;
  const root = document.getElementById("report");
  if (!root) return;
  document.head.append(element("style", uPlotStyle));
  root.append(...headline(data), ...memoryCharts(data), ...drawMap(data), ...details(data), ...sites(data));
  for (const chart of root.querySelectorAll<HTMLElement>("[data-chart]")) drawChart(chart, data);
}

function headline({ title, program, failures, settings }: ReportData): Node[] {
  const { operations, allocations, frees, reallocations, requestEnds } = program;
  const text =
    `${count(operations)} operations: ${count(allocations)} allocations, ${count(frees)} frees, ` +
    `${count(reallocations)} reallocations, ${count(requestEnds)} request ends; ${count(failures)} failed.`;
  return [
    element("h1", title),
    element("p", text),
    element("p", settings.map(([name, value]) => `${name}: ${value}`).join(" · "), "dim"),
  ];
}

function memoryCharts(_data: ReportData): Node[] {
  return [
    element("h2", "Memory over time"),
    chartPlace("memory"),
    element("h2", "Fragmentation over time"),
    element("p", "The share of the free bytes that lie outside the largest free block.", "dim"),
    chartPlace("fragmentation"),
  ];
}

function chartPlace(name: string): HTMLElement {
  const place = element("div");
  place.dataset["chart"] = name;
  return place;
}

function drawChart(place: HTMLElement, { memory, map }: ReportData): void {
  const size = { width: place.clientWidth || 1000, height: CHART_HEIGHT };
  const x: uPlot.Series = { label: "operation", value: (_plot, value) => (value === null ? "" : count(value)) };
  const xAxis: uPlot.Axis = axis((value) => count(value), X_AXIS_HEIGHT);
  const draw = (options: Pick<uPlot.Options, "series" | "axes">, points: uPlot.AlignedData): void => {
    const plot = new uPlot(
      { ...size, ...options, scales: { x: { time: false } }, padding: [null, RIGHT_PADDING, null, null] },
      points,
      place,
    );
    window.addEventListener("resize", () => plot.setSize({ width: place.clientWidth, height: CHART_HEIGHT }));
  };
  if (place.dataset["chart"] === "memory") {
    const curve = (label: string, stroke: string, fill?: string): uPlot.Series => ({
      label,
      stroke,
      ...(fill && { fill }),
      value: (_plot, value) => (value === null ? "" : bytes(value)),
    });
    const series = [x, curve("real size", "#888"), curve("usage", "#2a9d5c", "#2a9d5c33"), curve("cached", "#d9a406")];
    const points = [memory.at, memory.real, memory.usage, memory.cached].map((values) => [...values]);
    draw({ series, axes: [xAxis, axis((value) => bytes(value), Y_AXIS_WIDTH)] }, points as uPlot.AlignedData);
  } else {
    const share: uPlot.Series = {
      label: "fragmentation",
      stroke: "#c0504d",
      value: (_plot, value) => (value === null ? "" : percent(value)),
    };
    const points = [map.at, map.fragmentation].map((values) => [...values]);
    draw(
      { series: [x, share], axes: [xAxis, axis((value) => percent(value), Y_AXIS_WIDTH)] },
      points as uPlot.AlignedData,
    );
  }
}

/** @param size pixels that the axis takes across its direction. */
function axis(text: (value: number) => string, size: number): uPlot.Axis {
  const stroke = getComputedStyle(document.body).color;
  const grid = { stroke: "#8882" };
  return { stroke, grid, ticks: grid, size, values: (_plot, values) => values.map((value) => text(value)) };
}

function details({ sizes, buckets, program }: ReportData): Node[] {
  const grid = element("div", "", "grid");
  const left = element("section");
  const right = element("section");
  left.append(
    element("h2", "Sizes asked for"),
    bars(
      ["bytes", "requests", "asked for"],
      sizes.map(({ from, to, requests, bytes: asked }) => ({
        cells: [from === to ? count(from) : `${count(from)} – ${count(to)}`, count(requests), bytes(asked)],
        value: requests,
      })),
    ),
    element("h2", "Temporary blocks"),
    element(
      "p",
      `${count(program.temporary)} blocks, ${percent(share(program.temporary, program.allocations))} of all allocations, were freed by the very next operation. Half of the blocks that were freed lived for up to ${count(program.medianLifetime)} operations.`,
    ),
  );
  const asked = buckets.filter(({ hits, misses }) => hits + misses > 0);
  right.append(
    element("h2", "Cache hit rates"),
    bars(
      ["true size", "requests", "hit rate"],
      asked.map(({ size, hits, misses }) => ({
        cells: [count(size), count(hits + misses), percent(share(hits, hits + misses))],
        value: share(hits, hits + misses),
      })),
    ),
  );
  grid.append(left, right);
  return [grid];
}

function sites({ topSites, leaks, program, notes }: ReportData): Node[] {
  const left = `${bytes(program.liveBytes)} in ${count(program.liveBlocks)} blocks were not freed at the end.`;
  const nodes: Node[] = [element("h2", "Left at the end"), element("p", left)];
  if (leaks.length > 0) {
    const rows = leaks.map(({ site, live, liveBytes }) => [bytes(liveBytes), count(live), site || "(not known)"]);
    nodes.push(table(["left", "blocks", "call site"], rows));
  }
  if (topSites.length > 0) {
    const rows = topSites.map((total) => [bytes(total.bytes), count(total.allocations), total.site || "(not known)"]);
    nodes.push(element("h2", "Top call sites"), table(["asked for", "requests", "call site"], rows));
  }
  if (notes.length > 0) {
    nodes.push(
      element("h2", "Remarks"),
      table(
        ["operation", "remark"],
        notes.map(({ at, text }) => [count(at), text]),
      ),
    );
  }
  return nodes;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

start();
