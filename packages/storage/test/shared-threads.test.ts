import { once } from "node:events";
import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PAGE_SIZE, randomBelowOne, type SharedProvider, shared } from "../src/index.js";
import { bundled } from "./support/bundle.js";
import { type ChurnOrder, type ChurnResult, MOST_LIVE, MOST_PAGES, verify } from "./support/churn.js";

/** How much is tried; the full measure is 500000 calls and 50 terminations. */
const { ZMM_SHARED_CALLS = "8000", ZMM_SHARED_TERMINATIONS = "3" } = process.env;
const CALLS = Number(ZMM_SHARED_CALLS);
const TERMINATIONS = Number(ZMM_SHARED_TERMINATIONS);
const THREADS = 4;
const MIB = 1024 * 1024;

let thread = "";
beforeAll(async () => {
  thread = await bundled(new URL("./support/churn-thread.ts", import.meta.url));
});
afterAll(() => rm(dirname(thread), { recursive: true }));

interface Running {
  readonly worker: Worker;
  readonly owner: number;
  readonly progress: Int32Array;
  readonly result: Promise<ChurnResult>;
}

function start(provider: SharedProvider, seed: number, calls: number): Running[] {
  const progress = new SharedArrayBuffer(64);
  return Array.from({ length: THREADS }, (_, index) => {
    const owner = index + 1;
    const buffer = provider.memory.buffer as SharedArrayBuffer;
    const order: ChurnOrder = { buffer, owner, seed: seed * 100 + owner, calls, progress };
    const worker = new Worker(thread, { workerData: order });
    const result = Promise.race([
      once(worker, "message").then(([message]) => message as ChurnResult),
      once(worker, "exit").then(() => ({ live: [], refused: 0 })),
    ]);
    return { worker, owner, progress: new Int32Array(progress), result };
  });
}

/** Frees what the threads had, after looking at it, and expects the whole memory to be free then. */
function expectAllFreeAfter(provider: SharedProvider, segments: readonly { address: number; size: number }[]): void {
  for (const { address, size } of segments) provider.free(address, size);
  const { usedPages, lostPages, freePages, tablePages } = provider.audit();
  expect({ usedPages, lostPages }).toEqual({ usedPages: 0, lostPages: 0 });
  expect(provider.allocate(freePages * PAGE_SIZE)).toBe(tablePages * PAGE_SIZE);
}

describe("shared, used by several threads at once", () => {
  for (const { name, create } of [
    { name: "a memory that is often full", create: () => shared({ initial: 4 * MIB }) },
    { name: "a memory with room", create: () => shared({ initial: 64 * MIB }) },
    { name: "a memory that grows", create: () => shared({ initial: MIB / 4, maximum: 32 * MIB }) },
  ]) {
    it(`hands out no page twice and loses none: ${name}, ${THREADS} x ${CALLS} calls`, {
      timeout: 20_000 + CALLS,
    }, async () => {
      const provider = create();
      const running = start(provider, 1, CALLS);
      const results = await Promise.all(running.map(({ result }) => result));
      expect(running.map(({ owner, progress }) => progress[owner])).toEqual(running.map(() => CALLS));
      provider.memory.refresh();
      const audit = provider.audit();
      expect({ lost: audit.lostPages, conflicting: audit.conflictingPages }).toEqual({ lost: 0, conflicting: 0 });
      const live = results.flatMap((result) => result.live).sort((a, b) => a.address - b.address);
      expect(audit.segments).toEqual(live);
      for (const [index, { live: own }] of results.entries()) for (const one of own) verify(provider, one, index + 1);
      expectAllFreeAfter(provider, live);
    });
  }

  it(`goes on when a thread is terminated, ${TERMINATIONS} times`, {
    timeout: 20_000 + TERMINATIONS * 5000,
  }, async () => {
    const random = randomBelowOne(5);
    for (let round = 0; round < TERMINATIONS; round++) await terminateOne(round, Math.floor(random() * 3000));
  });
});

/** Terminates the first of the threads once it has done some calls; the others must finish theirs unharmed. */
async function terminateOne(round: number, after: number): Promise<void> {
  const provider = shared({ initial: 6 * MIB });
  const calls = 5000;
  const running = start(provider, 1000 + round, calls);
  const [first] = running as [Running];
  while ((first.progress[first.owner] as number) < after) await new Promise((resolve) => setImmediate(resolve));
  await first.worker.terminate();
  const survivors = await Promise.all(running.slice(1).map(({ result }) => result));
  expect(running.slice(1).map(({ owner, progress }) => progress[owner])).toEqual([calls, calls, calls]);

  const audit = provider.audit();
  expect(audit.conflictingPages, `round ${round}`).toBe(0);
  expect(audit.lostPages, `round ${round}`).toBeLessThanOrEqual(MOST_PAGES);
  const found = new Map(audit.segments.map(({ address, size }) => [address, size]));
  for (const [index, { live }] of survivors.entries()) {
    for (const segment of live) {
      expect(found.get(segment.address), `round ${round}`).toBe(segment.size);
      verify(provider, segment, index + 2);
      found.delete(segment.address);
    }
  }
  // What is left was the terminated thread's: its segments, and the one it was at.
  expect(found.size, `round ${round}`).toBeLessThanOrEqual(MOST_LIVE + 1);
  expect(provider.reclaim(), `round ${round}`).toBe(audit.lostPages);
  expectAllFreeAfter(provider, audit.segments);
}
