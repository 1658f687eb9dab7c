/** Runs peers on one workload in turns and keeps what they took. */
import type { Contestant } from "./contestant.js";
import type { MemoryUse } from "./peers/peer.js";
import { operationCount, type Workload } from "./workload.js";

/** What one peer took on one workload. Times are nanoseconds per operation, the loop included. */
export interface Measurement {
  readonly peer: string;
  readonly workload: string;
  /** The first run: fresh memory, and cold code where the peer has a process of its own. */
  readonly cold: number;
  readonly runs: readonly number[];
  /** After the last run, with the blocks still live that the workload leaves alive. */
  readonly memory: MemoryUse;
}

/** Slow peers stop after so many seconds of measured runs, but never before the first. */
const PATIENCE_SECONDS = 10;

/** Runs the contestants in turns, each turn starting with another one, so that none always follows the same. */
export async function measure(
  contestants: readonly Contestant[],
  workload: Workload,
  runs: number,
): Promise<Measurement[]> {
  const cold: number[] = [];
  for (const each of contestants) cold.push(await each.run());
  const taken = contestants.map((): number[] => []);
  for (let round = 0; round < runs; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const at = (round + turn) % contestants.length;
      const seconds = taken[at] as number[];
      if (total(seconds) < PATIENCE_SECONDS) seconds.push(await (contestants[at] as Contestant).run());
    }
  }
  const perOperation = 1e9 / operationCount(workload);
  return contestants.map((each, at) => ({
    peer: each.peer,
    workload: workload.name,
    cold: (cold[at] as number) * perOperation,
    runs: (taken[at] as number[]).map((seconds) => seconds * perOperation),
    memory: each.memory(),
  }));
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
