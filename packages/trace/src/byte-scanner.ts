import { quoted, TraceFormatError } from "./format-error.js";
import { MAX_IDS } from "./trace.js";

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;
const ESCAPE = 27;
const DIGIT_0 = 48;
/** The byte order mark that some editors put before UTF-8, where it says nothing. */
const MARK = [0xef, 0xbb, 0xbf];
/** Bytes at the start that tell text from other data. */
const PROBE = 4096;
const MAX_SIZE = Number.MAX_SAFE_INTEGER;

/**
 * Reads the numbers and words of a text format straight from its bytes: a line as a string costs ten times as much,
 * and traces have millions of them. It keeps the place, so that every complaint names its line.
 */
export class ByteScanner {
  readonly file: string;
  private readonly bytes: Uint8Array;
  /** The next byte to read, as an index. */
  position: number;
  /** The line that `position` is in, from 1. */
  line = 1;

  /** @throws TraceFormatError when `bytes` is empty, no text, or does not end with a line end. */
  constructor(bytes: Uint8Array, file: string) {
    this.bytes = bytes;
    this.file = file;
    this.position = MARK.every((byte, at) => bytes[at] === byte) ? MARK.length : 0;
    if (this.atEnd) throw new TraceFormatError(file, 0, "the file is empty", "at least one operation");
    if (bytes[bytes.length - 1] !== LF) {
      if (bytes.subarray(0, PROBE).some(isControl))
        throw new TraceFormatError(file, 0, "this is no text", "lines of text");
      throw new TraceFormatError(
        file,
        countLines(bytes),
        "cut off in the middle of a line",
        "the last line ends with a line end, as all others",
      );
    }
  }

  /** Whether all bytes were read. */
  get atEnd(): boolean {
    return this.position >= this.bytes.length;
  }

  /** The next byte, not consumed; 0 past the end. */
  peek(): number {
    return this.bytes[this.position] ?? 0;
  }

  /** Consumes blanks, of which there must be at least one, and a number from 0 to 2^53 - 1. */
  size(what: string): number {
    this.blanks(what);
    return this.number(what, MAX_SIZE, "an integer from 0 to 2^53 - 1");
  }

  /** Consumes blanks, of which there must be at least one, and an ID. */
  id(): number {
    this.blanks("ID");
    return this.number("ID", MAX_IDS - 1, `an integer from 0 to ${MAX_IDS - 1}`);
  }

  /** Consumes digits: a number from 0 to `max`, which is at most 2^53 - 1. */
  number(what: string, max: number, allowed: string): number {
    const { bytes } = this;
    const start = this.position;
    let at = start;
    let value = 0;
    let digit = (bytes[at] as number) - DIGIT_0;
    while (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digit = (bytes[++at] as number) - DIGIT_0;
    }
    this.position = at;
    if (at === start) this.noNumber(what, allowed);
    if (value > max) this.fail(`${what} ${this.text(start, at)} is too big`, allowed);
    return value;
  }

  /** Consumes one byte if it is `byte`; tells whether it was. */
  take(byte: number): boolean {
    if (this.bytes[this.position] !== byte) return false;
    this.position++;
    return true;
  }

  /** Consumes the end of the line, which must come here. */
  endLine(): void {
    const { bytes } = this;
    while (bytes[this.position] === SPACE || bytes[this.position] === TAB) this.position++;
    if (bytes[this.position] === CR) this.position++;
    if (bytes[this.position] !== LF) this.fail(`${quoted(this.restOfLine())} is too much`, "the end of the line");
    this.position++;
    this.line++;
  }

  /** The rest of the line without its end, not consumed; empty past the end. */
  restOfLine(): string {
    const end = this.bytes.indexOf(LF, this.position);
    if (end === -1) return "";
    return this.text(this.position, this.bytes[end - 1] === CR && end > this.position ? end - 1 : end);
  }

  /** Consumes the rest of the line and its end. */
  skipLine(): void {
    this.position = this.bytes.indexOf(LF, this.position) + 1;
    this.line++;
  }

  /** Complains about the line read at the moment. */
  fail(problem: string, allowed: string): never {
    throw new TraceFormatError(this.file, this.line, problem, allowed);
  }

  private blanks(what: string): void {
    const { bytes } = this;
    const start = this.position;
    while (bytes[this.position] === SPACE || bytes[this.position] === TAB) this.position++;
    if (this.position > start) return;
    const rest = this.restOfLine();
    this.fail(
      rest === "" ? `${what} is missing` : `${quoted(rest)} where a blank should be`,
      `a blank, then the ${what}`,
    );
  }

  private noNumber(what: string, allowed: string): never {
    const word = this.restOfLine().split(/\s/, 1)[0] ?? "";
    this.fail(word === "" ? `${what} is missing` : `${what} ${quoted(word)} is not a number from 0`, allowed);
  }

  private text(start: number, end: number): string {
    return new TextDecoder().decode(this.bytes.subarray(start, end));
  }
}

/** How many lines there are, a last one without an end included. */
export function countLines(bytes: Uint8Array): number {
  let lines = 1;
  for (let at = bytes.indexOf(LF); at !== -1 && at < bytes.length - 1; at = bytes.indexOf(LF, at + 1)) lines++;
  return lines;
}

/** Whether no text has that byte: those below the blank, but for tabs, ends of lines and pages, and escapes. */
function isControl(byte: number): boolean {
  return byte < TAB || (byte > CR && byte < SPACE && byte !== ESCAPE);
}
