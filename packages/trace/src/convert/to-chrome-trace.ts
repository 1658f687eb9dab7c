import type { Sample } from "../compare.js";
import { OP_END_REQUEST, type Trace } from "../trace.js";
import { framesOf } from "./to-speedscope.js";

/** Events may be of one process and one thread only: a trace knows no others. */
const WHERE = { pid: 1, tid: 1 } as const;

/** Characters of a piece, about. */
const PIECE = 65536;

/**
 * A trace as Chrome trace events, for about:tracing, Perfetto and the like. The time is the number of the operation,
 * shown as microseconds: usage and real size as counters, call sites as spans, remarks and request ends as marks.
 * @param samples of a replay of the trace, as `compare` takes them.
 */
export function toChromeTrace(trace: Trace, samples: readonly Sample[]): string {
  return [...chromeTracePieces(trace, samples)].join("");
}

/** The text that `toChromeTrace` makes, in pieces: stacks make it longer than a string can be. */
export function* chromeTracePieces(trace: Trace, samples: readonly Sample[]): Generator<string, void, undefined> {
  const about = { displayTimeUnit: "ns", otherData: { trace: trace.name, time: "operations" } };
  let piece = `${JSON.stringify(about).slice(0, -1)},"traceEvents":[`;
  let comma = "";
  for (const event of events(trace, samples)) {
    piece += `${comma}${JSON.stringify(event)}`;
    comma = ",";
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
  }
  yield `${piece}]}`;
}

/** How many spans there are in what `toChromeTrace` makes, which is what viewers take their time for. */
export function chromeSpanCount(trace: Trace): number {
  let count = 0;
  for (const { closed } of stackChanges(trace)) count += closed.length;
  return count;
}

function* events(trace: Trace, samples: readonly Sample[]): Generator<object, void, undefined> {
  for (const { at, usage, real } of samples) {
    yield { ...WHERE, name: "heap", ph: "C", ts: at, args: { usage, unused: Math.max(0, real - usage) } };
  }
  for (const { at, text } of trace.notes ?? []) yield mark(text, at);
  yield* requestEnds(trace);
  for (const { at, closed } of stackChanges(trace)) {
    for (const { name, from } of closed) yield { ...WHERE, name, ph: "X", ts: from, dur: at - from };
  }
}

function mark(name: string, at: number): object {
  return { ...WHERE, name, ph: "i", ts: at, s: "g" };
}

function* requestEnds({ ops }: Trace): Generator<object, void, undefined> {
  for (let at = ops.indexOf(OP_END_REQUEST); at !== -1; at = ops.indexOf(OP_END_REQUEST, at + 1)) {
    yield mark("end of request", at);
  }
}

/** A stretch of operations that have a frame at the same depth. */
interface Span {
  readonly name: string;
  readonly from: number;
}

/** Where the stack changes, with the spans that end there. */
function* stackChanges({ sites, length }: Trace): Generator<{ at: number; closed: Span[] }, void, undefined> {
  if (!sites) return;
  const stacks = sites.names.map((site) => (site === "" ? [] : framesOf(site)));
  const open: Span[] = [];
  for (let at = 0; at <= length; at++) {
    const same = at > 0 && at < length && sites.of[at] === sites.of[at - 1];
    if (same) continue;
    const frames = at < length ? (stacks[sites.of[at]!] ?? []) : [];
    const kept = open.findIndex(({ name }, depth) => frames[depth] !== name);
    const depth = kept < 0 ? Math.min(open.length, frames.length) : kept;
    yield { at, closed: open.splice(depth) };
    for (const name of frames.slice(depth)) open.push({ name, from: at });
  }
}
