import { expect, it } from "vitest";
import { contestant } from "../src/contestant.js";
import type { Peer, PeerKind } from "../src/peers/peer.js";
import { ALLOCATE, FREE, WorkloadBuilder } from "../src/workload.js";

/** A peer that writes down what it is asked for beyond allocations. */
function recorded(log: string[], knowsRequests: boolean): PeerKind {
  let next = 8;
  const peer: Peer = {
    allocator: {
      allocate: (size) => (next += size),
      free: (address) => void log.push(`free ${address}`),
      reallocate: (address) => address,
    },
    memory: () => ({ real: 0, peak: 0 }),
    cells: () => new Int32Array(0),
  };
  const requests = { endRequest: () => void log.push("end") };
  return { name: "recorded", about: "a test's", create: async () => (knowsRequests ? { ...peer, ...requests } : peer) };
}

/** Three blocks, of which the first is freed. */
function workload() {
  const builder = new WorkloadBuilder();
  for (const id of [0, 1, 2]) builder.add(ALLOCATE, id, 8);
  builder.add(FREE, 0, 0);
  return builder.build("three");
}

it.each([
  { how: "frees what a run leaves", knows: true, requests: false, log: ["free 16", "free 24", "free 32"] },
  { how: "ends the request instead", knows: true, requests: true, log: ["free 16", "end"] },
  { how: "frees where no requests are known", knows: false, requests: true, log: ["free 16", "free 24", "free 32"] },
])("a contestant $how", async ({ knows, requests, log }) => {
  const seen: string[] = [];
  const runner = await contestant(recorded(seen, knows), workload(), { clock: "wall", requests, oneCopy: false });
  await runner.run();
  expect(seen).toEqual(log);
});
