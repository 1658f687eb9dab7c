import { ZmmError } from "@zmm/storage";

/** A line of a script that cannot be, with what was found and what may stand there. */
export class ScriptError extends ZmmError {
  /** The line, from 1. */
  readonly line: number;
  /** What is wrong. */
  readonly problem: string;
  /** What may stand there instead. */
  readonly allowed: string;

  constructor(line: number, problem: string, allowed: string) {
    super("SCRIPT", `line ${line}: ${problem}; allowed: ${allowed}`);
    this.line = line;
    this.problem = problem;
    this.allowed = allowed;
  }
}
