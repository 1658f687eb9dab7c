/** What a map is drawn on: a canvas, or the text of an SVG. Coordinates in CSS pixels. */

/** Rows of colours, each stretched over a row of the picture. */
export interface Bands {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** From a row's top to the next one's. */
  readonly pitch: number;
  readonly rows: number;
  /** Colours of a row; they share its width evenly. */
  readonly columns: number;
  /** Row after row, 0xAABBGGRR; 0 is transparent. */
  readonly colours: Uint32Array<ArrayBuffer>;
}

export interface MapSurface {
  bands(bands: Bands): void;
  /** @param alpha 0 to 1. */
  rect(x: number, y: number, width: number, height: number, fill: string, alpha?: number): void;
  /** A frame of lines inside the rectangle. */
  frame(x: number, y: number, width: number, height: number, stroke: string, line: number): void;
  /** Text in the page's monospace, 12 pixels high, centred vertically on `y`. */
  text(x: number, y: number, text: string, fill: string, align: "left" | "center" | "right"): void;
  /** A byte in hexadecimal, centred on a point. */
  byte(x: number, y: number, value: number, fill: string): void;
}

/** Pixels of a character of `text`, about. */
export const CHARACTER_WIDTH = 7.3;
export const TEXT_SIZE = 12;
