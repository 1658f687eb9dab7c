/**
 * Reads a trace, plain or gzipped, into a `Workload`.
 *
 * Peers know nothing of requests or limits, so the end of a request becomes the frees of what is live then, and
 * settings (`#@`) are passed over.
 */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { gunzipSync } from "node:zlib";
import { ALLOCATE, FREE, REALLOCATE, type Workload, WorkloadBuilder } from "./workload.js";

const NEWLINE = 10;
const SPACE = 32;
const ZERO = 48;
const KINDS: Record<string, number> = { a: ALLOCATE, f: FREE, r: REALLOCATE };

/** @throws Error that names the line when it is not one of a trace. */
export function readTrace(path: string): Workload {
  const raw = readFileSync(path);
  const text = raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw;
  return parseTrace(text, basename(path).replace(/\.trace(\.gz)?$/, ""));
}

export function parseTrace(text: Uint8Array, name: string): Workload {
  const builder = new WorkloadBuilder();
  const live = new Set<number>();
  let line = 0;
  for (let at = 0; at < text.length; line++) {
    const found = text.indexOf(NEWLINE, at);
    const end = found < 0 ? text.length : found;
    parseLine(text, at, end, builder, live, `${name}, line ${line + 1}`);
    at = end + 1;
  }
  return builder.build(name);
}

function parseLine(
  text: Uint8Array,
  at: number,
  end: number,
  builder: WorkloadBuilder,
  live: Set<number>,
  place: string,
): void {
  const letter = String.fromCharCode(text[at] as number);
  if (at === end || letter === "#") return;
  if (letter === "z") {
    for (const id of live) builder.add(FREE, id, 0);
    live.clear();
    return;
  }
  const kind = KINDS[letter];
  if (kind === undefined) throw new Error(`${place}: not an operation: ${letter}`);
  const space = text.indexOf(SPACE, at + 2);
  const idEnd = kind === FREE || space < 0 || space > end ? end : space;
  const id = number(text, at + 2, idEnd, place);
  const size = kind === FREE ? 0 : number(text, idEnd + 1, end, place);
  builder.add(kind, id, size);
  if (kind === FREE) live.delete(id);
  else live.add(id);
}

/** The decimal number in `text` from `at` up to `end`. */
function number(text: Uint8Array, at: number, end: number, place: string): number {
  let value = 0;
  for (let i = at; i < end; i++) {
    const digit = (text[i] as number) - ZERO;
    if (digit < 0 || digit > 9) throw new Error(`${place}: not a number`);
    value = value * 10 + digit;
  }
  if (at >= end || value > 0x7fffffff) throw new Error(`${place}: a number is missing or above 2^31 - 1`);
  return value;
}
