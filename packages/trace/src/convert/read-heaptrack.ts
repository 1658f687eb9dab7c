/**
 * heaptrack's data files, unpacked: a letter a line, numbers hexadecimal without prefix.
 *
 * ```
 *   v VERSION FORMAT                        FORMAT 0 where it is missing
 *   s TEXT | s LENGTH TEXT                  a string, from format 3 on with its length; the first is number 1
 *   i ADDRESS MODULE [FUNCTION FILE LINE]   a place in the program, by numbers of strings; the first is number 1
 *   t PLACE PARENT                          a stack: a place and the stack that called it, 0 for none; from 1
 *   a SIZE STACK                            a kind of allocation; the first is number 0
 *   + KIND     - KIND                       an allocation, and the free of one of that kind
 *   + SIZE STACK ADDRESS     - ADDRESS      the same in format 0
 * ```
 *
 * From format 1 on pointers are not in the file. A free then takes the block of its kind that was allocated last: all
 * of a kind have the same size and call site, so that nothing but the order of addresses is lost.
 */
import type { ByteScanner } from "../byte-scanner.js";
import { quoted, TraceFormatError } from "../format-error.js";
import type { Trace } from "../trace.js";
import { eachLine } from "./log-lines.js";
import { LogTraceBuilder } from "./trace-builder.js";

/** A line that is a record, of whatever kind: its letter. */
const RECORD = /^(?:([sX#]) |([vitacRAIS+-])(?= [0-9a-f]|$))/;
const MAX_FORMAT = 3;
const SIZED_STRINGS = 3;

/** Whether a text begins as a heaptrack file does. */
export function isHeaptrack(text: string): boolean {
  return /^v [0-9a-f]+(?: [0-9a-f]+)?\s*$/m.test(text.split("\n", 1)[0] ?? "");
}

/** Reads such a file, with its stacks as call sites. @throws TraceFormatError for what it does not know or cannot be. */
export function readHeaptrack(input: string | Uint8Array, name = "heaptrack"): Trace {
  const reader = new HeaptrackReader();
  eachLine(input, name, (line, scanner) => reader.take(line, scanner));
  return reader.finish(name);
}

interface Kind {
  readonly size: number;
  readonly stack: number;
  /** The names of its live blocks, in the order of allocation. */
  readonly live: string[];
}

class HeaptrackReader {
  private readonly builder = new LogTraceBuilder();
  private readonly strings: string[] = [""];
  private readonly places: string[] = [""];
  private readonly stacks: { place: number; parent: number }[] = [{ place: 0, parent: 0 }];
  private readonly sites: string[] = [];
  private readonly kinds: Kind[] = [];
  private format = 0;
  private allocations = 0;
  /** Whether the last line was of the traced command, which may go on over several. */
  private inCommand = false;

  take(line: string, scanner: ByteScanner): void {
    const [, texts, numbers] = RECORD.exec(line) ?? [];
    const letter = texts ?? numbers ?? "";
    if (letter === "" && (this.inCommand || line === "")) return;
    this.inCommand = letter === "X";
    if (letter === "s") this.strings.push(this.textOf(line));
    else if (letter !== "" && "vita+-".includes(letter)) this.takeNumbers(letter, numbersOf(line, scanner), scanner);
    else if (letter === "") scanner.fail(`unknown line ${quoted(line)}`, "a line of heaptrack");
  }

  finish(name: string): Trace {
    if (this.builder.length === 0) throw new TraceFormatError(name, 0, "there is no allocation in it", "lines with +");
    return this.builder.finish(name);
  }

  private takeNumbers(letter: string, numbers: readonly number[], scanner: ByteScanner): void {
    checkExact(letter, numbers, scanner);
    const [first = 0, second = 0, third = 0] = numbers;
    if (letter === "v") this.begin(second, scanner);
    else if (letter === "i") this.places.push(this.placeText(numbers));
    else if (letter === "t") this.stacks.push({ place: first, parent: second });
    else if (letter === "a") this.kinds.push({ size: first, stack: second, live: [] });
    else if (letter === "+" && this.format === 0) this.allocate(String(third), first, second);
    else if (letter === "-" && this.format === 0) this.builder.free(String(first));
    else this.takeOfKind(letter, this.kindAt(first, scanner));
  }

  private begin(format: number, scanner: ByteScanner): void {
    if (format > MAX_FORMAT) scanner.fail(`heaptrack format ${format}`, `formats up to ${MAX_FORMAT}`);
    this.format = format;
  }

  private takeOfKind(letter: string, kind: Kind): void {
    if (letter === "-") {
      this.builder.free(kind.live.pop() ?? null);
    } else {
      const pointer = `#${this.allocations++}`;
      kind.live.push(pointer);
      this.allocate(pointer, kind.size, kind.stack);
    }
  }

  private allocate(pointer: string, size: number, stack: number): void {
    this.builder.site(this.siteOf(stack));
    this.builder.allocate(pointer, size);
  }

  private kindAt(index: number, scanner: ByteScanner): Kind {
    const kind = this.kinds[index];
    if (!kind) scanner.fail(`there is no kind of allocation ${index}`, `0 to ${this.kinds.length - 1}`);
    return kind;
  }

  private textOf(line: string): string {
    return this.format >= SIZED_STRINGS ? line.slice(2).replace(/^[0-9a-f]+ ?/, "") : line.slice(2);
  }

  /** `function file:line` where these are known, else the module and the address. */
  private placeText([address = 0, module = 0, name = 0, file = 0, line = 0]: readonly number[]): string {
    const place = file > 0 ? ` ${this.fileName(file)}:${line}` : "";
    const what = name > 0 ? (this.strings[name] ?? "?") : `${this.fileName(module)}+0x${address.toString(16)}`;
    return `${what}${place}`.replaceAll(";", ",");
  }

  private fileName(index: number): string {
    return (this.strings[index] ?? "?").split("/").at(-1) ?? "?";
  }

  /** The places of a stack, the outermost first. */
  private siteOf(stack: number): string {
    const known = this.sites[stack];
    if (known !== undefined) return known;
    const frames: string[] = [];
    for (let at = stack; at > 0 && frames.length < this.stacks.length; at = this.stacks[at]?.parent ?? 0) {
      frames.push(this.places[this.stacks[at]?.place ?? 0] ?? "?");
    }
    const site = frames.reverse().join(";");
    this.sites[stack] = site;
    return site;
  }
}

function numbersOf(line: string, scanner: ByteScanner): number[] {
  return line
    .slice(1)
    .trim()
    .split(/\s+/)
    .map((word) => numberOf(word, scanner));
}

function numberOf(word: string, scanner: ByteScanner): number {
  const number = /^[0-9a-f]+$/i.test(word) ? Number.parseInt(word, 16) : Number.NaN;
  if (Number.isNaN(number)) scanner.fail(`${quoted(word)} is no hexadecimal number`, "digits and a to f");
  return number;
}

/** Complains about numbers that are not exact here, other than addresses in programs, which are only shown. */
function checkExact(letter: string, numbers: readonly number[], scanner: ByteScanner): void {
  const big = letter === "i" ? undefined : numbers.find((number) => !Number.isSafeInteger(number));
  if (big !== undefined) scanner.fail(`the number 0x${big.toString(16)} is too big`, "0 to 2^53 - 1");
}
