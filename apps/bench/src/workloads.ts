/** Finds workloads by name: bundled traces, seeded ones, or a trace file anywhere. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { TRACE_FOLDERS } from "./paths.js";
import { SEEDED, scaling } from "./seeded.js";
import { readWorkload } from "./trace-file.js";
import type { Workload } from "./workload.js";

/** The whole programs that the goals are set on. */
export const LONG_TRACES = ["smarty", "parsedown", "bench", "wordpress_1m"] as const;

/** What the names `long` and `seeded` stand for. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  long: LONG_TRACES,
  seeded: Object.keys(SEEDED),
};

/** The names with groups replaced by their members; the long traces when there are none. */
export function expandNames(names: readonly string[]): string[] {
  return (names.length === 0 ? ["long"] : names).flatMap((name) =>
    Object.hasOwn(GROUPS, name) ? (GROUPS[name] as string[]) : [name],
  );
}

/** @throws Error when there is neither a workload nor a file of that name. */
export async function loadWorkload(name: string): Promise<Workload> {
  return workloadNamed(name)();
}

/** What makes the workload of that name. @throws Error when there is neither a workload nor a file of that name. */
export function workloadNamed(name: string): () => Workload | Promise<Workload> {
  if (Object.hasOwn(SEEDED, name)) return SEEDED[name] as () => Workload;
  const live = /^live-([1-9]\d*)$/.exec(name)?.[1];
  if (live !== undefined) return () => scaling(Number(live));
  const path = tracePath(name);
  return () => readWorkload(path);
}

function tracePath(name: string): string {
  const candidates = [name, ...TRACE_FOLDERS.map((folder) => fileURLToPath(new URL(`${name}.trace.gz`, folder)))];
  const path = candidates.find((candidate) => existsSync(candidate));
  if (path === undefined) {
    throw new Error(`no trace "${name}": neither a file, nor bundled, nor one of ${Object.keys(GROUPS).join(", ")}`);
  }
  return path;
}
