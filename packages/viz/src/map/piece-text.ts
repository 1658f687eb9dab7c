/** Pieces of the map in words. */
import { hex } from "../frame/format.js";
import type { Words } from "../locale/words.js";
import type { Piece } from "./block-index.js";
import { KIND_HEAP, KIND_SEGMENT, kindName } from "./map-kind.js";

/** A piece's size, place and meaning, for a tooltip and for screen readers. `headerSize` in bytes. */
export function pieceText({ kind, size, address }: Piece, headerSize: number, words: Words["map"]): string {
  const name = kindName(kind);
  const isBlock = kind !== KIND_SEGMENT && kind !== KIND_HEAP;
  const header = isBlock && size > headerSize ? headerSize : 0;
  return words.piece(words.titles[name], size, hex(address), header, words.meanings[name]);
}
