/** The command line of the bench. */
import { cac } from "cac";
import pc from "picocolors";
import { PEERS, peerNamed } from "./peers/index.js";
import { PeerUnavailable } from "./peers/peer.js";
import { type Contestant, contestant, type Measurement, measure } from "./runner.js";
import { ratioTable, workloadTable } from "./table.js";
import { targetTable } from "./targets.js";
import type { Workload } from "./workload.js";
import { expandNames, loadWorkload } from "./workloads.js";

interface Flags {
  readonly peers?: string;
  readonly runs: number;
  readonly reference: string;
}

async function contestants(names: readonly string[], workload: Workload): Promise<Contestant[]> {
  const ready: Contestant[] = [];
  for (const name of names) {
    try {
      ready.push(await contestant(peerNamed(name), workload));
    } catch (error) {
      if (!(error instanceof PeerUnavailable)) throw error;
      console.log(pc.yellow(`${name} is left out: ${error.message}`));
    }
  }
  return ready;
}

async function bench(names: readonly string[], flags: Flags): Promise<void> {
  const peers = flags.peers?.split(",") ?? PEERS.map((peer) => peer.name);
  const results: Measurement[] = [];
  for (const name of expandNames(names)) {
    const workload = loadWorkload(name);
    const measured = await measure(await contestants(peers, workload), workload, flags.runs);
    results.push(...measured);
    console.log(`\n${pc.bold(workload.name)}  ${workload.kinds.length - workload.timedFrom} operations`);
    console.log(workloadTable(measured, flags.reference));
  }
  console.log(`\n${ratioTable(results, flags.reference)}\n\n${targetTable(results)}`);
}

const cli = cac("bench");
cli
  .command("[...traces]", "Measure peers on traces: files, names of bundled ones, or long, seeded, scaling")
  .option("--peers <names>", `Which peers, separated by commas: ${PEERS.map((peer) => peer.name).join(", ")}`)
  .option("--runs <n>", "Measured runs per peer", { default: 9 })
  .option("--reference <peer>", "The peer that ratios are taken to", { default: "zend" })
  .action(bench);
cli.help();
cli.parse();
