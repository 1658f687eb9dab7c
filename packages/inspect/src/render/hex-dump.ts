/** Bytes in hexadecimal, with the structure that lies over them. */
import { hex } from "../hex.js";
import type { HeapReader } from "../walk/heap-reader.js";
import { type StructuralWord, structuralWords } from "../walk/structural-words.js";
import { painter, type RenderOptions, type Tone } from "./paint.js";
import { memberValue } from "./struct-dump.js";

const LINE = 16;

/**
 * A hex dump of `length` bytes from `address` on, sixteen a line; bytes of the heap's own are coloured by what they
 * belong to, and named at the line's end with their values.
 */
export function hexDump(heap: HeapReader, address: number, length: number, options: RenderOptions = {}): string {
  const start = address - (address % LINE);
  const end = address + length;
  const words = wordsBetween(heap, start, end);
  const lines: string[] = [];
  for (let at = start; at < end; at += LINE) lines.push(dumpLine(heap, at, address, end, words, options));
  return lines.join("\n");
}

/** The words of the heap's own in a range, by the addresses of all their bytes. */
function wordsBetween(heap: HeapReader, start: number, end: number): Map<number, StructuralWord> {
  const bytes = new Map<number, StructuralWord>();
  for (const word of structuralWords(heap)) {
    if (word.address + word.size <= start || word.address >= end) continue;
    for (let at = 0; at < word.size; at++) bytes.set(word.address + at, word);
  }
  return bytes;
}

function dumpLine(
  heap: HeapReader,
  line: number,
  from: number,
  to: number,
  words: ReadonlyMap<number, StructuralWord>,
  options: RenderOptions,
): string {
  const paint = painter(options);
  let bytes = "";
  let text = "";
  const names: string[] = [];
  for (let at = line; at < line + LINE; at++) {
    const shown = at >= from && at < to && heap.holds(at, 1);
    const word = words.get(at);
    const value = heap.byte(at);
    const digits = shown ? value.toString(16).padStart(2, "0") : "  ";
    bytes += `${at % 8 === 0 ? "  " : " "}${word && shown ? paint(toneOf(word), digits) : digits}`;
    text += shown ? (value >= 0x20 && value < 0x7f ? String.fromCharCode(value) : ".") : " ";
    if (shown && word?.address === at) names.push(`${word.name}=${memberValue(heap, word)}`);
  }
  return `${hex(line)}:${bytes}  |${text}|  ${names.join(" ")}`.trimEnd();
}

function toneOf({ owner }: StructuralWord): Tone {
  return owner === "heap" || owner === "segment" ? "strong" : owner;
}
