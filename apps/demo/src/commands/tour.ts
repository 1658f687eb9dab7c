import { fileURLToPath } from "node:url";
import { wasmMemory } from "@zmm/storage";
import { verifyGolden } from "@zmm/trace";
import { EXIT_DIFFERENT, EXIT_OK } from "../exit.js";
import { loadGolden, loadTrace } from "../files.js";
import { withProgress } from "../progress.js";
import { printReplay } from "../replay-report.js";
import { runReplay } from "../replay-run.js";
import type { Terminal } from "../terminal.js";
import { printVerification } from "../verify-report.js";

const TRACE = "wordpress";
const MODELS = ["lp64", "ilp32"] as const;

/** `zmm` alone: a real program's trace on both release models, each verified and pictured. */
export async function tourCommand(terminal: Terminal): Promise<number> {
  const { color } = terminal;
  const loaded = await loadTrace(corpus(`traces/${TRACE}.trace.gz`));
  const trace = { ...loaded, name: `${TRACE}.trace.gz` };
  terminal.print("The front page of a WordPress site, allocation by allocation, on PHP 5.6's allocator.");
  let code = EXIT_OK;
  for (const model of MODELS) {
    const run = withProgress(terminal, `replaying ${trace.name} on ${model}`, (onProgress) =>
      runReplay(trace, { model, createStorage: () => wasmMemory(), onProgress }),
    );
    terminal.print();
    printReplay(run, terminal);
    terminal.print();
    const golden = await loadGolden(corpus(`golden-${model}/${TRACE}.golden.gz`));
    const named = { ...golden, name: `golden-${model}/${TRACE}.golden.gz` };
    const verification = verifyGolden(named, wasmMemory());
    printVerification(named, verification, terminal);
    if (!verification.ok) code = EXIT_DIFFERENT;
  }
  terminal.print();
  terminal.print(`${color.dim("ok: every address, state, list and tree is the one that PHP's own allocator had.")}`);
  terminal.print(`${color.dim("More:")} node apps/demo/dist/cli.js --help`);
  return code;
}

/** The path of a file that is delivered with the project. */
function corpus(path: string): string {
  return fileURLToPath(import.meta.resolve(`@zmm/corpus/${path}`));
}
