import type { BlockIndex } from "./block-index.js";
import { KIND_NAMES, type KindName } from "./map-kind.js";

/** What a map holds of one kind. */
export interface LegendEntry {
  readonly name: KindName;
  readonly count: number;
  /** Bytes of all of them. */
  readonly size: number;
}

const SHOWN: readonly KindName[] = ["used", "cached", "free", "rest", "guard"];

/** The kinds of blocks, in order, with what there is of each. */
export function legendOf(index: BlockIndex): LegendEntry[] {
  const bytes = KIND_NAMES.map(() => 0);
  const counts = KIND_NAMES.map(() => 0);
  for (let piece = 0; piece < index.count; piece++) {
    const kind = index.kinds[piece]!;
    bytes[kind] = bytes[kind]! + index.places[piece + 1]! - index.places[piece]!;
    counts[kind] = counts[kind]! + 1;
  }
  return SHOWN.map((name) => {
    const kind = KIND_NAMES.indexOf(name);
    return { name, count: counts[kind]!, size: bytes[kind]! };
  });
}
