/** Draws a window of a map: what is there from far away, and more and more of it the closer one comes. */
import type { BlockIndex } from "./block-index.js";
import { fillColumns } from "./column-colours.js";
import { KIND_HEAP, KIND_SEGMENT, type KindName, kindName } from "./map-kind.js";
import type { MapLayout } from "./map-layout.js";
import type { MapPalette } from "./map-palette.js";
import { CHARACTER_WIDTH, type MapSurface } from "./map-surface.js";
import type { MapGeometry } from "./map-window.js";

/** A piece of memory that a picture frames. */
export interface MapRange {
  readonly address: number;
  readonly bytes: number;
}

export interface MapScene {
  readonly index: BlockIndex;
  readonly geometry: MapGeometry;
  readonly layout: MapLayout;
  readonly palette: MapPalette;
  /** Device pixels per CSS pixel: how many colours a pixel's row has. */
  readonly ratio: number;
  /** Colours of the rows, reused from picture to picture. */
  readonly columns: ColumnStore;
  /** What kinds are called. */
  readonly names: Readonly<Record<KindName, string>>;
  /** Bytes from a block's address to the program's. */
  readonly headerSize: number;
  readonly touched: readonly MapRange[];
  readonly selected: MapRange | null;
  /** What stays framed while something else is pointed at. */
  readonly pinned: MapRange | null;
  readonly hovered: MapRange | null;
  /** The byte at an address. */
  byte(address: number): number;
}

/** Pixels from which blocks stand apart, show their headers, carry their size, and show their bytes. */
const APART = 3;
const SHOW_HEADER = 26;
const SHOW_LABEL = 40;
const SHOW_BYTES = 16;
/** Pixels between an address and its row. */
export const ADDRESS_GAP = 8;
/** Pixels of the smallest mark that can be seen. */
const MARK = 3;

/** Room for the colours of all rows. */
export class ColumnStore {
  private words: Uint32Array<ArrayBuffer> = new Uint32Array(0);

  /** At least `length` cells, contents undefined. */
  take(length: number): Uint32Array<ArrayBuffer> {
    if (this.words.length < length) this.words = new Uint32Array(length);
    return this.words;
  }
}

export function paintMap(surface: MapSurface, scene: MapScene): void {
  paintAddresses(surface, scene);
  paintBands(surface, scene);
  paintBlocks(surface, scene);
  if (1 / scene.geometry.scale >= SHOW_BYTES) paintBytes(surface, scene);
  paintSegmentStarts(surface, scene);
  const { palette, touched, hovered, selected, pinned } = scene;
  for (const range of touched) paintRange(surface, scene, range, palette.touched, 2, true);
  if (hovered) paintRange(surface, scene, hovered, palette.text, 1, false);
  if (pinned && pinned.address !== selected?.address) paintRange(surface, scene, pinned, palette.selected, 2, false);
  if (selected) paintRange(surface, scene, selected, palette.selected, 2, false);
}

function rowTop({ layout }: MapScene, row: number): number {
  return layout.top + row * layout.pitch;
}

function paintAddresses(surface: MapSurface, scene: MapScene): void {
  const { index, geometry, layout, palette } = scene;
  for (let row = 0; row < geometry.rows; row++) {
    const place = geometry.start + row * geometry.rowBytes;
    if (place >= index.total) return;
    const text = `${layout.addressPrefix}${index.addressAt(place).toString(16)}`;
    surface.text(layout.gutter - ADDRESS_GAP, rowTop(scene, row) + layout.rowHeight / 2, text, palette.soft, "right");
  }
}

function paintBands(surface: MapSurface, scene: MapScene): void {
  const { index, geometry, layout, palette, ratio } = scene;
  const columns = Math.max(1, Math.round(geometry.width * ratio));
  const colours = scene.columns.take(columns * geometry.rows);
  for (let row = 0; row < geometry.rows; row++) {
    const start = geometry.start + row * geometry.rowBytes;
    fillColumns(index, palette.kinds, start, geometry.rowBytes / columns, colours, row * columns, columns);
  }
  const { gutter: x, top: y, rowHeight: height, pitch } = layout;
  surface.bands({ x, y, width: geometry.width, height, pitch, rows: geometry.rows, columns, colours });
}

/** Lines between blocks, their headers, and their sizes, for the blocks that are wide enough. */
function paintBlocks(surface: MapSurface, scene: MapScene): void {
  const { index, geometry } = scene;
  const { places, count, total } = index;
  const apart = APART * geometry.scale;
  for (let row = 0; row < geometry.rows; row++) {
    const start = geometry.start + row * geometry.rowBytes;
    if (start >= total) return;
    const end = start + geometry.rowBytes;
    for (let piece = index.pieceAt(start); piece < count && places[piece]! < end; piece++) {
      if (places[piece + 1]! - places[piece]! >= apart) paintBlock(surface, scene, piece, row, start);
    }
  }
}

