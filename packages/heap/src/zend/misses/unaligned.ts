/** Signed 32-bit values at any byte address, in the one or two cells that they lie in. */
import { CELL_SHIFT } from "../model.js";

export function readUnaligned(m: Int32Array, address: number): number {
  const cell = address >>> CELL_SHIFT;
  const bits = (address & 3) << 3;
  if (bits === 0) return m[cell]!;
  return (m[cell]! >>> bits) | (m[cell + 1]! << (32 - bits));
}

export function writeUnaligned(m: Int32Array, address: number, value: number): void {
  const cell = address >>> CELL_SHIFT;
  const bits = (address & 3) << 3;
  if (bits === 0) {
    m[cell] = value;
    return;
  }
  const mask = -1 << bits;
  m[cell] = (m[cell]! & ~mask) | (value << bits);
  m[cell + 1] = (m[cell + 1]! & mask) | (value >>> (32 - bits));
}
