import { SystemHeap } from "@zmm/heap";
import { isModelName, MODEL_NAMES } from "@zmm/layout";
import type { SegmentProvider } from "@zmm/storage";
import { type Comparison, compare, startHeap, startOnFailing, type Trace } from "@zmm/trace";
import { UsageError } from "../exit.js";
import { bytes, count, percent } from "../format.js";
import { single } from "../options.js";
import { withProgress } from "../progress.js";
import { storageOption } from "../storages.js";
import { loadRun } from "../subject.js";
import type { Terminal } from "../terminal.js";

export interface CompareCommandOptions {
  readonly heaps?: unknown;
  readonly storage?: unknown;
  readonly json?: boolean;
}

const SYSTEM = "system";
const STANDARD = "lp64,ilp32,system";
const NANOSECONDS = 1e6;
/** Runs of each heap: the first are slow, before the engine has compiled what they do. */
const ROUNDS = 5;

/** `zmm compare TRACE`: several heaps on one trace, side by side. */
export async function compareCommand(spec: string, options: CompareCommandOptions, terminal: Terminal): Promise<void> {
  const names = heapsOption(options.heaps);
  const createStorage = storageOption(options.storage);
  const { path, trace } = await loadRun(spec);
  const rounds = withProgress(terminal, `comparing ${names.join(", ")} on ${path}`, (at) =>
    runInTurns(names, (name) => runOn(name, trace, createStorage()), at),
  );
  const results = best(rounds);
  if (options.json) terminal.print(JSON.stringify({ trace: path, results }));
  else printTable(path, results, terminal);
}

function runInTurns(
  names: readonly string[],
  run: (name: string) => Comparison,
  onProgress: (share: number) => void,
): Comparison[][] {
  const rounds: Comparison[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const results: Comparison[] = [];
    for (const name of names) {
      onProgress((round * names.length + results.length) / (ROUNDS * names.length));
      results.push(run(name));
    }
    rounds.push(results);
  }
  return rounds;
}

/** One run on a heap of its own, which gives its memory back: many at a time would take more than there is. */
function runOn(name: string, trace: Trace, storage: SegmentProvider): Comparison {
  const heap = isModelName(name)
    ? startHeap(trace, storage, { model: name })
    : startOnFailing(trace, storage, (failing) => SystemHeap.create(failing));
  const [result] = compare(trace, { [name]: heap });
  heap.dispose();
  storage.dispose();
  return result as Comparison;
}

/** What each heap did, which is the same in each round, in the shortest time that it took. */
function best(rounds: readonly (readonly Comparison[])[]): Comparison[] {
  const [first = []] = rounds;
  return first.map((result, index) => {
    const times = rounds.map((round) => round[index]?.milliseconds ?? result.milliseconds);
    return { ...result, milliseconds: Math.min(...times) };
  });
}

function heapsOption(value: unknown): string[] {
  const names = (single("--heaps", value) ?? STANDARD).split(",");
  const known = [...MODEL_NAMES, SYSTEM];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return [...new Set(names)];
  throw new UsageError(`unknown heap '${unknown}': known are ${known.join(", ")}`);
}

function printTable(path: string, results: readonly Comparison[], { color, print }: Terminal): void {
  print(color.bold(`${path}, ${count(results[0]?.operations ?? 0)} operations`));
  print();
  const columns = ["ns an operation", "failed", "peak usage", "peak real", "in use"];
  print(color.dim(`  ${"".padEnd(12)}${columns.map((column) => column.padStart(16)).join("")}`));
  for (const result of results) {
    const { name, operations, milliseconds, failures, peakUsage, peakReal, utilisation } = result;
    const time = ((milliseconds * NANOSECONDS) / operations).toFixed(1);
    const cells = [time, count(failures), bytes(peakUsage), bytes(peakReal), percent(utilisation)];
    print(`  ${name.padEnd(12)}${cells.map((cell) => cell.padStart(16)).join("")}`);
  }
  print();
  print(color.dim(`  The best of ${ROUNDS} runs in one process: for times that can be relied on see the bench.`));
}
