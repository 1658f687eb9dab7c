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

/** Who takes part, and how many seconds each run took so far, the cold one first. */
interface Entrant {
  readonly contestant: Contestant;
  readonly seconds: number[];
  failed: boolean;
}

/**
 * Runs the contestants in turns, each turn starting with another one, so that none always follows the same.
 * @param leaveOut is told of each contestant that could not do the workload, and why; there are no figures of it.
 */
export async function measure(
  contestants: readonly Contestant[],
  workload: Workload,
  runs: number,
  leaveOut: (peer: string, why: string) => void,
): Promise<Measurement[]> {
  const entrants = contestants.map((contestant): Entrant => ({ contestant, seconds: [], failed: false }));
  for (const each of entrants) await runOnce(each, leaveOut);
  for (let round = 0; round < runs; round++) {
    for (let turn = 0; turn < entrants.length; turn++) {
      const each = entrants[(round + turn) % entrants.length] as Entrant;
      if (!each.failed && total(each.seconds.slice(1)) < PATIENCE_SECONDS) await runOnce(each, leaveOut);
    }
  }
  return entrants.filter(({ failed }) => !failed).map((each) => measurementOf(each, workload));
}

async function runOnce(entrant: Entrant, leaveOut: (peer: string, why: string) => void): Promise<void> {
  try {
    entrant.seconds.push(await entrant.contestant.run());
  } catch (error) {
    entrant.failed = true;
    leaveOut(entrant.contestant.peer, error instanceof Error ? error.message : String(error));
  }
}

function measurementOf({ contestant, seconds }: Entrant, workload: Workload): Measurement {
  const [cold = Number.NaN, ...runs] = seconds.map((each) => (each * 1e9) / operationCount(workload));
  return { peer: contestant.peer, workload: workload.name, cold, runs, memory: contestant.memory() };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
