/**
 * All 256 bytes as pictures of their two digits: a map close by shows some thousand of them, and copying a picture costs
 * a fraction of drawing text.
 */
import { TEXT_SIZE } from "./map-surface.js";

/** Pixels of one picture, as CSS counts them. */
const WIDTH = 16;
const HEIGHT = 14;
const COLUMNS = 16;

export class ByteGlyphs {
  private readonly sheets = new Map<string, HTMLCanvasElement>();
  private readonly ratio: number;
  private readonly font: string;

  /** @param ratio device pixels per CSS pixel. */
  constructor(ratio: number, mono: string) {
    this.ratio = ratio;
    this.font = `${TEXT_SIZE}px ${mono}`;
  }

  /** Whether these are the pictures for such a canvas. */
  fits(ratio: number, mono: string): boolean {
    return this.ratio === ratio && this.font === `${TEXT_SIZE}px ${mono}`;
  }

  /** Copies a byte's picture, its middle at a point, to a context that counts in CSS pixels. */
  draw(context: CanvasRenderingContext2D, x: number, y: number, value: number, fill: string): void {
    const { ratio } = this;
    const [width, height] = [Math.round(WIDTH * ratio), Math.round(HEIGHT * ratio)];
    // on whole device pixels, so that nothing is blurred
    const left = Math.round(x * ratio - width / 2) / ratio;
    const top = Math.round(y * ratio - height / 2) / ratio;
    const sheetX = (value % COLUMNS) * width;
    const sheetY = Math.floor(value / COLUMNS) * height;
    context.drawImage(this.sheet(fill), sheetX, sheetY, width, height, left, top, width / ratio, height / ratio);
  }

  private sheet(fill: string): HTMLCanvasElement {
    const known = this.sheets.get(fill);
    if (known) return known;
    const { ratio } = this;
    const [width, height] = [Math.round(WIDTH * ratio), Math.round(HEIGHT * ratio)];
    const sheet = document.createElement("canvas");
    sheet.width = COLUMNS * width;
    sheet.height = COLUMNS * height;
    const context = sheet.getContext("2d")!;
    context.scale(ratio, ratio);
    Object.assign(context, { font: this.font, fillStyle: fill, textAlign: "center", textBaseline: "middle" });
    for (let value = 0; value < 256; value++) {
      const x = ((value % COLUMNS) + 0.5) * (width / ratio);
      const y = (Math.floor(value / COLUMNS) + 0.5) * (height / ratio);
      context.fillText(value.toString(16).padStart(2, "0"), x, y);
    }
    this.sheets.set(fill, sheet);
    return sheet;
  }
}
