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

/** Bytes in the largest unit that leaves a number above 1; `one` is what bytes are called. */
export function bytesText(bytes: number, one = "bytes"): string {
  const units = [one, "KiB", "MiB", "GiB"];
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

/** A whole number with its thousands set apart. */
export function number(value: number): string {
  return value.toLocaleString("en-US");
}

/** A number of things: `1 block`, `2 blocks`. */
export function count(many: number, thing: string): string {
  return `${number(many)} ${many === 1 ? thing : `${thing}s`}`;
}
