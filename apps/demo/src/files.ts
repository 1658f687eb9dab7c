/** The files that users name: read whole, unpacked if they are packed. */
import { createWriteStream } from "node:fs";
import { access, constants, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { Readable, Transform, type Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { isSnapshot } from "@zmm/inspect";
import { type Golden, gunzip, isGzip, readAnyTrace, readGolden, type Trace } from "@zmm/trace";
import { UsageError } from "./exit.js";
import type { Terminal } from "./terminal.js";

/** What stands for standard input where a file is read, and for standard output where one is written. */
export const STDIO = "-";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "this is a folder, not a file",
  ENOTDIR: "a part of the path is a file, not a folder",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "links lead round in a circle",
  EACCES: "no permission",
  EPERM: "no permission",
  EROFS: "nothing can be written there",
  ENOSPC: "there is no space left",
};

/** Why the system refused something. */
export function reasonOf(error: NodeJS.ErrnoException): string {
  return REASONS[error.code ?? ""] ?? error.message;
}

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

/** What a file is made of: all of it, or pieces that need not be there all at once. */
export type Content = string | Uint8Array | Iterable<string | Uint8Array>;

/**
 * Writes a file, packed by gzip if wanted; returns how many bytes it has. A file that was there before stays as it is
 * until the new one is whole. @throws UsageError when it cannot be written.
 */
export async function save(path: string, content: Content, packed = false): Promise<number> {
  try {
    if (path === STDIO) return await write(process.stdout, content, packed);
    const target = await targetOf(path);
    if (target === null) return await write(createWriteStream(path), content, packed);
    const unfinished = `${target.path}.tmp-${process.pid}`;
    try {
      const { mode } = target;
      const file = createWriteStream(unfinished, mode === undefined ? {} : { mode });
      const written = await write(file, content, packed);
      await rename(unfinished, target.path);
      return written;
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  } catch (error) {
    throw refusal(path, error as NodeJS.ErrnoException);
  }
}

/** Says that a file was written: on standard output, unless the file itself went there. */
export function tellOfFile(path: string, text: string, terminal: Terminal): void {
  if (path === STDIO) process.stderr.write(`${text}\n`);
  else terminal.print(text);
}

/** The file that a path means, through links; null for what can only be written to, such as a device. */
async function targetOf(path: string): Promise<{ path: string; mode?: number } | null> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (found === null) return { path };
  if (!found.isFile()) return null;
  await access(path, constants.W_OK);
  return { path: await realpath(path), mode: found.mode };
}

/** Writes to a stream, which it ends unless that is standard output; returns how many bytes it wrote. */
async function write(to: Writable, content: Content, packed: boolean): Promise<number> {
  const whole = typeof content === "string" || content instanceof Uint8Array;
  let written = 0;
  const counter = new Transform({
    transform(piece: Uint8Array, _, done) {
      written += piece.length;
      done(null, piece);
    },
  });
  const pieces = Readable.from(whole ? [content] : content);
  const ends = { end: to !== process.stdout };
  await (packed ? pipeline(pieces, createGzip(), counter, to, ends) : pipeline(pieces, counter, to, ends));
  return written;
}

/** What is said when a file cannot be written; other errors come from who made its content. */
function refusal(path: string, error: NodeJS.ErrnoException): Error {
  const { code = "", syscall } = error;
  if (syscall === undefined) return error;
  const reason = code === "ENOENT" ? "there is no such folder" : reasonOf(error);
  return new UsageError(`${path}: cannot be written: ${reason}`);
}

let isInputRead = false;

/** A file as it is. @throws UsageError when there is none. */
export async function read(path: string): Promise<Uint8Array> {
  if (path === STDIO && isInputRead) throw new UsageError("-: standard input can be read only once");
  isInputRead ||= path === STDIO;
  try {
    return await (path === STDIO ? buffer(process.stdin) : readFile(path));
  } catch (error) {
    throw new UsageError(`${path}: ${reasonOf(error as NodeJS.ErrnoException)}`);
  }
}
