import type { ByteGlyphs } from "./byte-glyphs.js";
import type { Bands, MapSurface } from "./map-surface.js";
import { TEXT_SIZE } from "./map-surface.js";

/** Draws on a canvas of `ratio` device pixels per CSS pixel. Rows of colours go there as one small picture, stretched. */
export class CanvasSurface implements MapSurface {
  private readonly context: CanvasRenderingContext2D;
  private readonly strip: HTMLCanvasElement;
  private readonly glyphs: ByteGlyphs;

  /** @param strip a canvas to lend, for the small picture. */
  constructor(canvas: HTMLCanvasElement, ratio: number, mono: string, strip: HTMLCanvasElement, glyphs: ByteGlyphs) {
    this.context = canvas.getContext("2d")!;
    this.strip = strip;
    this.glyphs = glyphs;
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.context.clearRect(0, 0, canvas.width / ratio, canvas.height / ratio);
    this.context.imageSmoothingEnabled = false;
    this.context.font = `${TEXT_SIZE}px ${mono}`;
    this.context.textBaseline = "middle";
  }

  bands({ x, y, width, height, pitch, rows, columns, colours }: Bands): void {
    const { strip } = this;
    if (strip.width !== columns || strip.height !== rows) {
      strip.width = columns;
      strip.height = rows;
    }
    const pixels = new ImageData(new Uint8ClampedArray(colours.buffer, 0, columns * rows * 4), columns, rows);
    strip.getContext("2d")?.putImageData(pixels, 0, 0);
    for (let row = 0; row < rows; row++) {
      this.context.drawImage(strip, 0, row, columns, 1, x, y + row * pitch, width, height);
    }
  }

  rect(x: number, y: number, width: number, height: number, fill: string, alpha = 1): void {
    this.context.globalAlpha = alpha;
    this.context.fillStyle = fill;
    this.context.fillRect(x, y, width, height);
    this.context.globalAlpha = 1;
  }

  frame(x: number, y: number, width: number, height: number, stroke: string, line: number): void {
    this.context.strokeStyle = stroke;
    this.context.lineWidth = line;
    this.context.strokeRect(x + line / 2, y + line / 2, Math.max(0, width - line), Math.max(0, height - line));
  }

  text(x: number, y: number, text: string, fill: string, align: "left" | "center" | "right"): void {
    this.context.fillStyle = fill;
    this.context.textAlign = align;
    this.context.fillText(text, x, y);
  }

  byte(x: number, y: number, value: number, fill: string): void {
    this.glyphs.draw(this.context, x, y, value, fill);
  }
}
