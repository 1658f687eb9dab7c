/** Strings between JavaScript and linear memory, as UTF-8. */
import { InvalidPointerError } from "@zmm/heap";
import type { LinearMemory } from "@zmm/storage";
import { StringRangeError } from "./errors.js";
import { checkSize } from "./safe-size.js";

const encoder = /* @__PURE__ */ new TextEncoder();
// a mark at the start is part of the text like any other character
const decoder = /* @__PURE__ */ new TextDecoder("utf-8", { ignoreBOM: true });

/** The UTF-8 bytes of `text`. A lone surrogate becomes U+FFFD, as everywhere on the web. */
export function encodeText(text: string): Uint8Array {
  return encoder.encode(text);
}

/**
 * The text of `length` bytes at `address`. Bytes that are no UTF-8 become U+FFFD.
 * @throws InvalidPointerError when the bytes do not lie in the memory.
 */
export function readText(memory: LinearMemory, address: number, length: number): string {
  // decoders take neither shared nor resizable memory everywhere: they get a copy
  return decoder.decode(bytesAt(memory, address, length).slice());
}

/**
 * The bytes at `address`, as a view of the memory.
 * @throws InvalidPointerError when they do not lie in the memory.
 */
export function bytesAt(memory: LinearMemory, address: number, length: number): Uint8Array {
  checkSize(length, "length");
  checkAddress(memory, address);
  if (address + length > memory.byteLength)
    throw new InvalidPointerError(address, "the string ends outside the memory");
  return memory.u8.subarray(address, address + length);
}

/**
 * Bytes before the NUL that closes the string at `address`.
 * @throws InvalidPointerError when no NUL follows.
 * @zend strlen
 */
export function stringLength(memory: LinearMemory, address: number): number {
  checkAddress(memory, address);
  const end = memory.u8.indexOf(0, address);
  if (end < 0) throw new InvalidPointerError(address, "no NUL closes the string");
  return end - address;
}

/**
 * What a string function of PHP's copies: text from JavaScript, or bytes that lie in memory already.
 * @param length bytes to copy; without it all of the text, or up to the NUL.
 * @throws StringRangeError when the text has fewer bytes.
 */
export function sourceBytes(memory: LinearMemory, source: string | number, length?: number): Uint8Array {
  if (typeof source === "number") return bytesAt(memory, source, length ?? stringLength(memory, source));
  if (typeof source !== "string") throw new InvalidPointerError(source, "no string can lie there");
  const bytes = encodeText(source);
  if (length === undefined) return bytes;
  checkSize(length, "length");
  if (length > bytes.length) throw new StringRangeError(length, bytes.length);
  return bytes.subarray(0, length);
}

function checkAddress(memory: LinearMemory, address: number): void {
  if (memory.buffer.byteLength !== memory.byteLength) memory.refresh();
  if (!Number.isSafeInteger(address) || address <= 0 || address >= memory.byteLength) {
    throw new InvalidPointerError(address, "no string can lie there");
  }
}
