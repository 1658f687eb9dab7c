import { oneLine } from "./one-line.js";
import { TRACE_VERSION } from "./read-trace.js";
import { settingLines } from "./settings.js";
import { OP_END_REQUEST, OP_FREE, OP_LETTERS, type Trace } from "./trace.js";

/** Operations of a piece. */
const BATCH = 4096;

/** The trace in the text format, ready for a file. `comment` becomes the second line. */
export function writeTrace(trace: Trace, comment = ""): string {
  return [...tracePieces(trace, comment)].join("");
}

/** The text that `writeTrace` makes, in pieces of whole lines: that of a long trace is longer than a string can be. */
export function* tracePieces(trace: Trace, comment = ""): Generator<string, void, undefined> {
  const remark = comment === "" ? "" : `# ${oneLine(comment)}\n`;
  yield `#zmm-trace ${TRACE_VERSION}\n${remark}${settingLines(trace.settings)}`;
  const margin = new MarginWriter(trace);
  for (let from = 0; from < trace.length; from += BATCH) {
    yield batchText(trace, from, Math.min(from + BATCH, trace.length), margin);
  }
  yield margin.linesBefore(trace.length);
}

function batchText(trace: Trace, from: number, to: number, margin: MarginWriter): string {
  let text = "";
  for (let at = from; at < to; at++) text += `${margin.linesBefore(at)}${opText(trace, at)}\n`;
  return text;
}

/** The comments between operations that carry call sites and annotations. */
class MarginWriter {
  private readonly trace: Trace;
  private note = 0;
  private site = 0;

  constructor(trace: Trace) {
    this.trace = trace;
  }

  /** The comments that stand before operation `at`, or after all of them when `at` is their count. */
  linesBefore(at: number): string {
    const { sites, notes = [] } = this.trace;
    let text = "";
    for (; this.note < notes.length && notes[this.note]!.at <= at; this.note++) {
      text += `#: ${oneLine(notes[this.note]!.text)}\n`;
    }
    const site = sites?.of[at] ?? this.site;
    if (site !== this.site) text += `#^ ${oneLine(sites?.names[site] ?? "")}`.trimEnd().concat("\n");
    this.site = site;
    return text;
  }
}

/** Operation number `at`, from 0, as a line of a trace, without the line end. */
export function opText(trace: Trace, at: number): string {
  const op = trace.ops[at] as number;
  const letter = OP_LETTERS[op] as string;
  if (op === OP_END_REQUEST) return letter;
  if (op === OP_FREE) return `${letter} ${trace.ids[at]}`;
  return `${letter} ${trace.ids[at]} ${trace.sizes[at]}`;
}