function paintBlock(surface: MapSurface, scene: MapScene, piece: number, row: number, start: number): void {
  const { index, geometry, layout, palette, headerSize } = scene;
  const { scale, rowBytes } = geometry;
  const top = rowTop(scene, row);
  const place = index.places[piece]!;
  const from = Math.max(place, start);
  const to = Math.min(index.places[piece + 1]!, start + rowBytes);
  const left = layout.gutter + (from - start) / scale;
  const width = (to - from) / scale;
  if (place >= start) surface.rect(left, top, 1, layout.rowHeight, palette.surface);
  const kind = index.kinds[piece]!;
  const isBlock = kind !== KIND_SEGMENT && kind !== KIND_HEAP;
  const header = isBlock ? Math.max(0, Math.min(to, place + headerSize) - from) / scale : 0;
  if (width >= SHOW_HEADER && header > 1) {
    surface.rect(left, top + layout.rowHeight - 5, header, 5, palette.inks[kind]!, 0.55);
  }
  if (width < SHOW_LABEL || 1 / scale >= SHOW_BYTES || place < start) return;
  const bytes = (index.places[piece + 1]! - place).toLocaleString("en-US");
  const full = `${scene.names[kindName(kind)]} ${bytes}`;
  const room = (width - 10) / CHARACTER_WIDTH;
  const text = widthOf(full) <= room ? full : bytes.length <= room ? bytes : "";
  if (text !== "") surface.text(left + 6, top + layout.rowHeight / 2, text, palette.inks[kind]!, "left");
}

/** Characters of a text, those of Chinese as two. */
function widthOf(text: string): number {
  return text.length + (text.match(/[\u2e80-\uffff]/g)?.length ?? 0);
}

/** Every byte in hexadecimal. */
function paintBytes(surface: MapSurface, scene: MapScene): void {
  const { index, geometry, layout, palette } = scene;
  const { start, rowBytes, rows, scale } = geometry;
  const end = Math.min(index.total, start + rowBytes * rows);
  for (let place = start, piece = index.pieceAt(start); place < end; place++) {
    while (index.places[piece + 1]! <= place) piece++;
    const row = Math.floor((place - start) / rowBytes);
    const x = layout.gutter + (place - start - row * rowBytes + 0.5) / scale;
    const value = scene.byte(index.addresses[piece]! + place - index.places[piece]!);
    surface.byte(x, rowTop(scene, row) + layout.rowHeight / 2, value, palette.inks[index.kinds[piece]!]!);
  }
}

function paintSegmentStarts(surface: MapSurface, scene: MapScene): void {
  const { index, geometry, layout, palette } = scene;
  for (const { place } of index.segments) {
    const row = Math.floor((place - geometry.start) / geometry.rowBytes);
    if (row < 0 || row >= geometry.rows) continue;
    const x = layout.gutter + (place - geometry.start - row * geometry.rowBytes) / geometry.scale;
    surface.rect(x - 1, rowTop(scene, row) - 4, 2, layout.rowHeight + 8, palette.text);
  }
}

/** A frame about a range, in every row that it reaches; `marked`: with a mark below it, so that tiny ones are seen. */
function paintRange(
  surface: MapSurface,
  scene: MapScene,
  range: MapRange,
  colour: string,
  line: number,
  marked: boolean,
): void {
  const { index, geometry, layout } = scene;
  const place = index.placeOf(range.address);
  if (place < 0) return;
  const { start, rowBytes, rows, scale } = geometry;
  const first = Math.max(0, Math.floor((place - start) / rowBytes));
  const last = Math.min(rows - 1, Math.floor((place + Math.max(1, range.bytes) - 1 - start) / rowBytes));
  for (let row = first; row <= last; row++) {
    const rowStart = start + row * rowBytes;
    const from = Math.max(0, place - rowStart) / scale;
    const to = Math.min(rowBytes, place + range.bytes - rowStart) / scale;
    const left = layout.gutter + from - (to - from < MARK ? 1 : 0);
    const width = Math.max(MARK, to - from);
    surface.frame(left - 1, rowTop(scene, row) - 1, width + 2, layout.rowHeight + 2, colour, line);
    if (marked) surface.rect(left - 1, rowTop(scene, row) + layout.rowHeight + 2, width + 2, 3, colour);
  }
}
