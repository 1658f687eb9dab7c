/** Curves over the operations. They share the cursor, show where the moment is, and take it along when clicked. */
import uPlot from "uplot";
import { bytes, count, percent } from "../format.js";
import { element } from "./elements.js";
import type { Moment } from "./moment.js";

/** Pixels. */
const X_AXIS_HEIGHT = 32;
const Y_AXIS_WIDTH = 64;
const RIGHT_PADDING = 28;
/** Bytes that the marks of an axis may lie apart. */
const BYTE_STEPS = Array.from({ length: 40 }, (_, power) => 2 ** power);
/** Operations that they may lie apart: there is no half of one. */
const OPERATION_STEPS = Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();

/** A curve: its name, the style sheet's name for its colour, and its points, null where there is none. */
export interface Curve {
  readonly label: string;
  readonly colour: string;
  readonly points: readonly (number | null)[];
  readonly filled?: boolean;
  readonly stepped?: boolean;
}

/** What a chart shows. */
export interface Chart {
  /** What it is called where it cannot be seen, together with its curves. */
  readonly title: string;
  /** After how many operations each point is. */
  readonly at: readonly number[];
  readonly curves: readonly Curve[];
  readonly unit: "bytes" | "share";
  /** Pixels. */
  readonly height: number;
}

/** The place of a chart, drawn once it is part of the page, and anew when its width or the colours change. */
export function chart(options: Chart, moment: Moment): HTMLElement {
  const place = element("div", "", "chart");
  let plot: uPlot | null = null;
  const draw = (): void => {
    plot?.destroy();
    plot = place.clientWidth > 0 ? plotIn(place, options, moment) : null;
  };
  new ResizeObserver(() => {
    if (plot === null) draw();
    else if (plot.width !== place.clientWidth) plot.setSize({ width: place.clientWidth, height: options.height });
  }).observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  moment.follow(() => plot && showMoment(plot, moment));
  return place;
}

/** A colour of the style sheet, as it is now. */
export function colourOf(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function plotIn(place: HTMLElement, { title, at, curves, unit, height }: Chart, moment: Moment): uPlot {
  const text = unit === "bytes" ? bytes : percent;
  const x: uPlot.Series = { label: "operation", value: (_plot, value) => (value === null ? "–" : count(value)) };
  const series = curves.map(({ label, colour, filled, stepped }): uPlot.Series => {
    const stroke = colourOf(colour);
    const { stepped: steps } = uPlot.paths;
    return {
      label,
      stroke,
      width: 1.5,
      points: { show: false },
      value: (_plot, value) => (value === null ? "–" : text(value)),
      ...(filled && { fill: `${stroke}2e` }),
      ...(stepped && steps && { paths: steps({ align: 1 }) }),
    };
  });
  const plot = new uPlot(
    {
      width: place.clientWidth,
      height,
      series: [x, ...series],
      axes: [
        { ...axis(compactCount, X_AXIS_HEIGHT), incrs: OPERATION_STEPS },
        { ...axis(compact(text), Y_AXIS_WIDTH), ...(unit === "bytes" && { incrs: BYTE_STEPS }) },
      ],
      scales: { x: { time: false }, y: { range: (_plot, _low, high) => [0, high > 0 ? high * 1.05 : 1] } },
      padding: [8, RIGHT_PADDING, 0, 0],
      cursor: { sync: { key: "report" }, y: false, drag: { x: false, y: false } },
      hooks: { draw: [(self) => drawMoment(self, moment)], ready: [(self) => showMoment(self, moment)] },
    },
    [[...at], ...curves.map(({ points }) => [...points])] as uPlot.AlignedData,
    place,
  );
  const { canvas } = plot.ctx;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `${title}: ${curves.map(({ label }) => label).join(", ")}`);
  plot.over.style.cursor = "pointer";
  plot.over.addEventListener("click", () => moment.goNear(plot.posToVal(plot.cursor.left ?? 0, "x")));
  plot.over.addEventListener("mouseleave", () => showMoment(plot, moment));
  return plot;
}

/** Moves the line that stands for the moment, and shows its values below as long as no cursor shows others. */
function showMoment(plot: uPlot, moment: Moment): void {
  plot.redraw(false);
  const hovered = plot.over.matches(":hover");
  if (!hovered) plot.setLegend({ idx: plot.valToIdx(moment.operation) });
}

function drawMoment({ ctx, bbox, valToPos }: uPlot, { operation }: Moment): void {
  const left = Math.round(valToPos(operation, "x", true));
  ctx.save();
  ctx.fillStyle = colourOf("accent");
  ctx.fillRect(left - devicePixelRatio, bbox.top, 2 * devicePixelRatio, bbox.height);
  ctx.restore();
}

/** @param size pixels that the axis takes across its direction. */
function axis(text: (value: number) => string, size: number): uPlot.Axis {
  const line = { stroke: colourOf("line"), width: 1 };
  return {
    stroke: colourOf("soft"),
    font: "12px system-ui, sans-serif",
    grid: line,
    ticks: line,
    size,
    values: (_plot, values) => values.map((value) => text(value)),
  };
}

/** The same text without a fraction that says nothing. */
function compact(text: (value: number) => string): (value: number) => string {
  return (value) => text(value).replace(/\.0(?= )/, "");
}

function compactCount(value: number): string {
  if (value >= 1e6) return `${value / 1e6} M`;
  return value >= 1e3 ? `${value / 1e3} k` : count(value);
}
