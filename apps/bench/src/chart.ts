/** Dot plots as SVG: one line per peer, a dot at the median, a bar between the quartiles, time on a log scale. */
import type { Row } from "./report.js";

const WIDTH = 760;
const LABELS = 120;
const RIGHT = 70;
const LINE = 24;
const TOP = 8;

/** The peers that this project wrote. */
const OURS = /^(zend|emalloc|system)/;

/** The x of a value on a log scale, in pixels. */
type Scale = (value: number) => number;

/** The rows of one workload as an `<svg>` element. */
export function dotPlot(rows: readonly Row[]): string {
  const axisAt = TOP + rows.length * LINE;
  const low = 10 ** Math.floor(Math.log10(Math.min(...rows.map((row) => row.lowerQuartile))));
  const high = 10 ** Math.ceil(Math.log10(Math.max(...rows.map((row) => row.upperQuartile))));
  const scale: Scale = (value) =>
    LABELS + ((WIDTH - LABELS - RIGHT) * Math.log(value / low)) / Math.log(Math.max(high, low * 10) / low);
  const height = axisAt + 24;
  return [
    `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="nanoseconds per operation, by peer">`,
    ...ticks(low, Math.max(high, low * 10)).map((value) => tick(value, scale(value), axisAt)),
    ...rows.map((row, index) => line(row, scale, TOP + (index + 0.5) * LINE)),
    "</svg>",
  ].join("\n");
}

/** 1, 2 and 5 of each decade from `low` to `high`. */
function ticks(low: number, high: number): number[] {
  const values: number[] = [];
  for (let decade = low; decade <= high * 1.001; decade *= 10) {
    values.push(...[1, 2, 5].map((step) => step * decade).filter((value) => value <= high * 1.001));
  }
  return values;
}

function tick(value: number, x: number, axisAt: number): string {
  const at = x.toFixed(1);
  const label = Number(value.toPrecision(2));
  return `<line class="grid" x1="${at}" x2="${at}" y1="${TOP}" y2="${axisAt}"/><text class="tick" x="${at}" y="${axisAt + 16}">${label}</text>`;
}

function line(row: Row, scale: Scale, y: number): string {
  const [from, middle, to] = [row.lowerQuartile, row.median, row.upperQuartile].map((value) => scale(value).toFixed(1));
  const kind = OURS.test(row.peer) ? "ours" : "peer";
  return [
    `<g class="${kind}"><title>${escapeText(row.peer)}: ${row.median.toFixed(2)} ns</title>`,
    `<text class="label" x="${LABELS - 10}" y="${y + 4}">${escapeText(row.peer)}</text>`,
    `<line class="spread" x1="${from}" x2="${to}" y1="${y}" y2="${y}"/>`,
    `<circle cx="${middle}" cy="${y}" r="5"/>`,
    `<text class="value" x="${Number(to) + 10}" y="${y + 4}">${row.median.toPrecision(3)}</text></g>`,
  ].join("");
}

export function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
