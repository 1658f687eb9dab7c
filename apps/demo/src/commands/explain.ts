import { explain, type Operation, renderExplanation } from "@zmm/inspect";
import { OP_ALLOCATE, OP_END_REQUEST, OP_FREE, opText, type Timeline, type Trace } from "@zmm/trace";
import { UsageError } from "../exit.js";
import { modelOption } from "../options.js";
import { loadMoment, splitSpec, timelineAt } from "../subject.js";
import type { Terminal } from "../terminal.js";

export interface ExplainCommandOptions {
  readonly model?: unknown;
  readonly json?: boolean;
}

/** `zmm explain TRACE@N`: what operation N does to the heap, and why. */
export async function explainCommand(spec: string, options: ExplainCommandOptions, terminal: Terminal): Promise<void> {
  const model = modelOption(options.model);
  if (splitSpec(spec).at === undefined)
    throw new UsageError(`${spec}: which operation? Give its number, as in ${spec}@1`);
  const moment = await loadMoment(spec);
  if (moment.at === 0) throw new UsageError("operations count from 1: there is no @0 to explain");
  const timeline = timelineAt({ ...moment, at: moment.at - 1 }, model);
  const operation = operationAt(moment.trace, moment.at - 1, timeline);
  const storage = timeline.storageFails ? { allocate: () => 0 } : {};
  const explanation = explain(timeline.reader, operation, { storage });
  if (options.json) {
    terminal.print(JSON.stringify({ trace: moment.path, model, at: moment.at, ...explanation }));
    return;
  }
  const text = opText(moment.trace, moment.at - 1);
  terminal.print(terminal.color.bold(`${moment.path} on ${model}, operation ${moment.at}: ${text}`));
  terminal.print(renderExplanation(explanation, { colour: terminal.colour }));
}

/** The call that operation `at`, counted from 0, makes at that moment. */
function operationAt(trace: Trace, at: number, { addresses }: Timeline): Operation {
  const op = trace.ops[at];
  const size = trace.sizes[at] as number;
  const address = addresses[trace.ids[at] as number] as number;
  if (op === OP_END_REQUEST) return { kind: "endRequest" };
  if (op === OP_FREE) return { kind: "free", address };
  return op === OP_ALLOCATE || address === 0 ? { kind: "allocate", size } : { kind: "reallocate", address, size };
}
