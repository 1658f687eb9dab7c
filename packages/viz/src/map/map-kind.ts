/** What a piece of the map is. The numbers are what the index stores; they also decide the order of legends. */

export const KIND_USED = 0;
export const KIND_CACHED = 1;
export const KIND_FREE = 2;
export const KIND_REST = 3;
export const KIND_GUARD = 4;
/** A segment's own header. */
export const KIND_SEGMENT = 5;
/** The structure `zend_mm_heap`, or whatever the heap keeps its state in. */
export const KIND_HEAP = 6;

/** A kind's name, by number; also the end of the name of its colour token. */
export const KIND_NAMES = ["used", "cached", "free", "rest", "guard", "segment", "heap"] as const;

export type KindName = (typeof KIND_NAMES)[number];

/** The name of a kind. */
export function kindName(kind: number): KindName {
  return KIND_NAMES[kind] ?? "used";
}
