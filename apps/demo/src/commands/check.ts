import { check, renderVerdict, type Verdict } from "@zmm/inspect";
import { Timeline } from "@zmm/trace";
import { EXIT_DIFFERENT, EXIT_OK } from "../exit.js";
import { count } from "../format.js";
import { countOption, modelOption } from "../options.js";
import { loadMoment, loadSubject } from "../subject.js";
import type { Terminal } from "../terminal.js";

export interface CheckCommandOptions {
  readonly model?: unknown;
  readonly every?: unknown;
  readonly json?: boolean;
}

/** `zmm check SUBJECT`: whether a heap is healthy, at one moment or all along a trace. */
export async function checkCommand(spec: string, options: CheckCommandOptions, terminal: Terminal): Promise<number> {
  const model = modelOption(options.model);
  const every = countOption("--every", options.every);
  if (every !== undefined) return checkAllAlong(await loadMoment(spec), model, every, options, terminal);
  const { name, reader } = await loadSubject(spec, model);
  return report(name, check(reader), options, terminal);
}

type Moment = Awaited<ReturnType<typeof loadMoment>>;
type Model = ReturnType<typeof modelOption>;

function checkAllAlong(
  moment: Moment,
  model: Model,
  every: number,
  options: CheckCommandOptions,
  terminal: Terminal,
): number {
  const timeline = new Timeline(moment.trace, { model });
  let checks = 0;
  for (;;) {
    const verdict = check(timeline.reader);
    const name = `${moment.path} on ${model}, after operation ${timeline.position}`;
    checks++;
    if (!verdict.healthy || timeline.position === moment.at) {
      const times = checks === 1 ? "" : `, checked ${count(checks)} times`;
      return report(`${name}${times}`, verdict, options, terminal);
    }
    timeline.seek(Math.min(timeline.position + every, moment.at));
  }
}

function report(name: string, verdict: Verdict, options: CheckCommandOptions, terminal: Terminal): number {
  if (options.json) terminal.print(JSON.stringify({ name, ...verdict }));
  else {
    terminal.print(terminal.color.bold(name));
    terminal.print(renderVerdict(verdict, { colour: terminal.colour }));
  }
  return verdict.healthy ? EXIT_OK : EXIT_DIFFERENT;
}
