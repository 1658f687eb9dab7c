import { TRACE_VERSION } from "./read-trace.js";
import { settingLines } from "./settings.js";
import { OP_END_REQUEST, OP_FREE, OP_LETTERS, type Trace } from "./trace.js";

/** Operations that are put together before they are added to the text. */
const BATCH = 4096;

/** The trace in the text format, ready for a file. `comment` becomes the second line. */
export function writeTrace(trace: Trace, comment = ""): string {
  let text = `#zmm-trace ${TRACE_VERSION}\n`;
  if (comment !== "") text += `# ${comment.replaceAll(/[\r\n]+/g, " ")}\n`;
  text += settingLines(trace.settings);
  for (let from = 0; from < trace.length; from += BATCH) {
    text += batchText(trace, from, Math.min(from + BATCH, trace.length));
  }
  return text;
}

function batchText(trace: Trace, from: number, to: number): string {
  let text = "";
  for (let at = from; at < to; at++) text += `${opText(trace, at)}\n`;
  return text;
}

/** Operation number `at`, from 0, as a line of a trace, without the line end. */
export function opText(trace: Trace, at: number): string {
  const op = trace.ops[at] as number;
  const letter = OP_LETTERS[op] as string;
  if (op === OP_END_REQUEST) return letter;
  if (op === OP_FREE) return `${letter} ${trace.ids[at]}`;
  return `${letter} ${trace.ids[at]} ${trace.sizes[at]}`;
}
