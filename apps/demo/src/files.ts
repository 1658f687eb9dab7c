/** The files that users name: read whole, unpacked if they are packed. */
import { readFile } from "node:fs/promises";
import { type Golden, gunzip, isGzip, readGolden, readTrace, type Trace } from "@zmm/trace";
import { UsageError } from "./exit.js";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "this is a folder, not a file",
  EACCES: "this file may not be read",
};

/** @throws UsageError when there is no such file, TraceFormatError when it is no trace. */
export async function loadTrace(path: string): Promise<Trace> {
  return readTrace(await load(path), path);
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

/** A file as it is. @throws UsageError when there is none. */
export async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    throw new UsageError(`${path}: ${REASONS[code] ?? String(error)}`);
  }
}
