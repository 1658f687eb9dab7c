/** What the cache did in each size class: hit rates as columns upwards, requests as columns downwards. */
import { count, counted, percent } from "../format.js";
import { bar, card, element, shape, table } from "./elements.js";
import type { BucketHits } from "./report-data.js";

/** Pixels. */
const LEFT = 42;
const TOP = 8;
const RATE_HEIGHT = 150;
const ASKED_HEIGHT = 60;
const LABELS_HEIGHT = 20;
/** Room for a label below the columns. */
const LABEL_WIDTH = 44;

/** Null where no request was small enough for the cache. */
export function bucketsCard(buckets: readonly BucketHits[]): HTMLElement | null {
  const asked = buckets.filter(({ hits, misses }) => hits + misses > 0);
  if (asked.length === 0) return null;
  const details = element("details");
  const scroll = element("div", "", "scroll");
  scroll.append(figures(asked));
  details.append(element("summary", "All figures"), scroll);
  const about =
    "Upwards the share of requests that the cache served, by true size; downwards how many there were, on a logarithmic scale.";
  return card("Cache hit rates", about, drawing(asked), details);
}

/** The share of requests that the cache served, 0 to 1. */
export function hitRate(buckets: readonly BucketHits[]): number {
  const hits = buckets.reduce((sum, bucket) => sum + bucket.hits, 0);
  const misses = buckets.reduce((sum, bucket) => sum + bucket.misses, 0);
  return hits + misses === 0 ? 0 : hits / (hits + misses);
}

function figures(buckets: readonly BucketHits[]): HTMLElement {
  const rows = buckets.map((bucket) => {
    const rate = hitRate([bucket]);
    return [count(bucket.size), count(bucket.hits + bucket.misses), percent(rate), bar(rate)];
  });
  return table(["true size", "requests", "hit rate", ""], rows);
}

/** The columns, drawn anew when the page changes its width. */
function drawing(buckets: readonly BucketHits[]): HTMLElement {
  const place = element("div", "", "chart");
  let width = 0;
  new ResizeObserver(() => {
    if (place.clientWidth === width) return;
    width = place.clientWidth;
    place.replaceChildren(columns(buckets, width));
  }).observe(place);
  return place;
}

/** @param width pixels. */
function columns(buckets: readonly BucketHits[], width: number): SVGElement {
  const height = TOP + RATE_HEIGHT + ASKED_HEIGHT + LABELS_HEIGHT;
  const drawn = shape("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": "cache hit rates" });
  const middle = TOP + RATE_HEIGHT;
  for (const share of [0, 0.5, 1]) {
    const y = middle - share * RATE_HEIGHT;
    drawn.append(
      shape("line", { x1: LEFT, x2: width, y1: y, y2: y }),
      label(`${100 * share} %`, LEFT - 6, y + 4, "end"),
    );
  }
  const step = (width - LEFT) / buckets.length;
  const most = Math.max(...buckets.map(({ hits, misses }) => Math.log2(hits + misses + 1)));
  const every = Math.ceil(LABEL_WIDTH / step);
  for (const [index, bucket] of buckets.entries()) {
    const x = LEFT + index * step;
    drawn.append(column(bucket, x, step, middle, most));
    if (index % every === 0) drawn.append(label(count(bucket.size), x + step / 2, height - 5, "middle"));
  }
  return drawn;
}

/** @param most the highest logarithm of requests that there is. */
function column(bucket: BucketHits, x: number, step: number, middle: number, most: number): SVGElement {
  const requests = bucket.hits + bucket.misses;
  const up = hitRate([bucket]) * RATE_HEIGHT;
  const down = (Math.log2(requests + 1) / most) * (ASKED_HEIGHT - 4);
  const width = Math.max(1, step * 0.8);
  const group = shape("g", { class: "bucket" });
  const title = shape("title", {});
  title.textContent = `${count(bucket.size)} bytes: ${percent(hitRate([bucket]))} of ${counted(requests, "request")}`;
  group.append(
    title,
    shape("rect", { class: "rate", x: x + step * 0.1, y: middle - up, width, height: up, rx: 1 }),
    shape("rect", { class: "asked", x: x + step * 0.1, y: middle + 2, width, height: down, rx: 1 }),
  );
  return group;
}

function label(text: string, x: number, y: number, anchor: string): SVGElement {
  const made = shape("text", { x, y, "text-anchor": anchor });
  made.textContent = text;
  return made;
}
