/** `bench [traces]`: peers against each other on whole workloads. */
import { writeFile } from "node:fs/promises";
import pc from "picocolors";
import { clockNamed } from "./clock.js";
import { type Contestant, contestant } from "./contestant.js";
import { countFlag, outputFlag, textFlag } from "./flags.js";
import { htmlPage } from "./html.js";
import { PEERS, peerNamed } from "./peers/index.js";
import { PeerUnavailable } from "./peers/peer.js";
import { processContestant } from "./process-contestant.js";
import { buildReport, type Report } from "./report.js";
import { type Measurement, measure } from "./runner.js";
import { ratioTable, workloadTable } from "./table.js";
import { targetTable } from "./targets.js";
import { operationCount, type Workload } from "./workload.js";
import { expandNames, workloadNamed } from "./workloads.js";

export interface CompareFlags {
  readonly peers?: string;
  readonly runs: unknown;
  readonly reference: string;
  readonly clock: string;
  readonly processPerPeer?: boolean;
  readonly requests?: boolean;
  readonly oneCopy?: boolean;
  readonly json?: string;
  readonly html?: string;
}

export async function compare(names: readonly string[], flags: CompareFlags): Promise<void> {
  const { processPerPeer = false, requests = false, oneCopy = false } = flags;
  if (oneCopy && processPerPeer) throw new Error("--one-copy: with --process-per-peer no two heaps are in one program");
  const peers = chosenPeers(flags.peers);
  const runs = countFlag("--runs", flags.runs);
  const reference = peerNamed(textFlag("--reference", flags.reference) ?? "").name;
  const clock = clockNamed(flags.clock);
  const [json, html] = [outputFlag("--json", flags.json), outputFlag("--html", flags.html)];
  const workloads = expandNames(names).map((name) => ({ name, load: workloadNamed(name) }));
  const settings = { reference, processPerPeer, requests, oneCopy, clock };
  const results: Measurement[] = [];
  for (const { name, load } of workloads) {
    const workload = await load();
    const ready = await contestants(peers, (peer) =>
      processPerPeer ? processContestant(peer, name, settings) : contestant(peerNamed(peer), workload, settings),
    );
    const measured = await measure(ready, workload, runs, (peer, why) => leaveOut(`${peer} on ${name}`, why));
    for (const each of ready) each.end();
    results.push(...measured);
    printWorkload(workload, buildReport(measured, settings));
  }
  const report = buildReport(results, settings);
  console.log(`\n${ratioTable(report)}\n\n${targetTable(report)}`);
  if (json !== undefined) await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
  if (html !== undefined) await writeFile(html, htmlPage(report));
}

/** The names given, or all. @throws Error when there is no such peer. */
export function chosenPeers(flag: string | undefined): string[] {
  const names = textFlag("--peers", flag);
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
      if (!(error instanceof PeerUnavailable)) {
        // processes that go on would keep this one from its end
        for (const each of ready) each.end();
        throw new Error(`${peer}: ${error instanceof Error ? error.message : error}`, { cause: error });
      }
      leaveOut(peer, error.message);
    }
  }
  return ready;
}

/** Says that there are no figures of somebody, and why. */
export function leaveOut(who: string, why: string): void {
  console.log(pc.yellow(`${who} is left out: ${why}`));
}

function printWorkload(workload: Workload, report: Report): void {
  console.log(`\n${pc.bold(workload.name)}  ${operationCount(workload)} operations`);
  console.log(workloadTable(report.rows));
}
