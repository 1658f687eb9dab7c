/**
 * One peer on one workload: an allocator that lives through all runs, and copies of its own of the replay loop and, where the
 * allocator is one of ours, of our code.
 * What a run leaves alive is freed outside of the clock, so that each run meets the heap of the one before. Runs that are
 * requests end with one instead, where the peer knows them.
 */
import { setFlagsFromString } from "node:v8";
import { type Clock, secondsOn } from "./clock.js";
import type { Replay } from "./loop.js";
import { LOOP_URL, OURS_URL } from "./paths.js";
import type { MemoryUse, Ours, Peer, PeerKind } from "./peers/peer.js";
import type { Workload } from "./workload.js";

/**
 * Operations of one call of the loop, so that code compiled for calls takes over soon. V8 would compile a loop on its way as well,
 * with less knowledge, and calls that find such code never ask for the better one: in one process of ten or twenty a peer ran on it
 * to the end, at 1.2 to 2 times the time.
 */
const PIECE = 512;
setFlagsFromString("--no-use-osr");

/** One peer on one workload, ready to run. */
export interface Contestant {
  readonly peer: string;
  /** Replays the workload once; seconds. @throws Error when it cannot: what it throws, or when there was no memory. */
  run(): Promise<number>;
  /** What it held at the end of the last run. */
  memory(): MemoryUse;
  /** Lets go of its process, if it has one. */
  end(): void;
}

/** A copy of a module, the same for the same label: modules under other URLs are other modules. */
function copyOf(module: URL, label: string): Promise<unknown> {
  return import(new URL(`?${encodeURIComponent(label)}`, module).href);
}

function labelOf(peer: string, workload: Workload): string {
  return `${peer}/${workload.name}`;
}

/** A living peer, made of a copy of our code that is its own, or with `oneCopy` that of all. @throws PeerUnavailable */
export function peerOf(kind: PeerKind, workload: Workload, oneCopy = false): Promise<Peer> {
  return kind.create(async () => (await copyOf(OURS_URL, oneCopy ? "" : labelOf(kind.name, workload))) as Ours);
}

/** How contestants run. */
export interface RunSettings {
  readonly clock: Clock;
  /** Whether each run is a request of its own. */
  readonly requests: boolean;
  /** Whether our heaps share one copy of their code, as several heaps of one program do. */
  readonly oneCopy: boolean;
}

/** A peer in this process. @throws PeerUnavailable */
export async function contestant(kind: PeerKind, workload: Workload, settings: RunSettings): Promise<Contestant> {
  const peer = await peerOf(kind, workload, settings.oneCopy);
  const { endRequest } = peer;
  const ended = settings.requests && endRequest !== undefined ? { ...peer, reset: endRequest } : peer;
  return contestantOf(kind.name, ended, workload, settings.clock);
}

/** A living allocator, with a loop of its own. */
export async function contestantOf(name: string, peer: Peer, workload: Workload, clock: Clock): Promise<Contestant> {
  const { replayer } = (await copyOf(LOOP_URL, labelOf(name, workload))) as typeof import("./loop.js");
  const blocks = new Int32Array(workload.slots);
  const replay = replayer(workload, peer.allocator, blocks);
  let memory: MemoryUse = { real: 0, peak: 0 };
  return {
    peer: name,
    async run() {
      const seconds = timedRun(replay, workload, clock);
      memory = peer.memory();
      checkServed(peer, workload, blocks);
      freeLeft(peer, workload, blocks);
      return seconds;
    },
    memory: () => memory,
    end: () => {},
  };
}

function timedRun(replay: Replay, { timedFrom, kinds }: Workload, clock: Clock): number {
  replayInPieces(replay, 0, timedFrom);
  const start = secondsOn(clock);
  replayInPieces(replay, timedFrom, kinds.length);
  return secondsOn(clock) - start;
}

function replayInPieces(replay: Replay, from: number, to: number): void {
  for (let at = from; at < to; at += PIECE) replay(at, Math.min(to, at + PIECE));
}

/** Null costs nothing to give out: who had no memory has no figures. */
function checkServed({ nulls }: Peer, { left }: Workload, blocks: Int32Array): void {
  const count = nulls?.() ?? left.filter((slot) => blocks[slot] === 0).length;
  if (count > 0) throw new Error(`it had no memory for ${count} of the requests`);
}

/** Frees what the workload leaves alive. */
function freeLeft(peer: Peer, { left }: Workload, blocks: Int32Array): void {
  if (peer.reset !== undefined) peer.reset();
  else for (const slot of left) peer.allocator.free(blocks[slot] as number);
}
