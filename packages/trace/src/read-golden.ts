import { ByteScanner } from "./byte-scanner.js";
import { quoted } from "./format-error.js";
import { type Golden, type GoldenHeader, type GoldenLine, type GoldenState, STATE_INTERVAL } from "./golden.js";
import { Liveness } from "./liveness.js";
import { OpList } from "./op-list.js";
import { readGoldenConstants, readGoldenHeader } from "./read-golden-header.js";
import { readSetting, type SettingsDraft } from "./settings.js";
import { OP_ALLOCATE, OP_END_REQUEST, OP_FREE, OP_REALLOCATE } from "./trace.js";

const A = 97;
const F = 102;
const R = 114;
const S = 115;
const Z = 122;
const HASH = 35;
const AT = 64;
const BANG = 33;
const PLUS = 43;

const END = " end: ";
const ERROR = " error: ";
const STATE = /^s( \d+){5}( [0-9a-f]+){2}( \d+){2}$/;
const WALK = /^[gbckqtlm] \S/;

/**
 * Reads a golden from its text or its (UTF-8) bytes and checks its form; whether it is right, `verify` says.
 * `name` is what messages call it.
 * @throws TraceFormatError naming the line, what is wrong and what is allowed.
 */
export function readGolden(input: string | Uint8Array, name = "golden"): Golden {
  const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
  return new GoldenReader(new ByteScanner(bytes, name)).read();
}

class GoldenReader {
  private readonly list = new OpList();
  private readonly liveness = new Liveness();
  private readonly settings: SettingsDraft = {};
  private readonly errors = new Map<number, GoldenLine>();
  private readonly states: GoldenState[] = [];
  private readonly walk: GoldenLine[] = [];
  private constants: ReadonlyMap<string, number> = new Map();
  private end: GoldenLine | null = null;
  // growing beside the operations
  private lines = new Uint32Array(4096);
  private segments = new Int32Array(4096);
  private offsets = new Float64Array(4096);
  private readonly scanner: ByteScanner;

  constructor(scanner: ByteScanner) {
    this.scanner = scanner;
  }

  read(): Golden {
    const { scanner, list } = this;
    const header = readGoldenHeader(scanner);
    while (!scanner.atEnd && this.end === null) this.readLine();
    while (!scanner.atEnd) {
      if (scanner.peek() === S) this.readState();
      else this.readWalkLine();
    }
    this.checkWhole();
    list.finish();
    return this.result(header);
  }

  private result(header: GoldenHeader): Golden {
    const { list, settings, errors, states, walk, constants } = this;
    const { ops, ids, sizes, length } = list;
    return {
      name: this.scanner.file,
      settings: { ...settings, ...pick(header) },
      length,
      ops,
      ids,
      sizes,
      idCount: this.liveness.idCount,
      header,
      constants,
      lines: this.lines.slice(0, length),
      segments: this.segments.slice(0, length),
      offsets: this.offsets.slice(0, length),
      errors,
      states,
      end: this.end as GoldenLine,
      walk,
    };
  }

  private readLine(): void {
    const { scanner, liveness } = this;
    if (scanner.take(F)) {
      const id = scanner.id();
      liveness.free(scanner, id);
      this.push(OP_FREE, id, 0);
      scanner.endLine();
    } else if (scanner.take(A)) {
      const id = scanner.id();
      liveness.allocate(scanner, id);
      this.readPlaced(OP_ALLOCATE, id);
    } else if (scanner.take(R)) {
      const id = scanner.id();
      liveness.use(scanner, id);
      this.readPlaced(OP_REALLOCATE, id);
    } else if (scanner.take(Z)) {
      liveness.endRequest(scanner);
      this.push(OP_END_REQUEST, 0, 0);
      scanner.endLine();
    } else if (scanner.take(HASH)) {
      this.readComment();
    } else if (scanner.peek() === S) {
      this.readState();
    } else if (scanner.take(BANG)) {
      this.readFailure();
    } else {
      this.unknown("a, f, r, z, s, !, or # and a comment");
    }
  }

