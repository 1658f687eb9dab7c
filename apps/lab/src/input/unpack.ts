import { gunzip, isGzip } from "@zmm/trace";
import { InputError } from "../state/input-error.js";

/** Bytes of a file that the page reads. */
const MOST_PACKED = 96 * 2 ** 20;
/** Bytes of it once unpacked: as text, some twenty million operations. */
const MOST_UNPACKED = 192 * 2 ** 20;
/** Bytes of as many operations in the binary format. */
export const MOST_BINARY: number = 24 * 2 ** 20;

/** @throws InputError when a file of that many bytes is more than the page takes. */
export function checkSize(name: string, bytes: number, most: number = MOST_PACKED): void {
  if (bytes <= most) return;
  const [has, takes] = [bytes, most].map((size) => `${Math.ceil(size / 2 ** 20).toLocaleString("en-US")} MiB`);
  throw new InputError(
    "This file is too large for the page",
    `${name} has ${has}; the page takes up to ${takes}. On the command line, zmm replay reads larger ones.`,
  );
}

/**
 * A file's bytes, unpacked if they are packed.
 * @throws InputError as soon as they are too many; TraceFormatError when they are damaged.
 */
export async function unpack(bytes: Uint8Array, name: string, most: number = MOST_UNPACKED): Promise<Uint8Array> {
  if (!isGzip(bytes)) return bytes;
  const chunks: Uint8Array[] = [];
  let total = 0;
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream("gzip"));
  const reader = stream.getReader();
  for (;;) {
    const part = await reader.read().catch(() => null);
    // damaged: whoever reads it for the sake of messages says where
    if (part === null) return gunzip(bytes, name);
    if (part.done) return joined(chunks, total);
    chunks.push(part.value);
    total += part.value.length;
    if (total > most) await reader.cancel();
    checkSize(`${name}, unpacked,`, total, most);
  }
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
