import { ByteScanner } from "../byte-scanner.js";

/** Goes through the lines of a log, which may lack the last line end; `take` may complain through the scanner. */
export function eachLine(
  input: string | Uint8Array,
  name: string,
  take: (line: string, scanner: ByteScanner) => void,
): void {
  const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
  const scanner = new ByteScanner(endedByLine(bytes), name);
  for (; !scanner.atEnd; scanner.skipLine()) take(scanner.restOfLine(), scanner);
}

function endedByLine(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0 || bytes.at(-1) === 10) return bytes;
  const ended = new Uint8Array(bytes.length + 1);
  ended.set(bytes);
  ended[bytes.length] = 10;
  return ended;
}

/** A size of a log. @throws TraceFormatError when it is none. */
export function logSize(text: string, scanner: ByteScanner): number {
  const size = /^(?:0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(size)) scanner.fail(`${JSON.stringify(text)} is no size`, "an integer from 0 to 2^53 - 1");
  return size;
}

/** A pointer of a log in one spelling, null for the many spellings of null. @throws TraceFormatError when it is none. */
export function logPointer(text: string, scanner: ByteScanner): string | null {
  const plain = text.trim().replace(/^\((.*)\)$/, "$1");
  if (/^(?:nil|null|0x0*|0+|0)$/i.test(plain)) return null;
  const match = /^(?:0x)?0*([1-9a-f][0-9a-f]*)$/i.exec(plain);
  if (!match) scanner.fail(`${JSON.stringify(text)} is no pointer`, "a hexadecimal number, or nil");
  return (match[1] as string).toLowerCase();
}
