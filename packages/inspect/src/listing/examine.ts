/** What `x` prints: memory in hexadecimal, each line behind its address. */
import { hex } from "../hex.js";
import type { Relocation } from "./relocation.js";

export interface Examination {
  /** Where to begin, as the listing shows addresses. */
  readonly address: number;
  /** How many units. */
  readonly count: number;
  /** Bytes of a unit: 1, 4 or 8. */
  readonly unit: number;
}

/** Bytes in a line, by the bytes of a unit. */
const LINE: Readonly<Record<number, number>> = { 1: 8, 4: 16, 8: 16 };

export function examine(relocation: Relocation, { address, count, unit }: Examination): string {
  const perLine = (LINE[unit] ?? unit) / unit;
  const lines: string[] = [];
  for (let first = 0; first < count; first += perLine) {
    const units = Array.from({ length: Math.min(perLine, count - first) }, (_, at) => {
      return unitDigits(relocation, relocation.real(address) + (first + at) * unit, unit);
    });
    lines.push(`${hex(address + first * unit)}: ${units.join(" ")}`);
  }
  return lines.join("\n");
}

function unitDigits(relocation: Relocation, at: number, unit: number): string {
  const cell = at - (at % 4);
  const low = BigInt(relocation.shownU32(cell));
  const value = unit === 8 ? (BigInt(relocation.shownU32(cell + 4)) << 32n) | low : low >> BigInt(8 * (at % 4));
  return `0x${BigInt.asUintN(8 * unit, value)
    .toString(16)
    .padStart(2 * unit, "0")}`;
}
