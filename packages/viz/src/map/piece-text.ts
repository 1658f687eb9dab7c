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
