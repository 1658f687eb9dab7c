/**
 * A map on its two canvases: the picture, and below it the whole heap in one row. It paints when something changed, at
 * most once a frame.
 */
import type { HeapSession } from "../session/heap-session.js";
import { BlockIndex } from "./block-index.js";
import { ByteGlyphs } from "./byte-glyphs.js";
import { CanvasSurface } from "./canvas-surface.js";
import { fillColumns } from "./column-colours.js";
import type { KindName } from "./map-kind.js";
import { type MapLayout, mapLayout } from "./map-layout.js";
import { type MapPalette, readPalette } from "./map-palette.js";
import {
  clampWindow,
  geometryOf,
  type MapGeometry,
  type MapShape,
  type MapWindow,
  wholeMap,
  windowBetween,
} from "./map-window.js";
import { ColumnStore, type MapRange, type MapScene, paintMap } from "./paint-map.js";
import { byteReader, headerBytes, readIndex } from "./read-index.js";
import { SvgSurface } from "./svg-surface.js";

const PADDING = 12;
/** Milliseconds from one window to the next, where the picture glides. */
const GLIDE = 140;

export class MapPicture {
  readonly index: BlockIndex = new BlockIndex();
  layout: MapLayout = mapLayout(0, 0);
  /** What is shown, or glided to; null for all of it, however it grows. */
  window: MapWindow | null = null;
  /** What the pointer is on. */
  hovered: MapRange | null = null;
  private session: HeapSession;
  private readonly canvas: HTMLCanvasElement;
  private readonly overview: HTMLCanvasElement;
  private readonly names: Readonly<Record<KindName, string>>;
  private readonly painted: () => void;
  private palette: MapPalette | null = null;
  private readonly columns = new ColumnStore();
  private readonly strip = document.createElement("canvas");
  private glyphs: ByteGlyphs | null = null;
  /** Where the picture has started to glide to its window, and when, in milliseconds; null where it rests. */
  private glide: { readonly from: MapWindow; readonly since: number } | null = null;
  /** The time of the frame that is painted, in milliseconds. */
  private now = 0;
  private width = 0;
  private frame = 0;
  private readVersion = -1;
  private overviewKey = "";

  /**
   * @param names what kinds are called in the picture.
   * @param painted called after each painting.
   */
  constructor(
    session: HeapSession,
    canvas: HTMLCanvasElement,
    overview: HTMLCanvasElement,
    names: Readonly<Record<KindName, string>>,
    painted: () => void,
  ) {
    this.session = session;
    this.canvas = canvas;
    this.overview = overview;
    this.names = names;
    this.painted = painted;
  }

  /** What a window must know of the picture. */
  get shape(): MapShape {
    return { width: this.layout.width, rows: this.layout.rows, total: this.index.total };
  }

  /** What the picture shows now, on its way to its window too. */
  get geometry(): MapGeometry {
    const { shape, glide } = this;
    const to = this.window ?? wholeMap(shape);
    const part = glide === null ? 1 : Math.max(0, (this.now - glide.since) / GLIDE);
    return geometryOf(glide !== null && part < 1 ? clampWindow(windowBetween(glide.from, to, part), shape) : to, shape);
  }

  /** Shows another session's heap. */
  follow(session: HeapSession): void {
    this.session = session;
    this.readVersion = -1;
    this.overviewKey = "";
    this.redraw();
  }

  /** Fits the picture into that many pixels. */
  resize(width: number, height: number): void {
    this.width = width;
    this.layout = mapLayout(width, height);
    const ratio = devicePixelRatio;
    setSize(this.canvas, width, this.layout.height, ratio);
    setSize(this.overview, width, PADDING, ratio);
    this.overviewKey = "";
    this.redraw();
  }

  /** The colours are read anew. */
  restyle(): void {
    this.palette = null;
    this.overviewKey = "";
    this.redraw();
  }

  /** Shows a window at once, or with null all. */
  show(window: MapWindow | null): void {
    this.window = window;
    this.glide = null;
    this.redraw();
  }

  /** Shows a window, or with null all, in a few frames from what is shown now; at once for whoever wants no motion. */
  glideTo(window: MapWindow | null): void {
    const { start, scale } = this.geometry;
    this.show(window);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    this.now = performance.now();
    this.glide = { from: { start, scale }, since: this.now };
  }

  /** Paints before the next frame. */
  redraw(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame((now) => this.paint(now));
  }

  /** Reads the heap, if it has moved since. */
  read(): void {
    const version = this.session.version.value;
    if (version === this.readVersion) return;
    readIndex(this.index, this.session);
    this.readVersion = version;
    if (this.window !== null) this.window = clampWindow(this.window, this.shape);
  }

  /** The picture as the text of an SVG document. */
  svg(title: string): string {
    this.read();
    const surface = new SvgSurface();
    const scene = this.scene(1);
    paintMap(surface, scene);
    return surface.document(this.width, this.layout.height, scene.palette.surface, title);
  }

  /** The picture as a PNG file, on the background of the page. */
  async png(): Promise<Blob> {
    this.paint(performance.now());
    const { width, height } = this.canvas;
    const copy = Object.assign(document.createElement("canvas"), { width, height });
    const context = copy.getContext("2d")!;
    context.fillStyle = this.colours().surface;
    context.fillRect(0, 0, width, height);
    context.drawImage(this.canvas, 0, 0);
    return new Promise((resolve, reject) => {
      copy.toBlob((blob) => (blob ? resolve(blob) : reject(new RangeError("the picture is too large"))), "image/png");
    });
  }

  /** Ends painting. */
  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.frame = -1;
  }

  private paint(now: number): void {
    if (this.frame < 0) return;
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.now = now;
    if (this.glide !== null) {
      if (now - this.glide.since < GLIDE) this.redraw();
      else this.glide = null;
    }
    if (this.width === 0) return;
    this.read();
    const ratio = devicePixelRatio;
    paintMap(this.surface(this.canvas, ratio), this.scene(ratio));
    this.paintOverview(ratio);
    this.painted();
  }

  private surface(canvas: HTMLCanvasElement, ratio: number): CanvasSurface {
    const { mono } = this.colours();
    if (!this.glyphs?.fits(ratio, mono)) this.glyphs = new ByteGlyphs(ratio, mono);
    return new CanvasSurface(canvas, ratio, mono, this.strip, this.glyphs);
  }

  private colours(): MapPalette {
    this.palette ??= readPalette(this.canvas);
    return this.palette;
  }

  private scene(ratio: number): MapScene {
    const { session } = this;
    return {
      index: this.index,
      geometry: this.geometry,
      layout: this.layout,
      palette: this.colours(),
      ratio,
      columns: this.columns,
      names: this.names,
      headerSize: headerBytes(session),
      touched: session.touched,
      selected: session.selection.value,
      pinned: session.pinned.value,
      hovered: this.hovered,
      byte: byteReader(session),
    };
  }

  /** All of the heap in one row, painted only when the heap or the colours changed. */
  private paintOverview(ratio: number): void {
    const key = `${this.readVersion}`;
    if (key === this.overviewKey) return;
    this.overviewKey = key;
    const columns = Math.max(1, Math.round(this.layout.width * ratio));
    const colours = this.columns.take(columns);
    fillColumns(this.index, this.colours().kinds, 0, this.index.total / columns, colours, 0, columns);
    const surface = this.surface(this.overview, ratio);
    const { gutter: x, width } = this.layout;
    surface.bands({ x, y: 0, width, height: PADDING, pitch: PADDING, rows: 1, columns, colours });
  }
}

function setSize(canvas: HTMLCanvasElement, width: number, height: number, ratio: number): void {
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
}
