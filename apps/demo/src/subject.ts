/** What commands look at: a snapshot file, or a trace at some operation. */
import { existsSync } from "node:fs";
import { type HeapReader, heapFields, isSnapshot, readSnapshot } from "@zmm/inspect";
import type { ModelName } from "@zmm/layout";
import { ZmmError } from "@zmm/storage";
import { Timeline, type Trace } from "@zmm/trace";
import { UsageError } from "./exit.js";
import { load, traceOf } from "./files.js";

/** A heap that a command looks at. */
export interface Subject {
  /** What messages and headlines call it. */
  readonly name: string;
  readonly reader: HeapReader;
  /** What was asked for in the blocks in use, as far as it is known: bytes by address. */
  readonly requested: ReadonlyMap<number, number>;
}

/** A trace, and how far it is to be run. */
export interface Moment {
  readonly path: string;
  readonly trace: Trace;
  /** After how many operations: what stands behind the `@`, or all. */
  readonly at: number;
}

/** The heap that `PATH[@N]` means. @throws UsageError, TraceFormatError, SnapshotError */
export async function loadSubject(spec: string, model: ModelName): Promise<Subject> {
  const { path, at } = splitSpec(spec);
  const bytes = await load(path);
  if (!isSnapshot(bytes)) {
    const moment = momentOf(path, traceOf(bytes, path), at);
    const timeline = timelineAt(moment, model);
    const name = `${path} on ${model}, after operation ${moment.at}`;
    return { name, reader: timeline.reader, requested: requestedSizes(timeline) };
  }
  if (at !== undefined) throw new UsageError(`${path} is a snapshot: @${at} is for traces`);
  const { heap, note } = await readSnapshot(bytes).catch((error: Error) => {
    throw error instanceof ZmmError ? new UsageError(`${path}: ${error.message}`) : error;
  });
  return { name: note === "" ? path : `${path} (${note})`, reader: heap, requested: new Map() };
}

/**
 * What was asked for in the blocks that are in use at a timeline's moment, that of the reserve included: bytes by
 * address. Empty after a failure: which block has kept its old size the trace alone does not tell.
 */
export function requestedSizes({ trace, position, failures, addresses, reader }: Timeline): Map<number, number> {
  const requested = new Map<number, number>();
  if (failures > 0) return requested;
  const { reserve, reserveSize } = heapFields(reader);
  requested.set(reserve, reserveSize);
  const sizes = new Float64Array(trace.idCount);
  for (let at = 0; at < position; at++) sizes[trace.ids[at] as number] = trace.sizes[at] as number;
  for (const [id, address] of addresses.entries()) if (address !== 0) requested.set(address, sizes[id] as number);
  return requested;
}

/** The trace and the moment that `TRACE[@N]` means. @throws UsageError, TraceFormatError */
export async function loadMoment(spec: string): Promise<Moment> {
  const { path, at } = splitSpec(spec);
  return momentOf(path, traceOf(await load(path), path), at);
}

/** A replay of the trace up to that moment. @param cacheStats whether the heap counts what its cache does. */
export function timelineAt({ trace, at }: Moment, model: ModelName, cacheStats = false): Timeline {
  const timeline = new Timeline(trace, { model, cacheStats });
  timeline.seek(at);
  return timeline;
}

/** The trace up to that moment, as if it ended there. */
export function traceUpTo({ trace, at }: Moment): Trace {
  if (at === trace.length) return trace;
  const { ops, ids, sizes, sites, notes } = trace;
  return {
    ...trace,
    length: at,
    ops: ops.subarray(0, at),
    ids: ids.subarray(0, at),
    sizes: sizes.subarray(0, at),
    ...(sites && { sites: { ...sites, of: sites.of.subarray(0, at) } }),
    ...(notes && { notes: notes.filter((note) => note.at <= at) }),
  };
}

/** The first operations of a trace that `TRACE[@N]` means, at least one. @throws UsageError, TraceFormatError */
export async function loadRun(spec: string): Promise<{ path: string; trace: Trace }> {
  const moment = await loadMoment(spec);
  if (moment.at === 0) throw new UsageError(`${spec}: there is nothing to run before the first operation`);
  return { path: moment.path, trace: traceUpTo(moment) };
}

/** What stands before an `@N` and N itself; a file that has such a name is meant by it. */
export function splitSpec(spec: string): { path: string; at: number | undefined } {
  const match = existsSync(spec) ? null : /^(.+)@(\d+)$/.exec(spec);
  return match ? { path: match[1] as string, at: Number(match[2]) } : { path: spec, at: undefined };
}

function momentOf(path: string, trace: Trace, at = trace.length): Moment {
  if (at > trace.length) throw new UsageError(`${path} has ${trace.length} operations, there is no @${at}`);
  return { path, trace, at };
}