  /** The rest of `a ID SIZE SEG+OFF` after the ID. */
  private readPlaced(op: number, id: number): void {
    const { scanner } = this;
    this.push(op, id, scanner.size("size"));
    const at = this.list.length - 1;
    this.segments[at] = scanner.size("segment");
    if (!scanner.take(PLUS)) scanner.fail("the place of the block has no offset", "SEG+OFF after the size");
    this.offsets[at] = scanner.number("offset", Number.MAX_SAFE_INTEGER, "an integer from 0 to 2^53 - 1");
    scanner.endLine();
  }

  /** `! ID SIZE`, and on the next line `# error: TEXT`. */
  private readFailure(): void {
    const { scanner } = this;
    const id = scanner.id();
    this.liveness.touch(scanner, id);
    this.push(OP_REALLOCATE, id, scanner.size("size"));
    scanner.endLine();
    const text = scanner.restOfLine();
    if (!text.startsWith(`#${ERROR}`)) scanner.fail("a failure without its error text", `#${ERROR}TEXT after a ! line`);
    this.errors.set(this.list.length - 1, { line: scanner.line, text: text.slice(1 + ERROR.length) });
    scanner.skipLine();
  }

  private readState(): void {
    const { scanner, list } = this;
    const text = scanner.restOfLine().trimEnd();
    if (!STATE.test(text)) scanner.fail(`${quoted(text)} is no state`, "s, five numbers, two bitmaps, two numbers");
    this.states.push({ line: scanner.line, text, after: list.length });
    scanner.skipLine();
  }

  private readComment(): void {
    const { scanner } = this;
    if (scanner.take(AT)) {
      if (this.list.length > 0) scanner.fail("a setting after the first operation", "settings before all operations");
      readSetting(scanner, this.settings);
      return;
    }
    const text = scanner.restOfLine().trimEnd();
    if (text.startsWith(END)) this.end = { line: scanner.line, text: text.slice(END.length) };
    else this.constants = readGoldenConstants(text) ?? this.constants;
    scanner.skipLine();
  }

  /** What follows the end line and the last state: the walk, and comments. */
  private readWalkLine(): void {
    const { scanner } = this;
    const text = scanner.restOfLine().trimEnd();
    if (WALK.test(text)) this.walk.push({ line: scanner.line, text });
    else if (text !== "" && !text.startsWith("#")) {
      scanner.fail(`${quoted(text)} is no line of a walk`, "g, b, c, k, q, t, l or m");
    }
    scanner.skipLine();
  }

  private push(op: number, id: number, size: number): void {
    const at = this.list.length;
    // a state is due before each multiple of the interval, the first operation included
    if (at % STATE_INTERVAL === 0 && this.states.at(-1)?.after !== at) {
      this.scanner.fail(
        `the state after operation ${at} is missing`,
        `an s line after every ${STATE_INTERVAL} operations`,
      );
    }
    if (at === this.lines.length) this.widen();
    this.lines[at] = this.scanner.line;
    this.segments[at] = -1;
    this.list.push(op, id, size);
  }

  private widen(): void {
    const { lines, segments, offsets } = this;
    const length = 2 * lines.length;
    this.lines = new Uint32Array(length);
    this.segments = new Int32Array(length);
    this.offsets = new Float64Array(length);
    this.lines.set(lines);
    this.segments.set(segments);
    this.offsets.set(offsets);
  }

  private unknown(allowed: string): void {
    const { scanner } = this;
    const text = scanner.restOfLine();
    if (text.trim() !== "") scanner.fail(`unknown line ${quoted(text)}`, allowed);
    scanner.skipLine();
  }

  private checkWhole(): void {
    const { scanner, list, states, end } = this;
    if (end === null) scanner.fail(`cut off after ${list.length} operations`, "an # end: line and a walk");
    if (list.length === 0) scanner.fail("there is no operation", "at least one operation");
    if ((states.at(-1)?.line ?? 0) < (end?.line ?? 0)) scanner.fail("cut off: no last state", "an s line after # end:");
  }
}

/** The settings that the header of a golden gives, as a trace has them. */
function pick(header: GoldenHeader): Pick<GoldenHeader, "limit" | "segmentSize" | "reserveSize"> {
  return { limit: header.limit, segmentSize: header.segmentSize, reserveSize: header.reserveSize };
}
