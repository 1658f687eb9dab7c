/** Numbers as people read them. */

const UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] as const;
const STEP = 1024;

/** A count with its thousands set apart. */
export function count(value: number): string {
  return value.toLocaleString("en-US");
}

/** A count of something, by its name: `1 block`, `2 blocks`. */
export function counted(value: number, one: string, many: string = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Bytes in the largest unit that leaves a number above 1. */
export function bytes(value: number): string {
  let unit = 0;
  let scaled = value;
  while (scaled >= STEP && unit < UNITS.length - 1) {
    scaled /= STEP;
    unit++;
  }
  if (unit === 0) return value === 1 ? "1 byte" : `${value} bytes`;
  return `${scaled.toFixed(1)} ${UNITS[unit]}`;
}

/** A share from 0 to 1 as a percentage. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
