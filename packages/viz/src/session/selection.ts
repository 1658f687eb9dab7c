/** What part of memory is looked at, in all views at once. */
export interface Selection {
  /** Address of its first byte. */
  readonly address: number;
  /** Bytes. */
  readonly bytes: number;
  /** What it is: a block from its header on, a member of a structure, a segment, or just bytes. */
  readonly kind: "block" | "field" | "segment" | "bytes";
}

/** Whether two ranges have bytes in common. */
export function overlaps(
  a: { readonly address: number; readonly bytes: number } | null,
  b: { readonly address: number; readonly bytes: number } | null,
): boolean {
  if (a === null || b === null) return false;
  return a.address < b.address + b.bytes && b.address < a.address + a.bytes;
}
