/**
 * Reads a trace, plain or gzipped, into a `Workload`.
 *
 * Peers know nothing of requests or limits, so the end of a request becomes the frees of what is live then, and
 * the trace's settings are passed over.
 */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { gunzip, isGzip, OP_ALLOCATE, OP_END_REQUEST, OP_FREE, OP_REALLOCATE, readTrace, type Trace } from "@zmm/trace";
import { ALLOCATE, FREE, REALLOCATE, type Workload, WorkloadBuilder } from "./workload.js";

/** Sizes are passed to WebAssembly as they are recorded, and must be positive there. */
const MAX_SIZE = 2 ** 31 - 1;

/** @throws TraceFormatError when the file is no trace, Error when it asks for a block of 2 GiB or more. */
export async function readWorkload(path: string): Promise<Workload> {
  const raw = await readFile(path);
  const text = isGzip(raw) ? await gunzip(raw, path) : raw;
  return workloadOf(readTrace(text, basename(path).replace(/\.trace(\.gz)?$/, "")));
}

export function workloadOf(trace: Trace): Workload {
  const builder = new WorkloadBuilder();
  const live = new Set<number>();
  for (let i = 0; i < trace.length; i++) {
    const id = trace.ids[i] as number;
    switch (trace.ops[i]) {
      case OP_ALLOCATE:
        builder.add(ALLOCATE, id, sizeAt(trace, i));
        live.add(id);
        break;
      case OP_REALLOCATE:
        builder.add(REALLOCATE, id, sizeAt(trace, i));
        break;
      case OP_FREE:
        builder.add(FREE, id, 0);
        live.delete(id);
        break;
      case OP_END_REQUEST:
        for (const left of live) builder.add(FREE, left, 0);
        live.clear();
    }
  }
  return builder.build(trace.name);
}

function sizeAt(trace: Trace, index: number): number {
  const size = trace.sizes[index] as number;
  if (size > MAX_SIZE)
    throw new Error(`${trace.name}: operation ${index + 1} asks for ${size} bytes; the bench takes ${MAX_SIZE}`);
  return size;
}
