import { ZmmError } from "@zmm/storage";
import { verifyGolden } from "@zmm/trace";
import { EXIT_BAD_INPUT, EXIT_DIFFERENT, EXIT_OK, UsageError } from "../exit.js";
import { loadGolden } from "../files.js";
import { storageOption } from "../storages.js";
import type { Terminal } from "../terminal.js";
import { printVerification } from "../verify-report.js";

export interface VerifyCommandOptions {
  readonly storage?: unknown;
  readonly json?: boolean;
}

/** `zmm verify FILE...`: every golden on a heap of its own; the exit code says whether all agree. */
export async function verifyCommand(
  paths: readonly string[],
  options: VerifyCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const createStorage = storageOption(options.storage);
  if (paths.length === 0) throw new UsageError("verify needs at least one golden file");
  let code = EXIT_OK;
  for (const path of paths) {
    const golden = await loadGolden(path).catch(passOver);
    if (golden === null) {
      code = EXIT_BAD_INPUT;
      process.exitCode = code;
      continue;
    }
    const provider = createStorage();
    const verification = verifyGolden(golden, provider);
    provider.dispose();
    if (!verification.ok && code === EXIT_OK) code = EXIT_DIFFERENT;
    // in case that nobody reads what is printed and the program ends early
    process.exitCode = code;
    if (options.json) terminal.print(JSON.stringify({ golden: path, model: golden.header.model, ...verification }));
    else printVerification(golden, verification, terminal);
  }
  return code;
}

/** Says what is wrong with a file; those behind it are verified all the same. */
function passOver(error: unknown): null {
  if (!(error instanceof UsageError || error instanceof ZmmError)) throw error;
  process.stderr.write(`zmm: ${error.message}\n`);
  return null;
}
