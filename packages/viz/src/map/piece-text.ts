/** Pieces of the map in words. */
import type { Piece } from "./block-index.js";
import { KIND_HEAP, KIND_MEANINGS, KIND_SEGMENT, kindName } from "./map-kind.js";

const TITLES = { segment: "Segment header", heap: "zend_mm_heap", guard: "Guard block" } as const;

/** What to call a piece. */
export function pieceTitle({ kind }: Piece): string {
  const name = kindName(kind);
  if (name === "segment" || name === "heap" || name === "guard") return TITLES[name];
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} block`;
}

/** Its size, place and meaning, for a tooltip and for screen readers. `headerSize` in bytes. */
export function pieceText(piece: Piece, headerSize: number): string {
  const { kind, size, address } = piece;
  const bytes = `${size.toLocaleString("en-US")} bytes at 0x${address.toString(16)}`;
  const isBlock = kind !== KIND_SEGMENT && kind !== KIND_HEAP;
  const inner = isBlock && size > headerSize ? `, ${headerSize} of them its header` : "";
  return `${pieceTitle(piece)}, ${bytes}${inner}: ${KIND_MEANINGS[kindName(kind)]}`;
}

/** Bytes in the largest unit that leaves a number above 1. */
export function bytesText(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB"];
  let value = bytes;
  let unit = 0;
  // what would be rounded to 1,024 belongs to the next unit already
  while (value >= 1023.5 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toLocaleString("en-US", { maximumFractionDigits: digits })} ${units[unit]}`;
}
