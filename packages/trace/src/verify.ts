/**
 * Whether a heap gives a golden's answers: every place, every error text, every state, the counters and the walk.
 */
import { layoutNamed } from "@zmm/layout";
import type { SegmentProvider } from "@zmm/storage";
import { TraceFormatError } from "./format-error.js";
import type { Golden, GoldenLine } from "./golden.js";
import { goldenConstants } from "./golden-constants.js";
import { GoldenRun } from "./golden-run.js";
import { OP_ALLOCATE, OP_REALLOCATE } from "./trace.js";
import { isWholeWalk } from "./walk-completeness.js";
import { opText } from "./write-trace.js";

/** The first place where the heap answered something else. */
export interface Difference {
  /** How many operations had been done, this one included; all of them for what stands after the last. */
  readonly operation: number;
  /** The line in the golden. */
  readonly line: number;
  /** What is compared there: `operation`, `error`, `state`, `constants`, `end` or `walk`. */
  readonly what: "operation" | "error" | "state" | "constants" | "end" | "walk";
  /** What the golden says. */
  readonly expected: string;
  /** What the heap answered. */
  readonly got: string;
}

/** What a verification found. */
export interface Verification {
  /** Whether all answers agree. */
  readonly ok: boolean;
  /** Operations done: all of them, or those up to the difference. */
  readonly operations: number;
  /** Operations that failed, as they should. */
  readonly failures: number;
  readonly difference: Difference | null;
}

/** What an error text of a debug heap says of the caller, which is the measuring program's own affair. */
const SITE = / at \S.*?:\d+(?= \(tried to allocate )/;

/**
 * Runs a golden's operations on a new heap of its model and settings over `provider` and compares all answers.
 * @throws TraceFormatError when the golden's walk is cut off, ConfigurationError when its heap cannot start.
 */
export function verifyGolden(golden: Golden, provider: SegmentProvider): Verification {
  const run = new GoldenRun(provider, golden.header, golden.settings.failStorage ?? 0, golden.idCount);
  try {
    const difference = compareConstants(golden) ?? compareRun(golden, run) ?? compareEnd(golden, run);
    return { ok: difference === null, operations: run.operations, failures: run.failures, difference };
  } finally {
    run.dispose();
  }
}

function compareConstants(golden: Golden): Difference | null {
  const ours = goldenConstants(layoutNamed(golden.header.model));
  for (const [name, expected] of golden.constants) {
    const got = ours.get(name);
    if (got === expected || got === undefined) continue;
    return { operation: 0, line: 2, what: "constants", expected: `${name}=${expected}`, got: `${name}=${got}` };
  }
  return null;
}

function compareRun(golden: Golden, run: GoldenRun): Difference | null {
  const { ops, ids, sizes, segments, offsets, states, length } = golden;
  let state = 0;
  for (let at = 0; at < length; at++) {
    if (states[state]?.after === at) {
      const difference = compareState(states[state++] as GoldenLine, run);
      if (difference) return difference;
    }
    run.step(ops[at] as number, ids[at] as number, sizes[at] as number);
    const { segment } = run;
    if (segment !== segments[at] || (segment !== -1 && run.offset !== offsets[at]) || run.error !== null) {
      const difference = compareFailure(golden, run, at);
      if (difference) return difference;
    }
  }
  for (; states[state] && (states[state] as GoldenLine).line < golden.end.line; state++) {
    const difference = compareState(states[state] as GoldenLine, run);
    if (difference) return difference;
  }
  return null;
}

function compareEnd(golden: Golden, run: GoldenRun): Difference | null {
  const end = compareText("end", golden.end, run.endText(), run);
  if (end) return end;
  for (const state of golden.states) {
    const difference = state.line > golden.end.line ? compareState(state, run) : null;
    if (difference) return difference;
  }
  return compareWalk(golden, run);
}

function compareWalk(golden: Golden, run: GoldenRun): Difference | null {
  let at = 0;
  let line = golden.walk.at(-1)?.line ?? golden.end.line + 1;
  for (const got of run.walkLines()) {
    const expected = golden.walk[at++];
    if (!expected) {
      checkWalkWhole(golden);
      return differenceAt("walk", { line: line + 1, text: "the end of the walk" }, got, run);
    }
    line = expected.line;
    if (expected.text !== got) return differenceAt("walk", expected, got, run);
  }
  const more = golden.walk[at];
  return more ? differenceAt("walk", more, "the end of the walk", run) : null;
}

/** A walk that agrees as far as it goes and does not account for itself is a file that was cut off. */
function checkWalkWhole(golden: Golden): void {
  if (isWholeWalk(golden.walk, golden.states.at(-1)?.text ?? "")) return;
  const line = golden.walk.at(-1)?.line ?? golden.end.line + 1;
  throw new TraceFormatError(golden.name, line, "cut off: the walk ends here", "a walk through the whole heap");
}

function compareState(expected: GoldenLine, run: GoldenRun): Difference | null {
  return compareText("state", expected, run.stateLine(), run);
}

function compareText(what: Difference["what"], expected: GoldenLine, got: string, run: GoldenRun): Difference | null {
  return expected.text === got ? null : differenceAt(what, expected, got, run);
}

function differenceAt(what: Difference["what"], expected: GoldenLine, got: string, run: GoldenRun): Difference {
  return { operation: run.operations, line: expected.line, what, expected: expected.text, got };
}

/** An operation that failed, in the golden or here: both must have, with the same text. */
function compareFailure(golden: Golden, run: GoldenRun, at: number): Difference | null {
  const expected = golden.errors.get(at);
  if (!expected || run.error === null) return placeDifference(golden, run, at);
  if (withoutSite(expected.text) === withoutSite(run.error)) return null;
  return differenceAt("error", expected, run.error, run);
}

function placeDifference(golden: Golden, run: GoldenRun, at: number): Difference {
  const expected = { line: golden.lines[at] as number, text: answerText(golden, at, goldenAnswer(golden, at)) };
  return differenceAt("operation", expected, answerText(golden, at, runAnswer(run)), run);
}

function goldenAnswer(golden: Golden, at: number): string {
  const error = golden.errors.get(at);
  return error ? `fails: ${error.text}` : `${golden.segments[at]}+${golden.offsets[at]}`;
}

function runAnswer(run: GoldenRun): string {
  return run.error === null ? `${run.segment}+${run.offset}` : `fails: ${run.error}`;
}

function answerText(golden: Golden, at: number, answer: string): string {
  const op = golden.ops[at] as number;
  const text = golden.errors.has(at) ? `! ${golden.ids[at]} ${golden.sizes[at]}` : opText(golden, at);
  return op === OP_ALLOCATE || op === OP_REALLOCATE ? `${text} ${answer}` : text;
}

/** An error text without the place that a debug build puts into it. */
function withoutSite(text: string): string {
  return text.replace(SITE, "");
}
