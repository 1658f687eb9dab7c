/** Pictures of segments: every block as a box, or the whole as a map of cells. */
import { count, hex } from "../hex.js";
import { cachedBlocks } from "../walk/cache.js";
import { restList } from "../walk/free-lists.js";
import type { HeapReader } from "../walk/heap-reader.js";
import { blocks, type SegmentView, segments } from "../walk/segments.js";
import { painter, type RenderOptions, type Tone } from "./paint.js";

type Kind = "used" | "cached" | "free" | "rest" | "guard";

interface Piece {
  readonly kind: Kind;
  readonly address: number;
  readonly size: number;
}

/** Every block of every segment as a box, one line per segment: `[segment 8][used 16][free 48][guard 8]`. */
export function renderBlocks(heap: HeapReader, options: RenderOptions = {}): string {
  const paint = painter(options);
  const kinds = kindsOf(heap);
  return [...segments(heap)]
    .map((segment) => {
      const boxes = [...piecesOf(heap, segment, kinds)].map(({ kind, size }) => paint(kind, `[${kind} ${size}]`));
      return `[segment ${heap.layout.segmentHeaderSize}]${boxes.join("")}`;
    })
    .join("\n");
}

/** How large the map is. */
export interface MapOptions extends RenderOptions {
  /** Cells in a line; 64. */
  readonly width?: number;
  /** Lines that the largest segment takes; 8. The scale is the same for all. */
  readonly lines?: number;
}

const SIGNS: Readonly<Record<Kind, string>> = { used: "#", cached: "+", free: ".", rest: "~", guard: "|" };

/** A map of each segment: one sign per cell, for what most of the cell's bytes are. */
export function renderMap(heap: HeapReader, options: MapOptions = {}): string {
  const paint = painter(options);
  const width = options.width ?? 64;
  const all = [...segments(heap)];
  const largest = all.reduce((most, segment) => Math.max(most, segment.size), 0);
  const cell = 2 ** Math.max(3, Math.ceil(Math.log2(largest / (width * (options.lines ?? 8)))));
  const kinds = kindsOf(heap);
  const legend = (Object.keys(SIGNS) as Kind[]).map((kind) => `${paint(kind, SIGNS[kind])} ${kind}`).join("  ");
  const maps = all.flatMap((segment) => [
    paint("strong", `segment ${hex(segment.address)}, ${segment.size} bytes`),
    ...mapLines(heap, segment, kinds, cell, width).map((line) => `  ${colourRuns(line, paint)}`),
  ]);
  return [`${count(cell, "byte")} a sign: ${legend}`, ...maps].join("\n");
}

/** What blocks are beyond their headers. */
interface Kinds {
  readonly cached: ReadonlySet<number>;
  readonly rest: ReadonlySet<number>;
}

function kindsOf(heap: HeapReader): Kinds {
  return { cached: cachedBlocks(heap), rest: new Set(restList(heap)) };
}

function* piecesOf(heap: HeapReader, segment: SegmentView, kinds: Kinds): Generator<Piece> {
  for (const { address, size, type } of blocks(heap, segment, kinds.cached)) {
    yield { address, size, kind: type === "free" && kinds.rest.has(address) ? "rest" : type };
  }
}

function mapLines(heap: HeapReader, segment: SegmentView, kinds: Kinds, cell: number, width: number): Kind[][] {
  const cells = Math.ceil(segment.size / cell);
  const shares = Array.from({ length: cells }, () => new Map<Kind, number>());
  const fill = (piece: Piece) => {
    const start = piece.address - segment.address;
    for (let at = Math.floor(start / cell); at < cells && at * cell < start + piece.size; at++) {
      const bytes = Math.min(start + piece.size, (at + 1) * cell) - Math.max(start, at * cell);
      const share = shares[at];
      share?.set(piece.kind, (share.get(piece.kind) ?? 0) + bytes);
    }
  };
  for (const piece of piecesOf(heap, segment, kinds)) fill(piece);
  const row = shares.map(most);
  return Array.from({ length: Math.ceil(cells / width) }, (_, line) => row.slice(line * width, (line + 1) * width));
}

/** What most of a cell is; of nothing known, guard. */
function most(share: ReadonlyMap<Kind, number>): Kind {
  let best: Kind = "guard";
  let bytes = 0;
  for (const [kind, some] of share) {
    if (some > bytes) best = kind;
    bytes = Math.max(bytes, some);
  }
  return best;
}

/** Signs of one kind in a row share their colour codes. */
function colourRuns(line: readonly Kind[], paint: (tone: Tone, text: string) => string): string {
  let text = "";
  for (let at = 0; at < line.length; ) {
    const kind = line[at] ?? "guard";
    let end = at + 1;
    while (line[end] === kind) end++;
    text += paint(kind, SIGNS[kind].repeat(end - at));
    at = end;
  }
  return text;
}
