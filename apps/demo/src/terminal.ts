import { stripVTControlCharacters } from "node:util";
import picocolors from "picocolors";

/** What output goes to. */
export interface Terminal {
  /** Whether someone looks at it as it comes: progress is shown, lines may be overwritten. */
  readonly interactive: boolean;
  /** Characters in a line. */
  readonly width: number;
  readonly color: ReturnType<typeof picocolors.createColors>;
  /** Whether colours are wanted, for those who bring their own. */
  readonly colour: boolean;
  /** Writes a line. */
  print(line?: string): void;
}

/** Widths between which pictures and tables stay readable. */
const MIN_WIDTH = 40;
const MAX_WIDTH = 120;
const PIPE_WIDTH = 80;

/** Standard output. Colour is for terminals, unless NO_COLOR or FORCE_COLOR say otherwise. */
export function standardOutput(colorWanted: boolean): Terminal {
  const { stdout } = process;
  const { TERM, NO_COLOR, FORCE_COLOR = "0" } = process.env;
  const interactive = stdout.isTTY === true && TERM !== "dumb";
  const colored = colorWanted && !NO_COLOR && (interactive || FORCE_COLOR !== "0");
  return {
    interactive,
    width: Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, stdout.columns ?? PIPE_WIDTH)),
    color: picocolors.createColors(colored),
    colour: colored,
    print: (line = "") => {
      stdout.write(`${line}\n`);
    },
  };
}

/** Fills a text up to a width in characters, colour codes not counted. */
export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - stripVTControlCharacters(text).length));
}
