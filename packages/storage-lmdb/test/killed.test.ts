import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ZendHeap } from "@zmm/heap";
import { check, HeapReader } from "@zmm/inspect";
import { LAYOUTS } from "@zmm/layout";
import { arrayBuffer, type PagedProvider, randomBelowOne } from "@zmm/storage";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lmdb } from "../src/index.js";
import { bundled } from "./support/bundle.js";
import { workload } from "./support/workload.js";

/** How often the process is killed; the full measure is 100. */
const { ZMM_LMDB_KILLS = "4" } = process.env;
const KILLS = Number(ZMM_LMDB_KILLS);

const folder = mkdtempSync(join(tmpdir(), "zmm-killed-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let program = "";
beforeAll(async () => {
  program = await bundled(new URL("./support/checkpointing-process.ts", import.meta.url));
});

/** Kills a process that checkpoints, at a moment that `random` decides; the number of its last checkpoint it told of. */
async function killedProcess(path: string, seed: number, random: () => number): Promise<number> {
  const child = spawn(process.execPath, [program, path, String(seed)], { stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(child, "close");
  const lines = Math.floor(random() * 60);
  let told = "";
  const reached = new Promise<void>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      told += text;
      if (told.split("\n").length > lines) resolve();
    });
  });
  await Promise.race([reached, closed]);
  expect(child.exitCode, "the process ended by itself").toBe(null);
  // Somewhere between this checkpoint and one that follows.
  for (let turn = Math.floor(random() ** 2 * 3000); turn > 0; turn--) await new Promise(setImmediate);
  child.kill("SIGKILL");
  await closed;
  return Number(told.trimEnd().split("\n").at(-1));
}

/** The memory that the workload has at a checkpoint, worked out without a file. */
function memoryAt(checkpoint: number, seed: number): PagedProvider {
  const provider = arrayBuffer();
  const program = workload(provider, seed);
  // The first checkpoint is the new file's.
  for (let number = 1; number < checkpoint; number++) program.next();
  return provider;
}

function contentOf(provider: PagedProvider): Buffer {
  return Buffer.concat(provider.occupied().map(({ start, end }) => provider.memory.u8.slice(start, end)));
}

describe("lmdb, whose process is killed", () => {
  it(
    `is opened at the last checkpoint that returned, or the one in flight: ${KILLS} times`,
    async () => {
      const random = randomBelowOne(31);
      const inFlight = [0, 0];
      for (let round = 0; round < KILLS; round++) {
        const path = join(folder, `killed-${round}.zmm`);
        const told = await killedProcess(path, round, random);
        const provider = lmdb({ path, sync: false });
        const found = provider.lastCheckpoint;
        expect([told, told + 1], `round ${round}`).toContain(found);
        inFlight[found - told] = (inFlight[found - told] as number) + 1;
        const expected = memoryAt(found, round);
        provider.check();
        expect(provider.occupied(), `round ${round}`).toEqual(expected.occupied());
        expect(contentOf(provider).equals(contentOf(expected)), `round ${round}`).toBe(true);
        if (found > 1) expectHealthyHeap(provider);
        provider.dispose();
        rmSync(path);
      }
      expect(inFlight[0]).toBeGreaterThan(0);
    },
    20_000 + KILLS * 2000,
  );
});

/** The heap at the memory's root must pass the checker, and work on. */
function expectHealthyHeap(provider: PagedProvider): void {
  const reader = (): HeapReader =>
    new HeapReader({ memory: provider.memory, address: provider.root, layout: LAYOUTS.lp64 });
  expect(check(reader()).violations).toEqual([]);
  const heap = ZendHeap.attach(provider, provider.root, { model: "lp64" });
  const blocks = Array.from({ length: 200 }, (_, index) => heap.allocate(index * 50));
  for (const block of blocks) heap.free(block);
  expect(check(reader()).violations).toEqual([]);
}
