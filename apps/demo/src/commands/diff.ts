import { diff, renderDiff } from "@zmm/inspect";
import { UsageError } from "../exit.js";
import { modelOption } from "../options.js";
import { loadSubject } from "../subject.js";
import type { Terminal } from "../terminal.js";

export interface DiffOptions {
  readonly model?: unknown;
  readonly json?: boolean;
}

/** `zmm diff BEFORE AFTER`: what became of a heap between two moments. */
export async function diffCommand(
  before: string,
  after: string,
  options: DiffOptions,
  terminal: Terminal,
): Promise<void> {
  const model = modelOption(options.model);
  const [from, to] = [await loadSubject(before, model), await loadSubject(after, model)];
  const [fromModel, toModel] = [from.reader.layout.model.name, to.reader.layout.model.name];
  if (fromModel !== toModel) throw new UsageError(`${before} is of model ${fromModel}, ${after} of ${toModel}`);
  const changes = diff(from.reader, to.reader);
  if (options.json) {
    terminal.print(JSON.stringify({ before: from.name, after: to.name, ...changes }));
    return;
  }
  terminal.print(`${terminal.color.dim("from")} ${from.name}`);
  terminal.print(`${terminal.color.dim("to")}   ${to.name}`);
  terminal.print(renderDiff(changes, { colour: terminal.colour }));
}
