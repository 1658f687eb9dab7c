/** What the bytes from an address on may mean. */
import type { Words } from "../locale/words.js";

/** One reading of bytes. */
export interface Reading {
  /** What they are read as, such as `i32`. */
  readonly type: keyof Words["hex"]["readings"];
  readonly value: string;
  /** The address that the bytes are, where they are read as a pointer; else null. */
  readonly pointer: number | null;
}

const MOST_TEXT = 48;

/**
 * Reads bytes in the ways that programs store values. @param bytes from the address on, at least 8 unless memory ends.
 * @param pointerBytes of a pointer: 4 or 8.
 */
export function interpret(bytes: Uint8Array, pointerBytes: 4 | 8): Reading[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const readings: Reading[] = [];
  const add = (type: Reading["type"], size: number, read: () => number | bigint) => {
    if (bytes.length >= size) readings.push({ type, value: numberText(read()), pointer: null });
  };
  add("u8", 1, () => view.getUint8(0));
  add("u16", 2, () => view.getUint16(0, true));
  add("i32", 4, () => view.getInt32(0, true));
  add("u32", 4, () => view.getUint32(0, true));
  add("f64", 8, () => view.getFloat64(0, true));
  if (bytes.length >= pointerBytes) {
    const value = pointerBytes === 8 ? view.getBigUint64(0, true) : BigInt(view.getUint32(0, true));
    const pointer = value < 2n ** 32n ? Number(value) : null;
    readings.push({ type: "pointer", value: `0x${value.toString(16)}`, pointer });
  }
  readings.push({ type: "text", value: textOf(bytes), pointer: null });
  return readings;
}

function numberText(value: number | bigint): string {
  if (typeof value === "bigint" || Number.isInteger(value)) return value.toLocaleString("en-US");
  return Number.isFinite(value) ? value.toPrecision(8) : String(value);
}

/** Printable bytes up to the first 0, in quotes, empty for none; what is not printable stands for itself as a dot. */
function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  const text = bytes.subarray(0, Math.min(MOST_TEXT, end < 0 ? bytes.length : end));
  if (text.length === 0) return "";
  return `"${Array.from(text, asciiOf).join("")}"${text.length === MOST_TEXT ? "…" : ""}`;
}

/** A byte as the ASCII column shows it. */
export function asciiOf(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·";
}
