import { expect, it } from "vitest";
import { PAGE_SIZE, shared } from "../src/index.js";
import { type ChurnOrder, type ChurnResult, churn } from "./support/churn.js";

const MIB = 2 ** 20;

/** The result of a worker that follows the order. */
function workerResult(order: ChurnOrder): Promise<ChurnResult> {
  const worker = new Worker(new URL("./support/churn-browser-thread.ts", import.meta.url), { type: "module" });
  return new Promise((resolve, reject) => {
    worker.addEventListener("message", ({ data }) => resolve(data));
    worker.addEventListener("error", ({ message }) => reject(new Error(message)));
    worker.postMessage(order);
  });
}

it("workers and the page itself, which must not wait, use one shared memory at once", async () => {
  const provider = shared({ initial: MIB, maximum: 16 * MIB });
  const progress = new Int32Array(new SharedArrayBuffer(64));
  const order = (owner: number, calls: number): ChurnOrder => {
    const buffer = provider.memory.buffer as SharedArrayBuffer;
    return { buffer, owner, seed: owner, calls, progress: progress.buffer };
  };
  const others = [workerResult(order(1, 200_000)), workerResult(order(2, 200_000))];
  while (progress[1] === 0 || progress[2] === 0) await new Promise((resolve) => setTimeout(resolve));
  const own = churn(provider, order(3, 20_000));
  const results = [...(await Promise.all(others)), own];
  provider.memory.refresh();
  const audit = provider.audit();
  const live = results.flatMap((result) => result.live).sort((a, b) => a.address - b.address);
  expect(audit.segments).toEqual(live);
  expect([audit.lostPages, audit.conflictingPages]).toEqual([0, 0]);
  for (const { address, size } of live) provider.free(address, size);
  const { freePages, tablePages } = provider.audit();
  expect(provider.allocate(freePages * PAGE_SIZE)).toBe(tablePages * PAGE_SIZE);
});
