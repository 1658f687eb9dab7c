import type { Sample } from "../compare.js";
import { OP_END_REQUEST, type Trace } from "../trace.js";
import { framesOf } from "./to-speedscope.js";

/** Events may be of one process and one thread only: a trace knows no others. */
const WHERE = { pid: 1, tid: 1 } as const;

/**
 * A trace as Chrome trace events, for about:tracing, Perfetto and the like. The time is the number of the operation,
 * shown as microseconds: usage and real size as counters, call sites as spans, remarks and request ends as marks.
 * @param samples of a replay of the trace, as `compare` takes them.
 */
export function toChromeTrace(trace: Trace, samples: readonly Sample[]): string {
  const counters = samples.map(({ at, usage, real }) => ({
    ...WHERE,
    name: "heap",
    ph: "C",
    ts: at,
    args: { usage, unused: Math.max(0, real - usage) },
  }));
  const marks = (trace.notes ?? []).map(({ at, text }) => mark(text, at));
  const traceEvents = [...counters, ...marks, ...requestEnds(trace), ...spans(trace)];
  return JSON.stringify({ displayTimeUnit: "ns", otherData: { trace: trace.name, time: "operations" }, traceEvents });
}

function mark(name: string, at: number): object {
  return { ...WHERE, name, ph: "i", ts: at, s: "g" };
}

function requestEnds({ ops, length }: Trace): object[] {
  const marks: object[] = [];
  for (let at = 0; at < length; at++) if (ops[at] === OP_END_REQUEST) marks.push(mark("end of request", at));
  return marks;
}

/** A span per frame and stretch of operations that have it at the same depth. */
function* spans(trace: Trace): Generator<object, void, undefined> {
  const { sites, length } = trace;
  if (!sites) return;
  let open: { name: string; from: number }[] = [];
  for (let at = 0; at <= length; at++) {
    const same = at > 0 && at < length && sites.of[at] === sites.of[at - 1];
    if (same) continue;
    const site = at < length ? (sites.names[sites.of[at]!] ?? "") : "";
    const frames = site === "" ? [] : framesOf(site);
    const kept = open.findIndex(({ name }, depth) => frames[depth] !== name);
    const depth = kept < 0 ? Math.min(open.length, frames.length) : kept;
    for (const { name, from } of open.slice(depth)) yield { ...WHERE, name, ph: "X", ts: from, dur: at - from };
    open = [...open.slice(0, depth), ...frames.slice(depth).map((name) => ({ name, from: at }))];
  }
}
