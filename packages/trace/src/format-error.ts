import { ZmmError } from "@zmm/storage";

/** Characters of a bad line that a message shows. */
const SHOWN = 60;

/** A trace, golden or recording that cannot be read, with the place and what would have been right. */
export class TraceFormatError extends ZmmError {
  /** What the caller called the input: a path, usually. */
  readonly file: string;
  /** The line, from 1; 0 when the input has no lines to point at. */
  readonly line: number;
  /** What was found there. */
  readonly problem: string;
  /** What may stand there. */
  readonly allowed: string;

  constructor(file: string, line: number, problem: string, allowed: string) {
    super("TRACE_FORMAT", `${line > 0 ? `${file}:${line}` : file}: ${problem} (${allowed})`);
    this.file = file;
    this.line = line;
    this.problem = problem;
    this.allowed = allowed;
  }
}

/** Text from an input as a message shows it: quoted, control characters escaped, not too long. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text);
}
