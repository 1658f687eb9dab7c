import {
  ALIGNMENT,
  COMPACT_SIZE,
  type Layout,
  layoutNamed,
  type ModelName,
  RESERVE_SIZE,
  SEGMENT_SIZE,
} from "@zmm/layout";
import type { SegmentProvider } from "@zmm/storage";
import { GOLDEN_VERSION, type GoldenHeader, STATE_INTERVAL } from "./golden.js";
import { goldenConstants } from "./golden-constants.js";
import { GoldenRun } from "./golden-run.js";
import { oneLine } from "./one-line.js";
import { settingLines } from "./settings.js";
import { OP_ALLOCATE, OP_REALLOCATE, type Trace } from "./trace.js";
import { opText } from "./write-trace.js";

/**
 * Runs a trace on a new heap of `model` over `provider` and writes down its answers as a golden, ready for a file.
 * @throws ConfigurationError, OutOfMemoryError when the heap cannot start.
 */
export function writeGolden(trace: Trace, provider: SegmentProvider, model: ModelName): string {
  return [...goldenLines(trace, provider, model), ""].join("\n");
}

/** The lines of the golden that `writeGolden` makes, as the run goes on, without line ends. */
export function* goldenLines(
  trace: Trace,
  provider: SegmentProvider,
  model: ModelName,
): Generator<string, void, undefined> {
  const layout = layoutNamed(model);
  const header = headerOf(trace, layout);
  const run = new GoldenRun(provider, header, trace.settings.failStorage ?? 0, trace.idCount);
  try {
    yield* headerLines(trace, header, layout);
    for (let at = 0; at < trace.length; at++) {
      if (at % STATE_INTERVAL === 0) yield run.stateLine();
      yield* answerLines(trace, run, at);
    }
    if (trace.length % STATE_INTERVAL === 0) yield run.stateLine();
    yield `# end: ${run.endText()}`;
    yield run.stateLine();
    yield* run.walkLines();
  } finally {
    run.dispose();
  }
}

function headerOf({ settings }: Trace, layout: Layout): GoldenHeader {
  return {
    model: layout.model.name,
    segmentSize: settings.segmentSize ?? SEGMENT_SIZE,
    compactSize: COMPACT_SIZE,
    reserveSize: settings.reserveSize ?? RESERVE_SIZE,
    limit: settings.limit ?? layout.defaultLimit,
  };
}

function* headerLines(trace: Trace, header: GoldenHeader, layout: Layout): Generator<string, void, undefined> {
  const { model } = layout;
  const constants = [...goldenConstants(layout)].map(([name, value]) => `${name}=${value}`);
  yield `#zmm-golden ${GOLDEN_VERSION} model=${model.word === 4 ? "ILP32" : "LP64"} word=${model.word} align=${ALIGNMENT} ` +
    `segsize=${header.segmentSize} compact=${header.compactSize} reserve=${header.reserveSize} ` +
    `limit=${BigInt(header.limit)} debug=${model.debug ? 1 : 0}`;
  yield `# trace=${oneLine(trace.name)} ${constants.join(" ")}`;
  const { failStorage } = trace.settings;
  if (failStorage !== undefined) yield settingLines({ failStorage }).trimEnd();
}

function* answerLines(trace: Trace, run: GoldenRun, at: number): Generator<string, void, undefined> {
  const op = trace.ops[at] as number;
  run.step(op, trace.ids[at] as number, trace.sizes[at] as number);
  if (run.error !== null) {
    yield `! ${trace.ids[at]} ${trace.sizes[at]}`;
    yield `# error: ${run.error}`;
  } else if (op === OP_ALLOCATE || op === OP_REALLOCATE) {
    yield `${opText(trace, at)} ${run.segment}+${run.offset}`;
  } else {
    yield opText(trace, at);
  }
}
