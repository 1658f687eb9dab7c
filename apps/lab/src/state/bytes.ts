/** Sizes as people type them. */

const UNITS: readonly [string, number][] = [
  ["G", 2 ** 30],
  ["M", 2 ** 20],
  ["K", 2 ** 10],
];

/** `65536`, `64K`, `8M` or `1G` in bytes; null for anything else, and for 0. */
export function parseBytes(text: string): number | null {
  const [, digits, unit = ""] = /^(\d+)\s*([KMG]?)$/i.exec(text.trim()) ?? [];
  const factor = UNITS.find(([letter]) => letter === unit.toUpperCase())?.[1] ?? 1;
  const bytes = Number(digits) * factor;
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : null;
}

/** Bytes in the largest unit that gives a whole number. */
export function formatBytes(bytes: number): string {
  const [letter, factor] = UNITS.find(([, size]) => bytes % size === 0) ?? ["", 1];
  return `${bytes / factor}${letter}`;
}
