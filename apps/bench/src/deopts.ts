/**
 * `bench deopts`: replays a trace until the code is warm, turns on `--trace-deopt`, replays it again and lists what
 * the engine deoptimises from then on. Nothing on the hot path should be there.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setFlagsFromString } from "node:v8";
import { contestant } from "./contestant.js";
import { peerNamed } from "./peers/index.js";
import { alignColumns } from "./table.js";
import { operationCount } from "./workload.js";
import { loadWorkload } from "./workloads.js";

const WARM_UP_RUNS = 5;
const TRACED_RUNS = 5;
const BAILOUT = /bailout \(kind: ([^,]+), reason: ([^)]*)\): begin\. deoptimizing \S+ <JSFunction ([^ >]*)/;
const IN_CHILD = "ZMM_BENCH_TRACE_DEOPT";

export async function deopts(trace: string, peer: string): Promise<void> {
  if (process.env[IN_CHILD] !== undefined) return replayTraced(trace, peer);
  const output = await outputOfChild();
  const found = new Map<string, number>();
  for (const line of output.split("\n")) {
    const [, kind, reason, name] = BAILOUT.exec(line) ?? [];
    if (name === undefined) continue;
    const key = [name, kind, reason].join("\t");
    found.set(key, (found.get(key) ?? 0) + 1);
  }
  console.log(
    output
      .split("\n")
      .filter((line) => line.startsWith("replayed"))
      .join("\n"),
  );
  if (found.size === 0) return console.log("no function was deoptimised after the warm-up");
  const rows = [...found].map(([key, times]) => [...key.split("\t"), String(times)]);
  console.log(alignColumns([["function", "kind", "reason", "times"], ...rows]));
  process.exitCode = 1;
}

/** Runs this very command again, where the engine writes its trace to a pipe. */
async function outputOfChild(): Promise<string> {
  const env = { ...process.env, [IN_CHILD]: "1" };
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  let output = "";
  for await (const chunk of child.stdout.setEncoding("utf8")) output += chunk;
  const [code] = await closed;
  if (code !== 0) throw new Error(`the replay ended with code ${code}`);
  return output;
}

async function replayTraced(trace: string, peer: string): Promise<void> {
  const workload = await loadWorkload(trace);
  const runner = await contestant(peerNamed(peer), workload, { clock: "wall", requests: false, oneCopy: false });
  for (let run = 0; run < WARM_UP_RUNS; run++) await runner.run();
  setFlagsFromString("--trace-deopt");
  for (let run = 0; run < TRACED_RUNS; run++) await runner.run();
  setFlagsFromString("--no-trace-deopt");
  const operations = operationCount(workload);
  console.log(
    `replayed ${operations} operations on ${peer}: ${WARM_UP_RUNS} runs unwatched, then ${TRACED_RUNS} watched`,
  );
}
