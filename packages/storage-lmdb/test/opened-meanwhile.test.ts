import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lmdb } from "../src/index.js";
import { bundled } from "./support/bundle.js";

/** How often the file is opened. */
const OPENINGS = 40;
/** Checkpoints after which the file has free pages that are used again. */
const BEGUN = 30;

const folder = mkdtempSync(join(tmpdir(), "zmm-opened-"));
const path = join(folder, "written.zmm");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let program = "";
beforeAll(async () => {
  program = await bundled(new URL("./support/checkpointing-process.ts", import.meta.url));
});

/**
 * A process that writes one checkpoint after the other, as fast as it can, and has begun to. It may end when one is
 * refused: LMDB, opened here, can set it back by a transaction.
 */
async function checkpointingProcess(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, path, "7", "false"], { stdio: ["ignore", "pipe", "ignore"] });
  let told = 0;
  for await (const _ of createInterface({ input: child.stdout })) if (++told === BEGUN) break;
  expect(told, "the process ended by itself").toBe(BEGUN);
  child.stdout.resume();
  return child;
}

describe("lmdb, opened while another process writes checkpoints", () => {
  it("finds one of them whole, each time a later one", async () => {
    const child = await checkpointingProcess();
    try {
      let before = 0;
      for (let opening = 0; opening < OPENINGS; opening++) {
        const provider = lmdb({ path, sync: false });
        provider.check();
        expect(provider.lastCheckpoint).toBeGreaterThanOrEqual(before);
        before = provider.lastCheckpoint;
        provider.dispose();
        // Lets the process tell of its checkpoints, so that it does not wait for a reader.
        await new Promise(setImmediate);
      }
      expect(before).toBeGreaterThan(BEGUN);
    } finally {
      const closed = once(child, "close");
      child.kill("SIGKILL");
      await closed;
    }
  });
});
