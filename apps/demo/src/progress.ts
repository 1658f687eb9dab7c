import { setTimeout } from "node:timers/promises";
import { progress } from "@clack/prompts";
import type { Terminal } from "./terminal.js";

/** Tells how far something is. */
export interface Progress {
  /** That share is done, from 0 to 1. To be awaited: the bar is drawn meanwhile. */
  at(share: number): Promise<void> | undefined;
  /** It is over, well or not; the line goes away. */
  end(): void;
}

const SILENT: Progress = { at: () => undefined, end: () => undefined };

const STEPS = 100;
const BAR_WIDTH = 40;

/** A bar on a terminal, nothing in a pipe. */
export function startProgress(terminal: Terminal, message: string): Progress {
  if (!terminal.interactive) return SILENT;
  const bar = progress({ max: STEPS, size: BAR_WIDTH });
  bar.start(message);
  let shown = 0;
  return {
    at: (share) => {
      const step = Math.floor(share * STEPS);
      bar.advance(step - shown);
      shown = step;
      return setTimeout(1);
    },
    end: () => bar.clear(),
  };
}
