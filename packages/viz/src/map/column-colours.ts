/**
 * The colours of a row of pixels: where many blocks share a pixel, the mixture of their colours by their bytes.
 *
 * Colours are numbers as canvases store them on little-endian machines, 0xAABBGGRR.
 */
import type { BlockIndex } from "./block-index.js";

/** A colour per kind, in the order of the kinds. */
export type KindColours = Uint32Array;

/**
 * Fills `out[from]` to `out[from + columns - 1]` with the colours of the bytes from `start` on, each column `scale`
 * bytes; behind the end of the map stands 0, which is transparent. The pieces are walked once, so that a row costs as
 * much as it has pieces or columns.
 */
export function fillColumns(
  index: BlockIndex,
  colours: KindColours,
  start: number,
  scale: number,
  out: Uint32Array,
  from: number,
  columns: number,
): void {
  const { places, kinds, count, total } = index;
  let piece = index.pieceAt(start);
  for (let column = 0; column < columns; column++) {
    const left = start + column * scale;
    const right = Math.min(total, left + scale);
    if (piece < 0 || left >= total) {
      out[from + column] = 0;
      continue;
    }
    while (piece < count - 1 && places[piece + 1]! <= left) piece++;
    if (places[piece + 1]! >= right) {
      out[from + column] = colours[kinds[piece]!]!;
      continue;
    }
    piece = mix(places, kinds, colours, piece, left, right, out, from + column);
  }
}

/** Mixes the pieces between two places; returns the last of them. */
function mix(
  places: Uint32Array,
  kinds: Uint8Array,
  colours: KindColours,
  first: number,
  left: number,
  right: number,
  out: Uint32Array,
  at: number,
): number {
  let red = 0;
  let green = 0;
  let blue = 0;
  let piece = first;
  for (let place = left; place < right; piece++) {
    const end = Math.min(right, places[piece + 1]!);
    const colour = colours[kinds[piece]!]!;
    const bytes = end - place;
    red += (colour & 255) * bytes;
    green += ((colour >>> 8) & 255) * bytes;
    blue += ((colour >>> 16) & 255) * bytes;
    place = end;
  }
  const width = right - left;
  const channels = (Math.round(blue / width) << 16) | (Math.round(green / width) << 8) | Math.round(red / width);
  out[at] = (0xff000000 | channels) >>> 0;
  return piece - 1;
}
