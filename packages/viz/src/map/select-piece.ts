import type { Selection } from "../session/selection.js";
import type { Piece } from "./block-index.js";
import { KIND_HEAP, KIND_SEGMENT } from "./map-kind.js";

/** A piece of the map as what all views select. */
export function selectionOf({ address, size, kind }: Piece): Selection {
  const is = kind === KIND_SEGMENT ? "segment" : kind === KIND_HEAP ? "bytes" : "block";
  return { address, bytes: size, kind: is };
}
