/**
 * The part of the map that a picture shows: rows of equal length, one below the other, as lines of a text.
 *
 * ```
 *   start ->  |<------ rowBytes ------>|
 *             |------------------------|   row 0
 *             |------------------------|   row 1
 * ```
 *
 * Zoomed out, a row is any number of bytes. Where single bytes can be read, rows hold whole words and start at one, as
 * in a hex dump.
 */

/** Places and lengths in bytes, pixels as CSS counts them. */
export interface MapWindow {
  /** Place of the first byte, or of a part of it. */
  readonly start: number;
  /** Bytes per pixel. */
  readonly scale: number;
}

/** What a picture has room for. */
export interface MapShape {
  /** Pixels of a row. */
  readonly width: number;
  readonly rows: number;
  /** Bytes of the whole map. */
  readonly total: number;
}

/** How a window lies on the picture. */
export interface MapGeometry extends MapWindow {
  readonly rowBytes: number;
  readonly rows: number;
  /** Pixels of a row that bytes lie on. */
  readonly width: number;
}

/** Pixels of a byte at most. */
const MAX_BYTE_PIXELS = 22;
/** From this scale on, in bytes per pixel, rows hold whole words. */
const WORD_SCALE = 1 / 6;
const WORD = 8;

/** The whole map. */
export function wholeMap(shape: MapShape): MapWindow {
  return { start: 0, scale: largestScale(shape) };
}

/** The window that shows a piece in the middle, at most `share` of the picture filled by it. */
export function windowAround(place: number, size: number, shape: MapShape, share = 0.5): MapWindow {
  const scale = clampScale(size / (shape.width * shape.rows * share), shape);
  const { rowBytes } = geometryOf({ start: 0, scale }, shape);
  return clampWindow({ start: place + size / 2 - (rowBytes * shape.rows) / 2, scale }, shape);
}

/** The window moved as little as needed to show a piece, or its start where it is too large. */
export function windowShowing(place: number, size: number, window: MapWindow, shape: MapShape): MapWindow {
  const { start, rowBytes, rows } = geometryOf(window, shape);
  const end = start + rowBytes * rows;
  if (place >= start && place + Math.min(size, rowBytes) <= end) return window;
  return clampWindow({ ...window, start: place + size / 2 - (rowBytes * rows) / 2 }, shape);
}

/** Zooms by a factor (above 1: closer) about a point of the picture, whose byte stays where it is. */
export function zoomWindow(window: MapWindow, factor: number, x: number, row: number, shape: MapShape): MapWindow {
  const before = geometryOf(window, shape);
  const anchor = before.start + row * before.rowBytes + Math.min(x, before.width) * before.scale;
  const scale = clampScale(window.scale / factor, shape);
  const after = geometryOf({ start: 0, scale }, shape);
  const start = anchor - row * after.rowBytes - Math.min(x, after.width) * scale;
  return clampWindow({ start, scale }, shape);
}

/**
 * The window on the way from one to another, `part` of it done, 0 to 1. Scales change by equal factors in equal parts,
 * and what lies under the point that both have in common stays there.
 */
export function windowBetween(from: MapWindow, to: MapWindow, part: number): MapWindow {
  if (from.scale === to.scale) return { start: from.start + (to.start - from.start) * part, scale: to.scale };
  const scale = from.scale * (to.scale / from.scale) ** part;
  const done = (scale - from.scale) / (to.scale - from.scale);
  return { start: from.start + (to.start - from.start) * done, scale };
}

/** Moves the picture by pixels to the right, and by rows down. */
export function panWindow(window: MapWindow, pixels: number, rows: number, shape: MapShape): MapWindow {
  const { rowBytes } = geometryOf(window, shape);
  return clampWindow({ ...window, start: window.start - pixels * window.scale - rows * rowBytes }, shape);
}

/** The nearest window that there is. */
export function clampWindow(window: MapWindow, shape: MapShape): MapWindow {
  const scale = clampScale(window.scale, shape);
  const { rowBytes } = geometryOf({ start: 0, scale }, shape);
  const last = Math.max(0, shape.total - rowBytes * shape.rows);
  return { start: Math.min(last, Math.max(0, window.start)), scale };
}

/** How a window lies on the picture, on whole words where bytes can be read. */
export function geometryOf({ start, scale }: MapWindow, shape: MapShape): MapGeometry {
  const { width, rows } = shape;
  // a map so small that it is close as a whole is not cut for the sake of words
  const isWhole = scale >= largestScale(shape);
  if (scale >= WORD_SCALE || isWhole) return { start, scale, rowBytes: width * scale, rows, width };
  const rowBytes = Math.max(WORD, Math.floor((width * scale) / WORD) * WORD);
  return { start: Math.floor(start / WORD) * WORD, scale, rowBytes, rows, width: rowBytes / scale };
}

/** The place at a point of the picture, or -1 where there is none. */
export function placeAtPoint(geometry: MapGeometry, x: number, row: number): number {
  if (x < 0 || x >= geometry.width || row < 0 || row >= geometry.rows) return -1;
  return geometry.start + row * geometry.rowBytes + x * geometry.scale;
}

function clampScale(scale: number, shape: MapShape): number {
  return Math.max(1 / MAX_BYTE_PIXELS, Math.min(scale, largestScale(shape)));
}

function largestScale({ width, rows, total }: MapShape): number {
  return Math.max(1 / MAX_BYTE_PIXELS, total / Math.max(1, width * rows));
}
