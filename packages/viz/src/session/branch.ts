/** Traces that part: the one that was opened, and what is typed at some moment of it. */
import type { Trace } from "@zmm/trace";
import { type Script, scriptTrace } from "./script.js";

/** The first `shared` operations of a trace, and those of a script behind them. */
export function extended(trace: Trace, shared: number, script: Script): Trace {
  const added = scriptTrace(script, trace.name, trace.settings);
  const length = shared + added.length;
  const ops = new Uint8Array(length);
  const ids = new Int32Array(length);
  const sizes = new Float64Array(length);
  ops.set(trace.ops.subarray(0, shared));
  ids.set(trace.ids.subarray(0, shared));
  sizes.set(trace.sizes.subarray(0, shared));
  ops.set(added.ops, shared);
  ids.set(added.ids, shared);
  sizes.set(added.sizes, shared);
  const { name, settings } = trace;
  return { name, settings, length, ops, ids, sizes, idCount: Math.max(trace.idCount, added.idCount) };
}

/** How many operations two traces have in common from their start. */
export function sharedLength(a: Trace, b: Trace): number {
  const most = Math.min(a.length, b.length);
  for (let at = 0; at < most; at++) {
    if (a.ops[at] !== b.ops[at] || a.ids[at] !== b.ids[at] || a.sizes[at] !== b.sizes[at]) return at;
  }
  return most;
}
