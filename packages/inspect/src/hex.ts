/** Numbers as people read them in dumps. */

/** An address, or a word whose bits matter: `0x2010`. */
export function hex(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}

/** A whole number with a unit, in the singular where it is one: `1 block`, `24 bytes`. */
export function count(value: number, unit: string): string {
  return `${value} ${unit}${value === 1 ? "" : "s"}`;
}
