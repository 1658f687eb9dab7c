/**
 * Measures peers on one workload as docs/ say: one allocator and one private copy of the loop per peer, the peers
 * interleaved run by run, what is left alive freed outside of the clock, the first run kept apart.
 */
import type { Allocator, MemoryUse, Peer, PeerKind } from "./peers/peer.js";
import type { Workload } from "./workload.js";

type Replay = (workload: Workload, allocator: Allocator, blocks: Int32Array, from: number, to: number) => void;

/** What one peer took on one workload. Times are nanoseconds per operation, the loop included. */
export interface Measurement {
  readonly peer: string;
  readonly workload: string;
  /** The first run: cold code and fresh memory. */
  readonly cold: number;
  readonly runs: readonly number[];
  /** After the last run, with the blocks still live that the workload leaves alive. */
  readonly memory: MemoryUse;
}

/** One peer on one workload, ready to run. */
export interface Contestant {
  readonly peer: string;
  /** Replays the workload once; seconds. */
  run(): Promise<number>;
  memory(): Promise<MemoryUse>;
  end(): void;
}

/** Slow peers stop after so many seconds of measured runs, but never before the first. */
const PATIENCE_SECONDS = 10;

/** A private copy of the replay loop: the same module under a URL of its own. */
async function privateLoop(label: string): Promise<Replay> {
  const url = new URL(`./loop.js?${encodeURIComponent(label)}`, import.meta.url);
  const module = (await import(url.href)) as { replay: Replay };
  return module.replay;
}

/** A peer in this process. @throws PeerUnavailable */
export async function contestant(kind: PeerKind, workload: Workload): Promise<Contestant> {
  const peer = await kind.create();
  const replay = await privateLoop(`${kind.name}/${workload.name}`);
  const blocks = new Int32Array(workload.slots);
  let memory: MemoryUse = { real: 0, peak: 0 };
  return {
    peer: kind.name,
    async run() {
      const seconds = timedRun(replay, workload, peer.allocator, blocks);
      memory = peer.memory();
      freeAll(peer, blocks);
      return seconds;
    },
    memory: async () => memory,
    end: () => {},
  };
}

function timedRun(replay: Replay, workload: Workload, allocator: Allocator, blocks: Int32Array): number {
  const { timedFrom, kinds } = workload;
  if (timedFrom > 0) replay(workload, allocator, blocks, 0, timedFrom);
  const start = process.hrtime.bigint();
  replay(workload, allocator, blocks, timedFrom, kinds.length);
  return Number(process.hrtime.bigint() - start) / 1e9;
}

function freeAll(peer: Peer, blocks: Int32Array): void {
  if (peer.reset !== undefined) peer.reset();
  else for (const address of blocks) if (address !== 0) peer.allocator.free(address);
  blocks.fill(0);
}

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
  const perOperation = 1e9 / (workload.kinds.length - workload.timedFrom);
  return Promise.all(
    contestants.map(async (each, at) => ({
      peer: each.peer,
      workload: workload.name,
      cold: (cold[at] as number) * perOperation,
      runs: (taken[at] as number[]).map((seconds) => seconds * perOperation),
      memory: await each.memory(),
    })),
  );
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
