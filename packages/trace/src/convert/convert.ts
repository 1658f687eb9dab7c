import { isBinaryTrace } from "../binary/format.js";
import { readTrace } from "../read-trace.js";
import type { Trace } from "../trace.js";
import { isHeaptrack, readHeaptrack } from "./read-heaptrack.js";
import { isMallocCall, readMallocLog } from "./read-malloc-log.js";
import { isMtraceLine, readMtrace } from "./read-mtrace.js";

/** Bytes at the start of a file from which its format is guessed. */
const PROBE = 65536;

/**
 * Reads a trace in whatever format it is, from its text or its bytes: this package's two, heaptrack's, mtrace's, or a log of
 * `malloc` calls.
 * @throws TraceFormatError, from the reader of the format that it looks like.
 */
export function readAnyTrace(input: string | Uint8Array, name = "trace"): Trace {
  const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
  const start = new TextDecoder().decode(bytes.subarray(0, PROBE));
  if (isBinaryTrace(bytes) || start.startsWith("#zmm-trace")) return readTrace(bytes, name);
  const lines = start.split(/\r?\n/);
  if (isHeaptrack(start)) return readHeaptrack(bytes, name);
  if (lines.some(isMtraceLine)) return readMtrace(bytes, name);
  if (lines.some(isMallocCall)) return readMallocLog(bytes, name);
  return readTrace(bytes, name);
}
