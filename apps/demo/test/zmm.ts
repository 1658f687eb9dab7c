import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

/** The built command line. */
export const CLI = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const CORPUS = fileURLToPath(new URL("../../../packages/corpus/", import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line as a user does, with standard input closed and standard output a pipe. */
export function zmm(args: readonly string[], env: Record<string, string> = {}, cwd = process.cwd()): Outcome {
  const { NO_COLOR, FORCE_COLOR, ...rest } = process.env;
  const run = spawnSync(process.execPath, [CLI, ...args], {
    encoding: "utf8",
    cwd,
    env: { ...rest, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 64 * 1024 * 1024,
  });
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
}

/** Runs it in a pseudo terminal of 80 by 24, with keys that are typed all at once. */
export function zmmInTerminal(args: readonly string[], keys: string): Outcome {
  const quoted = [process.execPath, CLI, ...args].map((word) => `'${word}'`).join(" ");
  const command = `stty cols 80 rows 24; ${quoted}`;
  const run = spawnSync("script", ["-qec", command, "/dev/null"], {
    encoding: "utf8",
    env: { ...process.env, TERM: "xterm-256color" },
    input: keys,
  });
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
}

/**
 * Runs it in a pseudo terminal until it shows a bar of progress, then types a key or sends a signal; the exit code as a
 * shell sees it.
 */
export async function zmmInterrupted(args: readonly string[], how: { key: string } | { signal: NodeJS.Signals }) {
  const quoted = [process.execPath, CLI, ...args].map((word) => `'${word}'`).join(" ");
  const run = spawn("script", ["-qec", `echo "pid $$"; exec ${quoted}`, "/dev/null"], {
    env: { ...process.env, TERM: "xterm-256color" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let shown = "";
  let interrupted = false;
  run.stdout.setEncoding("utf8").on("data", (text: string) => {
    shown += text;
    if (interrupted || !shown.includes("━")) return;
    interrupted = true;
    if ("key" in how) run.stdin.write(how.key);
    else process.kill(Number(/pid (\d+)/.exec(shown)?.[1]), how.signal);
  });
  const [code] = await once(run, "close");
  return code as number;
}

/** The path of a file of the corpus. */
export function corpus(path: string): string {
  return join(CORPUS, path);
}

/** The text of a packed file. */
export function textOf(path: string): string {
  return gunzipSync(readFileSync(path)).toString("utf8");
}

/** A trace that runs into its limit, and a golden, both small. */
export const SMALL: string = corpus("traces/syn_limit.trace.gz");
export const GOLDEN: string = corpus("golden-lp64/syn_quirks.golden.gz");
export const ESCAPE: string = String.fromCharCode(27);

/** A folder for a test file's own inputs, and what writes into it. */
export function scratchFolder(): {
  path(name: string): string;
  write(name: string, content: string | Uint8Array): string;
  remove(): void;
} {
  const folder = mkdtempSync(join(tmpdir(), "zmm-"));
  return {
    path: (name) => join(folder, name),
    write: (name, content) => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
