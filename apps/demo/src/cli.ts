#!/usr/bin/env node
/** `zmm`: see `zmm --help`. */
import { providerNames, ZmmError } from "@zmm/storage";
import { cac } from "cac";
import { replayCommand } from "./commands/replay.js";
import { tourCommand } from "./commands/tour.js";
import { verifyCommand } from "./commands/verify.js";
import { EXIT_BAD_INPUT, EXIT_BUG, EXIT_OK, UsageError } from "./exit.js";
import { standardOutput } from "./terminal.js";

const MODEL = "Data model: ilp32, lp64 or lp64-debug";
const STORAGE = `Where segments come from: ${providerNames().join(", ")}`;

function commandLine(): ReturnType<typeof cac> {
  const cli = cac("zmm");
  const terminal = standardOutput(!process.argv.includes("--no-color"));
  cli.option("--no-color", "Plain text, as with NO_COLOR set");

  cli.command("", "Replay and verify a bundled trace of a real program").action(() => tourCommand(terminal));

  cli
    .command("replay <trace>", "Run a trace on a new heap and show what became of it")
    .option("--model <model>", MODEL, { default: "lp64" })
    .option("--storage <storage>", STORAGE, { default: "arrayBuffer" })
    .option("--limit <bytes>", "Memory limit instead of the trace's own; takes K, M and G")
    .option("--json", "One line of JSON instead of text")
    .example("  $ zmm replay wordpress.trace.gz")
    .example("  $ zmm replay smarty.trace --model ilp32 --limit 8M --json")
    .action(async (path: string, options) => replayCommand(path, options, terminal));

  cli
    .command("verify [...goldens]", "Compare a heap with golden files, line by line")
    .option("--storage <storage>", STORAGE, { default: "arrayBuffer" })
    .option("--json", "One line of JSON a file instead of text")
    .example("  $ zmm verify wordpress.golden.gz")
    .example("  $ zmm verify packages/corpus/golden-*/*.golden.gz --storage wasmMemory")
    .action(async (paths: string[], options) => verifyCommand(paths, options, terminal));

  cli.help((sections) => [
    ...sections,
    { title: "Exit codes", body: "  0  all went well\n  1  a heap differs from a golden\n  2  bad input or options" },
  ]);
  return cli;
}

async function main(): Promise<number> {
  const cli = commandLine();
  cli.parse(process.argv, { run: false });
  const { help } = cli.options;
  if (help) return EXIT_OK;
  const unknown = cli.matchedCommandName === undefined && cli.args[0];
  if (unknown) throw new UsageError(`unknown command '${unknown}': known are ${commandNames(cli)}`);
  return (await cli.runMatchedCommand()) ?? EXIT_OK;
}

function commandNames(cli: ReturnType<typeof cac>): string {
  return cli.commands.flatMap(({ name }) => (name === "" ? [] : [name])).join(", ");
}

/** What the user can put right gets a line; a bug of ours gets its stack. */
function report(error: unknown): number {
  const known = error instanceof UsageError || error instanceof ZmmError || (error as Error).name === "CACError";
  if (known) {
    process.stderr.write(`zmm: ${(error as Error).message}\n`);
    return EXIT_BAD_INPUT;
  }
  process.stderr.write(`zmm: this is a bug: ${error instanceof Error ? error.stack : String(error)}\n`);
  return EXIT_BUG;
}

// the reader of a pipe has gone away, as `| head` does
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(EXIT_OK);
});

process.exitCode = await main().catch(report);
