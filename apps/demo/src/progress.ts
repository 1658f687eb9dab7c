import type { Terminal } from "./terminal.js";

const STEPS = 100;
const BAR_WIDTH = 40;

const START_OF_LINE = "\r";
const END_OF_LINE = "\u001b[K";

/**
 * Does something that takes its time while a line of the terminal shows how far it is; `work` says so by calling `at`
 * with the share that is done, from 0 to 1. The line goes away at the end, well or not. Nothing is shown in a pipe.
 *
 * Nothing is read from the terminal and nothing of it is changed, so that Ctrl+C and signals end the program as ever.
 */
export function withProgress<T>(terminal: Terminal, message: string, work: (at: (share: number) => void) => T): T {
  if (!terminal.interactive) return work(() => undefined);
  let shown = -1;
  const at = (share: number): void => {
    const step = Math.floor(share * STEPS);
    if (step === shown) return;
    shown = step;
    process.stdout.write(START_OF_LINE + lineAt(step / STEPS, message, terminal) + END_OF_LINE);
  };
  at(0);
  try {
    return work(at);
  } finally {
    process.stdout.write(START_OF_LINE + END_OF_LINE);
  }
}

/** No longer than the terminal is wide: what goes on in the next line would stay there. */
function lineAt(share: number, message: string, { color, width }: Terminal): string {
  // terminals that do not know how wide they are say 0
  const room = Math.min(width, process.stdout.columns || width) - 1;
  const length = Math.min(BAR_WIDTH, room);
  const done = Math.round(share * length);
  const bar = color.magenta("━".repeat(done)) + color.dim("━".repeat(length - done));
  return `${bar} ${message}`.slice(0, room + bar.length - length);
}
