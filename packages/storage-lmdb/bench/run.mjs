/** Measures what checkpoints cost, and prints a table in Markdown: `node bench/run.mjs`. */
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { lmdb } from "../dist/index.js";

const MIB = 2 ** 20;
const LIVE = 64 * MIB;
const folder = mkdtempSync(join(tmpdir(), "zmm-bench-"));

console.log(`Node ${process.version}, ${cpus()[0]?.model}; ${LIVE / MIB} MiB in use`);
console.log("| changed since the last checkpoint | to the disk | `sync: false` |");
console.log("| --- | ---: | ---: |");
for (const [what, change] of [
  ["nothing", () => {}],
  ["1 byte", (bytes, run) => bytes.fill(run, 0, 1)],
  ["1 MiB in a row", (bytes, run) => bytes.fill(run, 0, MIB)],
  ["16 MiB in a row", (bytes, run) => bytes.fill(run, 0, 16 * MIB)],
  ["all 64 MiB", (bytes, run) => bytes.fill(run)],
  ["1 byte in each of 1024 blocks", (bytes, run) => everyBlock(bytes, run)],
]) {
  console.log(`| ${what} | ${checkpoint(change, true)} | ${checkpoint(change, false)} |`);
}
console.log(`\nOpening the file, with its whole content looked at: ${opening()}`);
rmSync(folder, { recursive: true });

function everyBlock(bytes, run) {
  for (let at = 0; at < bytes.length; at += 4 * 16384) bytes[at] = run;
}

/** The median milliseconds of a checkpoint after `change`. */
function checkpoint(change, sync) {
  const path = join(folder, "memory.zmm");
  const provider = lmdb({ path, sync });
  const address = provider.allocate(LIVE);
  const times = [];
  for (let run = 1; run <= 12; run++) {
    change(provider.memory.u8.subarray(address, address + LIVE), run);
    const start = performance.now();
    provider.checkpoint();
    times.push(performance.now() - start);
  }
  provider.dispose();
  for (const file of [path, `${path}-lock`]) rmSync(file, { force: true });
  return middle(times.slice(3));
}

function opening() {
  const path = join(folder, "opened.zmm");
  const provider = lmdb({ path, sync: false });
  const address = provider.allocate(LIVE);
  provider.memory.u8.fill(1, address, address + LIVE);
  provider.checkpoint();
  provider.dispose();
  const times = [];
  for (let run = 0; run < 7; run++) {
    const start = performance.now();
    const again = lmdb({ path, sync: false });
    times.push(performance.now() - start);
    again.dispose();
  }
  return middle(times);
}

function middle(times) {
  const value = times.sort((a, b) => a - b)[times.length >>> 1];
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
}
