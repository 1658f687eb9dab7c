/** The picture on the first page: part of a real heap in the middle of rendering a page, drawn when the site is built. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { allBlocks, type BlockView, HeapReader } from "@zmm/inspect";
import { gunzip, readTrace, Timeline } from "@zmm/trace";

/** Shapes of one kind of block, as the path of an SVG. */
export interface PictureShape {
  readonly kind: string;
  readonly path: string;
}

const ROW_BYTES = 2048;
const ROWS = 30;
const WIDTH = 512;
const ROW_HEIGHT = 10;
const ROW_STEP = 13;

declare const data: readonly PictureShape[];

export { data };

export default {
  async load(): Promise<PictureShape[]> {
    const file = createRequire(import.meta.url).resolve("@zmm/corpus/traces/wordpress.trace.gz");
    const trace = readTrace(await gunzip(readFileSync(file), file), file);
    const timeline = new Timeline(trace, { model: "lp64" });
    timeline.seek(Math.floor(trace.length * 0.4));
    const { memory, address, layout } = timeline.heap;
    return shapes([...allBlocks(new HeapReader({ memory, address, layout }))]);
  },
};

function shapes(blocks: readonly BlockView[]): PictureShape[] {
  const [first] = blocks;
  const paths = new Map<string, string>();
  for (const { address, size, type: kind } of blocks) {
    const at = address - first!.address;
    paths.set(kind, `${paths.get(kind) ?? ""}${pathOf(at, at + size)}`);
  }
  return [...paths].map(([kind, path]) => ({ kind, path })).filter(({ path }) => path !== "");
}

/** A run of bytes as one box for each row that it touches. */
function pathOf(from: number, to: number): string {
  let path = "";
  for (let row = Math.max(0, Math.floor(from / ROW_BYTES)); row < ROWS && row * ROW_BYTES < to; row++) {
    const left = scaled(Math.max(from - row * ROW_BYTES, 0));
    const right = scaled(Math.min(to - row * ROW_BYTES, ROW_BYTES));
    const gap = right - left > 2 ? 0.6 : 0;
    path += `M${left} ${row * ROW_STEP}h${round(right - left - gap)}v${ROW_HEIGHT}H${left}z`;
  }
  return path;
}

const scaled = (bytes: number): number => round((bytes * WIDTH) / ROW_BYTES);
const round = (pixels: number): number => Math.round(pixels * 10) / 10;
