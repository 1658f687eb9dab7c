/** The command line of the bench. */
import { cac } from "cac";
import pc from "picocolors";
import { parseTexts } from "../../../scripts/text-options.js";
import { type CompareFlags, compare } from "./compare.js";
import { deopts } from "./deopts.js";
import { PEERS } from "./peers/index.js";
import { type ScaleFlags, scale } from "./scale.js";
import { startup } from "./startup.js";

const peerNames = PEERS.map((peer) => peer.name).join(", ");

const CLOCK_HELP = "wall, or cpu: what other programs take meanwhile is not counted";

/** As `zmm` has it. */
const EXIT_NO_OUTPUT = 74;

const cli = cac("bench");
cli
  .command("[...traces]", "Measure peers on traces: files, names of bundled ones, or long, seeded")
  .option("--peers <names>", `Which peers, separated by commas: ${peerNames}`)
  .option("--runs <n>", "Measured runs per peer", { default: 9 })
  .option("--reference <peer>", "The peer that ratios are taken to", { default: "zend" })
  .option("--clock <which>", CLOCK_HELP, { default: "wall" })
  .option("--process-per-peer", "Give each peer a process of its own; runs still come in turns")
  .option("--requests", "End a request after each run, where a peer knows them, instead of freeing what is left")
  .option("--one-copy", "Let our heaps share one copy of their code, as the heaps of a program with several do")
  .option("--json <file>", "Write every figure as JSON")
  .option("--html <file>", "Write a page with charts")
  .action((names: string[], flags: CompareFlags) => compare(names, flags));
cli
  .command("scale", "Measure the cost per operation beside 1,000 to 1,000,000 live blocks")
  .option("--peers <names>", "Which peers, separated by commas", { default: "zend,zend-lp64,system,dlmalloc,tlsf" })
  .option("--runs <n>", "Measured runs per peer", { default: 7 })
  .option("--clock <which>", CLOCK_HELP, { default: "wall" })
  .option("--order <which>", "Which live block is freed next: random or oldest", { default: "random" })
  .action((flags: ScaleFlags) => scale(flags));
cli.command("startup", "Measure what a new heap costs, warm").action(() => startup());
cli
  .command("deopts [trace]", "Replay after the warm-up and list every function that the engine deoptimises")
  .option("--peer <name>", "Which peer", { default: "zend" })
  .action((trace: string | undefined, flags: { peer: string }) => deopts(trace ?? "wordpress_1m", flags.peer));
cli.help();

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // the reader of a pipe has gone away, as `| head` does
  if (error.code === "EPIPE") process.exit(process.exitCode ?? 0);
  process.stderr.write(`bench: standard output cannot be written: ${error.message}\n`);
  process.exit(EXIT_NO_OUTPUT);
});

try {
  parseTexts(cli, process.argv);
  await cli.runMatchedCommand();
} catch (error) {
  console.error(pc.red(error instanceof Error ? error.message : String(error)));
  process.exitCode = 1;
}
