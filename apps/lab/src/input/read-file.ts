/** Fetches and reads traces and snapshots. */
import { readSnapshot, type Snapshot } from "@zmm/inspect";
import type { Trace } from "@zmm/trace";
import { InputError } from "../state/input-error.js";
import { type ReadAnswer, type ReadRequest, receivedError } from "./read-message.js";
import { checkSize } from "./unpack.js";

/** How far something is. */
export interface Progress {
  readonly text: string;
  /** 0 to 1; null where nobody knows. */
  readonly share: number | null;
}

export interface ReadOptions {
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

export type Read = { readonly trace: Trace } | { readonly snapshot: Snapshot };

/** The bytes at an address. @throws InputError when there are none, or too many. */
export async function fetchBytes(url: string, name: string, { onProgress, signal }: ReadOptions): Promise<Uint8Array> {
  const response = await fetch(url, { signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new InputError("This trace cannot be fetched", `${name}: ${error instanceof Error ? error.message : error}.`);
  });
  const isPage = response.headers.get("content-type")?.includes("text/html") ?? false;
  if (!response.ok || isPage || !response.body) {
    throw new InputError("There is no such trace", `${name} does not lie beside this page.`);
  }
  const length = Number(response.headers.get("content-length")) || null;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let total = 0;
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    chunks.push(part.value as Uint8Array<ArrayBuffer>);
    total += part.value.length;
    checkSize(name, total);
    onProgress({ text: `Fetching ${name}`, share: length === null ? null : Math.min(1, total / length) });
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** The bytes of a file. @throws InputError when they are too many. */
export async function fileBytes(file: File): Promise<Uint8Array> {
  checkSize(file.name, file.size);
  return new Uint8Array(await file.arrayBuffer()).slice();
}

/**
 * Reads a trace in any format, or a snapshot, in a thread of its own.
 * @throws TraceFormatError, SnapshotError, InputError.
 */
export async function readBytes(bytes: Uint8Array, name: string, { onProgress, signal }: ReadOptions): Promise<Read> {
  onProgress({ text: `Reading ${name}`, share: null });
  const worker = new Worker(new URL("./reading-worker.ts", import.meta.url), { type: "module" });
  const end = (): void => worker.terminate();
  signal.addEventListener("abort", end);
  try {
    const answer = await answerOf(worker, { name, bytes }, signal);
    if (answer.kind === "error") throw receivedError(answer.error);
    if (answer.kind === "trace") return { trace: answer.trace };
    return { snapshot: await readSnapshot(answer.bytes) };
  } finally {
    end();
    signal.removeEventListener("abort", end);
  }
}

function answerOf(worker: Worker, request: ReadRequest, signal: AbortSignal): Promise<ReadAnswer> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<ReadAnswer>) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(
        new InputError("This file cannot be read", `${request.name}: ${event.message || "it takes too much memory"}.`),
      );
    };
    signal.addEventListener("abort", () => reject(signal.reason));
    worker.postMessage(request, [request.bytes.buffer as ArrayBuffer]);
  });
}
