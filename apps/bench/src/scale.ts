/** `bench scale`: what an operation costs beside ever more live blocks, beyond what the loop itself pays there. */
import { type Clock, clockNamed } from "./clock.js";
import { chosenPeers, leaveOut } from "./compare.js";
import { type Contestant, contestantOf, peerOf } from "./contestant.js";
import { countFlag } from "./flags.js";
import { peerNamed } from "./peers/index.js";
import { type Peer, PeerUnavailable } from "./peers/peer.js";
import { measure } from "./runner.js";
import { SCALES, scaling } from "./seeded.js";
import { median } from "./statistics.js";
import { alignColumns } from "./table.js";
import { recordPointers, Tape, TouchingTape } from "./tape.js";
import type { Workload } from "./workload.js";

export interface ScaleFlags {
  readonly peers: string;
  readonly runs: unknown;
  readonly order: string;
  readonly clock: string;
}

/** Medians in nanoseconds per operation: the peer, the loop over its pointers, the loop that also reads at them. */
interface Point {
  readonly whole: number;
  readonly loop: number;
  readonly touch: number;
}

/** @throws Error when there is no such order. */
export async function scale(flags: ScaleFlags): Promise<void> {
  const { order } = flags;
  if (order !== "random" && order !== "oldest") throw new Error(`no order "${order}"; there are: random, oldest`);
  const clock = clockNamed(flags.clock);
  const runs = countFlag("--runs", flags.runs);
  const rows: string[][] = [];
  for (const name of chosenPeers(flags.peers)) {
    try {
      const points: Point[] = [];
      for (const live of SCALES) points.push(await pointOf(name, scaling(live, order), runs, clock));
      rows.push(...rowsOf(name, points));
    } catch (error) {
      if (!(error instanceof PeerUnavailable)) throw error;
      leaveOut(name, error.message);
    }
  }
  const scales = SCALES.map((live) => `${live.toLocaleString("en")} live`);
  console.log(alignColumns([["ns per operation", ...scales, "last / first"], ...rows]));
}

async function pointOf(name: string, workload: Workload, runs: number, clock: Clock): Promise<Point> {
  const peer = await peerOf(peerNamed(name), workload);
  const pointers = recordPointers(peer, workload);
  const entrants = await withFloors(name, peer, pointers, workload, clock);
  const results = await measure(entrants, workload, runs, (_peer, why) => {
    throw new PeerUnavailable(`${workload.name}: ${why}`);
  });
  const [whole = Number.NaN, loop = Number.NaN, touch = Number.NaN] = results.map((result) => median(result.runs));
  return { whole, loop, touch };
}

/** The peer and its two floors, to be run in turns. */
function withFloors(
  name: string,
  peer: Peer,
  pointers: Int32Array,
  workload: Workload,
  clock: Clock,
): Promise<Contestant[]> {
  const floor = { ...peer, reset: () => {} };
  return Promise.all([
    contestantOf(name, peer, workload, clock),
    contestantOf(`${name} loop`, { ...floor, allocator: new Tape(pointers) }, workload, clock),
    contestantOf(
      `${name} touch`,
      { ...floor, allocator: new TouchingTape(pointers, peer.cells().slice()) },
      workload,
      clock,
    ),
  ]);
}

function rowsOf(name: string, points: readonly Point[]): string[][] {
  const row = (label: string, figure: (point: Point) => number): string[] => {
    const values = points.map(figure);
    const growth = (values.at(-1) as number) / (values[0] as number);
    return [label, ...values.map((value) => value.toFixed(2)), growth.toFixed(2)];
  };
  return [
    row(name, (point) => point.whole),
    row("  loop over its pointers", (point) => point.loop),
    row("  loop that reads at them", (point) => point.touch),
    row("  beyond the loop", (point) => point.whole - point.loop),
    row("  beyond the reading loop", (point) => point.whole - point.touch),
    row("  times the reading loop", (point) => point.whole / point.touch),
  ];
}
