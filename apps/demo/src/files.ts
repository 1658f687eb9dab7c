/** The files that users name: read whole, unpacked if they are packed. */
import { readFile, writeFile } from "node:fs/promises";
import { isSnapshot } from "@zmm/inspect";
import { type Golden, gunzip, isGzip, readAnyTrace, readGolden, type Trace } from "@zmm/trace";
import { UsageError } from "./exit.js";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "this is a folder, not a file",
  EACCES: "no permission",
  EPERM: "no permission",
  EROFS: "nothing can be written there",
  ENOSPC: "there is no space left",
};

/** @throws UsageError when there is no such file, TraceFormatError when it is no trace. */
export async function loadTrace(path: string): Promise<Trace> {
  return traceOf(await load(path), path);
}

/** A trace in any format that is read. @throws UsageError when it is a snapshot, TraceFormatError when it is no trace. */
export function traceOf(bytes: Uint8Array, path: string): Trace {
  if (isSnapshot(bytes)) throw new UsageError(`${path} is a snapshot of a heap: this takes a trace`);
  return readAnyTrace(bytes, path);
}

/** @throws UsageError when there is no such file, TraceFormatError when it is no golden. */
export async function loadGolden(path: string): Promise<Golden> {
  return readGolden(await load(path), path);
}

/** A file, unpacked if it is packed. @throws UsageError when there is no such file. */
export async function load(path: string): Promise<Uint8Array> {
  const bytes = await read(path);
  return path.endsWith(".gz") || isGzip(bytes) ? gunzip(bytes, path) : bytes;
}

/** Writes a file. @throws UsageError when it cannot be written. */
export async function save(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(path, content);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    const reason = code === "ENOENT" ? "there is no such folder" : (REASONS[code] ?? String(error));
    throw new UsageError(`${path}: cannot be written: ${reason}`);
  }
}

/** A file as it is. @throws UsageError when there is none. */
export async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    throw new UsageError(`${path}: ${REASONS[code] ?? String(error)}`);
  }
}
