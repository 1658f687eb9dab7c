#!/usr/bin/env node
/** `zmm`: see `zmm --help`. */
import { ZmmError } from "@zmm/storage";
import type { CAC } from "cac";
import { parseTexts } from "../../../scripts/text-options.js";
import { commandLine } from "./command-line.js";
import { EXIT_BAD_INPUT, EXIT_BUG, EXIT_NO_OUTPUT, EXIT_OK, UsageError } from "./exit.js";
import { reasonOf } from "./files.js";

async function main(): Promise<number> {
  const cli = commandLine();
  parseTexts(cli, process.argv);
  const { help } = cli.options;
  if (help) return EXIT_OK;
  const unknown = cli.matchedCommandName === undefined && cli.args[0];
  if (unknown) throw new UsageError(`unknown command '${unknown}': known are ${commandNames(cli)}`);
  return (await cli.runMatchedCommand()) ?? EXIT_OK;
}

function commandNames(cli: CAC): string {
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

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // the reader of a pipe has gone away, as `| head` does
  if (error.code === "EPIPE") process.exit(process.exitCode ?? EXIT_OK);
  process.stderr.write(`zmm: standard output cannot be written: ${reasonOf(error)}\n`);
  process.exit(EXIT_NO_OUTPUT);
});

process.exitCode = await main().catch(report);
