import { countLines } from "./byte-scanner.js";
import { TraceFormatError } from "./format-error.js";

/** Whether the bytes begin as gzip data does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Unpacks gzip data, in browsers and servers alike. `name` is what messages call it.
 * @throws TraceFormatError when the data is not gzip, or damaged, or cut off; it names the line where the text ends.
 */
export async function gunzip(bytes: Uint8Array, name = "input"): Promise<Uint8Array> {
  if (!isGzip(bytes)) throw new TraceFormatError(name, 0, "this is not gzip data", "a file that gzip wrote");
  const chunks: Uint8Array[] = [];
  try {
    const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream("gzip"));
    for await (const chunk of stream) chunks.push(chunk);
  } catch {
    const line = countLines(joined(chunks));
    throw new TraceFormatError(name, line, "the gzip data is cut off or damaged about here", "a whole gzip file");
  }
  return joined(chunks);
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
