/** Numbers as the views write them. */

/** An address, or a word that is one. */
export function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

/** A word as memory dumps write it, all digits of it. `bytes` is its width. */
export function hexWord(value: number | bigint, bytes: number): string {
  return `0x${value.toString(16).padStart(2 * bytes, "0")}`;
}

/** A number of bytes in full. */
export function bytes(count: number): string {
  return `${number(count)} ${count === 1 ? "byte" : "bytes"}`;
}

/** A whole number with its thousands set apart. */
export function number(value: number): string {
  return value.toLocaleString("en-US");
}

/** A number of things: `1 block`, `2 blocks`. */
export function count(many: number, thing: string): string {
  return `${number(many)} ${many === 1 ? thing : `${thing}s`}`;
}
