/** `bench [traces]`: peers against each other on whole workloads. */
import { writeFile } from "node:fs/promises";
import pc from "picocolors";
import { clockNamed } from "./clock.js";
import { type Contestant, contestant } from "./contestant.js";
import { htmlPage } from "./html.js";
import { PEERS, peerNamed } from "./peers/index.js";
import { PeerUnavailable } from "./peers/peer.js";
import { processContestant } from "./process-contestant.js";
import { buildReport, type Report } from "./report.js";
import { type Measurement, measure } from "./runner.js";
import { ratioTable, workloadTable } from "./table.js";
import { targetTable } from "./targets.js";
import { operationCount, type Workload } from "./workload.js";
import { expandNames, loadWorkload } from "./workloads.js";

export interface CompareFlags {
  readonly peers?: string;
  readonly runs: number;
  readonly reference: string;
  readonly clock: string;
  readonly processPerPeer?: boolean;
  readonly requests?: boolean;
  readonly oneCopy?: boolean;
  readonly json?: string;
  readonly html?: string;
}

export async function compare(names: readonly string[], flags: CompareFlags): Promise<void> {
  const { runs, reference, processPerPeer = false, requests = false, oneCopy = false } = flags;
  if (oneCopy && processPerPeer) throw new Error("--one-copy: with --process-per-peer no two heaps are in one program");
  const peers = chosenPeers(flags.peers);
  const clock = clockNamed(flags.clock);
  const settings = { reference, processPerPeer, requests, oneCopy, clock };
  const results: Measurement[] = [];
  for (const name of expandNames(names)) {
    const workload = await loadWorkload(name);
    const ready = await contestants(peers, (peer) =>
      processPerPeer ? processContestant(peer, name, settings) : contestant(peerNamed(peer), workload, settings),
    );
    const measured = await measure(ready, workload, runs);
    for (const each of ready) each.end();
    results.push(...measured);
    printWorkload(workload, buildReport(measured, settings));
  }
  const report = buildReport(results, settings);
  console.log(`\n${ratioTable(report)}\n\n${targetTable(report)}`);
  if (flags.json !== undefined) await writeFile(flags.json, `${JSON.stringify(report, null, 2)}\n`);
  if (flags.html !== undefined) await writeFile(flags.html, htmlPage(report));
}

/** The names given, or all. @throws Error when there is no such peer. */
export function chosenPeers(names: string | undefined): string[] {
  if (names === undefined) return PEERS.map((peer) => peer.name);
  return names.split(",").map((name) => peerNamed(name).name);
}

/** The peers that can be had here; the others are named with the reason. */
async function contestants(
  peers: readonly string[],
  make: (peer: string) => Promise<Contestant>,
): Promise<Contestant[]> {
  const ready: Contestant[] = [];
  for (const peer of peers) {
    try {
      ready.push(await make(peer));
    } catch (error) {
      if (!(error instanceof PeerUnavailable)) throw error;
      console.log(pc.yellow(`${peer} is left out: ${error.message}`));
    }
  }
  return ready;
}

function printWorkload(workload: Workload, report: Report): void {
  console.log(`\n${pc.bold(workload.name)}  ${operationCount(workload)} operations`);
  console.log(workloadTable(report.rows));
}
