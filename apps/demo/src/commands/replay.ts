import { bytesOption, modelOption } from "../options.js";
import { withProgress } from "../progress.js";
import { printReplay, replayJson } from "../replay-report.js";
import { runReplay } from "../replay-run.js";
import { storageOption } from "../storages.js";
import { loadRun } from "../subject.js";
import type { Terminal } from "../terminal.js";

export interface ReplayCommandOptions {
  readonly model?: unknown;
  readonly storage?: unknown;
  readonly limit?: unknown;
  readonly json?: boolean;
}

/** `zmm replay TRACE`: a trace on a new heap, then figures and a picture of what is left of it. */
export async function replayCommand(spec: string, options: ReplayCommandOptions, terminal: Terminal): Promise<void> {
  const model = modelOption(options.model);
  const createStorage = storageOption(options.storage);
  const limit = bytesOption("--limit", options.limit);
  const { path, trace } = await loadRun(spec);
  const run = withProgress(terminal, `replaying ${path}`, (onProgress) =>
    runReplay(trace, { model, createStorage, limit, onProgress }),
  );
  if (options.json) terminal.print(replayJson(run));
  else printReplay(run, terminal);
}
